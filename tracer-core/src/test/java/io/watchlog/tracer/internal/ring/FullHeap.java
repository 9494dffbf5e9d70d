package io.watchlog.tracer.internal.ring;

import io.watchlog.tracer.internal.span.Attribute;
import io.watchlog.tracer.internal.span.SpanFields;
import io.watchlog.tracer.testkit.ChildJvm;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/** A process of its own, which publishes a span when its heap is full, and one when it is not. */
final class FullHeap {
  private FullHeap() {}

  public static void main(String[] args) {
    SpanRing ring = new SpanRing(8, new IdleWait(50_000, 50_000));
    SpanFields span = new SpanFields();
    SpanFields data = new SpanFields();
    span.attributes = new Attribute("span", 1L, null, 1);
    data.attributes = new Attribute("data", 1L, null, 1); // joining them takes memory
    data.set = SpanFields.RARE;
    // Once before, so that nothing is left to be linked, which takes memory too.
    boolean before = publishedBeside(new Object[0], ring, span, data);
    boolean without = publishedBeside(filled(), ring, span, data);
    boolean after = publishedBeside(new Object[0], ring, span, data);
    StringBuilder said = new StringBuilder();
    said.append(before).append(' ').append(without).append(' ').append(after);
    while (ring.consumed() < 3) {
      int unused = ring.poll(slot -> said.append(slot.isFilled() ? " filled" : " empty"));
    }
    System.out.writeBytes(said.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static boolean publishedBeside(
      Object[] heap, SpanRing ring, SpanFields span, SpanFields data) {
    try {
      return ring.tryPublish(span, SpanFields.RARE, data);
    } finally {
      Reference.reachabilityFence(heap);
    }
  }

  /** All that is left of the heap, down to the smallest array: less than an attribute. */
  private static Object[] filled() {
    Object[] last = null;
    int length = 1 << 24;
    while (length > 0) {
      try {
        Object[] next = new Object[length];
        next[0] = last;
        last = next;
      } catch (OutOfMemoryError e) {
        length /= 16;
      }
    }
    return last;
  }

  static Process start() throws IOException {
    return ChildJvm.start(FullHeap.class);
  }
}
