package io.watchlog.tracer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLogger;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Log4j's asynchronous loggers, on the same Disruptor as the tracer: the caller puts an object with
 * the values into the ring, the logger's thread writes it as JSON into a file. The waiting logger
 * sleeps, so that a caller has no lock to take to wake it. One in a JVM.
 */
final class Log4jRecorder implements Recorder {
  private static final int RING_SIZE = 16_384;

  static {
    System.setProperty(
        "log4j2.contextSelector", "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
    System.setProperty("log4j2.asyncLoggerRingBufferSize", Integer.toString(RING_SIZE));
    System.setProperty("log4j2.asyncLoggerWaitStrategy", "Sleep");
    System.setProperty("log4j2.formatMsgAsync", "true");
    // A span that finds the ring full is missing in the account, instead of waiting.
    System.setProperty("log4j2.asyncQueueFullPolicy", "Discard");
  }

  private final InFlight inFlight = new InFlight(RING_SIZE);
  private final Path directory = TemporaryQueue.create();
  private final LoggerContext context = Configurator.initialize(configuration(directory));
  private final org.apache.logging.log4j.core.Logger logger = context.getLogger("bench");

  Log4jRecorder() throws IOException {
    if (!(logger instanceof AsyncLogger)) {
      throw new IllegalStateException("not asynchronous: " + logger.getClass());
    }
  }

  private static BuiltConfiguration configuration(Path directory) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    return builder
        .setStatusLevel(Level.WARN)
        .add(
            builder
                .newAppender("file", "RollingRandomAccessFile")
                .addAttribute("fileName", directory.resolve("spans.json").toString())
                .addAttribute("filePattern", directory.resolve("spans-%i.json").toString())
                .addAttribute("immediateFlush", false)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%m%n"))
                .addComponent(
                    builder.newComponent("SizeBasedTriggeringPolicy").addAttribute("size", "64 MB"))
                .addComponent(
                    builder.newComponent("DefaultRolloverStrategy").addAttribute("max", 1)))
        .add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("file")))
        .build(false);
  }

  @Override
  public void record(int spans) {
    inFlight.record(spans, this::burst);
  }

  private void burst(int from, int to) {
    long wallOffsetNs = System.currentTimeMillis() * 1_000_000L - System.nanoTime();
    for (int i = from; i < to; i++) {
      long startNs = System.nanoTime();
      ThreadLocalRandom random = ThreadLocalRandom.current();
      logger.info(
          new SpanMessage(
              inFlight,
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              startNs + wallOffsetNs,
              System.nanoTime() - startNs,
              i));
    }
  }

  @Override
  public boolean settle(Duration timeout) {
    return inFlight.awaitNone(timeout);
  }

  @Override
  public Account account() {
    return Account.of(inFlight.left(), Map.of());
  }

  @Override
  public void close() {
    Configurator.shutdown(context);
    try {
      TemporaryQueue.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
