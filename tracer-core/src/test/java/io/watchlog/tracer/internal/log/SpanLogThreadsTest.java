package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SpanLogThreadsTest {
  @TempDir Path root;

  @Test
  @Timeout(120)
  void twoThreadsNeverDisagree() throws Exception {
    long total = 300_000;
    try (TestLog log = new TestLog(root, new SpanLog.Settings(1 << 30, TestLog.SMALL, false))) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread journal =
          new Thread(
              () -> {
                while (log.writer.appended() < total) {
                  if (!log.append()) {
                    Thread.onSpinWait();
                  }
                }
              });
      journal.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      journal.start();
      long next = 1;
      while (next <= total && failure.get() == null) {
        List<Long> got = TestLog.read(log.reader, 500);
        assertEquals(TestLog.range(next, next + got.size() - 1), got);
        next += got.size();
        log.reader.acknowledge(log.reader.position());
      }
      journal.join();
      assertEquals(null, failure.get());
      assertEquals(0, log.reader.takeDamaged());
      assertTrue(SpanLogTest.bytesIn(log.directory.path()) <= TestLog.SMALL);
    }
  }
}
