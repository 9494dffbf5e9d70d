package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The tracer's own log as the sender sees it. The suppliers are read by any thread; each is
 * published by the journal thread after what it counts has happened.
 *
 * @param source to read, on the sender thread only
 * @param appended records appended so far
 * @param appendedBytes their bytes
 * @param consumed ring slots consumed so far, each published after its record was appended
 * @param waitsForRoom whether the journal waits until records are settled
 */
public record LiveLog(
    RecordSource source,
    LongSupplier appended,
    LongSupplier appendedBytes,
    LongSupplier consumed,
    BooleanSupplier waitsForRoom) {}
