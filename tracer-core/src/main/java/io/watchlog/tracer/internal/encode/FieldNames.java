package io.watchlog.tracer.internal.encode;

import java.nio.charset.StandardCharsets;

/**
 * The names of a span's fields on the wire, and the values that are always the same, with the
 * punctuation that always stands around them.
 */
final class FieldNames {
  static final String INPUT = "input";
  static final String OUTPUT = "output";

  static final byte[] TRACE_ID = ascii("{\"traceId\":");
  static final byte[] ROOT = ascii("null");
  static final byte[] TOKENS = ascii(",\"tokens\":");
  static final byte[] COST = ascii(",\"cost\":");
  static final byte[] NO_COST = ascii(",\"cost\":0");
  static final byte[] INPUT_FIELD = ascii(",\"input\":");
  static final byte[] NO_INPUT = ascii(",\"input\":\"\\\"\\\"\"");
  static final byte[] OUTPUT_FIELD = ascii(",\"output\":");
  static final byte[] NO_OUTPUT = ascii(",\"output\":\"\\\"\\\"\"");
  static final byte[] OUTPUT_OF_ERROR = ascii(",\"output\":\"\"");
  static final byte[] SUCCESS = ascii(",\"status\":\"Success\"}");
  static final byte[] TIMEOUT = ascii(",\"status\":\"Timeout\"}");
  static final byte[] ERROR = ascii(",\"status\":\"Error\"}");

  private FieldNames() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
