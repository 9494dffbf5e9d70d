package io.watchlog.tracer.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
  @Test
  void aBufferThatIsDroppedWithoutBeingReleasedIsALeak() throws Exception {
    Process process =
        ChildJvm.startWith(List.of("-Dio.netty.leakDetection.level=paranoid"), Leaking.class);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  /** In a JVM of its own: what leaks is never forgotten. */
  static final class Leaking {
    private Leaking() {}

    public static void main(String[] args) {
      new LeakWatch();
      assertEquals(List.of(), LeakWatch.leaksAfterCollection());
      leak();
      Await.until("it is found", () -> LeakWatch.leaksAfterCollection().size() == 1);
    }

    private static void leak() {
      ByteBuf unused = Unpooled.directBuffer(16);
    }
  }
}
