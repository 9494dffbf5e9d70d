package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.util.Map;
import java.util.Objects;

/**
 * Last values for a span, given with its end; only what was set overrides the span's. Immutable,
 * may be used for any number of spans and tracers.
 *
 * <p>Bad values are replaced as the setters of {@link Span} do, and counted by the tracer each time
 * the data ends a span.
 */
public final class SpanData {
  private final SpanFields fields;
  private final int invalidValues;

  private SpanData(Builder builder) {
    fields = copyOf(builder.fields);
    invalidValues = builder.invalidValues;
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

  /** The fields, with texts of at most {@code maxText} characters, which only a tracer knows. */
  SpanFields fields(int maxText) {
    if (!isLonger(fields.input, maxText) && !isLonger(fields.output, maxText)) {
      return fields;
    }
    SpanFields shorter = copyOf(fields);
    shorter.input = cut(fields.input, maxText);
    shorter.output = cut(fields.output, maxText);
    return shorter;
  }

  private static boolean isLonger(Object value, int maxText) {
    return value instanceof String text && text.length() > maxText;
  }

  private static Object cut(Object value, int maxText) {
    return value instanceof String text ? TextLimits.cut(text, maxText) : value;
  }

  private static SpanFields copyOf(SpanFields from) {
    SpanFields copy = new SpanFields();
    copy.set = from.set;
    copy.tokens = from.tokens;
    copy.inputTokens = from.inputTokens;
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

  /**
   * Collects the values of a {@link SpanData}. Not thread-safe; may be used again after {@link
   * #build}.
   */
  public static final class Builder {
    private final SpanFields fields = new SpanFields();
    private int invalidValues;

    private Builder() {}

    /** As {@link Span#tokens(long)}. */
    public Builder tokens(long tokens) {
      return setTokens(notNegative(tokens), -1, -1);
    }

    /** As {@link Span#tokens(long, long)}. */
    public Builder tokens(long input, long output) {
      long in = notNegative(input);
      long out = notNegative(output);
      long sum = in + out;
      if (sum < 0) {
        invalidValues++;
        sum = Long.MAX_VALUE;
      }
      return setTokens(sum, in, out);
    }

    /** As {@link Span#cost(double)}. */
    public Builder cost(double cost) {
      boolean valid = cost >= 0 && cost <= Double.MAX_VALUE;
      fields.cost = valid ? cost : invalid(0.0);
      return mark(SpanFields.COST);
    }

    /** As {@link Span#model(String)}. */
    public Builder model(String model) {
      fields.model = word(model);
      return mark(SpanFields.MODEL);
    }

    /** As {@link Span#provider(String)}. */
    public Builder provider(String provider) {
      fields.provider = word(provider);
      return mark(SpanFields.PROVIDER);
    }

    /** As {@link Span#input(String)}. */
    public Builder input(String input) {
      fields.input = TextLimits.cut(input, TextLimits.MAX_KEPT);
      return mark(SpanFields.INPUT);
    }

    /** As {@link Span#input(Object)}: walked now. */
    public Builder input(Object input) {
      fields.input = snapshot(input);
      return mark(SpanFields.INPUT);
    }

    /** As {@link Span#output(String)}. */
    public Builder output(String output) {
      fields.output = TextLimits.cut(output, TextLimits.MAX_KEPT);
      return mark(SpanFields.OUTPUT);
    }

    /** As {@link Span#output(Object)}: walked now. */
    public Builder output(Object output) {
      fields.output = snapshot(output);
      return mark(SpanFields.OUTPUT);
    }

    /** As {@link Span#attribute(String, String)}. */
    public Builder attribute(String key, String value) {
      return putAttribute(
          key, value == null ? invalid("") : TextLimits.cut(value, TextLimits.MAX_WORD_KEPT));
    }

    /** As {@link Span#attribute(String, long)}. */
    public Builder attribute(String key, long value) {
      return putAttribute(key, value);
    }

    /** As {@link Span#attribute(String, double)}. */
    public Builder attribute(String key, double value) {
      return putAttribute(key, Double.isFinite(value) ? value : invalid(0.0));
    }

    /** As {@link Span#attribute(String, boolean)}. */
    public Builder attribute(String key, boolean value) {
      return putAttribute(key, value);
    }

    /** As {@link Span#error(Throwable)}. */
    public Builder error(Throwable error) {
      fields.error = SpanErrors.of(error, this::countInvalid);
      return this;
    }

    /** As {@link Span#error(String)}. */
    public Builder error(String message) {
      fields.error = SpanErrors.of(message, this::countInvalid);
      return this;
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
            countInvalid();
          }
        }
        case "cost" -> {
          if (value instanceof Number number) {
            cost(number.doubleValue());
          } else {
            countInvalid();
          }
        }
        case "model" -> model(value instanceof String text ? text : null);
        case "provider" -> provider(value instanceof String text ? text : null);
        case "input" -> input(value);
        case "output" -> output(value);
        default -> {
          // The original ignores what it does not know.
        }
      }
    }

    private Builder setTokens(long sum, long in, long out) {
      fields.tokens = sum;
      fields.inputTokens = in;
      fields.outputTokens = out;
      return mark(SpanFields.TOKENS);
    }

    private Builder putAttribute(String key, Object value) {
      if (key == null || key.isBlank()) {
        countInvalid();
      } else {
        fields.attributes =
            Attribute.with(fields.attributes, TextLimits.cut(key, TextLimits.MAX_WORD), value);
      }
      return this;
    }

    private String word(String text) {
      return text == null ? invalid("") : TextLimits.cut(text, TextLimits.MAX_WORD);
    }

    private long notNegative(long value) {
      return value >= 0 ? value : invalid(0L);
    }

    private Object snapshot(Object value) {
      return ValueSnapshot.of(value, TextLimits.MAX_KEPT, this::countInvalid);
    }

    private <T> T invalid(T neutral) {
      countInvalid();
      return neutral;
    }

    private void countInvalid() {
      invalidValues++;
    }

    private Builder mark(int bit) {
      fields.set |= bit;
      return this;
    }
  }
}
