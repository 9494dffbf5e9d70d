package io.watchlog.tracer.examples.agent.trace;

/**
 * What the agent has taken since its start, exact whatever is still kept.
 *
 * @param received spans taken
 * @param skipped spans passed over because they had no id or no time
 * @param traces traces begun; one that was evicted and goes on counts once, unless half a million
 *     others were evicted in between
 * @param kept traces that can be looked at
 * @param evicted how often a trace had to make room
 * @param tokens tokens used
 * @param cost their price
 * @param errors spans that failed
 */
public record Totals(
    long received,
    long skipped,
    long traces,
    long kept,
    long evicted,
    long tokens,
    double cost,
    long errors) {}
