package io.watchlog.tracer.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a figure depends on, and what the JVM knows about time spent and memory allocated. */
final class Machine {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** The processors and the JDK in a line. */
  static String description() {
    return hardware() + ", " + jdk();
  }

  /** The processors and the operating system. */
  static String hardware() {
    return "%d x %s, %s %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name"),
            System.getProperty("os.version"));
  }

  /** The JVM and its collector. */
  static String jdk() {
    return "%s %s (%s)"
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            collector());
  }

  private static String processor() {
    if (Files.isReadable(CPU_INFO)) {
      try (Stream<String> lines = Files.lines(CPU_INFO)) {
        Optional<String> model = lines.filter(line -> line.startsWith("model name")).findFirst();
        if (model.isPresent()) {
          return model.get().substring(model.get().indexOf(':') + 1).trim();
        }
      } catch (IOException e) {
        return "unknown processor (" + e.getMessage() + ")";
      }
    }
    return System.getProperty("os.arch");
  }

  private static String collector() {
    return ManagementFactory.getGarbageCollectorMXBeans().get(0).getName();
  }

  /** Processor time of the calling thread. */
  static long threadCpuNs() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Processor time of a thread; 0 where it has ended. */
  static long threadCpuNs(Thread thread) {
    return Math.max(0, THREADS.getThreadCpuTime(threadId(thread)));
  }

  /** Bytes that the calling thread has allocated. */
  static long threadAllocatedBytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Bytes that a thread has allocated; 0 where it has ended. */
  static long threadAllocatedBytes(Thread thread) {
    return Math.max(0, THREADS.getThreadAllocatedBytes(threadId(thread)));
  }

  /** Processor time of this process, compiler and collector included. */
  static long processCpuNs() {
    return SYSTEM.getProcessCpuTime();
  }

  @SuppressWarnings("deprecation") // its successor came with JDK 19
  private static long threadId(Thread thread) {
    return thread.getId();
  }
}
