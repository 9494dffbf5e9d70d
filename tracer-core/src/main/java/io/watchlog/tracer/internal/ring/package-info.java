/**
 * The hand-over from application threads to the journal thread. Floor 2: knows {@code
 * internal.span} and the Disruptor; must not know what becomes of a span behind it.
 *
 * <pre>
 *   end() ──tryPublish: claim, copy, publish──▶ SpanSlot … SpanSlot ──poll──▶ journal
 *           (false where full or sealed)                            IdleWait when there is nothing
 * </pre>
 */
package io.watchlog.tracer.internal.ring;
