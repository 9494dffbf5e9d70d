package io.watchlog.tracer.internal.log;

import java.util.Properties;
import java.util.UUID;

/**
 * What tells the directories of this JVM from those of others.
 *
 * <p>Linux drops a process's lock on a file when any descriptor of that file is closed in the
 * process, so a tracer that merely tried the lock of a sibling in its own JVM would free it for
 * others. Hence the directories of one JVM begin with a common token, and those that it has adopted
 * are noted, both in the system properties: they are shared by all class loaders, and hold only
 * strings.
 */
final class JvmToken {
  private static final String KEY = "io.watchlog.tracer.jvm";

  // The object itself: tests of a host may put another one in its place later.
  private static final Properties SHARED = System.getProperties();

  private static final long TOKEN = token();

  private JvmToken() {}

  private static long token() {
    String fresh = Long.toHexString(UUID.randomUUID().getMostSignificantBits());
    Object earlier = SHARED.putIfAbsent(KEY, fresh);
    return Long.parseUnsignedLong(earlier == null ? fresh : earlier.toString(), 16);
  }

  /** A new directory of this JVM. */
  static UUID newDirectory() {
    return new UUID(TOKEN, UUID.randomUUID().getLeastSignificantBits());
  }

  /** True for a directory that a tracer in this JVM made. */
  static boolean isOwn(UUID directory) {
    return directory.getMostSignificantBits() == TOKEN;
  }

  /**
   * Notes that a directory's lock is about to be opened here; false if somebody in this JVM has it
   * open.
   */
  static boolean claim(UUID directory) {
    return SHARED.putIfAbsent(KEY + "." + directory, "adopted") == null;
  }

  /** Ends {@link #claim}, after the lock was closed. */
  static void unclaim(UUID directory) {
    SHARED.remove(KEY + "." + directory);
  }
}
