package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A dead log in the hands of its next owner. What it counts and hands out is compared. */
final class Adoption {
  final DeadLog dead;

  private final AdoptedLog log;
  private final HeldBatches batches;
  private final long first;
  private final long last;
  private long next;
  private long taken;

  Adoption(AdoptedLog log, DeadLog dead) {
    this.log = log;
    this.dead = dead;
    batches = new HeldBatches(log);
    first = log.position().nextSequence();
    last = first + log.records() - 1;
    next = first;
    dead.requireCounted(first, last);
  }

  void read(int limit) {
    taken += batches.read(this::onRecord, limit);
    passOverTo(log.position().nextSequence());
    account();
  }

  private boolean onRecord(byte[] array, int offset, int length, long sequence, long endTimeMs) {
    assertTrue(sequence >= next, () -> "read again or out of order: " + sequence);
    passOverTo(sequence);
    dead.requireMayReturn(sequence);
    dead.life.requireSame(array, offset, length, sequence, endTimeMs);
    next = sequence + 1;
    return true;
  }

  private void passOverTo(long sequence) {
    while (next < sequence) {
      dead.requireMayBeLost(next++);
    }
  }

  /** Gives up records at the head, as if they had expired. */
  void skip(long count) {
    taken += batches.skip(count);
    next = log.position().nextSequence();
    account();
  }

  private void account() {
    // The position, for asking for the head would move it past what is damaged.
    long head = log.position().nextSequence();
    assertEquals(head - first, taken + batches.damaged(), "read and damaged");
    assertEquals(Math.max(0, last - head + 1), log.available(), "available");
    dead.settle(batches.acknowledged());
  }

  void settle(int which) {
    batches.settle(which);
    account();
  }

  void drain() {
    while (log.available() > 0) {
      long before = log.available();
      read(100);
      assertTrue(log.available() < before, "the head does not move");
    }
    assertEquals(log.records(), taken + batches.damaged(), "records = read + damaged");
    batches.settleAll();
    account();
  }

  /** Ends it in good order; true if nothing is left for another owner. */
  boolean close() throws IOException {
    boolean drained = batches.acknowledged() >= last;
    log.close();
    assertFalse(drained && Files.exists(dead.directory), "something is left of a drained log");
    return !Files.exists(dead.directory);
  }

  /** Ends it without a trace. */
  void abandon() throws IOException {
    log.close();
    if (Files.exists(dead.directory)) {
      for (Path file : TestLog.files(dead.directory)) {
        Files.delete(file);
      }
      Files.delete(dead.directory);
    }
  }
}
