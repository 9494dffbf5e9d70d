package io.watchlog.tracer.examples.agent.trace;

import java.util.List;

/**
 * What is kept of one trace.
 *
 * @param id its id
 * @param spans its spans in the order in which they arrived; one that was sent twice is there twice
 * @param omitted how many more arrived than are kept for one trace
 */
public record ReceivedTrace(String id, List<ReceivedSpan> spans, long omitted) {}
