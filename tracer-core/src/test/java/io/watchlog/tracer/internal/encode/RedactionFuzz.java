package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.fuzz.FuzzInput;
import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanError;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Fuzz target: no part of a secret of eight characters is in the record, or given to the user's
 * redactor, wherever a user puts a text in which it has one of the {@link SecretShapes}.
 */
public final class RedactionFuzz {
  private static final int PART = 8;
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final FuzzInput in;
  private final String secret;
  private final SecretShapes shapes;
  private final int maxFieldLength;
  private String leak;

  private RedactionFuzz(byte[] bytes) {
    in = new FuzzInput(bytes);
    secret = secret();
    shapes = new SecretShapes(in, secret);
    maxFieldLength = in.oneOf(256, 16, 64, 1_000, TextLimits.MAX_FIELD);
  }

  /** What the fuzzer, or the replay of its corpus, calls. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    new RedactionFuzz(bytes).run();
  }

  /** Capitals and digits, so that no rule takes it for a word, nor a part of it for an escape. */
  private String secret() {
    int length = in.below(8) == 7 ? in.below(6_000) : in.below(40);
    SplittableRandom random = new SplittableRandom(in.number());
    StringBuilder text = new StringBuilder("Q7");
    for (int i = 0; i < length + 14; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private void run() {
    Encoding encoding =
        new Encoding(
            maxFieldLength,
            true,
            EncoderSettings.DEFAULT_SENSITIVE_FIELDS,
            in.flag() ? this::asUser : null,
            1 << 20);
    SpanFields span = Encoding.span();
    Object value = in.below(4) == 0 ? behindKey() : shapes.text();
    if (isElsewhere(value)) {
      return;
    }
    put(span, value);
    if (!encoding.encoder.encode(span)) {
      throw new AssertionError("not encoded");
    }
    RecordBuffer record = encoding.encoder.buffer();
    look(
        "the record",
        new String(record.array(), record.offset(), record.length(), StandardCharsets.ISO_8859_1));
    if (leak != null) {
      throw new AssertionError(leak);
    }
  }

  /** The value of a sensitive key in a map, whatever it is. */
  private Object behindKey() {
    Object value = in.oneOf(secret, List.of(secret), Map.of("a", Map.of("b", secret)));
    return Map.of(shapes.sensitiveKey(), value);
  }

  /**
   * The fuzzer compares texts and puts what it saw where it likes: the secret is no secret then.
   */
  private boolean isElsewhere(Object value) {
    if (value instanceof String text) {
      int first = text.indexOf(secret);
      String others = text.substring(0, first) + '\n' + text.substring(first + secret.length());
      return partIn(others) != null;
    }
    return false;
  }

  private void put(SpanFields span, Object value) {
    switch (in.below(11)) {
      case 0, 1 -> {
        span.input = content(value);
        span.set |= SpanFields.INPUT;
      }
      case 2 -> {
        span.output = content(value);
        span.set |= SpanFields.OUTPUT;
      }
      case 3 -> {
        span.output = content(nested(value));
        span.set |= SpanFields.OUTPUT;
      }
      case 4 -> {
        span.output = content(in.flag() ? value : nested(value));
        span.set |= SpanFields.OUTPUT;
        span.error = new SpanError("E", "");
      }
      case 5 ->
          span.error =
              new SpanError("E", TextLimits.cut(String.valueOf(value), TextLimits.MAX_WORD_KEPT));
      case 6 -> span.attributes = attribute(value);
      case 7 -> span.metadata = Encoding.attributes("k", entry(value));
      case 8 -> span.metadata = Encoding.attributes("label", entry(nested(value)));
      case 9 -> span.metadata = Encoding.attributes(key(value), "a", "k", entry(Map.of(value, 1)));
      default -> {
        span.input = content(nested(Map.of(value, "a")));
        span.set |= SpanFields.INPUT;
      }
    }
  }

  /** As the setters keep it. */
  private Object content(Object value) {
    return ValueSnapshot.of(value, maxFieldLength + TextLimits.LOOK_AHEAD, () -> {});
  }

  private static Object entry(Object value) {
    return ValueSnapshot.of(
        value, value instanceof String ? TextLimits.MAX_WORD_KEPT : 16_384, () -> {});
  }

  private static String key(Object value) {
    return TextLimits.cut(String.valueOf(value), TextLimits.MAX_WORD);
  }

  private Attribute attribute(Object value) {
    return value instanceof String text
        ? Attribute.with(null, "k", TextLimits.cut(text, TextLimits.MAX_WORD_KEPT))
        : Attribute.with(null, shapes.sensitiveKey(), secret);
  }

  private Object nested(Object value) {
    Object whole = value;
    for (int i = in.below(6); i > 0; i--) {
      if (in.flag()) {
        whole = Map.of(in.oneOf("a", "max_tokens", "note"), whole);
      } else {
        List<Object> list = new ArrayList<>();
        for (int before = in.below(1_000); before > 0; before--) {
          list.add(before);
        }
        list.add(whole);
        list.add("end");
        whole = list;
      }
    }
    return whole;
  }

  private String asUser(String field, String text) {
    look("what the redactor is given", text);
    return text;
  }

  private void look(String where, String text) {
    String part = partIn(text);
    if (part != null && leak == null) {
      leak = part + " is in " + where + ": " + text;
    }
  }

  private String partIn(String text) {
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      run = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? run + 1 : 0;
      if (run >= PART && secret.contains(text.substring(i + 1 - PART, i + 1))) {
        return text.substring(i + 1 - PART, i + 1);
      }
    }
    return null;
  }
}
