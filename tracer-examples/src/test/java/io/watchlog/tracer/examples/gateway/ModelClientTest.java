package io.watchlog.tracer.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The model's client against its scripted server, over a real connection. */
@Timeout(60)
class ModelClientTest {
  private final ModelScript script = new ModelScript(1);
  private final ModelServer server = ModelServer.start(script);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void anAnswerComesWithItsTokens() throws Exception {
    String prompt = promptFor(ModelScript.Act.ANSWER);

    ModelAnswer answer = ask(prompt, Duration.ofSeconds(30));

    ModelScript.Scene scene = script.sceneFor(prompt);
    assertEquals(String.join(" ", scene.words()), answer.text());
    assertEquals(2, answer.inputTokens());
    assertEquals(scene.words().size(), answer.outputTokens());
  }

  @Test
  void anErrorOfTheModelIsSaid() {
    Throwable cause = failureOf(promptFor(ModelScript.Act.FAIL), Duration.ofSeconds(30));

    assertEquals("model server answered 500", cause.getMessage());
  }

  @Test
  void aModelThatHangsIsGivenUp() {
    Throwable cause = failureOf(promptFor(ModelScript.Act.HANG), Duration.ofMillis(200));

    assertInstanceOf(TimeoutException.class, cause);
  }

  @Test
  void theSameSeedMakesTheSameScenes() {
    ModelScript again = new ModelScript(1);

    IntStream.range(0, 1_000)
        .mapToObj(i -> "prompt " + i)
        .forEach(prompt -> assertEquals(script.sceneFor(prompt), again.sceneFor(prompt)));
  }

  private Throwable failureOf(String prompt, Duration timeout) {
    return assertThrows(ExecutionException.class, () -> ask(prompt, timeout)).getCause();
  }

  private ModelAnswer ask(String prompt, Duration timeout) throws Exception {
    return new ModelClient(server.url(), timeout).ask(prompt).get(30, TimeUnit.SECONDS);
  }

  private String promptFor(ModelScript.Act act) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "prompt " + i)
        .filter(prompt -> script.sceneFor(prompt).act() == act)
        .findFirst()
        .orElseThrow();
  }
}
