package io.watchlog.tracer.internal.metrics;

import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Log lines of the tracer: the first of a kind at once, repeats summed up at most once a minute,
 * the end of trouble in one INFO, and no more than a few beginnings and ends a minute of what comes
 * and goes. Thread-safe; never throws, whatever the host's logger does.
 */
public final class ThrottledLog {
  private static final long REPEAT_NS = 60_000_000_000L;

  /** So many times a kind of trouble may begin anew, and be told, without a quiet minute. */
  private static final int MAX_BEGINNINGS = 5;

  private final System.Logger logger;
  private final String prefix;
  private final ConcurrentMap<String, Kind> kinds = new ConcurrentHashMap<>();

  /** A log whose lines name the application. */
  public ThrottledLog(String app) {
    this(app, System.getLogger("io.watchlog.tracer"));
  }

  ThrottledLog(String app, System.Logger logger) {
    this.logger = logger;
    this.prefix = "[" + printable(app) + "] ";
  }

  /**
   * Says that something went wrong.
   *
   * @param kind what is throttled together: a constant of the caller's, not a text with values
   * @param message what happened and what it means for the user
   * @param cause may be null
   */
  public void warn(String kind, String message, Throwable cause) {
    try {
      warnOfFirst(kind, message, cause);
    } catch (RuntimeException | Error e) {
      // A host's logger that throws, or no memory for a line, must not stop the tracer, and there
      // is nowhere left to say so.
      return;
    }
  }

  private void warnOfFirst(String kind, String message, Throwable cause) {
    long now = System.nanoTime();
    Kind state = kinds.computeIfAbsent(kind, k -> new Kind(now - REPEAT_NS));
    long repeats = state.onTrouble(now);
    if (repeats < 0) {
      return;
    }
    String more =
        repeats == 0 ? "" : " (and " + repeats + " more of this kind since the last line)";
    logger.log(Level.WARNING, prefix + message + more, cause);
  }

  /**
   * Says that trouble of some kinds is over, if it was warned of; its next occurrence is a first
   * one.
   */
  public void recovered(String message, String... ofKinds) {
    try {
      boolean told = false;
      for (String kind : ofKinds) {
        Kind state = kinds.get(kind);
        told |= state != null && state.onRecovery();
      }
      if (told) {
        logger.log(Level.INFO, prefix + message, (Throwable) null);
      }
    } catch (RuntimeException | Error e) {
      // As above.
      return;
    }
  }

  private static String printable(String app) {
    StringBuilder text = new StringBuilder();
    app.codePoints()
        .limit(64)
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.toString();
  }

  private static final class Kind {
    private long lastLoggedNs;
    private long suppressed;
    private int beginnings;
    private boolean going;

    Kind(long lastLoggedNs) {
      this.lastLoggedNs = lastLoggedNs;
    }

    /** How many repeats a line must mention; -1 where there is to be none now. */
    synchronized long onTrouble(long nowNs) {
      if (nowNs - lastLoggedNs >= REPEAT_NS) {
        beginnings = 0;
      } else if (going || beginnings >= MAX_BEGINNINGS) {
        suppressed++;
        return -1;
      }
      if (!going) {
        beginnings++;
        going = true;
      }
      long repeats = suppressed;
      suppressed = 0;
      lastLoggedNs = nowNs;
      return repeats;
    }

    /** Whether a line has said that there was trouble. */
    synchronized boolean onRecovery() {
      boolean told = going;
      going = false;
      suppressed = told ? 0 : suppressed;
      return told;
    }
  }
}
