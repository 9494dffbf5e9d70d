package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.watchlog.tracer.testkit.ChildJvm;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, since other tests teach the JIT what no application does. */
final class HotPathAllocationTest {
  private static final String NOTHING = "nothing allocated";

  @TempDir private Path queue;

  @Test
  void startToEndAllocatesNothingOnceItIsCompiled() throws Exception {
    Process child = ChildJvm.startOptimising(Recording.class, queue.toString());
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    assertEquals(NOTHING, said.strip());
  }

  /** Records bursts of spans until some in a row have allocated nothing. */
  static final class Recording {
    private static final int BURST = 4_000;
    private static final int ENOUGH = 20;
    private static final int MOST = 4_000;
    private static final Metadata METADATA = Metadata.of("feature", "summary", "step", "call");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    public static void main(String[] args) {
      WatchlogTracer tracer =
          WatchlogTracer.builder("allocation")
              .agentUrl("http://127.0.0.1:1")
              .queueDirectory(Path.of(args[0]))
              .shutdownHook(false)
              .build();
      String said = NOTHING;
      int clean = 0;
      for (int i = 0; i < MOST && clean < ENOUGH; i++) {
        long bytes = bytesOfBurst(tracer);
        clean = bytes == 0 ? clean + 1 : 0;
        said = bytes == 0 ? NOTHING : "at last " + (double) bytes / BURST + " B for each span";
      }
      System.out.println(said);
      Runtime.getRuntime().halt(0); // nothing listens: a close would wait for its time
    }

    private static long bytesOfBurst(WatchlogTracer tracer) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      record(tracer);
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void record(WatchlogTracer tracer) {
      for (int i = 0; i < BURST; i++) {
        Span root = tracer.startTrace().startSpan("handle", METADATA);
        Span call = root.child("call_llm");
        call.model("gpt-4").provider("openai").input("a question").output("an answer");
        call.tokens(i, 1).cost(0.002);
        call.end();
        root.end();
      }
    }
  }
}
