package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.io.SerializedString;

/**
 * The names of a span's fields on the wire, and the values that are always the same, encoded once.
 */
final class FieldNames {
  static final SerializedString TRACE_ID = new SerializedString("traceId");
  static final SerializedString SPAN_ID = new SerializedString("spanId");
  static final SerializedString APP = new SerializedString("app");
  static final SerializedString PARENT_ID = new SerializedString("parentId");
  static final SerializedString NAME = new SerializedString("name");
  static final SerializedString START_TIME = new SerializedString("startTime");
  static final SerializedString METADATA = new SerializedString("metadata");
  static final SerializedString END_TIME = new SerializedString("endTime");
  static final SerializedString DURATION = new SerializedString("duration");
  static final SerializedString TOKENS = new SerializedString("tokens");
  static final SerializedString COST = new SerializedString("cost");
  static final SerializedString MODEL = new SerializedString("model");
  static final SerializedString PROVIDER = new SerializedString("provider");
  static final SerializedString INPUT = new SerializedString("input");
  static final SerializedString OUTPUT = new SerializedString("output");
  static final SerializedString STATUS = new SerializedString("status");

  static final SerializedString EMPTY = new SerializedString("");
  static final SerializedString EMPTY_CONTENT = new SerializedString("\"\"");
  static final SerializedString SUCCESS = new SerializedString("Success");
  static final SerializedString TIMEOUT = new SerializedString("Timeout");
  static final SerializedString ERROR = new SerializedString("Error");

  private FieldNames() {}
}
