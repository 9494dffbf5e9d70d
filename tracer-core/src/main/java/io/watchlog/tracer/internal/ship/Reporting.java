package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.metrics.Ledger;
import io.watchlog.tracer.internal.metrics.ThrottledLog;
import io.watchlog.tracer.spi.TracerListener;

/**
 * Where the sender says what happens.
 *
 * @param counters for what is beside the conservation law
 * @param ledger for its terms; owned by the sender thread
 * @param log for people
 * @param listener the user's
 */
public record Reporting(
    Counters counters, Ledger ledger, ThrottledLog log, TracerListener listener) {}
