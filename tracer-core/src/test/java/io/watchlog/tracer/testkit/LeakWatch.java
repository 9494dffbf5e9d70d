package io.watchlog.tracer.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Hears of the buffers that Netty's leak detection finds, and fails the class of tests that runs
 * when it does. Found by JUnit as a service, so that it is there before the first buffer.
 */
public final class LeakWatch implements AfterAllCallback {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          @SuppressWarnings("deprecation") // abstract, so to be implemented
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
          }
        });
  }

  /** Watches from now on, as does whatever loads this class. */
  public LeakWatch() {}

  /** What has leaked so far: each a type and where it was used. */
  public static List<String> leaksAfterCollection() {
    // What leaked is found when it is collected, and told when the next buffer is made.
    for (int i = 0; i < 3; i++) {
      System.gc();
      Unpooled.directBuffer(16).release();
    }
    return List.copyOf(LEAKS);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertEquals(List.of(), leaksAfterCollection(), "leaked buffers");
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String type, String uses) {
      LEAKS.add(type + uses);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      LEAKS.add(type);
    }
  }
}
