package io.watchlog.tracer.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log lines of one application's tracers while it is open. */
public final class LogLines extends Handler implements AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger("io.watchlog.tracer");

  private final String prefix;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  /** Listens from now on. */
  public LogLines(String app) {
    prefix = "[" + app + "] ";
    LOGGER.addHandler(this);
  }

  /** Warnings so far whose text contains this. */
  public List<String> warnings(String part) {
    return lines(Level.WARNING, part);
  }

  /** The same of what is merely told. */
  public List<String> infos(String part) {
    return lines(Level.INFO, part);
  }

  /** All so far, with what was thrown. */
  public List<String> all() {
    return records.stream().map(r -> r.getMessage() + " " + r.getThrown()).toList();
  }

  private List<String> lines(Level level, String part) {
    return records.stream()
        .filter(r -> r.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .filter(m -> m.contains(part))
        .toList();
  }

  @Override
  public void publish(LogRecord line) {
    if (line.getMessage() != null && line.getMessage().startsWith(prefix)) {
      records.add(line);
    }
  }

  @Override
  public void flush() {
    // Nothing is buffered.
  }

  @Override
  public void close() {
    LOGGER.removeHandler(this);
  }
}
