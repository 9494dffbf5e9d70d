package io.watchlog.tracer.internal.span;

/**
 * A map as it was when it was handed over. Arrays and collections become {@code Object[]}.
 *
 * @param keys the keys' texts, in the map's order
 * @param values what {@link ValueSnapshot} made of the values
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ObjectSnapshot(String[] keys, Object[] values) {}
