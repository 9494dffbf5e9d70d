package io.watchlog.tracer.internal.ship;

/**
 * What became of the live log's records up to a flush's position, as far as it was decided during
 * the flush.
 *
 * @param delivered taken by the agent
 * @param skipped taken, and skipped by the agent
 * @param rejected refused for good
 * @param dropped evicted, expired or damaged
 * @param pending not settled yet
 * @param error the last failure of delivery where something is pending, else null
 */
public record FlushOutcome(
    long delivered, long skipped, long rejected, long dropped, long pending, Throwable error) {}
