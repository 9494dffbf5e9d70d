package io.watchlog.tracer.examples.agent.trace;

import java.util.List;

/**
 * What was in a batch.
 *
 * @param spans the spans taken
 * @param skipped how many were passed over because they had no id or no time
 */
public record ReceivedBatch(List<ReceivedSpan> spans, int skipped) {}
