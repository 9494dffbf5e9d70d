package io.watchlog.tracer;

import static io.watchlog.tracer.OptionTypes.durations;
import static io.watchlog.tracer.OptionTypes.flag;
import static io.watchlog.tracer.OptionTypes.ints;
import static io.watchlog.tracer.OptionTypes.longs;
import static io.watchlog.tracer.OptionTypes.object;
import static io.watchlog.tracer.OptionTypes.oneOf;

import io.watchlog.tracer.internal.encode.EncoderSettings;
import io.watchlog.tracer.internal.span.OpenSpans;
import io.watchlog.tracer.internal.span.TextLimits;
import io.watchlog.tracer.spi.Redactor;
import io.watchlog.tracer.spi.TracerListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;

/**
 * Every option of one builder: the one place that says how it is named, what it may be and what it
 * is where nothing is said. Not thread-safe.
 */
final class Options {
  private static final Duration MS = Duration.ofMillis(1);

  final Option<URI> agentUrl =
      Option.named(
          "agentUrl", OptionTypes.agentUrl(), null, "watchlog.agent.url", "WATCHLOG_AGENT_URL");
  final Option<Integer> batchSize = Option.of("batchSize", ints(1, 10_000), 400);
  final Option<Integer> maxBatchBytes =
      Option.of("maxBatchBytes", ints(1024, 24 * 1024 * 1024), 512 * 1024);
  final Option<Integer> flushOnSpanCount =
      Option.of("flushOnSpanCount", ints(1, 1_000_000_000), 400);
  final Option<Duration> autoFlushInterval = duration("autoFlushInterval", 1_000, days(1));
  final Option<Integer> maxRetries = Option.of("maxRetries", ints(0, 100), 3);
  final Option<Duration> requestTimeout = duration("requestTimeout", 5_000, Duration.ofMinutes(10));
  final Option<Duration> connectTimeout = duration("connectTimeout", 1_000, Duration.ofMinutes(10));
  final Option<Long> maxQueueSize = Option.of("maxQueueSize", longs(1, 1_000_000_000), 200_000L);
  final Option<Long> maxQueueBytes =
      Option.of("maxQueueBytes", longs(1L << 20, 1L << 40), 256L << 20);
  final Option<Duration> queueItemTtl = duration("queueItemTtl", days(1).toMillis(), days(365));
  final Option<Integer> maxFieldLength =
      Option.of("maxFieldLength", ints(1, TextLimits.MAX_FIELD), 256);
  final Option<Collection<String>> sensitiveFields =
      Option.of(
          "sensitiveFields", OptionTypes.fieldNames(), EncoderSettings.DEFAULT_SENSITIVE_FIELDS);
  final Option<Redactor> redactor = Option.of("redactor", object("a Redactor"), null);
  final Option<Integer> ringSize =
      Option.of("ringSize", ints(2, 1 << 22), 16_384, "maxInMemorySpans");
  final Option<Integer> maxOpenSpans =
      Option.of("maxOpenSpans", ints(1, OpenSpans.MAX_RECORDS), 65_536);
  final Option<OverflowPolicy> overflowPolicy =
      Option.of("overflowPolicy", oneOf(OverflowPolicy.class), OverflowPolicy.DROP);
  final Option<Duration> maxBlock = duration("maxBlock", 60_000, days(1));
  final Option<WaitStrategy> waitStrategy =
      Option.of("waitStrategy", oneOf(WaitStrategy.class), WaitStrategy.BALANCED);
  final Option<Path> queueDirectory = Option.of("queueDirectory", OptionTypes.path(), null);
  final Option<Durability> durability =
      Option.of("durability", oneOf(Durability.class), Durability.PROCESS);
  final Option<Duration> forceInterval = duration("forceInterval", 1_000, Duration.ofHours(1));
  final Option<Integer> maxConnections = Option.of("maxConnections", ints(1, 64), 2);
  final Option<Map<String, String>> headers = Option.of("headers", OptionTypes.headers(), Map.of());
  final Option<SSLContext> sslContext = Option.of("sslContext", object("an SSLContext"), null);
  final Option<Duration> statusTimeout = duration("statusTimeout", 10_000, days(365));
  final Option<Duration> closeTimeout = duration("closeTimeout", 2_000, Duration.ofHours(1));
  final Option<Duration> sendTimeout = duration("sendTimeout", 5_000, Duration.ofHours(1));
  final Option<Duration> maxSpanDuration = duration("maxSpanDuration", 3_600_000, days(365));
  final Option<Boolean> captureContent = Option.of("captureContent", flag(), true);
  final Option<Boolean> shutdownHook = Option.of("shutdownHook", flag(), true);
  final Option<Boolean> enabled = Option.of("enabled", flag(), true);
  final Option<TracerListener> listener =
      Option.of("listener", object("a TracerListener"), new TracerListener() {});
  final Option<ThreadFactory> threadFactory =
      Option.of("threadFactory", object("a ThreadFactory"), Options::daemon);
  final Option<InstantSource> clock =
      Option.of("clock", object("an InstantSource"), InstantSource.system());

  private static Option<Duration> duration(String name, long defaultMs, Duration max) {
    return Option.of(name, durations(MS, max), Duration.ofMillis(defaultMs));
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private static Thread daemon(Runnable task) {
    return Shutdown.daemon(task, "", "");
  }
}
