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
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Secrets in every place that a user can write to, searched for wherever they could come out. */
final class PlantedSecretsTest extends WithAgent {
  /** Each form in each place, in some of the surroundings: over a thousand shapes. */
  private static final int ROUNDS = 3;

  private static final int REFUSED_EACH = 97; // no place and no form is always or never refused

  private static final String VISIBLE = "Vis1bl3";

  private final LogLines lines = new LogLines("secrets");

  @Test
  void F24_aSecretInAnyPlaceReachesNeitherDiskNorWireNorLogNorDeadLetter() throws IOException {
    agent.otherwise(request -> Reply.status(503));
    WatchlogTracer tracer =
        start(
            builder("secrets")
                .maxFieldLength(512)
                .header("Authorization", "Custom " + PlantedSecret.MARK + "-of-the-header"));
    int spans = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (int form = 0; form < PlantedSecret.FORMS; form++) {
        for (SecretPlace place : SecretPlace.ALL) {
          boolean isRefused = spans % REFUSED_EACH == 0;
          int surroundings = (spans + round) % PlantedSecret.SURROUNDINGS;
          place.put(
              tracer,
              isRefused ? "refused" : "planted",
              PlantedSecret.of(spans, form, surroundings));
          spans++;
          refused += isRefused ? 1 : 0;
        }
      }
    }
    tracer.endSpan("password=" + PlantedSecret.MARK);
    tracer.startSpan("visible").input(VISIBLE).attribute("a", Double.NaN).end();
    Await.until("all is on disk", () -> QueueFiles.have(root, VISIBLE));
    assertHidden();

    agent.otherwise(PlantedSecretsTest::refuseSome);
    int all = spans + 1;
    Await.until(
        () -> "all is through: " + tracer.stats(),
        () -> tracer.stats().delivered() + tracer.stats().rejected() == all);
    assertEquals(refused, assertBalanced(tracer).rejected());
    assertTrue(agent.requests().stream().anyMatch(r -> r.body().contains(VISIBLE)));
    assertEquals(refused, deadLetters().size());
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
