package io.watchlog.tracer.internal.span;

/**
 * What {@code error(..)} said.
 *
 * @param type the class name of the throwable, or null where only a message was given
 * @param message may be empty, never null
 */
public record SpanError(String type, String message) {}
