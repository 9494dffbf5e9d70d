package io.watchlog.tracer;

import io.watchlog.tracer.spi.Redactor;
import io.watchlog.tracer.spi.TracerListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;

/**
 * Makes a {@link WatchlogTracer}. Every option has a default that suits a service. Not thread-safe;
 * may be used again after {@link #build()}.
 *
 * <p>Every setter returns this builder. A value that is null or out of range is refused at once by
 * an {@link IllegalArgumentException} that names option, value and range ({@code batchSize must be
 * in 1..10000, was 0}). Ranges include both ends.
 *
 * <p>What is not set here is read by {@link #build()} from the system property {@code
 * watchlog.tracer.batchSize}, else from the environment variable {@code WATCHLOG_TRACER_BATCH_SIZE}
 * (and so on for every option that can be text; a blank text counts as none). Sizes are plain
 * numbers, durations {@code 250ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 2d} or a bare
 * number of milliseconds, switches {@code true} or {@code false}, constants are taken in any case,
 * lists are separated by commas.
 */
public final class TracerBuilder {
  private static final int MAX_APP_LENGTH = 1_024;

  private final String app;
  private final Options options = new Options();
  private final Set<String> moreSensitiveFields = new LinkedHashSet<>();

  TracerBuilder(String app) {
    String rule =
        "1.." + MAX_APP_LENGTH + " characters, not blank, none of them a control character";
    if (app == null
        || app.isBlank()
        || app.length() > MAX_APP_LENGTH
        || app.codePoints().anyMatch(Character::isISOControl)) {
      String shown = app == null ? "null" : OptionType.quoted(app);
      throw new IllegalArgumentException("app must be of " + rule + ", was " + shown);
    }
    this.app = app;
  }

  /**
   * Where the agent is: a base URL or its full endpoint, {@code /ai-tracer} is appended where it is
   * missing. {@code http} or {@code https}, a host name (which may have underscores, as those of
   * container networks do) or address; no user info, query, fragment, white space, escaped control
   * character or any that is not ASCII. Default: system property {@code watchlog.agent.url},
   * environment variable {@code WATCHLOG_AGENT_URL}, else detected after the start.
   */
  public TracerBuilder agentUrl(String url) {
    options.agentUrl.setText(url);
    return this;
  }

  /** The same, of a {@link URI}. */
  public TracerBuilder agentUrl(URI url) {
    return agentUrl(url == null ? null : url.toString());
  }

  /** Spans in a request at most: 1..10000, default 400. */
  public TracerBuilder batchSize(int spans) {
    return set(options.batchSize, spans);
  }

  /**
   * Bytes in a request at most: 1024..25165824, default 524288 (512 KiB); and never more than lets
   * all {@code maxConnections} requests together hold a quarter of {@code maxQueueBytes}, since
   * what is in flight cannot be evicted. A span that is larger goes alone.
   */
  public TracerBuilder maxBatchBytes(int bytes) {
    return set(options.maxBatchBytes, bytes);
  }

  /**
   * How many waiting spans start a request at once: 1..1000000000, default 400. Over {@code
   * maxQueueSize} it is never reached, and {@code autoFlushInterval} alone decides.
   */
  public TracerBuilder flushOnSpanCount(int spans) {
    return set(options.flushOnSpanCount, spans);
  }

  /** The longest that a span waits for others before a request starts: 1 ms..1 d, default 1 s. */
  public TracerBuilder autoFlushInterval(Duration interval) {
    return set(options.autoFlushInterval, interval);
  }

  /**
   * How often a request that was answered with a failure is repeated before it is split to find the
   * span at fault: 0..100, default 3. An agent that is not reached is tried until {@code
   * queueItemTtl}, whatever this says.
   */
  public TracerBuilder maxRetries(int retries) {
    return set(options.maxRetries, retries);
  }

  /**
   * The whole of a request, from connecting to the end of the answer: 1 ms..10 min, default 5 s.
   */
  public TracerBuilder requestTimeout(Duration timeout) {
    return set(options.requestTimeout, timeout);
  }

  /** Connecting alone: 1 ms..10 min, default 1 s; never more than {@code requestTimeout}. */
  public TracerBuilder connectTimeout(Duration timeout) {
    return set(options.connectTimeout, timeout);
  }

  /**
   * Spans in the log at most: 1..1000000000, default 200000. What happens beyond is the {@code
   * overflowPolicy}'s to say.
   */
  public TracerBuilder maxQueueSize(long spans) {
    return set(options.maxQueueSize, spans);
  }

