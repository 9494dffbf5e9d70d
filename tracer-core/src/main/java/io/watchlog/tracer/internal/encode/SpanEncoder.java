package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.SpanIds;
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
  private final int maxFieldLength;
  private final int scarceFieldLength;
  private final boolean captureContent;
  private final long statusTimeoutNs;
  private final RecordBuffer buffer;
  private final ValueWriter values;
  private final MetadataEncoder metadata;
  private final SpanExtras extras;
  private final IdText traces;
  private final IdText spans;
  private final IdText parents;
  private final KnownWords names;
  private final Timestamps startTimes = new Timestamps(",\"startTime\":\"", "\",\"metadata\":");
  private final Timestamps endTimes = new Timestamps(",\"endTime\":\"", "\",\"duration\":");
  private final KnownWords models;
  private final KnownWords providers;
  private JsonGenerator generator;

  /**
   * An encoder for one tracer.
   *
   * @param traceIds make ids of the numbers of its traces
   * @param spanIds make ids of the numbers of its spans
   */
  public SpanEncoder(
      EncoderSettings settings, SpanIds traceIds, SpanIds spanIds, Counters counters) {
    this.traces = new IdText("{\"traceId\":\"trace-", traceIds, "\"");
    this.parents = new IdText("\"span-", spanIds, "\"");
    this.counters = counters;
    this.maxFieldLength = Math.min(settings.maxFieldLength(), settings.maxRecordLength());
    this.scarceFieldLength =
        Math.min(maxFieldLength, settings.maxRecordLength() / SCARCE_CONTENT_SHARE);
    this.captureContent = settings.captureContent();
    this.statusTimeoutNs = settings.statusTimeoutNs();
    this.buffer = new RecordBuffer(settings.headroom(), settings.maxRecordLength());
    Redaction redaction =
        new Redaction(settings.sensitiveFields(), settings.redactorOrNull(), counters);
    String app = redaction.plain(settings.app(), settings.app().length()).toString();
    this.spans =
        new IdText(",\"spanId\":\"span-", spanIds, "\",\"app\":" + quoted(app) + ",\"parentId\":");
    this.names = new KnownWords(redaction, ",\"name\":");
    this.models = new KnownWords(redaction, ",\"model\":");
    this.providers = new KnownWords(redaction, ",\"provider\":");
    this.values = new ValueWriter(redaction, counters, settings.maxRecordLength());
    this.metadata = new MetadataEncoder(redaction, values, counters, this);
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
    RecordBuffer out = buffer;
    String trace = span.origin == null ? null : span.origin.trace();
    if (trace == null) {
      out.put(traces.format(span.traceNumber));
    } else {
      out.put(FieldNames.TRACE_ID);
      name(trace);
    }
    out.put(spans.format(span.spanNumber));
    parent(span);
    word(names, span.name);
    out.put(startTimes.format(startEpochNs(span)));
    extras.collect(span, extent == Extent.ALL, captureContent, maxContentLength);
    metadata.write(encoded, extras, generator(), out);
    out.put(endTimes.format(startEpochNs(span) + elapsedNs(span)));
    Decimals.write(out, elapsedNs(span) / NS_PER_MS);
    numbers(span);
    boolean hasModel = (span.set & SpanFields.MODEL) != 0;
    word(models, hasModel && span.model != null ? span.model : "");
    boolean hasProvider = (span.set & SpanFields.PROVIDER) != 0;
    word(providers, hasProvider && span.provider != null ? span.provider : "");
    contents(span, maxContentLength);
    out.put(status(span));
  }

  private void parent(SpanFields span) throws IOException {
    String parent = span.origin == null ? null : span.origin.parent();
    if (parent != null) {
      name(parent);
    } else if (span.parentNumber == 0) {
      buffer.put(FieldNames.ROOT);
    } else {
      buffer.put(parents.format(span.parentNumber));
    }
  }

  private void numbers(SpanFields span) throws IOException {
    buffer.put(FieldNames.TOKENS);
    Decimals.write(buffer, (span.set & SpanFields.TOKENS) != 0 ? span.tokens : 0L);
    double cost = (span.set & SpanFields.COST) != 0 ? span.cost : 0.0;
    if (cost == 0.0) {
      buffer.put(FieldNames.NO_COST);
      return;
    }
    buffer.put(FieldNames.COST);
    if (!Decimals.writeExact(buffer, cost)) {
      generator().writeNumber(cost);
      generator().flush();
    }
  }

  private void contents(SpanFields span, int maxLength) throws IOException {
    if (captureContent && (span.set & SpanFields.INPUT) != 0) {
      buffer.put(FieldNames.INPUT_FIELD);
      values.content(generator(), buffer, FieldNames.INPUT, span.input, maxLength);
    } else {
      buffer.put(FieldNames.NO_INPUT);
    }
    if (span.error != null) {
      buffer.put(FieldNames.OUTPUT_OF_ERROR); // by this the agent knows an error
    } else if (captureContent && (span.set & SpanFields.OUTPUT) != 0) {
      buffer.put(FieldNames.OUTPUT_FIELD);
      values.content(generator(), buffer, FieldNames.OUTPUT, span.output, maxLength);
    } else {
      buffer.put(FieldNames.NO_OUTPUT);
    }
  }

  private void word(KnownWords words, String value) throws IOException {
    byte[] known = words.find(value);
    if (known != null) {
      buffer.put(known);
    } else {
      buffer.put(words.prefix());
      name(value);
    }
  }

  private void name(String value) throws IOException {
    values.name(generator(), value);
    generator().flush();
  }

  private byte[] status(SpanFields span) {
    if (span.error != null) {
      return FieldNames.ERROR;
    }
    return elapsedNs(span) > statusTimeoutNs ? FieldNames.TIMEOUT : FieldNames.SUCCESS;
  }

  /** A text as a JSON string. */
  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static long startEpochNs(SpanFields span) {
    return span.startNs + span.wallOffsetNs;
  }

  private static long elapsedNs(SpanFields span) {
    return Math.max(0, span.endNs - span.startNs);
  }
}
