package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.encode.EncoderSettings;
import io.watchlog.tracer.spi.Redactor;
import io.watchlog.tracer.spi.TracerListener;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracerBuilderTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private final TracerBuilder builder = new TracerBuilder("myapp");

  private TracerConfig config() {
    return builder.config(new OptionSource(properties::get, variables::get));
  }

  private String refusal() {
    return assertThrows(IllegalArgumentException.class, this::config).getMessage();
  }

  /** The names of the table of options in the specification. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "agentUrl", "batchSize", "maxBatchBytes", "flushOnSpanCount", "autoFlushInterval",
        "maxRetries", "requestTimeout", "connectTimeout", "maxQueueSize", "maxQueueBytes",
        "queueItemTtl", "maxFieldLength", "sensitiveFields", "redactor", "ringSize",
        "maxInMemorySpans", "maxOpenSpans", "overflowPolicy", "maxBlock", "waitStrategy",
        "queueDirectory", "durability", "maxConnections", "headers", "sslContext",
        "statusTimeout", "closeTimeout", "sendTimeout", "maxSpanDuration", "captureContent",
        "shutdownHook", "enabled", "listener", "threadFactory", "clock"
      })
  void everyOptionOfTheTableHasASetterThatReturnsTheBuilder(String option) {
    assertTrue(
        Arrays.stream(TracerBuilder.class.getMethods())
            .anyMatch(
                m ->
                    m.getName().equals(option)
                        && m.getParameterCount() == 1
                        && m.getReturnType() == TracerBuilder.class));
  }

  @Test
  void everySetterRefusesNull() throws ReflectiveOperationException {
    for (var setter : TracerBuilder.class.getMethods()) {
      boolean takesObject =
          setter.getReturnType() == TracerBuilder.class
              && !setter.getParameterTypes()[0].isPrimitive();
      if (takesObject) {
        Object[] nulls = new Object[setter.getParameterCount()];
        var e =
            assertThrows(
                InvocationTargetException.class,
                () -> setter.invoke(builder, nulls),
                setter.toString());
        assertEquals(IllegalArgumentException.class, e.getCause().getClass(), setter.toString());
        assertTrue(e.getCause().getMessage().contains("was"), e.getCause().getMessage());
      }
    }
  }

  @Test
  void everyValueArrivesAtItsOwnPlace() throws NoSuchAlgorithmException {
    Redactor redactor = (field, text) -> "x";
    TracerListener listener = new TracerListener() {};
    ThreadFactory threads = Thread::new;
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    SSLContext ssl = SSLContext.getDefault();
    builder
        .agentUrl("https://agent:1")
        .sensitiveFields("a", "b")
        .redactor(redactor)
        .overflowPolicy(OverflowPolicy.BLOCK)
        .waitStrategy(WaitStrategy.LOW_CPU)
        .queueDirectory(Path.of("/tmp/q"))
        .durability(Durability.HOST)
        .headers(Map.of("X-A", "1"))
        .sslContext(ssl)
        .captureContent(false)
        .listener(listener)
        .threadFactory(threads)
        .clock(clock);
    TracerConfig config = config();
    assertEquals("myapp", config.app());
    assertEquals(Optional.of(URI.create("https://agent:1/ai-tracer")), config.agentUrl());
    assertEquals(List.of("a", "b"), List.copyOf(config.sensitiveFields()));
    assertSame(redactor, config.redactor().orElseThrow());
    assertEquals(OverflowPolicy.BLOCK, config.overflowPolicy());
    assertEquals(WaitStrategy.LOW_CPU, config.waitStrategy());
    assertEquals(Optional.of(Path.of("/tmp/q")), config.queueDirectory());
    assertEquals(Durability.HOST, config.durability());
    assertEquals(Map.of("X-A", "1"), config.headers());
    assertEquals(Optional.of(ssl), config.sslContext());
    assertEquals(List.of(false, true, true), flags(config));
    assertSame(listener, config.listener());
    assertSame(threads, config.threadFactory());
    assertSame(clock, config.clock());
    builder.captureContent(true).shutdownHook(false);
    assertEquals(List.of(true, false, true), flags(config()));
    builder.shutdownHook(true).enabled(false);
    assertEquals(List.of(true, true, false), flags(config()));
    assertEquals(List.of(false, true, true), flags(config), "a config does not change");
  }

  private static List<Boolean> flags(TracerConfig config) {
    return List.of(config.captureContent(), config.shutdownHook(), config.enabled());
  }

  @Test
  void whereNothingIsSaidTheDefaultsHold() {
    TracerConfig config = config();
    assertEquals(Optional.empty(), config.agentUrl());
    assertEquals(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, List.copyOf(config.sensitiveFields()));
    assertEquals(Optional.empty(), config.redactor());
    assertEquals(OverflowPolicy.DROP, config.overflowPolicy());
    assertEquals(WaitStrategy.BALANCED, config.waitStrategy());
    assertEquals(Optional.empty(), config.queueDirectory());
    assertEquals(Durability.PROCESS, config.durability());
    assertEquals(Map.of(), config.headers());
    assertEquals(Optional.empty(), config.sslContext());
    assertEquals(List.of(true, true, true), flags(config));
    assertTrue(config.threadFactory().newThread(() -> {}).isDaemon());
    assertNotNull(config.listener());
    assertNotNull(config.clock().instant());
  }

  @Test
  void anAppThatIsNoNameIsRefused() {
    for (String bad : Arrays.asList(null, "", "  ", "a\nb", "a\0", "x".repeat(1_025))) {
      var e = assertThrows(IllegalArgumentException.class, () -> new TracerBuilder(bad), bad);
      assertTrue(e.getMessage().startsWith("app must be of 1..1024 characters"), e.getMessage());
    }
    for (String good : List.of("a", "../../etc/x", "con", "\uD83D\uDE00", "x".repeat(1_024))) {
      assertEquals(
          good, new TracerBuilder(good).config(new OptionSource(k -> null, k -> null)).app());
    }
  }

  @Test
  void theBuilderWinsOverThePropertyAndThatOverTheVariable() {
    variables.put("WATCHLOG_TRACER_BATCH_SIZE", "10");
    assertEquals(10, config().batchSize());
    properties.put("watchlog.tracer.batchSize", "20");
    assertEquals(20, config().batchSize());
    builder.batchSize(30);
    assertEquals(30, config().batchSize());
  }

  @Test
  void theAgentUrlHasAPropertyAndAVariableOfItsOwn() {
    variables.put("WATCHLOG_AGENT_URL", "http://variable:1");
    variables.put("WATCHLOG_TRACER_AGENT_URL", "http://never:1");
    properties.put("watchlog.tracer.agentUrl", "http://never:1");
    assertEquals("variable", config().agentUrl().orElseThrow().getHost());
    properties.put("watchlog.agent.url", "http://property:1");
    assertEquals("property", config().agentUrl().orElseThrow().getHost());
    builder.agentUrl(URI.create("http://builder:1/"));
    assertEquals("http://builder:1/ai-tracer", config().agentUrl().orElseThrow().toString());
  }

  @Test
  void aBadAgentUrlIsRefusedWithWhereItCameFrom() {
    properties.put("watchlog.agent.url", "file:///etc/passwd");
    String message = refusal();
    assertTrue(message.startsWith("agentUrl must be an http or https URL"), message);
    assertTrue(message.endsWith("\"file:///etc/passwd\" (system property watchlog.agent.url)"));
    assertThrows(IllegalArgumentException.class, () -> builder.agentUrl("agent:3774"));
  }

  @Test
  void theRingIsRoundedUpToAPowerOfTwo() {
    Map.of(2, 2, 3, 4, 1_000, 1_024, 1_024, 1_024, 4_194_303, 4_194_304)
        .forEach((given, kept) -> assertEquals(kept, builderWith(given).ringSize()));
  }

  private TracerConfig builderWith(int ringSize) {
    builder.ringSize(ringSize);
    return config();
  }

  @Test
  void theRingHasTheOriginalsNameToo() {
    variables.put("WATCHLOG_TRACER_MAX_IN_MEMORY_SPANS", "64");
    assertEquals(64, config().ringSize());
    properties.put("watchlog.tracer.maxInMemorySpans", "128");
    assertEquals(128, config().ringSize());
    properties.put("watchlog.tracer.ringSize", "256");
    assertEquals(256, config().ringSize());
    builder.ringSize(512).maxInMemorySpans(2_048);
    assertEquals(2_048, config().ringSize());
    var e = assertThrows(IllegalArgumentException.class, () -> builder.maxInMemorySpans(0));
    assertEquals("maxInMemorySpans must be in 2..4194304, was 0", e.getMessage());
  }

  @Test
  void connectingNeverHasLongerThanTheWholeRequest() {
    builder.requestTimeout(Duration.ofMillis(300));
    assertEquals(300_000_000L, config().connectTimeoutNs());
  }

  @Test
  void sensitiveFieldsReplaceTheDefaultsAndMoreMayBeAdded() {
    builder.addSensitiveFields("ssn").addSensitiveFields("iban");
    assertTrue(config().sensitiveFields().containsAll(List.of("password", "ssn", "iban")));
    properties.put("watchlog.tracer.sensitiveFields", "one, two,,");
    assertEquals(List.of("one", "two", "ssn", "iban"), List.copyOf(config().sensitiveFields()));
    builder.sensitiveFields(List.of());
    assertEquals(List.of("ssn", "iban"), List.copyOf(config().sensitiveFields()));
    for (String bad : Arrays.asList("", " ", null, "x".repeat(129))) {
      assertThrows(IllegalArgumentException.class, () -> builder.sensitiveFields("a", bad));
      assertThrows(IllegalArgumentException.class, () -> builder.addSensitiveFields(bad));
    }
  }

  @Test
  void aHeaderIsAddedOrReplacedWithoutRegardToCase() {
    builder.headers(Map.of("X-A", "1", "X-B", "2")).header("x-a", "3").header("X-C", " 4 ");
    assertEquals(Map.of("X-A", "3", "X-B", "2", "X-C", "4"), config().headers());
    builder.headers(Map.of());
    assertEquals(Map.of(), config().headers());
  }

  @Test
  void aPathIsMadeAbsoluteAndMayBeText() {
    builder.queueDirectory("some/where");
    Path kept = config().queueDirectory().orElseThrow();
    assertTrue(kept.isAbsolute() && kept.endsWith("some/where"), kept.toString());
    assertThrows(IllegalArgumentException.class, () -> builder.queueDirectory(""));
    assertThrows(IllegalArgumentException.class, () -> builder.queueDirectory("a\0b"));
    assertThrows(IllegalArgumentException.class, () -> builder.queueDirectory(Path.of("")));
  }

  @Test
  void constantsSwitchesAndPathsAreReadFromText() {
    properties.put("watchlog.tracer.overflowPolicy", "block");
    properties.put("watchlog.tracer.durability", " Host ");
    variables.put("WATCHLOG_TRACER_WAIT_STRATEGY", "low_latency");
    variables.put("WATCHLOG_TRACER_CAPTURE_CONTENT", "False");
    variables.put("WATCHLOG_TRACER_ENABLED", "false");
    variables.put("WATCHLOG_TRACER_QUEUE_DIRECTORY", "/var/q");
    variables.put("WATCHLOG_TRACER_QUEUE_ITEM_TTL", "2h");
    TracerConfig config = config();
    assertEquals(OverflowPolicy.BLOCK, config.overflowPolicy());
    assertEquals(Durability.HOST, config.durability());
    assertEquals(WaitStrategy.LOW_LATENCY, config.waitStrategy());
    assertEquals(List.of(false, true, false), flags(config));
    assertEquals(Optional.of(Path.of("/var/q")), config.queueDirectory());
    assertEquals(7_200_000, config.queueItemTtlMs());
  }

  @Test
  void aTextThatIsNoConstantOrSwitchIsRefusedWithWhatThereIs() {
    variables.put("WATCHLOG_TRACER_SHUTDOWN_HOOK", "yes");
    assertEquals(
        "shutdownHook must be true or false, was \"yes\""
            + " (environment variable WATCHLOG_TRACER_SHUTDOWN_HOOK)",
        refusal());
    properties.put("watchlog.tracer.overflowPolicy", "dro\np");
    assertEquals(
        "overflowPolicy must be one of DROP, BLOCK, was \"dro\\u000ap\""
            + " (system property watchlog.tracer.overflowPolicy)",
        refusal());
  }

  @Test
  void whatCannotBeTextHasNoProperty() {
    for (String name : List.of("redactor", "listener", "sslContext", "threadFactory", "clock")) {
      properties.put("watchlog.tracer." + name, "java.lang.Object");
    }
    assertEquals(Optional.empty(), config().sslContext());
  }

  @Test
  void aConfigDoesNotShowItsHeaders() {
    builder.header("Authorization", "Bearer hunter2");
    assertFalse(config().toString().contains("hunter2"));
  }
}
