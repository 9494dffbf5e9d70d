package io.watchlog.tracer.internal.ship;

/**
 * What the sender is told by the configuration.
 *
 * @param batchSize at most this many records in a batch
 * @param maxBatchBytes at most this many bytes in a body, unless a single record is larger
 * @param flushOnSpanCount this many waiting records start a batch at once
 * @param autoFlushIntervalNs the longest a record waits otherwise
 * @param maxRetries failed answers before a batch is split
 * @param queueItemTtlMs a record older than this is expired
 * @param maxConnections batches in flight at once
 */
public record SenderSettings(
    int batchSize,
    int maxBatchBytes,
    int flushOnSpanCount,
    long autoFlushIntervalNs,
    int maxRetries,
    long queueItemTtlMs,
    int maxConnections) {}