  /**
   * Bytes of the log at most: 1 MiB..1 TiB, default 256 MiB. What happens beyond is the {@code
   * overflowPolicy}'s to say. Where no directory can be used, the log is in memory, and held to 16
   * MiB. An agent that takes requests and never answers can hold up to a quarter of it for a {@code
   * requestTimeout} (more, if single spans are larger than such a request may be); the oldest
   * behind that go in its place. Should no segment be without a span in flight, new ones wait in
   * the ring until a request ends, and are dropped and counted where that is full; {@code end}
   * never waits for it.
   */
  public TracerBuilder maxQueueBytes(long bytes) {
    return set(options.maxQueueBytes, bytes);
  }

  /**
   * How long a span may wait in the log before it is given up and counted as expired: 1 ms..365 d,
   * default 24 h.
   */
  public TracerBuilder queueItemTtl(Duration ttl) {
    return set(options.queueItemTtl, ttl);
  }

  /**
   * Characters of {@code input} and of {@code output} that are sent, the rest is cut: 1..65536,
   * default 256.
   */
  public TracerBuilder maxFieldLength(int characters) {
    return set(options.maxFieldLength, characters);
  }

  /**
   * The keys whose values are redacted, in place of the defaults ({@code password}, {@code passwd},
   * {@code api_key}, {@code token}, {@code authorization}, {@code secret}, {@code
   * secret_access_key}, {@code private_key}, {@code cookie}). Case, {@code _}, {@code -}, {@code .}
   * and camel case don't matter. At most 1000 names of 1..128 characters; none at all turns
   * redaction by key off. Within texts only names of ASCII letters, digits, {@code _}, {@code -}
   * and {@code .} are found; as keys of maps, metadata and attributes any are.
   */
  public TracerBuilder sensitiveFields(Collection<String> names) {
    return set(options.sensitiveFields, names);
  }

  /** The same, listed: in place of the defaults. */
  public TracerBuilder sensitiveFields(String... names) {
    return sensitiveFields(names == null ? null : Arrays.asList(names));
  }

  /** Adds to the keys whose values are redacted, be they the defaults or others. */
  public TracerBuilder addSensitiveFields(String... names) {
    List<String> listed = names == null ? null : Arrays.asList(names);
    moreSensitiveFields.addAll(options.sensitiveFields.check(listed));
    return this;
  }

  /** A redaction of one's own, after the built-in one. Default: none. */
  public TracerBuilder redactor(Redactor redactor) {
    return set(options.redactor, redactor);
  }

  /**
   * Slots of the ring between application threads and journal: 2..4194304, rounded up to a power of
   * two, default 16384.
   */
  public TracerBuilder ringSize(int spans) {
    return set(options.ringSize, spans);
  }

  /** The original's name of {@link #ringSize}: the later call of the two holds. */
  public TracerBuilder maxInMemorySpans(int spans) {
    options.ringSize.set("maxInMemorySpans", spans);
    return this;
  }

  /**
   * Spans open at a time at most, beyond it {@code startSpan} gives one that records nothing:
   * 1..1048576, default 65536.
   */
  public TracerBuilder maxOpenSpans(int spans) {
    return set(options.maxOpenSpans, spans);
  }

  /** What happens to a span that finds no room. Default {@link OverflowPolicy#DROP}. */
  public TracerBuilder overflowPolicy(OverflowPolicy policy) {
    return set(options.overflowPolicy, policy);
  }

  /**
   * The longest that {@code end} waits under {@link OverflowPolicy#BLOCK}: 1 ms..1 d, default 1
   * min.
   */
  public TracerBuilder maxBlock(Duration limit) {
    return set(options.maxBlock, limit);
  }

  /** How the journal thread rests. Default {@link WaitStrategy#BALANCED}. */
  public TracerBuilder waitStrategy(WaitStrategy strategy) {
    return set(options.waitStrategy, strategy);
  }

  /**
   * The root of the logs of all applications, made where it is missing; taken as it is, whoever
   * owns it. Default: {@code watchlog/ai-tracer} in {@code $XDG_STATE_HOME} or {@code
   * ~/.local/state}, else {@code watchlog-<user>} in the temp directory.
   */
  public TracerBuilder queueDirectory(Path root) {
    return set(options.queueDirectory, root);
  }

  /** The same, of a path's text. */
  public TracerBuilder queueDirectory(String root) {
    options.queueDirectory.setText(root);
    return this;
  }

  /** What a journalled span survives. Default {@link Durability#PROCESS}. */
  public TracerBuilder durability(Durability durability) {
    return set(options.durability, durability);
  }

