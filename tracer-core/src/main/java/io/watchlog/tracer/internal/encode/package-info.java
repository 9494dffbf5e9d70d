/**
 * Turns the fields of an ended span into the JSON object that goes over the wire: formats, redacts
 * and cuts. Floor 2: knows {@code internal.span}, {@code internal.metrics}, {@code spi} and
 * Jackson's streaming generator; nothing of rings, files or networks. All of it belongs to the
 * journal thread, but for {@code AnswerRedaction}, with which the sender applies the rules for
 * texts to what an agent answered.
 *
 * <pre>
 *   SpanFields ──▶ SpanEncoder ──────────────────────▶ RecordBuffer (headroom | JSON)
 *                    ├─ IdText, Timestamps, Decimals      ▲
 *                    ├─ MetadataEncoder ─ ValueWriter ────┤
 *                    └─ QuotedText, JsonText (cut) ───────┘
 *                         └─ Redaction
 *                              ├─ SecretScanner ─ Suspects (where a secret may begin)
 *                              │                └ SecretRules
 *                              │                    ├ KeyValueRule ─ SensitiveKeys, ValueRule ─ OpenQuotes
 *                              │                    └ CredentialRule
 *                              └─ the user's Redactor
 * </pre>
 */
package io.watchlog.tracer.internal.encode;
