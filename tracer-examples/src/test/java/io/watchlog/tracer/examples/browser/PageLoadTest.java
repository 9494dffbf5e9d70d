package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchlog.tracer.FlushResult;
import io.watchlog.tracer.OverflowPolicy;
import io.watchlog.tracer.Span;
import io.watchlog.tracer.Trace;
import io.watchlog.tracer.WatchlogTracer;
import io.watchlog.tracer.examples.Main;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page beside 50,000 spans a second, for {@code page.seconds}, 60 if not given. The agent is a
 * process of its own with a heap of 256 MiB. Prints how long clicks took; that each is answered is
 * all that holds on any machine.
 */
@Tag("soak")
@Timeout(600)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class PageLoadTest {
  private static final int SPANS_A_SECOND = 50_000;
  private static final int PATIENCE_MS = 20_000;
  private static final int SECONDS = Integer.getInteger("page.seconds", 60);

  /** Clicks on the newest trace and on its first span; tells after how many ms each was shown. */
  private static final String CLICK =
      """
      const [patience, done] = arguments;
      const frame = () => new Promise(requestAnimationFrame);
      const find = (css) => document.querySelector(css);
      (async () => {
        const times = [];
        const link = find('#traces tbody a');
        const row = link.closest('tr').dataset.traceId;
        let start = performance.now();
        link.click();
        while (!(find('#trace-head').textContent.includes(row) && find('.span-row'))) {
          if (performance.now() - start > patience) break;
          await frame();
        }
        times.push(performance.now() - start);
        start = performance.now();
        find('.span-button').click();
        while (find('#details').hidden) await frame();
        times.push(performance.now() - start);
        location.hash = '#/';
        while (find('#list-view').hidden) await frame();
        done(JSON.stringify(times));
      })();
      """;

  @TempDir Path queue;
  private Process agent;
  private URI page;
  private volatile boolean ended;
  private long spans;
  private long traces;

  @BeforeEach
  void startAnAgent() throws Exception {
    agent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "agent",
                "--port=0",
                "--quiet")
            .redirectErrorStream(true)
            .start();
    BufferedReader said = agent.inputReader();
    String line = said.readLine();
    while (!line.startsWith("look at your spans on ")) {
      line = said.readLine();
    }
    page = URI.create(line.substring(line.indexOf("http")));
  }

  @AfterEach
  void endIt() throws InterruptedException {
    agent.destroy();
    if (!agent.waitFor(10, TimeUnit.SECONDS)) {
      agent.destroyForcibly();
    }
  }

  @Test
  void thePageAnswersAndCountsEverySpan() throws Exception {
    List<Double> clicks = new ArrayList<>();
    try (Browser browser = new Browser().resize(1440, 900)) {
      browser.open(page);
      Thread load = new Thread(this::send, "load");
      load.start();
      browser.until("document.querySelectorAll('#traces tbody tr').length > 0");
      while (load.isAlive()) {
        for (JsonNode ms :
            new ObjectMapper().readTree((String) browser.evalAsync(CLICK, PATIENCE_MS))) {
          clicks.add(ms.asDouble());
        }
        load.join(500);
      }
      browser.until(
          "Number(document.querySelector('[data-total=received]').dataset.value) === arguments[0]",
          spans);
      browser.until(
          "Number(document.querySelector('[data-total=traces]').dataset.value) === arguments[0]",
          traces);
    }
    assertTrue(ended, "the load did not end");
    clicks.sort(null);
    double median = clicks.get(clicks.size() / 2);
    double most = clicks.get(clicks.size() - 1);
    System.err.printf(
        "%,d spans, %,d traces, %d clicks: %.0f ms median, %.0f ms at most%n",
        spans, traces, clicks.size(), median, most);
    assertTrue(agent.isAlive(), "the agent ran out of memory");
    assertTrue(most < PATIENCE_MS, () -> "a click was not answered: " + clicks);
  }

  private void send() {
    try (WatchlogTracer tracer =
        WatchlogTracer.builder("load")
            .agentUrl(page)
            .queueDirectory(queue)
            .overflowPolicy(OverflowPolicy.BLOCK)
            .build()) {
      long startNs = System.nanoTime();
      long endNs = startNs + SECONDS * 1_000_000_000L;
      while (System.nanoTime() - endNs < 0) {
        long due = (System.nanoTime() - startNs) * SPANS_A_SECOND / 1_000_000_000L;
        while (spans < due) {
          request(tracer);
        }
        LockSupport.parkNanos(1_000_000);
      }
      FlushResult result = tracer.flush(Duration.ofSeconds(60));
      assertEquals(0, result.pending());
      ended = tracer.stats().lost() == 0;
    }
  }

  private void request(WatchlogTracer tracer) {
    try (Trace trace = tracer.startTrace();
        Span root = trace.startSpan("handle_request")) {
      root.child("validate_input").end();
      try (Span llm = root.child("call_llm")) {
        llm.model("gpt-4").provider("openai").input("Summarize: Hello world...");
        llm.output("Hello world summary.").tokens(42).cost(0.002);
      }
    }
    traces++;
    spans += 3;
  }
}