  /**
   * How often the log is forced to the device under {@link Durability#HOST}: 1 ms..1 h, default 1
   * s.
   */
  public TracerBuilder forceInterval(Duration interval) {
    return set(options.forceInterval, interval);
  }

  /** Connections to the agent at most: 1..64, default 2. */
  public TracerBuilder maxConnections(int connections) {
    return set(options.maxConnections, connections);
  }

  /**
   * Headers of every request, for a gateway in front of the agent, in place of those given before;
   * at most 32. Names are tokens of 1..128 characters, values printable ASCII of at most 8192. What
   * frames a request is refused: {@code Host}, {@code Connection}, {@code Content-Type}, {@code
   * Content-Length}, {@code Content-Encoding}, {@code Transfer-Encoding}, {@code Expect}, {@code
   * Upgrade}, {@code TE}, {@code Trailer}, {@code Keep-Alive}. As text {@code Name: value},
   * separated by line ends, or by commas where there is no line end. Default: none.
   */
  public TracerBuilder headers(Map<String, String> headers) {
    return set(options.headers, headers);
  }

  /** Adds one header, or replaces the one of that name. */
  public TracerBuilder header(String name, String value) {
    Map<String, String> all = HeaderRules.empty();
    if (options.headers.given() != null) {
      all.putAll(options.headers.given());
    }
    all.putAll(options.headers.check(Collections.singletonMap(name, value)));
    return headers(all);
  }

  /**
   * Whom to trust, and with which key, where the agent's URL is {@code https}. Default: the JDK's.
   * Its trust manager runs on the tracer's sender thread and must not block: one that asks a server
   * (OCSP, CRLs) holds up all delivery until it is answered.
   */
  public TracerBuilder sslContext(SSLContext context) {
    return set(options.sslContext, context);
  }

  /**
   * A span of a longer duration is sent with the status {@code Timeout}: 1 ms..365 d, default 10 s.
   */
  public TracerBuilder statusTimeout(Duration limit) {
    return set(options.statusTimeout, limit);
  }

  /**
   * The longest that {@code close()} and the shutdown hook take; what is not sent by then stays on
   * disk: 1 ms..1 h, default 2 s.
   */
  public TracerBuilder closeTimeout(Duration timeout) {
    return set(options.closeTimeout, timeout);
  }

  /** The longest that {@code send()} waits: 1 ms..1 h, default 5 s. */
  public TracerBuilder sendTimeout(Duration timeout) {
    return set(options.sendTimeout, timeout);
  }

  /**
   * A span that is open for longer is ended by the tracer: 1 ms..365 d, default 1 h. The tracer
   * looks for such spans about ten times a second, once a second while no span ends.
   */
  public TracerBuilder maxSpanDuration(Duration limit) {
    return set(options.maxSpanDuration, limit);
  }

  /** False: {@code input} and {@code output} are sent as if unset. Default true. */
  public TracerBuilder captureContent(boolean capture) {
    return set(options.captureContent, capture);
  }

  /** False: nothing is done when the JVM ends, close the tracer yourself. Default true. */
  public TracerBuilder shutdownHook(boolean hook) {
    return set(options.shutdownHook, hook);
  }

  /** False: every call is a no-op; there is no thread and no file. Default true. */
  public TracerBuilder enabled(boolean enabled) {
    return set(options.enabled, enabled);
  }

  /** Is told of losses and of failures of delivery. Default: none. */
  public TracerBuilder listener(TracerListener listener) {
    return set(options.listener, listener);
  }

  /** Makes the tracer's threads; they are named by the tracer. Default: daemon threads. */
  public TracerBuilder threadFactory(ThreadFactory factory) {
    return set(options.threadFactory, factory);
  }

  /**
   * Wall time, read about once a second. Default: the system's. Elapsed time is always {@code
   * System.nanoTime}.
   */
  public TracerBuilder clock(InstantSource clock) {
    return set(options.clock, clock);
  }

  /**
   * Starts a tracer. Waits for nothing: neither for names to be resolved nor for the agent.
   *
   * @return the tracer, to be closed at the end
   * @throws IllegalArgumentException if a system property or environment variable is no value of
   *     its option; the message names it, its value and the range
   */
  public WatchlogTracer build() {
    return WatchlogTracer.create(config(OptionSource.ofProcess()));
  }

  TracerConfig config(OptionSource source) {
    return TracerConfig.of(app, options, moreSensitiveFields, source);
  }

  private <T> TracerBuilder set(Option<T> option, T value) {
    option.set(value);
    return this;
  }
}
