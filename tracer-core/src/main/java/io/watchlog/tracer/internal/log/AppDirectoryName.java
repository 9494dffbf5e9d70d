package io.watchlog.tracer.internal.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An application's name made safe for a file name: what is readable of it, and a hash of the whole,
 * so that no two applications share a directory, whatever their names and however the file system
 * compares them.
 */
final class AppDirectoryName {
  private static final int READABLE = 40;
  private static final int HASH_BYTES = 8;

  private AppDirectoryName() {}

  static String of(String app) {
    StringBuilder name = new StringBuilder();
    app.codePoints().limit(READABLE).forEach(c -> name.append(safe(c)));
    name.append('-');
    byte[] hash = sha256(app);
    for (int i = 0; i < HASH_BYTES; i++) {
      name.append(Character.forDigit(hash[i] >> 4 & 0xf, 16));
      name.append(Character.forDigit(hash[i] & 0xf, 16));
    }
    return name.toString();
  }

  private static char safe(int c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + 'a' - 'A');
    }
    boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return plain ? (char) c : '_';
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
