package io.watchlog.tracer.internal.span;

/**
 * The beginning of a text of which the rest was not kept, within a structured value: what redaction
 * cannot see the end of, it takes for a secret as a whole. A text that is no part of another value
 * shows that by its length.
 *
 * @param text what was kept
 */
public record CutText(String text) {}
