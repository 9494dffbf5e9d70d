package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import io.watchlog.tracer.internal.metrics.Counter;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.TextLimits;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a single span adds to its metadata: attributes in the order they were first set, then the
 * library's own, each key once. Reused. Not thread-safe.
 */
final class SpanExtras {
  private static final int MAX_OWN = 6;

  private final String[] keys = new String[TextLimits.MAX_ATTRIBUTES + MAX_OWN];
  private final Object[] entries = new Object[keys.length];
  private Attribute[] inOrder = new Attribute[TextLimits.MAX_ATTRIBUTES];
  private final ValueWriter values;
  private final Counters counters;
  private int maxContentLength;
  private int size;

  SpanExtras(ValueWriter values, Counters counters) {
    this.values = values;
    this.counters = counters;
  }

  /** Takes what a span adds, its attributes only if they are wanted. */
  void collect(SpanFields span, boolean withAttributes, boolean withContent, int contentLength) {
    clear();
    maxContentLength = contentLength;
    if (withAttributes && span.attributes != null) {
      attributes(span.attributes);
    }
    if ((span.set & SpanFields.TOKENS) != 0 && span.outputTokens >= 0) {
      // Not below 0, should the two be of calls that met.
      put("inputTokens", Math.max(0, span.tokens - span.outputTokens));
      put("outputTokens", span.outputTokens);
    }
    if (span.endedBy != null) {
      put("endedBy", new Own(span.endedBy));
    }
    SpanError error = span.error;
    if (error != null) {
      if (error.type() != null) {
        put("error.type", new Own(error.type()));
      }
      put("error.message", error.message());
      if (withContent && (span.set & SpanFields.OUTPUT) != 0) {
        put("output", new Content(span.output));
      }
    }
  }

  int size() {
    return size;
  }

  String key(int i) {
    return keys[i];
  }

  Object value(int i) {
    return entries[i];
  }

  /** Writes one member, an extra or one of the metadata it is merged with. */
  void write(JsonGenerator generator, String key, Object value) throws IOException {
    if (value instanceof Own own) {
      values.own(generator, key, own.text);
    } else if (value instanceof Content content) {
      generator.writeFieldName(key);
      values.content(generator, FieldNames.OUTPUT, content.value, maxContentLength);
    } else {
      values.entry(generator, key, value);
    }
  }

  private void attributes(Attribute last) {
    int count = last.count();
    if (inOrder.length < count) {
      inOrder = new Attribute[count];
    }
    Attribute attribute = last;
    for (int i = count - 1; i >= 0; i--) {
      inOrder[i] = attribute;
      attribute = attribute.previous();
    }
    for (int i = 0; i < count; i++) {
      String key = TextLimits.wholePairs(inOrder[i].key()); // as it is sent: two may become one
      if (size < TextLimits.MAX_ATTRIBUTES || indexOf(key) < size) {
        put(key, inOrder[i].value());
      } else {
        counters.increment(Counter.TRUNCATED_VALUES);
      }
      inOrder[i] = null;
    }
  }

  private void put(String key, Object value) {
    int i = indexOf(key);
    keys[i] = key;
    entries[i] = value;
    size = Math.max(size, i + 1);
  }

  private int indexOf(String key) {
    int i = 0;
    while (i < size && !keys[i].equals(key)) {
      i++;
    }
    return i;
  }

  private void clear() {
    if (size > 0) {
      Arrays.fill(keys, 0, size, null);
      Arrays.fill(entries, 0, size, null);
      size = 0;
    }
  }

  private record Own(String text) {}

  private record Content(Object value) {}
}
