package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.internal.metrics.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The next tracer of an application, which looks for what dead ones left. */
final class Adopter implements AutoCloseable {
  final Counters counters = new Counters();
  final QueueDirectory own;
  final Orphans orphans;

  /** What was drained from one log. */
  record Drained(List<Long> sequences, long damaged, long records) {}

  Adopter(Path root) throws IOException {
    own = QueueDirectory.open(root, "test");
    orphans = new Orphans(own, TestLog.QUIET, counters);
  }

  /** Adopts the next log and reads it to its end; its counts must balance. */
  Drained drainNext() throws IOException {
    try (AdoptedLog log = orphans.adoptNext()) {
      if (log == null) {
        return null;
      }
      List<Long> sequences = new ArrayList<>();
      while (log.available() > 0) {
        sequences.addAll(TestLog.read(log, 100));
        log.acknowledge(log.position());
      }
      long damaged = log.takeDamaged();
      assertEquals(log.records(), sequences.size() + damaged, "records = read + damaged");
      return new Drained(sequences, damaged, log.records());
    }
  }

  @Override
  public void close() {
    own.close();
  }

  /** Adopts and drains until it comes to a step for the nth time. */
  static final class Halting {
    private Halting() {}

    public static void main(String[] args) throws IOException {
      try (Adopter next = new Adopter(Path.of(args[0]))) {
        HaltTest.haltAt(args[1], Integer.parseInt(args[2]));
        try (AdoptedLog log = next.orphans.adoptNext()) {
          while (log.available() > 0) {
            ChildOwner.acknowledge(log, 70);
          }
        }
      }
    }
  }
}
