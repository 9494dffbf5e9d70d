package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;
import io.watchlog.tracer.internal.span.SpanOrigin;
import java.io.IOException;

/**
 * Writes a span as the JSON object that goes over the wire, into one buffer that is used again and
 * again. Belongs to one thread. A span that cannot be encoded is told by a return value; the next
 * one is not affected.
 */
public final class SpanEncoder {
  private static final long NS_PER_MS = 1_000_000L;
  private static final int SCARCE_CONTENT_SHARE = 16;

  /** How much is written: each step leaves out more of what a user supplied without bound. */
  private enum Extent {
    ALL,
    NO_ATTRIBUTES,
    NO_METADATA,
    SHORT_CONTENT
  }

  private static final Extent[] EXTENTS = Extent.values();
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .rootValueSeparator((SerializableString) null)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool()) // nothing is left in a host's thread
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private final Counters counters;
  private final SerializedString app;
  private final int maxFieldLength;
  private final int scarceFieldLength;
  private final boolean captureContent;
  private final long statusTimeoutNs;
  private final RecordBuffer buffer;
  private final ValueWriter values;
  private final MetadataEncoder metadata;
  private final SpanExtras extras;
  private final Timestamps startTimes = new Timestamps();
  private final Timestamps endTimes = new Timestamps();
  private final IdText traces;
  private final IdText spans;
  private final IdText parents;
  private final Decimals decimals = new Decimals();
  private JsonGenerator generator;

  /**
   * An encoder for one tracer.
   *
   * @param traceIds make ids of the numbers of its traces
   * @param spanIds make ids of the numbers of its spans
   */
  public SpanEncoder(
      EncoderSettings settings, SpanIds traceIds, SpanIds spanIds, Counters counters) {
    this.traces = new IdText("trace-", traceIds);
    this.spans = new IdText("span-", spanIds);
    this.parents = new IdText("span-", spanIds);
    this.counters = counters;
    this.maxFieldLength = Math.min(settings.maxFieldLength(), settings.maxRecordLength());
    this.scarceFieldLength =
        Math.min(maxFieldLength, settings.maxRecordLength() / SCARCE_CONTENT_SHARE);
    this.captureContent = settings.captureContent();
    this.statusTimeoutNs = settings.statusTimeoutNs();
    this.buffer = new RecordBuffer(settings.headroom(), settings.maxRecordLength());
    Redaction redaction =
        new Redaction(settings.sensitiveFields(), settings.redactorOrNull(), counters);
    this.app =
        new SerializedString(redaction.plain(settings.app(), settings.app().length()).toString());
    this.values = new ValueWriter(redaction, counters);
    this.metadata = new MetadataEncoder(values, counters, this);
    this.extras = new SpanExtras(values, counters);
  }

  /** Where {@link #encode} leaves its result, until the next call. */
  public RecordBuffer buffer() {
    return buffer;
  }

  /** When a span ended, in milliseconds since the epoch. */
  public long endTimeMs(SpanFields span) {
    return Math.floorDiv(startEpochNs(span) + elapsedNs(span), NS_PER_MS);
  }

  /**
   * Writes a span into the buffer.
   *
   * @return false where it could not be encoded; what the buffer holds then is of no use
   */
  public boolean encode(SpanFields span) {
    boolean isEncoded = false;
    try {
      for (int i = 0; i < EXTENTS.length && !isEncoded; i++) {
        isEncoded = fits(span, EXTENTS[i]);
        if (!isEncoded) {
          counters.increment(Counter.TRUNCATED_VALUES);
        }
      }
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      isEncoded = false; // the caller counts it
    } finally {
      if (!isEncoded) {
        generator = null; // it stands somewhere inside an object
      }
    }
    return isEncoded;
  }

  private boolean fits(SpanFields span, Extent extent) throws IOException {
    try {
      SpanAttributes used = extent.compareTo(Extent.NO_METADATA) < 0 ? span.metadata : null;
      EncodedMetadata encoded = encoded(used);
      buffer.reset();
      write(span, extent, encoded);
      generator.flush();
      return true;
    } catch (RecordTooLong e) {
      generator = null;
      return false;
    }
  }

  private EncodedMetadata encoded(SpanAttributes used) throws IOException {
    try {
      return metadata.encoded(used, generator(), buffer);
    } catch (RecordTooLong e) {
      generator = null;
      return metadata.leftOut(used, generator(), buffer);
    }
  }

  private JsonGenerator generator() throws IOException {
    if (generator == null) {
      generator = JSON.createGenerator(buffer, JsonEncoding.UTF8);
    }
    return generator;
  }

  private void write(SpanFields span, Extent extent, EncodedMetadata encoded) throws IOException {
    int maxContentLength = extent == Extent.SHORT_CONTENT ? scarceFieldLength : maxFieldLength;
    JsonGenerator json = generator();
    json.writeStartObject();
    SpanOrigin origin = span.origin;
    id(json, FieldNames.TRACE_ID, origin == null ? null : origin.trace(), traces, span.traceNumber);
    id(json, FieldNames.SPAN_ID, null, spans, span.spanNumber);
    json.writeFieldName(FieldNames.APP);
    json.writeString(app);
    parent(json, span);
    values.name(json, FieldNames.NAME, span.name);
    time(json, FieldNames.START_TIME, startTimes, startEpochNs(span));
    json.writeFieldName(FieldNames.METADATA);
    json.writeStartObject();
    extras.collect(span, extent == Extent.ALL, captureContent, maxContentLength);
    metadata.write(encoded, extras, json, buffer);
    json.writeEndObject();
    time(json, FieldNames.END_TIME, endTimes, startEpochNs(span) + elapsedNs(span));
    json.writeFieldName(FieldNames.DURATION);
    json.writeNumber(elapsedNs(span) / NS_PER_MS);
    numbers(json, span);
    text(json, FieldNames.MODEL, (span.set & SpanFields.MODEL) != 0 ? span.model : null);
    text(json, FieldNames.PROVIDER, (span.set & SpanFields.PROVIDER) != 0 ? span.provider : null);
    contents(json, span, maxContentLength);
    json.writeFieldName(FieldNames.STATUS);
    json.writeString(status(span));
    json.writeEndObject();
  }

  private void parent(JsonGenerator json, SpanFields span) throws IOException {
    String outside = span.origin == null ? null : span.origin.parent();
    if (outside == null && span.parentNumber == 0) {
      json.writeFieldName(FieldNames.PARENT_ID);
      json.writeNull();
    } else {
      id(json, FieldNames.PARENT_ID, outside, parents, span.parentNumber);
    }
  }

  private void numbers(JsonGenerator json, SpanFields span) throws IOException {
    json.writeFieldName(FieldNames.TOKENS);
    json.writeNumber(tokens(span));
    json.writeFieldName(FieldNames.COST);
    double cost = (span.set & SpanFields.COST) != 0 ? span.cost : 0.0;
    if (cost == 0.0) {
      json.writeNumber(0);
    } else {
      decimals.write(json, cost);
    }
  }

  private void contents(JsonGenerator json, SpanFields span, int maxLength) throws IOException {
    json.writeFieldName(FieldNames.INPUT);
    if (captureContent && (span.set & SpanFields.INPUT) != 0) {
      values.content(json, FieldNames.INPUT, span.input, maxLength);
    } else {
      json.writeString(FieldNames.EMPTY_CONTENT);
    }
    json.writeFieldName(FieldNames.OUTPUT);
    if (span.error != null) {
      json.writeString(FieldNames.EMPTY); // by this the agent knows an error
    } else if (captureContent && (span.set & SpanFields.OUTPUT) != 0) {
      values.content(json, FieldNames.OUTPUT, span.output, maxLength);
    } else {
      json.writeString(FieldNames.EMPTY_CONTENT);
    }
  }

  private void text(JsonGenerator json, SerializedString field, String value) throws IOException {
    if (value == null || value.isEmpty()) {
      json.writeFieldName(field);
      json.writeString(FieldNames.EMPTY);
    } else {
      values.name(json, field, value);
    }
  }

  private static long tokens(SpanFields span) {
    if ((span.set & SpanFields.TOKENS) == 0) {
      return 0;
    }
    return span.outputTokens < 0 ? span.tokens : span.tokens + span.outputTokens;
  }

  private void id(
      JsonGenerator json, SerializedString field, String outside, IdText ids, long number)
      throws IOException {
    if (outside != null) {
      values.name(json, field, outside);
    } else {
      json.writeFieldName(field);
      json.writeRawUTF8String(ids.format(number), 0, ids.length());
    }
  }

  private static void time(
      JsonGenerator json, SerializedString field, Timestamps times, long epochNs)
      throws IOException {
    json.writeFieldName(field);
    json.writeRawUTF8String(times.format(epochNs), 0, Timestamps.LENGTH);
  }

  private SerializedString status(SpanFields span) {
    if (span.error != null) {
      return FieldNames.ERROR;
    }
    return elapsedNs(span) > statusTimeoutNs ? FieldNames.TIMEOUT : FieldNames.SUCCESS;
  }

  private static long startEpochNs(SpanFields span) {
    return span.startNs + span.wallOffsetNs;
  }

  private static long elapsedNs(SpanFields span) {
    return Math.max(0, span.endNs - span.startNs);
  }
}
