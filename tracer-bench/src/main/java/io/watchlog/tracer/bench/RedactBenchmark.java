package io.watchlog.tracer.bench;

import io.watchlog.tracer.internal.span.SpanFields;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What an input costs: the same spans with none, with 256 characters without a secret, and with
 * some. The difference to none is the redaction, and the quoting and copying that no text is
 * spared. {@link CallerProfiler} gives it in processor time.
 */
public class RedactBenchmark extends PieceBenchmark {
  private static final int LENGTH = 254; // and two quotes

  /** What the input holds. */
  public enum Text {
    /** There is no input. */
    NONE(null),
    /** English, with what English has of dashes and colons. */
    CLEAN(
        "Write a short answer to ticket %02d: the parcel was sent last Monday, it is still not there,"
            + " and the customer asks for a refund by bank transfer. Be polite, name the tracking"
            + " page, and offer a replacement first - a voucher only where both are refused. "),
    /** Letters outside ASCII. */
    GERMAN(
        "Schreibe eine kurze Antwort auf Anfrage %02d: Das Päckchen wurde letzten Montag verschickt,"
            + " ist noch nicht da, und die Kundin möchte ihr Geld zurück. Sei höflich, nenne die"
            + " Seite für die Sendungsverfolgung und biete zuerst einen Ersatz an. "),
    /** Lines and quotes, which JSON escapes. */
    LINES(
        "Ticket %02d\nFrom: \"J. Smith\"\nSubject: \"parcel\"\n\nHello,\nmy parcel was sent last"
            + " Monday and has not arrived.\nPlease tell me where it is.\n\tThank you\n"),
    /** Two secrets in a text. */
    SECRETS(
        "Call %02d with Authorization: Bearer abcdef0123456789ABCDEF and password=hunter2 to see the"
            + " orders of the customer, and answer in one sentence when the parcel will be there. ");

    private final String pattern;

    Text(String pattern) {
      this.pattern = pattern;
    }

    /** The {@code i}th text of its kind, of up to 256 characters. */
    public String of(int i, int length) {
      return pattern.formatted(i).repeat(3).substring(0, length);
    }
  }

  /** What the input holds. */
  @Param public Text text;

  private EncodedSpans spans;

  /** Makes the spans. */
  @Setup
  public void start() {
    SpanFields[] made = new SpanFields[PieceSpans.COUNT];
    for (int i = 0; i < made.length; i++) {
      made[i] = PieceSpans.span(i);
      if (text != Text.NONE) {
        made[i].input = text.of(i, LENGTH);
        made[i].set |= SpanFields.INPUT;
      }
    }
    spans = new EncodedSpans(made);
  }

  /** Encodes each span again and again. */
  @Benchmark
  @OperationsPerInvocation(EncodedSpans.ROUNDS * PieceSpans.COUNT)
  public long redact() {
    return spans.encode();
  }
}
