package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.testkit.Await;
import io.watchlog.tracer.testkit.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left of spans that the agent refuses, for an operator to look at. */
final class RejectedSpansTest extends WithAgent {
  private static void awaitRejected(WatchlogTracer tracer, long spans) {
    Await.until(
        () -> spans + " spans are rejected: " + tracer.stats(),
        () -> tracer.stats().rejected() == spans);
  }

  @Test
  void anAnswerThatEchoesTheRequestGivesAwayNoCredential() throws IOException {
    agent.otherwise(
        request ->
            Reply.status(400)
                .body(
                    "bad request; Authorization: "
                        + request.headers().get("authorization")
                        + "\nkey "
                        + request.headers().get("x-gateway")
                        + "\npassword=swordfish"));
    WatchlogTracer tracer =
        start(
            builder()
                .header("Authorization", "Custom zyxwvu-987654321")
                .header("X-Gateway", "gateway-credential"));
    tracer.startSpan("refused").input("password=hunter2").end();
    awaitRejected(tracer, 1);
    Map<?, ?> letter = deadLetters().get(0);
    assertEquals(
        "bad request; Authorization: [REDACTED]\nkey [REDACTED]\npassword=[REDACTED]",
        letter.get("answer"));
    Map<?, ?> span = (Map<?, ?>) letter.get("span");
    assertEquals("refused", span.get("name"));
    assertEquals("\"password=[REDACTED]\"", span.get("input"));
  }

  @Test
  void tracersOfOneApplicationShareOneFile() throws IOException {
    agent.otherwise(request -> Reply.status(422));
    WatchlogTracer first = start();
    WatchlogTracer second = start();
    for (int i = 0; i < 20; i++) {
      first.startSpan("first").end();
      second.startSpan("second").end();
    }
    awaitRejected(first, 20);
    awaitRejected(second, 20);
    assertEquals(40, deadLetters().size());
  }
}
