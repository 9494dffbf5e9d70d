/**
 * The tracer's counters and its throttled log lines. Floor 1: knows only the JDK.
 *
 * <p>{@link io.watchlog.tracer.internal.metrics.Counters} holds what many threads count. What only
 * one thread counts, and must balance in any snapshot, is in that thread's {@link
 * io.watchlog.tracer.internal.metrics.Ledger}.
 */
package io.watchlog.tracer.internal.metrics;
