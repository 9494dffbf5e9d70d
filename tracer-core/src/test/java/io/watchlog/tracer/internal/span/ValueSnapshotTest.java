package io.watchlog.tracer.internal.span;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class ValueSnapshotTest {
  private int invalid;

  @Test
  void plainValuesStayWhatTheyAre() {
    assertNull(snapshot(null));
    assertEquals(true, snapshot(true));
    assertEquals(5L, snapshot((byte) 5));
    assertEquals(5L, snapshot((short) 5));
    assertEquals(5L, snapshot(5));
    assertEquals(0.1, snapshot(0.1f));
    assertEquals(1e300, snapshot(1e300));
    assertEquals(BigInteger.TEN, snapshot(BigInteger.TEN));
    assertEquals(new BigDecimal("1.50"), snapshot(new BigDecimal("1.50")));
    assertEquals(7L, snapshot(new AtomicInteger(7)));
    assertEquals(8L, snapshot(new AtomicLong(8)));
    assertEquals(0L, snapshot(new LongAdder()));
    String text = "as it is";
    assertSame(text, snapshot(text));
    assertEquals(0, invalid);
  }

  @Test
  void valueTypesOfTheJdkAreTheirText() {
    UUID uuid = new UUID(1, 2);
    assertEquals(uuid.toString(), snapshot(uuid));
    assertEquals("1970-01-01T00:00:00Z", snapshot(Instant.EPOCH));
    assertEquals("1970-01-01", snapshot(LocalDate.EPOCH));
    assertEquals("PT1S", snapshot(Duration.ofSeconds(1)));
    assertEquals("http://h/p", snapshot(URI.create("http://h/p")));
    assertEquals("SECONDS", snapshot(TimeUnit.SECONDS));
    assertEquals("de_AT", snapshot(new Locale("de", "AT")));
    assertEquals("c", snapshot('c'));
    assertEquals("cs", snapshot(new StringBuilder("sc").reverse()));
    assertEquals("chars", snapshot("chars".toCharArray()));
    assertEquals("a/b", snapshot(Path.of("a", "b")).toString().replace('\\', '/'));
    assertEquals("in", snapshot(Optional.of("in")));
    assertNull(snapshot(Optional.empty()));
    assertEquals(3L, snapshot(OptionalInt.of(3)));
    assertEquals(0, invalid);
  }

  @Test
  void anEnumIsItsNameWhateverItsTextIs() {
    assertEquals("ONE", snapshot(Hostile.ONE));
  }

  @Test
  void numbersThatCannotBeWrittenAreReplaced() {
    assertNull(snapshot(Double.NaN));
    assertNull(snapshot(Float.POSITIVE_INFINITY));
    assertEquals("java.math.BigInteger", snapshot(BigInteger.ONE.shiftLeft(10_000_000)));
    assertEquals("java.math.BigDecimal", snapshot(new BigDecimal("1e-1000000000")));
    assertEquals(
        "java.math.BigDecimal", snapshot(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)));
    assertEquals(5, invalid);
  }

  @Test
  void otherObjectsAreTheirClassName() {
    Object[] hostile = {
      new HostileObject(), new HostileNumber(), new HostileText(), new HostileRecord("x")
    };
    for (Object value : hostile) {
      assertEquals(value.getClass().getName(), snapshot(value));
    }
    assertEquals(4, invalid);
    Map<Object, Object> map = new HashMap<>();
    map.put(new HostileObject(), 1);
    ObjectSnapshot object = (ObjectSnapshot) snapshot(map);
    assertArrayEquals(new String[] {HostileObject.class.getName()}, object.keys());
  }

  @Test
  void keysAreTheTextsOfPlainValues() {
    Map<Object, Object> map = new HashMap<>();
    map.put(null, 1);
    assertArrayEquals(new String[] {"null"}, ((ObjectSnapshot) snapshot(map)).keys());
    assertArrayEquals(new String[] {"5"}, ((ObjectSnapshot) snapshot(Map.of(5, 1))).keys());
  }

  @Test
  void containersAreWalked() {
    assertArrayEquals(new Object[] {1L, "b", null}, array(Arrays.asList(1, "b", null)));
    assertArrayEquals(new Object[] {1L, 2L}, array(new int[] {1, 2}));
    assertArrayEquals(new Object[] {1.5, null}, array(new double[] {1.5, Double.NaN}));
    assertArrayEquals(new Object[] {true}, array(Set.of(true)));
    assertArrayEquals(new Object[] {new Object[] {-1L}}, array(new byte[][] {{-1}}));
  }

  @Test
  void laterChangesHaveNoEffect() {
    List<Object> list = new ArrayList<>(List.of("a"));
    Object[] snapshot = array(list);
    list.set(0, "b");
    assertArrayEquals(new Object[] {"a"}, snapshot);
  }

  @Test
  void cyclesAndDepthAreCut() {
    Map<String, Object> self = new HashMap<>();
    self.put("self", self);
    assertArrayEquals(new Object[] {"[cycle]"}, ((ObjectSnapshot) snapshot(self)).values());
    Object shared = List.of();
    assertEquals(2, array(List.of(shared, shared)).length);
    assertEquals(1, invalid);

    Object deep = "bottom";
    for (int i = 0; i < 10_000; i++) {
      deep = i % 2 == 0 ? Collections.singletonList(deep) : Optional.of(deep);
    }
    Object at = snapshot(deep);
    int depth = 0;
    while (at instanceof Object[] list) {
      at = list[0];
      depth++;
    }
    assertEquals("[too deep]", at);
    assertTrue(depth <= 32);
  }

  @Test
  void onlyAsMuchAsIsKeptIsWalked() {
    AtomicInteger walked = new AtomicInteger();
    List<Object> endless =
        new AbstractList<>() {
          @Override
          public Object get(int i) {
            walked.incrementAndGet();
            return "0123456789";
          }

          @Override
          public int size() {
            return Integer.MAX_VALUE;
          }
        };
    Object[] snapshot = array(endless);
    assertTrue(walked.get() < 200, walked.toString());
    assertEquals("[left out]", snapshot[snapshot.length - 1]);
    Object doubled = "x";
    for (int i = 0; i < 30; i++) {
      doubled = List.of(doubled, doubled);
    }
    snapshot(doubled);
    assertEquals(1000, ((CutText) array(List.of("x".repeat(5_000_000)))[0]).text().length(), 10);
    assertEquals(1000, ((String) snapshot("x".repeat(5000))).length());
    assertEquals(1000, ((String) snapshot(new StringBuilder("x".repeat(5000)).reverse())).length());
  }

  @Test
  void aSnapshotCanBeCutFurther() {
    Object first = snapshot(Map.of("k", Arrays.asList("a".repeat(300), null, "b".repeat(300))));
    ObjectSnapshot same = (ObjectSnapshot) snapshot(first);
    assertArrayEquals(new String[] {"k"}, same.keys());
    assertArrayEquals(
        new Object[] {"a".repeat(300), null, "b".repeat(300)}, (Object[]) same.values()[0]);
    ObjectSnapshot shorter = (ObjectSnapshot) ValueSnapshot.of(first, 100, () -> invalid++);
    Object[] kept = (Object[]) shorter.values()[0];
    assertTrue(((CutText) kept[0]).text().length() <= 100);
    Object[] again = (Object[]) ((ObjectSnapshot) snapshot(shorter)).values()[0];
    assertEquals(kept[0], again[0]);
    assertEquals("[left out]", kept[1]);
    ObjectSnapshot keys = new ObjectSnapshot(new String[] {"a", "b", "c"}, new Object[3]);
    ObjectSnapshot fewer = (ObjectSnapshot) ValueSnapshot.of(keys, 8, () -> invalid++);
    assertArrayEquals(new String[] {"a", "[left out]"}, fewer.keys());
    assertEquals(2, fewer.values().length);
    assertEquals(0, invalid);
  }

  @Test
  void whatIsLeftOutIsToldOnce() {
    AtomicInteger told = new AtomicInteger();
    Object value = List.of("x".repeat(90), "y".repeat(90), Map.of("k", "z"));
    Object unused = ValueSnapshot.of(value, 100, () -> invalid++, told::incrementAndGet);
    assertEquals(1, told.get());
    unused = ValueSnapshot.of(value, 1000, () -> invalid++, told::incrementAndGet);
    assertEquals(1, told.get());
  }

  @Test
  void whatThrowsWhileItIsWalkedIsItsClassName() {
    Throwable[] thrown = {
      new ConcurrentModificationException(), new StackOverflowError(), new AssertionError()
    };
    for (Throwable one : thrown) {
      invalid = 0;
      List<Object> list =
          new AbstractList<>() {
            @Override
            public Object get(int i) {
              throw sneak(one);
            }

            @Override
            public int size() {
              return 1;
            }
          };
      Map<String, Object> map =
          new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
              throw sneak(one);
            }
          };
      assertArrayEquals(
          new Object[] {list.getClass().getName(), map.getClass().getName(), "next"},
          array(Arrays.asList(list, map, "next")));
      assertEquals(2, invalid);
    }
  }

  private Object[] array(Object value) {
    return (Object[]) snapshot(value);
  }

  private Object snapshot(Object value) {
    return ValueSnapshot.of(value, 1000, () -> invalid++);
  }

  private static RuntimeException sneak(Throwable thrown) {
    ValueSnapshotTest.<RuntimeException>rethrow(thrown);
    return new IllegalStateException(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static String called() {
    throw new AssertionError("called");
  }

  private enum Hostile {
    ONE;

    @Override
    public String toString() {
      return called();
    }
  }

  private static final class HostileObject {
    @Override
    public String toString() {
      return called();
    }
  }

  private record HostileRecord(String part) {
    @Override
    public String toString() {
      return called() + part;
    }
  }

  private static final class HostileNumber extends Number {
    private static final long serialVersionUID = 1L;

    @Override
    public int intValue() {
      return called().length();
    }

    @Override
    public long longValue() {
      return called().length();
    }

    @Override
    public float floatValue() {
      return called().length();
    }

    @Override
    public double doubleValue() {
      return called().length();
    }
  }

  private static final class HostileText implements CharSequence {
    @Override
    public int length() {
      return called().length();
    }

    @Override
    public char charAt(int i) {
      return called().charAt(i);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return called();
    }

    @Override
    public String toString() {
      return called();
    }
  }
}
