package io.watchlog.tracer.internal.span;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.collections.LongHashSet;
import org.junit.jupiter.api.Test;

final class SpanIdsTest {
  private static final long MASK = (1L << SpanIds.NUMBER_BITS) - 1;

  private final SpanIds ids = new SpanIds();

  @Test
  void aNumberIsReadBackFromItsId() {
    for (long number : new long[] {0, 1, 2, MASK, MASK - 1, 1L << 61, 1L << 31, 1L << 32}) {
      assertIsReadBack(number);
    }
    for (int i = 0; i < 200_000; i++) {
      assertIsReadBack(ThreadLocalRandom.current().nextLong() & MASK);
    }
  }

  private void assertIsReadBack(long number) {
    long low = ids.low(number);
    assertEquals(number, ids.number(ids.high(low), low));
    String text = ids.text("span-", number);
    assertEquals("span-" + new UUID(ids.high(low), low), text);
    assertEquals(number, ids.number("span-", text), text);
  }

  @Test
  void everyLowHalfBelongsToOneNumber() {
    for (int i = 0; i < 200_000; i++) {
      long low = (ThreadLocalRandom.current().nextLong() & MASK) | Long.MIN_VALUE;
      assertEquals(low, ids.low(ids.number(ids.high(low), low)));
    }
  }

  @Test
  void anIdIsAUuidOfVersion4AndNeverZero() {
    for (int i = 0; i < 100_000; i++) {
      long low = ids.low(i);
      UUID uuid = new UUID(ids.high(low), low);
      assertEquals(4, uuid.version());
      assertEquals(2, uuid.variant());
      assertNotEquals(0, low);
    }
  }

  @Test
  void lowHalvesAreUniqueOverTenMillionNumbers() {
    // As spans are numbered: the index in the low bits, the generation above them. Of ten million,
    // those that fall into a sixteenth of all values are compared, which is what memory allows.
    LongHashSet seen = new LongHashSet(2_000_000);
    int sampled = 0;
    for (int i = 0; i < 10_000_000; i++) {
      long number = ((long) (i / 1_000) << 20) | i % 1_000;
      long low = ids.low(number);
      if ((low >>> 7 & 15) == 3) {
        sampled++;
        assertTrue(seen.add(low));
      }
    }
    assertTrue(sampled > 500_000, "spread evenly: " + sampled);
  }

  @Test
  void anIdOfAnotherTracerHasNoNumberHere() {
    SpanIds others = new SpanIds();
    for (int i = 0; i < 100_000; i++) {
      long low = others.low(i);
      assertEquals(-1, ids.number(others.high(low), low));
    }
    assertEquals(-1, ids.number(0, 0));
    assertEquals(-1, ids.number(-1, -1));
    assertNotEquals(ids.low(1), others.low(1));
  }

  @Test
  void tracersWhoseFirstKeysAreAlikeShareNoLowHalves() {
    SpanIds one = new SpanIds(keys(5, 1));
    SpanIds other = new SpanIds(keys(5, 2));
    LongHashSet lows = new LongHashSet(200_000);
    for (int i = 0; i < 100_000; i++) {
      assertTrue(lows.add(one.low(i)));
    }
    for (int i = 0; i < 100_000; i++) {
      assertFalse(lows.contains(other.low(i)));
    }
  }

  private static Random keys(long first, long seed) {
    return new Random(seed) {
      private static final long serialVersionUID = 1;
      private boolean taken;

      @Override
      public long nextLong() {
        boolean isFirst = !taken;
        taken = true;
        return isFirst ? first : super.nextLong();
      }
    };
  }

  @Test
  void onlyAPrefixAndAUuidOfThisTracerInLowerCaseHasANumber() {
    String id = ids.text("span-", 10);
    while (!id.matches(".*[a-f].*[a-f]")) {
      id = ids.text("span-", ids.number("span-", id) + 1);
    }
    String uuid = id.substring("span-".length());
    assertTrue(ids.number("span-", id) >= 10);
    for (String other :
        new String[] {
          "",
          uuid,
          "span-",
          "trace-" + uuid,
          id + "0",
          "span-" + uuid.substring(1),
          "span-" + uuid.toUpperCase(Locale.ROOT),
          id.replace('-', '0'),
          id.replaceFirst("[a-f]$", "g"),
          new SpanIds().text("span-", 10),
          "span-00000000-0000-0000-0000-000000000000"
        }) {
      assertEquals(-1, ids.number("span-", other), other);
    }
  }
}
