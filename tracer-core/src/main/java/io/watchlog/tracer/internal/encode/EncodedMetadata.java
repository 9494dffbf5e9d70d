package io.watchlog.tracer.internal.encode;

import java.util.Set;

/**
 * Metadata as one encoder writes it.
 *
 * @param members the members of the JSON object without its braces, never empty
 * @param keys the keys in it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EncodedMetadata(byte[] members, Set<String> keys) {}
