package io.watchlog.tracer;

import io.watchlog.tracer.spi.Redactor;
import io.watchlog.tracer.spi.TracerListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;

/**
 * The values of all options, checked and frozen; {@link TracerBuilder} says what each is.
 * Immutable.
 *
 * @param agentUrl the full endpoint; empty: to be detected
 * @param connectTimeoutNs never more than {@code requestTimeoutNs}
 * @param sensitiveFields as the user wrote them, in their order
 * @param redactor empty: the user has none
 * @param ringSize a power of two
 * @param queueDirectory absolute; empty: the default root
 * @param headers unmodifiable
 * @param sslContext empty: the JDK's
 * @param listener does nothing where the user has none
 * @param threadFactory makes daemon threads where the user has none
 */
record TracerConfig(
    String app,
    Optional<URI> agentUrl,
    int batchSize,
    int maxBatchBytes,
    int flushOnSpanCount,
    long autoFlushIntervalNs,
    int maxRetries,
    long requestTimeoutNs,
    long connectTimeoutNs,
    long maxQueueSize,
    long maxQueueBytes,
    long queueItemTtlMs,
    int maxFieldLength,
    Set<String> sensitiveFields,
    Optional<Redactor> redactor,
    int ringSize,
    int maxOpenSpans,
    OverflowPolicy overflowPolicy,
    long maxBlockNs,
    WaitStrategy waitStrategy,
    Optional<Path> queueDirectory,
    Durability durability,
    long forceIntervalNs,
    int maxConnections,
    Map<String, String> headers,
    Optional<SSLContext> sslContext,
    long statusTimeoutNs,
    long closeTimeoutNs,
    long sendTimeoutNs,
    long maxSpanDurationNs,
    boolean captureContent,
    boolean shutdownHook,
    boolean enabled,
    TracerListener listener,
    ThreadFactory threadFactory,
    InstantSource clock) {

  /**
   * Reads what the builder was not given and freezes all.
   *
   * @throws IllegalArgumentException if a property or variable is no value of its option
   */
  static TracerConfig of(
      String app, Options options, Set<String> moreSensitiveFields, OptionSource source) {
    Set<String> sensitiveFields = new LinkedHashSet<>(options.sensitiveFields.resolve(source));
    sensitiveFields.addAll(moreSensitiveFields);
    long requestTimeoutNs = options.requestTimeout.resolve(source).toNanos();
    return new TracerConfig(
        app,
        Optional.ofNullable(options.agentUrl.resolve(source)),
        options.batchSize.resolve(source),
        options.maxBatchBytes.resolve(source),
        options.flushOnSpanCount.resolve(source),
        options.autoFlushInterval.resolve(source).toNanos(),
        options.maxRetries.resolve(source),
        requestTimeoutNs,
        Math.min(options.connectTimeout.resolve(source).toNanos(), requestTimeoutNs),
        options.maxQueueSize.resolve(source),
        options.maxQueueBytes.resolve(source),
        options.queueItemTtl.resolve(source).toMillis(),
        options.maxFieldLength.resolve(source),
        Collections.unmodifiableSet(sensitiveFields),
        Optional.ofNullable(options.redactor.resolve(source)),
        powerOfTwo(options.ringSize.resolve(source)),
        options.maxOpenSpans.resolve(source),
        options.overflowPolicy.resolve(source),
        options.maxBlock.resolve(source).toNanos(),
        options.waitStrategy.resolve(source),
        Optional.ofNullable(options.queueDirectory.resolve(source)),
        options.durability.resolve(source),
        options.forceInterval.resolve(source).toNanos(),
        options.maxConnections.resolve(source),
        options.headers.resolve(source),
        Optional.ofNullable(options.sslContext.resolve(source)),
        options.statusTimeout.resolve(source).toNanos(),
        options.closeTimeout.resolve(source).toNanos(),
        options.sendTimeout.resolve(source).toNanos(),
        options.maxSpanDuration.resolve(source).toNanos(),
        options.captureContent.resolve(source),
        options.shutdownHook.resolve(source),
        options.enabled.resolve(source),
        options.listener.resolve(source),
        options.threadFactory.resolve(source),
        options.clock.resolve(source));
  }

  /** Leaves the values out: headers may be credentials. */
  @Override
  public String toString() {
    return "TracerConfig[app=" + OptionType.quoted(app) + "]";
  }

  private static int powerOfTwo(int atLeast) {
    int floor = Integer.highestOneBit(atLeast);
    return floor == atLeast ? floor : floor << 1;
  }
}
