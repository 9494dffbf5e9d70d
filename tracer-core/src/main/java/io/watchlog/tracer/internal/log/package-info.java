/**
 * The queue of encoded spans: a memory-mapped log that outlives the process, or the same in memory
 * where no directory can be used. Floor 2: knows counters, the JDK and Agrona; nothing of HTTP or
 * spans, and of JSON only the envelope of a {@code DeadLetter}.
 *
 * <pre>
 *   journal thread                                              sender thread
 *   LogWriter.append ─▶ [Segment] ──full──▶ LogProgress ──▶ LogReader.read … acknowledge
 *        ▲                                                            │
 *        └──────────────── SegmentPool (recycle, create, delete) ◀────┘  what the cursor has left
 *
 *   a dead process's directory ──▶ Orphans (lock) ──▶ LogRecovery (verify) ──▶ AdoptedLog.read … acknowledge
 * </pre>
 *
 * <p>A segment belongs to the writer until the next one is begun, to the reader (beside the writer)
 * from its beginning until the cursor has left it, and then to the pool. Only the reader unmaps, so
 * an unmapped segment is never touched. A mapping is read and written by Agrona's get and put
 * alone, and every checksum is computed over a heap copy: a file that is truncated beneath a
 * mapping gives an {@code InternalError}, not a crash.
 *
 * <p>What an agent refused for good is not in the queue any more; {@code DeadLetterFiles} keeps the
 * newest of it for an operator to look at.
 *
 * <p>{@link io.watchlog.tracer.internal.log.LogTool} is an operator's command beside all this: it
 * reads the files of any owner, dead or alive, and changes nothing.
 */
package io.watchlog.tracer.internal.log;
