/**
 * The journal thread: the only consumer of the ring and the only writer of the log. Floor 3: knows
 * the rooms below; must not know the sender, which it tells that there is something new by a {@code
 * Runnable}.
 *
 * <pre>
 *   SpanRing ──▶ SpanEncoder ──▶ LogWriter ──▶ (the sender, which reads the log)
 * </pre>
 */
package io.watchlog.tracer.internal.journal;
