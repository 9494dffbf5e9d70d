package io.watchlog.tracer.internal.encode;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What may be kept of the text of an answer: a gateway's error page may echo the request. The rules
 * for texts apply, and the values of the user's own headers are not kept either, nor words of them,
 * as they were sent or escaped as in JSON. Of the user's redactor it knows nothing: that is for the
 * fields of spans. Not thread-safe.
 */
public final class AnswerRedaction implements UnaryOperator<String> {
  /** What is shorter is no credential, and may be a word of the answer's own. */
  private static final int MIN_VALUE_CHARS = 8;

  private final SecretScanner scanner;
  private final Text text = new Text();

  /** The longest first, since a value may contain another one. */
  private final List<String> secrets;

  private final int maxChars;

  /**
   * A redaction for a tracer with these sensitive fields and values of headers.
   *
   * @param maxChars the length of an answer that may have been longer: what its end leaves
   *     undecided is redacted
   */
  public AnswerRedaction(
      List<String> sensitiveFields, Collection<String> headerValues, int maxChars) {
    this.maxChars = maxChars;
    this.scanner = new SecretScanner(new SensitiveKeys(sensitiveFields));
    this.secrets =
        headerValues.stream()
            .flatMap(AnswerRedaction::withWords)
            .filter(value -> value.length() >= MIN_VALUE_CHARS)
            .flatMap(AnswerRedaction::withEscaped)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** A scheme's name, or a cookie's neighbour, need not be echoed with the credential. */
  private static Stream<String> withWords(String value) {
    return Stream.concat(Stream.of(value), Stream.of(value.split("[\\s,;]+", -1)));
  }

  private static Stream<String> withEscaped(String value) {
    String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(value));
    return Stream.of(value, escaped, escaped.replace("/", "\\/"));
  }

  @Override
  public String apply(String answer) {
    boolean mayBeCut = answer.length() >= maxChars;
    String known = answer;
    for (String secret : secrets) {
      known = known.replace(secret, Redaction.REDACTED);
      if (mayBeCut) {
        known = withoutBeginning(known, secret);
      }
    }
    scanner.scan(known, Integer.MAX_VALUE, mayBeCut ? known.length() : Integer.MAX_VALUE, text);
    return text.toString();
  }

  /** Without the beginning of a secret that the end of the text has cut. */
  private static String withoutBeginning(String answer, String secret) {
    int longest = Math.min(answer.length(), secret.length() - 1);
    for (int length = longest; length >= MIN_VALUE_CHARS; length--) {
      int at = answer.length() - length;
      if (answer.regionMatches(at, secret, 0, length)) {
        return answer.substring(0, at) + Redaction.REDACTED;
      }
    }
    return answer;
  }
}
