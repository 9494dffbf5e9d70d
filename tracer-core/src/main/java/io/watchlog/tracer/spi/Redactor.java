package io.watchlog.tracer.spi;

/**
 * A user's own redaction, applied after the built-in one and before anything is cut or written.
 *
 * <p>Called on the journal thread only, once for each text: of an input or output that is a
 * structure, for its JSON text, which may have been cut anywhere; of metadata for each value, not
 * for keys. It must not block: while it does, ended spans wait in the ring, and are dropped and
 * counted when that is full. If it throws or returns null, the field becomes {@code [REDACTED]} and
 * {@code redactorFailures} counts it.
 */
@FunctionalInterface
public interface Redactor {
  /**
   * Returns what may be sent of a text.
   *
   * @param field {@code input}, {@code output}, {@code error.message}, or the key of a metadata
   *     value or attribute
   * @param text the text, already redacted by the built-in rules
   * @return the text to send, the same instance where nothing is to be changed
   */
  String redact(String field, String text);
}
