package io.watchlog.tracer.internal.ship;

import java.util.function.Consumer;

/**
 * A wish to have delivered what was ended before it.
 *
 * @param ringPosition how many ring slots had been published when it was made
 * @param deadlineNs {@code System.nanoTime()} at which it completes with what is still pending
 * @param done is called once, on the sender thread, or on the caller's where the sender has
 *     stopped; must not block
 */
public record FlushRequest(long ringPosition, long deadlineNs, Consumer<FlushOutcome> done) {}
