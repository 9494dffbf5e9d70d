package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.span.SpanIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Times, identifiers and the buffer. */
final class FormatsTest {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  @Test
  void timesAreThoseOfJavaTime() {
    Timestamps times = new Timestamps();
    Random random = new Random(1);
    check(times, 0);
    check(times, -1);
    check(times, Long.MIN_VALUE);
    check(times, Long.MAX_VALUE);
    for (int i = 0; i < 20_000; i++) {
      long ns = random.nextLong();
      check(times, ns);
      check(times, ns + random.nextInt());
    }
  }

  @Test
  void identifiersAreThoseOfUuid() {
    SpanIds ids = new SpanIds();
    IdText text = new IdText("trace-", ids);
    for (long number = 1; number < 10_000; number++) {
      assertEquals(ids.text("trace-", number), ascii(text.format(number), text.length()));
      assertEquals(ids.text("trace-", number), ascii(text.format(number), text.length()));
    }
  }

  @Test
  void theBufferGrowsToItsLimitAndShrinksAgain() {
    RecordBuffer buffer = new RecordBuffer(16, 200_000);
    buffer.write(7);
    buffer.write(new byte[199_999], 0, 199_999);
    assertEquals(200_000, buffer.length());
    assertEquals(7, buffer.array()[16]);
    assertThrows(RecordTooLong.class, () -> buffer.write(1));
    assertEquals(200_000, buffer.length());
    assertTrue(buffer.array().length <= 200_016);
    buffer.reset();
    assertEquals(0, buffer.length());
    assertEquals(16, buffer.offset());
    assertTrue(buffer.array().length < 10_000);
  }

  private static void check(Timestamps times, long ns) {
    Instant instant =
        Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    assertEquals(ISO.format(instant), ascii(times.format(ns), Timestamps.LENGTH));
  }

  private static String ascii(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }
}
