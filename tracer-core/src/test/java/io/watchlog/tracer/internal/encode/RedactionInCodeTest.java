package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.watchlog.tracer.internal.metrics.Counters;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts within texts: what JSON, code and markup do to keys, values and line ends. */
final class RedactionInCodeTest {
  private final Redaction redaction =
      new Redaction(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, new Counters());

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '\u0001',
      value = {
        // A line end that JSON escaped is no letter of the word behind it.
        "{\"a\":\"user=bob\\npassword=hunter2\"}¦{\"a\":\"user=bob\\npassword=[REDACTED]\"}",
        "{\\\"a\\\":\\\"b\\\\npassword=hunter2\\\"}¦{\\\"a\\\":\\\"b\\\\npassword=[REDACTED]\\\"}",
        "{\"a\":\"x\\r\\ncookie: a=b; c=d\\r\\nhost: h\"}¦{\"a\":\"x\\r\\ncookie: [REDACTED]\\r\\nhost:"
            + " h\"}",
        "{\"a\":\"x\\n\\nauthorization: Digest a\"}¦{\"a\":\"x\\n\\nauthorization: [REDACTED]\"}",
        "{\"a\":\"key\\nsk-proj-abc123def456ghi789\"}¦{\"a\":\"key\\n[REDACTED]\"}",
        "{\"a\":\"x\\tghp_16C7e42F292c6912E7710c838347Ae178B4a\"}¦{\"a\":\"x\\t[REDACTED]\"}",
        "{\"a\":\"x\\nAKIAIOSFODNN7EXAMPLE\"}¦{\"a\":\"x\\n[REDACTED]\"}",
        "{\"a\":\"x\\nBearer abc123def456\"}¦{\"a\":\"x\\nBearer [REDACTED]\"}",
        "{\"a\":\"x\\neyJhbGciOiJI.eyJzdWIi.abc\"}¦{\"a\":\"x\\n[REDACTED]\"}",
        "\\token=abc¦\\token=[REDACTED]",
        "q=%20sk-proj-abc123def456¦q=%20[REDACTED]",
        // A quote that closes what is around the key opens no value.
        "x = input(\"password: \")¦x = input(\"password: \")",
        "{\"label\":\"Password:\",\"hint\":\"your name\"}¦{\"label\":\"Password:\",\"hint\":\"your name\"}",
        "The `Authorization:` is needed; `Cookie:` is not.¦The `Authorization:` is needed; `Cookie:`"
            + " is not.",
        "a(\"Enter: \", password=\"hunter2\")¦a(\"Enter: \", password=\"[REDACTED]\")",
        "<a title=\"\" password=\"hunter2\">¦<a title=\"\" password=\"[REDACTED]\">",
        "\"hello \" password=\"x y\"¦\"hello \" password=\"[REDACTED]\"",
        // A diff.
        "------BEGIN RSA PRIVATE KEY-----\\n-MIIE\\n------END RSA PRIVATE KEY-----.¦-[REDACTED].",
        "if s.startswith(\"-----BEGIN PRIVATE KEY-----\"): x = 1¦if s.startswith(\"[REDACTED]\"): x = 1",
        // What is redacted already hides nothing behind it.
        "token=[REDACTED]s3cret x¦token=[REDACTED] x",
        "Cookie: [REDACTED]; sid=abc123¦Cookie: [REDACTED]",
        "password: [REDACTED] hunter¦password: [REDACTED] hunter",
        // Lists, objects and lines.
        "{'cookie': ['a=]b', 'c=d']}¦{'cookie': [REDACTED]}",
        "{'token': {'a': 'x}y', 'b': 'z w'}}¦{'token': [REDACTED]}",
        "token: [open {\"cookie\": [\"a=b\", \"c\"]}¦token: [REDACTED] {\"cookie\": [REDACTED]}",
        "Cookie: {\"a\":1}; sid=abc123¦Cookie: [REDACTED]",
        "Authorization: \"Digest\" response=\"abc\"¦Authorization: [REDACTED]",
        "{ Authorization: \"Bearer abc\", n: 1 }¦{ Authorization: \"[REDACTED]\", n: 1 }",
        // Markup and code.
        "**`password`:** hunter2¦**`password`:** [REDACTED]",
        "__password:__ hunter2¦__password:__ [REDACTED]",
        "<b>password:</b> hunter2¦<b>password:</b> [REDACTED]",
        "password: &db hunter2¦password: &db [REDACTED]",
        "password: !!str hunter2¦password: !!str [REDACTED]",
        "password = r#\"a b\"#;¦password = r#\"[REDACTED]\"#;",
        "password = u8\"a b\";¦password = u8\"[REDACTED]\";",
        "char password[] = \"a b\";¦char password[] = \"[REDACTED]\";",
        "password!: string = \"x y\"¦password!: string = \"[REDACTED]\"",
        "password='it''s a secret', x¦password='[REDACTED]', x",
        "password: “hunter two” x¦password: “[REDACTED]” x",
        "java -Dpassword=abc -jar x¦java -Dpassword=[REDACTED] -jar x",
        "user[password]=hunter2&a=1¦user[password]=[REDACTED]&a=1",
        "token: Bearer abc123def456 x¦token: [REDACTED] x",
        "eyJhbGciOiJI..iviviviv.cipher.tag x¦[REDACTED] x",
      })
  void whatIsASecretIsReplaced(String text, String expected) {
    assertEquals(expected, redact(text));
    assertEquals(expected, redact(expected), "redacting twice changes nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "counts[token] = counts.get(token, 0) + 1",
        "if (password != null && token >= 3)",
        "sk-container-id-1 sk-toggleable__label-arrow sk-circle12 sk-2024-01-15",
        "hf_llama3 hf_bert_base_v2 hf_hub_download_with_retries(x) npm_config_legacy_peer_deps1",
        "Visual Basic 6.0.8176, basic v2.0.1-beta1, basic node_modules, Basic __init__.py",
        "basic 2023-2024 plan",
        "Basic -----------",
        "basic ========",
        "docker://nginx:1.25@sha256:abc",
      })
  void whatIsNoneStays(String text) {
    assertEquals(text, redact(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"set-cookie", "proxy_authorization"})
  void aFieldThatEndsInCookieOrAuthorizationGoesToTheEndOfTheLineToo(String field) {
    Redaction own = new Redaction(List.of(field, "cookie", "authorization"), null, new Counters());
    assertEquals(
        field + ": [REDACTED]", own.builtIn(field + ": sid=abc; csrf=\"def\"", 1_000).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"$password", "user password", "password ", "spring:password", "#token"})
  void keysOfMapsMayHaveAnythingAroundTheirWords(String key) {
    assertEquals(true, redaction.isSensitive(key));
  }

  private String redact(String text) {
    return redaction.builtIn(text, 10_000).toString();
  }
}
