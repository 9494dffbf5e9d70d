package io.watchlog.tracer.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpSpanCounterTest {
  private final OtlpSpanCounter counter = new OtlpSpanCounter();

  @BeforeEach
  void begin() {
    counter.reset();
  }

  /** A field of wire type 2. */
  private static byte[] field(int number, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    varint(field, number << 3 | 2);
    varint(field, content.size());
    field.writeBytes(content.toByteArray());
    return field.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What looks like a span inside of it, and a number and a fixed-size field of each kind. */
  private static byte[] span(String name) {
    byte[] numbers = {6 << 3, (byte) 0xFF, 1, 7 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8};
    byte[] flags = {(byte) (16 << 3 | 5), 1, 9, 9, 9, 9};
    return field(2, field(1, new byte[16]), field(5, text(name)), numbers, flags, field(2));
  }

  private static byte[] request() {
    byte[] resource = field(1, field(1, text("service")));
    byte[] scope = field(1, field(1, text("bench")));
    byte[] noSpans = field(2, scope, field(3, text("schema")));
    byte[] many = new byte[0];
    for (int i = 0; i < 300; i++) {
      byte[] span = span("span " + i);
      int end = many.length;
      many = Arrays.copyOf(many, end + span.length);
      System.arraycopy(span, 0, many, end, span.length);
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(field(1, resource, noSpans, field(2, scope, span("one"), span("two"))));
    request.writeBytes(field(1, resource, field(2, scope, many), field(3, text("schema"))));
    request.writeBytes(field(1));
    return request.toByteArray();
  }

  @Test
  void spansAreCountedWhereverTheyAre() throws IOException {
    ByteBuffer body = ByteBuffer.wrap(request());

    assertEquals(302, counter.count(body, true));
    assertEquals(0, body.remaining());
  }

  @Test
  void aBodyMayArriveInPiecesOfAnySize() throws IOException {
    byte[] request = request();
    for (int piece : new int[] {1, 2, 3, 7, 64, 1_000}) {
      counter.reset();
      ByteBuffer buffer = ByteBuffer.allocate(piece + 16);
      int found = 0;
      for (int from = 0; from < request.length; from += piece) {
        int length = Math.min(piece, request.length - from);
        buffer.put(request, from, length).flip();
        found += counter.count(buffer, from + length == request.length);
        buffer.compact();
      }
      assertEquals(302, found, "in pieces of " + piece);
      assertEquals(0, buffer.position(), "in pieces of " + piece);
    }
  }

  @Test
  void anEmptyBodyHasNoSpans() throws IOException {
    assertEquals(0, counter.count(ByteBuffer.allocate(0), true));
  }

  @Test
  void aBodyThatEndsTooEarlyIsRefused() {
    byte[] request = request();
    for (int missing : new int[] {1, 3, 10, 100}) {
      counter.reset();
      ByteBuffer body = ByteBuffer.wrap(request, 0, request.length - missing);
      assertThrows(IOException.class, () -> counter.count(body, true), missing + " missing");
    }
  }

  @Test
  void whatIsNoRequestIsRefused() {
    for (byte[] body :
        new byte[][] {
          text("{\"resourceSpans\":[]}"), // 0x7B: wire type 3, which is none any more
          {1 << 3 | 2, 2, 2 << 3 | 2, 9}, // a field that is longer than its message
          {(byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}
        }) {
      counter.reset();
      assertThrows(IOException.class, () -> counter.count(ByteBuffer.wrap(body), true));
    }
  }
}
