package io.watchlog.tracer;

import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.TextLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a span says of itself beside its values: the five keys that Watchlog knows (feature, step,
 * promptVersion, userId, label) and any of the user's own.
 *
 * <p>Immutable, to be made once and used for many spans, threads and tracers: it is encoded once
 * for each tracer that uses it. Keys and texts over 1,024 characters are cut, a null or blank key
 * is left out, an object that is no plain value appears as its class name; the tracer counts these
 * when it first encodes the metadata.
 */
public final class Metadata {
  private final SpanAttributes attributes;

  private Metadata(Builder builder) {
    int size = builder.values.size();
    attributes =
        new SpanAttributes(
            builder.values.keySet().toArray(new String[size]),
            builder.values.values().toArray(),
            builder.counts.invalidValues(),
            builder.counts.truncatedValues());
  }

  /** Metadata with one key. */
  public static Metadata of(String key, Object value) {
    return builder().put(key, value).build();
  }

  /** Metadata with two keys. */
  public static Metadata of(String key1, Object value1, String key2, Object value2) {
    return builder().put(key1, value1).put(key2, value2).build();
  }

  /** Metadata with three keys. */
  public static Metadata of(
      String key1, Object value1, String key2, Object value2, String key3, Object value3) {
    return builder().put(key1, value1).put(key2, value2).put(key3, value3).build();
  }

  /** Metadata with four keys. */
  public static Metadata of(
      String key1,
      Object value1,
      String key2,
      Object value2,
      String key3,
      Object value3,
      String key4,
      Object value4) {
    return builder()
        .put(key1, value1)
        .put(key2, value2)
        .put(key3, value3)
        .put(key4, value4)
        .build();
  }

  /** Metadata with five keys. */
  public static Metadata of(
      String key1,
      Object value1,
      String key2,
      Object value2,
      String key3,
      Object value3,
      String key4,
      Object value4,
      String key5,
      Object value5) {
    return builder()
        .put(key1, value1)
        .put(key2, value2)
        .put(key3, value3)
        .put(key4, value4)
        .put(key5, value5)
        .build();
  }

  /**
   * Metadata with the keys and values of a map, in its order, as they are now.
   *
   * @throws NullPointerException if {@code values} is null
   */
  public static Metadata of(Map<String, ?> values) {
    Objects.requireNonNull(values, "values");
    Builder builder = builder();
    values.forEach(builder::put);
    return builder.build();
  }

  /** Metadata without a key. */
  public static Builder builder() {
    return new Builder();
  }

  SpanAttributes attributes() {
    return attributes;
  }

  /** Collects keys and values. Not thread-safe; may be used again after {@link #build}. */
  public static final class Builder {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final ValueCounts counts = new ValueCounts();
    private final ValueRules rules = new ValueRules(TextLimits.MAX_FIELD, counts);

    private Builder() {}

    /** The feature of the product that the span belongs to. */
    public Builder feature(String feature) {
      return put("feature", feature);
    }

    /** The step within the feature. */
    public Builder step(String step) {
      return put("step", step);
    }

    /** The version of the prompt. */
    public Builder promptVersion(String promptVersion) {
      return put("promptVersion", promptVersion);
    }

    /** The user that the request is for. */
    public Builder userId(String userId) {
      return put("userId", userId);
    }

    /** A label of the user's choice. */
    public Builder label(String label) {
      return put("label", label);
    }

    /**
     * Any key; one that is there already keeps its place and gets the new value.
     *
     * @param key null or blank is left out and counted
     * @param value a text, number, boolean, null, map, collection or array, walked now
     */
    public Builder put(String key, Object value) {
      String checkedKey = rules.key(key);
      if (checkedKey != null) {
        values.put(TextLimits.wholePairs(checkedKey), rules.entry(value));
      }
      return this;
    }

    /** The metadata as it is now. */
    public Metadata build() {
      return new Metadata(this);
    }
  }
}
