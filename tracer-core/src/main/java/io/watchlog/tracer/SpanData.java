package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.ObjectSnapshot;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.util.Map;
import java.util.Objects;

/**
 * Last values for a span, given with its end; only what was set overrides the span's. Immutable,
 * may be used for any number of spans and tracers.
 *
 * <p>Bad values are replaced and long ones cut as the setters of {@link Span} do, and counted by
 * the tracer each time the data ends a span.
 */
public final class SpanData {
  private final SpanFields fields;
  private final int invalidValues;
  private final int truncatedValues;

  private SpanData(Builder builder) {
    fields = copyOf(builder.fields);
    invalidValues = builder.counts.invalidValues();
    truncatedValues = builder.counts.truncatedValues();
  }

  /** Data in which nothing is set. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Data from the dictionary of the original: {@code tokens}, {@code cost}, {@code model}, {@code
   * provider}, {@code input}, {@code output}; other keys are ignored.
   *
   * @param data tokens and cost may be any {@code Number}; a value of another type, or null, is
   *     left out and counted, but for {@code input} and {@code output}, which take anything
   * @throws NullPointerException if {@code data} is null
   */
  public static SpanData of(Map<String, ?> data) {
    Objects.requireNonNull(data, "data");
    Builder builder = builder();
    data.forEach(builder::put);
    return builder.build();
  }

  /** The fields, with contents of about {@code maxText} characters, which only a tracer knows. */
  SpanFields fields(int maxText) {
    if (isShort(fields.input, maxText) && isShort(fields.output, maxText)) {
      return fields;
    }
    SpanFields shorter = copyOf(fields);
    shorter.input = cut(fields.input, maxText);
    shorter.output = cut(fields.output, maxText);
    return shorter;
  }

  /** False for a structured value, whose size shows only when it is walked. */
  private static boolean isShort(Object value, int maxText) {
    return value instanceof String text
        ? text.length() <= maxText
        : !(value instanceof Object[] || value instanceof ObjectSnapshot);
  }

  private static Object cut(Object value, int maxText) {
    // Nothing in a snapshot is invalid any more.
    return ValueSnapshot.of(value, maxText, () -> {});
  }

  private static SpanFields copyOf(SpanFields from) {
    SpanFields copy = new SpanFields();
    copy.set = from.set;
    copy.tokens = from.tokens;
    copy.outputTokens = from.outputTokens;
    copy.cost = from.cost;
    copy.model = from.model;
    copy.provider = from.provider;
    copy.input = from.input;
    copy.output = from.output;
    copy.error = from.error;
    copy.attributes = from.attributes;
    return copy;
  }

  int invalidValues() {
    return invalidValues;
  }

  int truncatedValues() {
    return truncatedValues;
  }

  /**
   * Collects the values of a {@link SpanData}. Not thread-safe; may be used again after {@link
   * #build}.
   */
  public static final class Builder {
    private final SpanFields fields = new SpanFields();
    private final ValueCounts counts = new ValueCounts();
    private final ValueRules rules = new ValueRules(TextLimits.MAX_FIELD, counts);

    private Builder() {}

    /** As {@link Span#tokens(long)}. */
    public Builder tokens(long tokens) {
      return setTokens(rules.notNegative("tokens", tokens), -1);
    }

    /** As {@link Span#tokens(long, long)}. */
    public Builder tokens(long input, long output) {
      long in = rules.notNegative("input tokens", input);
      long out = rules.outputTokens(in, rules.notNegative("output tokens", output));
      return setTokens(in + out, out);
    }

    /** As {@link Span#cost(double)}. */
    public Builder cost(double cost) {
      fields.cost = rules.amount("cost", cost);
      return mark(SpanFields.COST);
    }

    /** As {@link Span#model(String)}. */
    public Builder model(String model) {
      fields.model = rules.word("model", model);
      return mark(SpanFields.MODEL);
    }

    /** As {@link Span#provider(String)}. */
    public Builder provider(String provider) {
      fields.provider = rules.word("provider", provider);
      return mark(SpanFields.PROVIDER);
    }

    /** As {@link Span#input(String)}. */
    public Builder input(String input) {
      fields.input = rules.text(input);
      return mark(SpanFields.INPUT);
    }

    /** As {@link Span#input(Object)}: walked now. */
    public Builder input(Object input) {
      fields.input = rules.snapshot(input);
      return mark(SpanFields.INPUT);
    }

    /** As {@link Span#output(String)}. */
    public Builder output(String output) {
      fields.output = rules.text(output);
      return mark(SpanFields.OUTPUT);
    }

    /** As {@link Span#output(Object)}: walked now. */
    public Builder output(Object output) {
      fields.output = rules.snapshot(output);
      return mark(SpanFields.OUTPUT);
    }

    /** As {@link Span#attribute(String, String)}. */
    public Builder attribute(String key, String value) {
      return putAttribute(key, rules.attributeText(value));
    }

    /** As {@link Span#attribute(String, long)}. */
    public Builder attribute(String key, long value) {
      return putAttribute(key, value);
    }

    /** As {@link Span#attribute(String, double)}. */
    public Builder attribute(String key, double value) {
      return putAttribute(key, rules.finite("attribute", value));
    }

    /** As {@link Span#attribute(String, boolean)}. */
    public Builder attribute(String key, boolean value) {
      return putAttribute(key, value);
    }

    /** As {@link Span#error(Throwable)}. */
    public Builder error(Throwable error) {
      fields.error = rules.error(error);
      return mark(SpanFields.RARE);
    }

    /** As {@link Span#error(String)}. */
    public Builder error(String message) {
      fields.error = rules.error(message);
      return mark(SpanFields.RARE);
    }

    /** The data as it is now. */
    public SpanData build() {
      return new SpanData(this);
    }

    private void put(String key, Object value) {
      switch (key == null ? "" : key) {
        case "tokens" -> {
          if (value instanceof Number number) {
            tokens(number.longValue());
          } else {
            counts.invalid("tokens");
          }
        }
        case "cost" -> {
          if (value instanceof Number number) {
            cost(number.doubleValue());
          } else {
            counts.invalid("cost");
          }
        }
        case "model" -> {
          if (value instanceof String text) {
            model(text);
          } else {
            counts.invalid("model");
          }
        }
        case "provider" -> {
          if (value instanceof String text) {
            provider(text);
          } else {
            counts.invalid("provider");
          }
        }
        case "input" -> input(value);
        case "output" -> output(value);
        default -> {
          // The original ignores what it does not know.
        }
      }
    }

    private Builder setTokens(long tokens, long outputTokens) {
      fields.tokens = tokens;
      fields.outputTokens = outputTokens;
      return mark(SpanFields.TOKENS);
    }

    private Builder putAttribute(String key, Object value) {
      String checkedKey = rules.key(key);
      if (checkedKey == null) {
        return this;
      }
      Attribute old = fields.attributes;
      if (Attribute.hasRoom(old, checkedKey)) {
        fields.attributes = Attribute.with(old, checkedKey, value);
      } else {
        counts.truncated();
      }
      return mark(SpanFields.RARE);
    }

    private Builder mark(int bit) {
      fields.set |= bit;
      return this;
    }
  }
}
