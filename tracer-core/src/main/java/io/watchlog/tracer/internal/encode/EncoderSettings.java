package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.spi.Redactor;
import java.util.List;

/**
 * What a {@link SpanEncoder} has to know.
 *
 * @param app the application's name, as it goes over the wire
 * @param maxFieldLength how many characters of {@code input} and {@code output} are kept
 * @param captureContent whether {@code input} and {@code output} are sent at all
 * @param statusTimeoutNs a span that took longer has the status {@code Timeout}
 * @param sensitiveFields keys whose values are redacted
 * @param redactorOrNull the user's own redaction
 * @param headroom bytes kept free in front of each record
 * @param maxRecordLength the longest record in bytes, headroom not counted
 */
public record EncoderSettings(
    String app,
    int maxFieldLength,
    boolean captureContent,
    long statusTimeoutNs,
    List<String> sensitiveFields,
    Redactor redactorOrNull,
    int headroom,
    int maxRecordLength) {
  /** Keys whose values are redacted where the user names no others. */
  public static final List<String> DEFAULT_SENSITIVE_FIELDS =
      List.of(
          "password",
          "passwd",
          "api_key",
          "token",
          "authorization",
          "secret",
          "secret_access_key",
          "private_key",
          "cookie");

  /** Copies the list. */
  public EncoderSettings {
    sensitiveFields = List.copyOf(sensitiveFields);
  }
}
