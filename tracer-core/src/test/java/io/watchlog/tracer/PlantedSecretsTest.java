package io.watchlog.tracer;

import static io.watchlog.tracer.testkit.StatsAssertions.assertBalanced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.FakeAgent;
import io.watchlog.tracer.testkit.LogLines;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Secrets in every place that a user can write to, searched for wherever they could come out. */
final class PlantedSecretsTest extends WithAgent {
  private static final int SPANS = 1_260;
  private static final int REFUSED = 20;
  private static final String VISIBLE = "Vis1bl3";

  private final LogLines lines = new LogLines("secrets");

  @Test
  void F24_aSecretInAnyPlaceReachesNeitherDiskNorWireNorLogNorDeadLetter() throws IOException {
    assertTrue(SPANS >= 1_000 && SPANS >= PlantedSecret.SHAPES);
    agent.otherwise(request -> Reply.status(503));
    WatchlogTracer tracer =
        start(
            builder("secrets")
                .maxFieldLength(512)
                .header("Authorization", "Custom " + PlantedSecret.MARK + "-of-the-header"));
    List<SecretPlace> places = SecretPlace.ALL;
    for (int i = 0; i < SPANS; i++) {
      String name = i % (SPANS / REFUSED) == 0 ? "refused" : "planted";
      // Each shape meets each place in time: their numbers have no common factor but 1.
      places.get(i % places.size()).put(tracer, name, PlantedSecret.of(i));
    }
    tracer.endSpan("password=" + PlantedSecret.MARK);
    tracer.startSpan("visible").input(VISIBLE).attribute("a", Double.NaN).end();
    Await.until("all is on disk", () -> QueueFiles.have(root, VISIBLE));
    assertHidden();

    agent.otherwise(PlantedSecretsTest::refuseSome);
    Await.until(
        () -> "all is through: " + tracer.stats(),
        () -> tracer.stats().delivered() + tracer.stats().rejected() == SPANS + 1);
    assertEquals(REFUSED, assertBalanced(tracer).rejected());
    assertTrue(agent.requests().stream().anyMatch(r -> r.body().contains(VISIBLE)));
    assertEquals(REFUSED, deadLetters().size());
    tracer.close();
    assertHidden();
  }

  /** As a gateway that shows what it was sent. */
  private static Reply refuseSome(FakeAgent.Request request) {
    return request.body().contains("\"refused\"")
        ? Reply.status(400)
            .body(
                request.headers()
                    + "\npassword="
                    + PlantedSecret.MARK
                    + "\n"
                    + request.body().substring(0, Math.min(200, request.body().length())))
        : Reply.ok();
  }

  private void assertHidden() {
    for (Path file : QueueFiles.endingIn(root, "")) {
      String bytes = QueueFiles.bytes(file);
      int at = bytes.toLowerCase(Locale.ROOT).indexOf(PlantedSecret.MARK.toLowerCase(Locale.ROOT));
      String around = at < 0 ? "" : bytes.substring(Math.max(0, at - 200), at + 40);
      assertTrue(at < 0, () -> file + " has it: " + around);
    }
    for (FakeAgent.Request request : agent.requests()) {
      assertFalse(has(request.body(), PlantedSecret.MARK), request::body);
    }
    for (String line : lines.all()) {
      assertFalse(has(line, PlantedSecret.MARK), line);
    }
    assertFalse(lines.all().isEmpty(), "there are lines to look at");
  }

  private static boolean has(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
