package io.watchlog.tracer.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanAttributes;
import io.watchlog.tracer.internal.span.SpanFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SpanRingTest {
  private static final int SIZE = 8;

  private final SpanRing ring = new SpanRing(SIZE, new IdleWait(50_000, 50_000));
  private final List<String> polled = new ArrayList<>();

  private boolean publish(String name) {
    SpanFields span = new SpanFields();
    span.name = name;
    span.input = name + " in";
    return ring.tryPublish(span, SpanFields.INPUT, null);
  }

  private int poll() {
    return ring.poll(slot -> polled.add(slot.isFilled() ? slot.name : "empty"));
  }

  private void fill() {
    for (int i = 0; i < SIZE; i++) {
      assertTrue(publish("s" + i));
    }
  }

  @Test
  void aFullRingRefusesAndTakesAgainWhatWasConsumedBeforeIsFree() {
    fill();
    assertFalse(publish("over"));
    assertEquals(SIZE, ring.claimed());
    assertEquals(0, ring.consumed());
    assertTrue(ring.isHalfFull());
    while (ring.consumed() < SIZE) {
      assertTrue(poll() > 0);
    }
    assertEquals(0, poll());
    assertEquals(List.of("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"), polled);
    assertFalse(ring.isHalfFull());
    assertTrue(publish("again"));
  }

  @Test
  void F3_aSlotWhoseCopyingFailsIsPublishedEmptyAndNothingStalls() {
    assertTrue(ring.tryPublish(withAttribute(), SpanFields.RARE, overflowingTheStack()));
    assertTrue(publish("next"));
    while (ring.consumed() < 2) {
      assertTrue(poll() > 0);
    }
    assertEquals("next", polled.get(1));
    assertEquals("empty", polled.get(0));
  }

  private static SpanFields withAttribute() {
    SpanFields span = new SpanFields();
    span.name = "s";
    span.attributes = new Attribute("a", 1L, null, 1);
    return span;
  }

  /** Attributes so deep that joining them to others does. */
  private static SpanFields overflowingTheStack() {
    Attribute deep = null;
    for (int i = 0; i < 200_000; i++) {
      deep = new Attribute("k" + i, 1L, deep, i);
    }
    SpanFields overrides = new SpanFields();
    overrides.attributes = deep;
    overrides.set = SpanFields.RARE;
    return overrides;
  }

  @Test
  void F3_withoutMemoryToCopyWithASlotIsPublishedEmptyAndNothingStalls() throws Exception {
    Process child = FullHeap.start();
    try (var in = child.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("true true true filled empty filled", in.readLine());
    }
    assertEquals(0, child.waitFor());
  }

  @Test
  void aSlotIsClearedAfterItsHandlerAlsoIfThatThrows() {
    assertTrue(publish("s"));
    SpanSlot[] seen = new SpanSlot[1];
    try {
      int unused =
          ring.poll(
              slot -> {
                seen[0] = slot;
                throw new IllegalStateException("handler");
              });
    } catch (IllegalStateException e) {
      assertEquals("handler", e.getMessage());
    }
    assertFalse(seen[0].isFilled());
    assertNull(seen[0].input);
  }

  @Test
  void aSlotKeepsSmallMetadataForItsNextSpanAndLetsGoOfLarge() {
    SpanAttributes small = metadata("v");
    SpanAttributes large = metadata("v".repeat(2_000));
    for (SpanAttributes metadata : List.of(small, large)) {
      SpanFields span = new SpanFields();
      span.metadata = metadata;
      assertTrue(ring.tryPublish(span, metadata == large ? SpanFields.RARE : 0, null));
      SpanSlot[] seen = new SpanSlot[1];
      assertEquals(
          1,
          ring.poll(
              slot -> {
                assertSame(metadata, slot.metadata);
                seen[0] = slot;
              }));
      assertSame(metadata == small ? small : null, seen[0].metadata);
    }
  }

  private static SpanAttributes metadata(String text) {
    return new SpanAttributes(new String[] {"k"}, new Object[] {text}, 0, 0);
  }

  @Test
  void aClosedRingTakesNothingAndGivesWhatItHas() {
    assertTrue(publish("before"));
    ring.close();
    assertEquals(SpanRing.State.CLOSED, ring.state());
    assertFalse(publish("after"));
    assertEquals(1, poll());
    ring.fail();
    ring.close();
    assertEquals(SpanRing.State.FAILED, ring.state(), "failed stays failed");
  }

  @Test
  void aSealedRingSaysWhatWillNotBeConsumed() {
    fill();
    ring.close();
    assertEquals(SIZE, ring.seal());
    assertEquals(SIZE, ring.claimed());
    SpanRing other = new SpanRing(SIZE, new IdleWait(50_000, 50_000));
    SpanFields span = new SpanFields();
    assertTrue(other.tryPublish(span, 0, null));
    assertEquals(1, other.poll(slot -> {}));
    assertTrue(other.tryPublish(span, 0, null));
    other.close();
    assertEquals(1, other.seal());
    assertEquals(2, other.claimed());
  }

  @Test
  void everySpanOfRacingProducersIsConsumedOrRefusedOrAbandoned() throws InterruptedException {
    AtomicLong taken = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> producers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread producer =
          new Thread(
              () -> {
                while (!done.get()) {
                  if (publish("s")) {
                    taken.incrementAndGet();
                  }
                }
              });
      producer.start();
      producers.add(producer);
    }
    long consumed = 0;
    while (consumed < 50_000) {
      consumed += ring.poll(slot -> assertTrue(slot.isFilled()));
    }
    ring.close();
    long abandoned = ring.seal();
    assertFalse(publish("late"));
    done.set(true);
    for (Thread producer : producers) {
      producer.join();
    }
    assertEquals(taken.get(), consumed + abandoned);
    assertEquals(taken.get(), ring.claimed());
  }

  @Test
  @Timeout(60)
  void aSleepIsNotBegunByAConsumerThatWasWokenJustBefore() {
    SpanRing sleepy = new SpanRing(SIZE, new IdleWait(50_000, 50_000, 0, 0, Long.MAX_VALUE));
    for (int i = 0; i < 5; i++) { // the first pause has an end, any other would have none
      sleepy.wake();
      assertFalse(sleepy.rest());
    }
  }

  @Test
  @Timeout(60)
  void aConsumerThatIsInterruptedRestsAgain() {
    Thread.currentThread().interrupt();
    assertFalse(ring.rest());
    assertFalse(Thread.interrupted());
  }

  @Test
  @Timeout(60)
  void aClosedRingIsNotSleptBy() {
    SpanRing sleepy = new SpanRing(SIZE, new IdleWait(50_000, 50_000, 0, 0, Long.MAX_VALUE));
    assertFalse(sleepy.rest());
    assertFalse(sleepy.rest()); // announces its sleep
    sleepy.close();
    for (int i = 0; i < 5; i++) {
      assertFalse(sleepy.rest());
    }
  }

  @Test
  @Timeout(60)
  void aSleepingConsumerIsWokenByEachFirstSpanHoweverTheyMeet() throws InterruptedException {
    int spans = 2_000;
    // It sleeps from its second pause on. Not for ever: a producer that loses its processor at the
    // wrong moment may not wake it, which the tracer's own 100 ms of announcement leave to chance.
    SpanRing sleepy = new SpanRing(SIZE, new IdleWait(50_000, 50_000, 0, 0, 5_000_000_000L));
    AtomicLong consumed = new AtomicLong();
    Thread consumer =
        new Thread(
            () -> {
              while (consumed.get() < spans) {
                if (sleepy.poll(slot -> consumed.incrementAndGet()) == 0) {
                  sleepy.rest();
                }
              }
            });
    consumer.start();
    SpanFields span = withAttribute();
    SpanFields failing = overflowingTheStack();
    for (int i = 0; i < spans; i++) {
      // Half of them at once, half when it may have begun to sleep; an empty slot wakes it too.
      LockSupport.parkNanos(i % 2 == 0 ? 1 : 100_000);
      boolean fails = i % 20 == 1;
      assertTrue(sleepy.tryPublish(span, fails ? SpanFields.RARE : 0, fails ? failing : null));
      while (consumed.get() <= i) {
        Thread.onSpinWait();
      }
    }
    consumer.join();
  }
}
