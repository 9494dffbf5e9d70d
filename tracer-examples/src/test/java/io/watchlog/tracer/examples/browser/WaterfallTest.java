package io.watchlog.tracer.examples.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.examples.agent.LocalAgent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The bars of a trace, measured where the browser drew them. */
@Timeout(180)
@EnabledIf(
    value = "io.watchlog.tracer.examples.browser.Browser#isInstalled",
    disabledReason = Browser.NOT_INSTALLED)
class WaterfallTest {
  private static final Instant START = Instant.parse("2026-11-22T15:00:00Z");

  private record Bar(String id, int parent, int startMs, int durationMs) {}

  /** In the order in which they have to be shown, each behind its parent. */
  private static final List<Bar> BARS =
      List.of(
          new Bar("root", -1, 0, 1_000),
          new Bar("a", 0, 100, 300),
          new Bar("aa", 1, 100, 150),
          new Bar("ab", 1, 260, 140),
          new Bar("b", 0, 400, 600),
          new Bar("ba", 4, 500, 500),
          new Bar("baa", 5, 999, 1),
          new Bar("c", 0, 700, 0));

  private LocalAgent agent;
  private Browser browser;

  @BeforeEach
  void start() {
    agent = LocalAgent.start(0);
    browser = new Browser();
  }

  @AfterEach
  void stop() {
    browser.close();
    agent.close();
  }

  @Test
  void barsNestInTheirParentsAndAreAsLongAsTheirSpans() throws Exception {
    List<Bar> shuffled = new ArrayList<>(BARS);
    Collections.reverse(shuffled);
    send(BARS, shuffled);

    for (int width : List.of(1440, 360)) {
      browser.resize(width, 900);
      browser.open(agent.pageUrl().resolve("/#/trace/t"));
      browser.until("document.querySelectorAll('.span-row').length === " + BARS.size());
      assertEquals(
          BARS.stream().map(Bar::id).toList(),
          browser.texts("[...document.querySelectorAll('.span-name')].map(n => n.textContent)"));
      List<double[]> drawn = new ArrayList<>();
      for (String box :
          browser.texts(
              "[...document.querySelectorAll('.span-row')].map(row => {"
                  + " const bar = row.querySelector('.bar').getBoundingClientRect();"
                  + " const track = row.querySelector('.track').getBoundingClientRect();"
                  + " return [bar.left - track.left, bar.width, track.width, bar.top].join(' '); })")) {
        String[] numbers = box.split(" ");
        drawn.add(Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray());
      }
      double track = drawn.get(0)[2];
      assertTrue(track > 80, track + " pixels for the bars at " + width);
      double previousTop = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < BARS.size(); i++) {
        Bar bar = BARS.get(i);
        double[] box = drawn.get(i);
        assertEquals(track, box[2], 0.01, bar.id());
        assertEquals(track * bar.startMs() / 1_000, box[0], 2.01, bar.id() + " begins");
        assertEquals(
            Math.max(2, track * bar.durationMs() / 1_000), box[1], 1.01, bar.id() + " is as long");
        assertTrue(box[3] > previousTop, bar.id() + " is below");
        previousTop = box[3];
        if (bar.parent() >= 0) {
          double[] parent = drawn.get(bar.parent());
          assertTrue(box[0] >= parent[0] - 2.01, bar.id() + " begins within its parent");
          assertTrue(
              box[0] + box[1] <= parent[0] + parent[1] + 2.01,
              bar.id() + " ends within its parent");
        }
      }
    }
  }

  @Test
  void theIndentFollowsTheTreeAndItsBranchesCanBeFolded() throws Exception {
    send(BARS, BARS);
    browser.resize(1440, 900);
    browser.open(agent.pageUrl().resolve("/#/trace/t"));
    browser.until("document.querySelectorAll('.span-row').length === " + BARS.size());

    assertEquals(
        List.of("0", "1", "2", "2", "1", "2", "3", "1"),
        browser.texts("[...document.querySelectorAll('.span-row')].map(r => r.dataset.depth)"));
    assertEquals(
        true,
        browser.eval(
            "[...document.querySelectorAll('.span-row')].every((row, i, rows) => i === 0 ||"
                + " (row.dataset.depth > rows[i - 1].dataset.depth) ==="
                + " (row.querySelector('.span-name').getBoundingClientRect().left >"
                + " rows[i - 1].querySelector('.span-name').getBoundingClientRect().left + 1))"));
    browser.find(".span-row[data-span-id=b] .toggle").click();
    browser.until("document.querySelectorAll('.span-row').length === 6");
    browser.find(".span-row[data-span-id=b] .toggle").click();
    browser.until("document.querySelectorAll('.span-row').length === 8");
  }

  @Test
  void aTraceOfTwentyThousandSpansIsShownInParts() throws Exception {
    List<Bar> bars = new ArrayList<>(List.of(new Bar("root", -1, 0, 20_000)));
    for (int i = 1; i < 20_000; i++) {
      bars.add(new Bar("s" + i, i % 100 == 0 ? 0 : i - 1, i, 20_000 - i));
    }
    send(bars, bars);
    browser.resize(1440, 900);
    browser.open(agent.pageUrl().resolve("/#/trace/t"));

    browser.until("document.querySelectorAll('.span-row').length === 500");
    browser.find("#show-more").click();
    browser.until("document.querySelectorAll('.span-row').length === 1000");
    assertEquals(true, browser.eval("document.documentElement.scrollWidth <= window.innerWidth"));
  }

  /** The parents are numbers in {@code all}. */
  private void send(List<Bar> all, List<Bar> bars) throws Exception {
    String spans =
        bars.stream()
            .map(
                bar ->
                    String.format(
                        Locale.ROOT,
                        "{\"traceId\":\"t\",\"spanId\":\"%s\",\"parentId\":%s,\"app\":\"a\","
                            + "\"name\":\"%s\",\"startTime\":\"%s\",\"endTime\":\"%s\","
                            + "\"output\":\"\\\"\\\"\"}",
                        bar.id(),
                        bar.parent() < 0 ? "null" : '"' + all.get(bar.parent()).id() + '"',
                        bar.id(),
                        time(bar.startMs()),
                        time(bar.startMs() + bar.durationMs())))
            .collect(Collectors.joining(",", "[", "]"));
    TestHttp.post(agent.url(), spans);
  }

  private static String time(int ms) {
    return START.plusMillis(ms).toString();
  }
}
