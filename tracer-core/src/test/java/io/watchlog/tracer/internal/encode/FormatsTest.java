package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.span.SpanIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Times, identifiers and the buffer. */
final class FormatsTest {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  @Test
  void timesAreThoseOfJavaTime() {
    Timestamps times = new Timestamps("at ", "!");
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
    IdText text = new IdText("trace-", ids, "\u00fc");
    for (long number = 1; number < 10_000; number++) {
      assertEquals(ids.text("trace-", number) + "\u00fc", text(text.format(number)));
      assertEquals(ids.text("trace-", number) + "\u00fc", text(text.format(number)));
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

  @Test
  void numbersAreThoseOfJava() {
    Random random = new Random(3);
    for (long value : new long[] {0, 9, 10, 99, 100, Long.MAX_VALUE, 1_000_000_000_000_000_000L}) {
      assertEquals(Long.toString(value), written(buffer -> Decimals.write(buffer, value)));
    }
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong() >>> (1 + random.nextInt(63));
      assertEquals(Long.toString(value), written(buffer -> Decimals.write(buffer, value)));
      double exact = random.nextInt(1_000_000) / Math.pow(10, random.nextInt(10));
      if (exact > 0) {
        String text = written(buffer -> assertTrue(Decimals.writeExact(buffer, exact)));
        assertEquals(exact, Double.parseDouble(text));
      }
    }
    assertEquals("", written(buffer -> assertFalse(Decimals.writeExact(buffer, Math.PI))));
    assertEquals("", written(buffer -> assertFalse(Decimals.writeExact(buffer, 1e300))));
  }

  @Test
  void whatIsFilledBeyondTheLimitIsRefused() {
    RecordBuffer buffer = new RecordBuffer(16, 100);
    buffer.put(new byte[90]);
    int start = buffer.room(5_000);
    assertEquals(16 + 90, start);
    assertThrows(RecordTooLong.class, () -> buffer.filledTo(start + 11));
    assertEquals(90, buffer.length());
    buffer.filledTo(start + 10);
    assertEquals(100, buffer.length());
  }

  private static String written(Consumer<RecordBuffer> write) {
    RecordBuffer buffer = new RecordBuffer(0, 100);
    write.accept(buffer);
    return new String(buffer.array(), 0, buffer.length(), StandardCharsets.US_ASCII);
  }

  private static void check(Timestamps times, long ns) {
    Instant instant =
        Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    assertEquals("at " + ISO.format(instant) + "!", text(times.format(ns)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
