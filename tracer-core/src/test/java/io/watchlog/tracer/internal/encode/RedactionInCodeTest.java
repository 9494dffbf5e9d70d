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
        // Strings of code, and what looks like them.
        "connect(host=f\"{HOST}\", password=\"hunter2\")¦connect(host=f\"{HOST}\", password=\"[REDACTED]\")",
        "login(r'^\\w+$', password='hunter2')¦login(r'^\\w+$', password='[REDACTED]')",
        "{user:u`a`,password:`hunter2`}¦{user:u`a`,password:`[REDACTED]`}",
        "give 'em the login: password='hunter2'¦give 'em the login: password='[REDACTED]'",
        "password=!Sommer2024 user=bob¦password=[REDACTED] user=bob",
        "password: !Hunter2-x and more¦password: [REDACTED] more",
        "password: &sk-proj-abc123def456 and more¦password: [REDACTED] more",
        "{\"code\":\"password = \\\"\\\"\\\"hunter two\\\"\\\"\\\"\\nx = 1\"}¦{\"code\":\"password = \\\"\\\"\\\"[REDACTED]\\\"\\\"\\\"\\nx = 1\"}",
        "[Set-Cookie:\"a=1; Path=/\", \"b=2; Path=/\", Host:\"c\"]¦[Set-Cookie:\"[REDACTED]\", Host:\"c\"]",
        "Cookie: \"a\"; session=xyz¦Cookie: [REDACTED]",
        "*Password:* hunter2¦*Password:* [REDACTED]",
        "_Token:_ hunter2¦_Token:_ [REDACTED]",
        "***Password:*** hunter2¦***Password:*** [REDACTED]",
        "password=SecretStr(\"hunter2\")¦password=[REDACTED]\")",
        "password: str = Field(default=\"hunter2\")¦password: str = [REDACTED]\")",
        "password := []byte(\"hunter2\")¦password := [REDACTED]\")",
        "char password[64] = \"hunter2\";¦char password[64] = \"[REDACTED]\";",
        "?password[0]=hunter2&x=1¦?password[0]=[REDACTED]&x=1",
        "config[:password] = \"hunter2\"¦config[:password] = \"[REDACTED]\"",
        "https://x?key\\u003dsk-proj-abc123def456ghi789¦https://x?key\\u003d[REDACTED]",
        "curl -d token=YWJjZGVm= \"https://x\"¦curl -d token=[REDACTED] \"https://x\"",
        "password: „hunter2\" and so on¦password: „[REDACTED]\" and so on",
        "{\"cookie\":null,\"model\":\"m\"}¦{\"cookie\":[REDACTED],\"model\":\"m\"}",
        "Basic eyJ0eXAi.Q7OB38Z4890N7RLG x¦Basic [REDACTED] x",
        "Basic oauth2token:=hunter2 x¦Basic [REDACTED] x",
        "Basic oauth2token=hunter2 x¦Basic [REDACTED] x",
        "Bearer oauth2token='hunter2' x¦Bearer [REDACTED]' x",
        // A key or another credential in what is taken for one.
        "-----BEGIN PRIVATE KEY Cookie:Digest é x¦[REDACTED]",
        "token=-----BEGIN PRIVATE KEY Cookie:Digest é x¦token=[REDACTED]",
        "-----BEGIN PRIVATE KEY Bearer\tabc123def456#¦[REDACTED]#",
        "-----BEGIN PRIVATE KEY-----\\n-----END é\\n-----END PRIVATE KEY----- x¦[REDACTED] x",
        "secret ??=bearer \tDB_PASSWORD:hunter2 x¦secret ??=[REDACTED] x",
        "secret=bearer DB_PASSWORD = hunter2 x¦secret=[REDACTED] = [REDACTED] x",
        "https://ghp_16C7e42F292c6912E7710c8:x-oauth-basic@host¦https://[REDACTED]@host",
        "https://a|sk-abc123def456:b@host¦https://a|[REDACTED]@host",
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
        "basic validation=true",
        "basic ========",
        "docker://nginx:1.25@sha256:abc",
        "wprintf(L\"Password: \"); scanf(\"%s\", p);",
        "raise ValueError(\"bad 'password': \" + x); foo(\"bar\")",
        "input(\"{user}'s password: \"); print(\"hello\")",
        "if key == \"token\":\n    return None",
        "elif name == 'authorization':\n    do_x(a, b)",
        "- `token`:\n\n```python\nprint(1)\n```",
        "basic authentication/authorization, basic JavaScript/TypeScript, basic GitHub/GitLab",
        "WWW-Authenticate: Bearer resource_metadata=\"https://mcp.example\"",
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
