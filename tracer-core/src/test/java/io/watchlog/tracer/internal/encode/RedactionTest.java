package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.ValueSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
  private final Redaction redaction =
      new Redaction(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, new Counters());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "PASSWORD",
        "Password",
        "passWord",
        "user_password",
        "userPassword",
        "DB_PASSWORD",
        "db.password",
        "access_token",
        "accessToken",
        "x-api-key",
        "X-API-Key",
        "apikey",
        "apiKey",
        "OPENAI_API_KEY",
        "openaiApiKey",
        "Authorization",
        "Proxy-Authorization",
        "Set-Cookie",
        "aws_secret_access_key",
        "AWSSecretAccessKey",
        "clientSecret",
        "private-key",
        "HTTPToken",
        "oauth2token",
        "token",
        "my.private_key",
        "_token_"
      })
  void sensitive(String key) {
    assertTrue(redaction.isSensitive(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_tokens",
        "tokens",
        "maxTokens",
        "inputTokens",
        "tokenizer",
        "token_count",
        "passwords",
        "secretary",
        "mytoken",
        "monkey",
        "cookies",
        "password_hint",
        "time_to_first_token",
        "timeToFirstToken",
        "cost_per_token",
        "eos_token",
        "bos_token",
        "pad_token",
        "stop_token",
        "nextPageToken",
        "next-page-token",
        "key",
        "",
        "_",
        "authorizations",
        "papi_keyx"
      })
  void notSensitive(String key) {
    assertFalse(redaction.isSensitive(key));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "password=hunter2|password=[REDACTED]",
        "password: hunter2, user: bob|password: [REDACTED], user: bob",
        "password  =  hunter2; next|password  =  [REDACTED]; next",
        "https://h/p?a=1&token=abc&b=2|https://h/p?a=1&token=[REDACTED]&b=2",
        "{\"password\": \"a b,c\", \"n\": 1}|{\"password\": \"[REDACTED]\", \"n\": 1}",
        "{'api_key':'abc'}|{'api_key':'[REDACTED]'}",
        "{\"token\":12345}|{\"token\":[REDACTED]}",
        "{\"password\":\"a\\\"b\",\"c\":1}|{\"password\":\"[REDACTED]\",\"c\":1}",
        "{\\\"password\\\": \\\"a b\\\", \\\"n\\\": 1}|{\\\"password\\\": \\\"[REDACTED]\\\","
            + " \\\"n\\\": 1}",
        "{\\\"token\\\":\\\"a\\\\\\\"b\\\",\\\"c\\\":1}|{\\\"token\\\":\\\"[REDACTED]\\\",\\\"c\\\":1}",
        "{\"cookie\":[\"a=b\",\"c\"],\"n\":1}|{\"cookie\":[REDACTED],\"n\":1}",
        "(secret=abc)|(secret=[REDACTED])",
        "password := 'x y' end|password := '[REDACTED]' end",
        "token => \"x\"|token => \"[REDACTED]\"",
        "token=abc\\\" rest|token=[REDACTED]\\\" rest",
        "password='open to the end|password='[REDACTED]",
        "Authorization: Digest a=\"b\", c=d|Authorization: [REDACTED]",
        "curl -H \"Authorization: Basic abc def\" http://h|curl -H \"Authorization: [REDACTED]\""
            + " http://h",
        "curl -H 'Cookie: a=\"b\"; c=d' http://h|curl -H 'Cookie: [REDACTED]' http://h",
        "a Bearer abc123def456 b|a Bearer [REDACTED] b",
        "Basic dXNlcjpwYXNz|Basic [REDACTED]",
        "key sk-proj-Abc123def456 end|key [REDACTED] end",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a|[REDACTED]",
        "github_pat_11ABCDEFG0123456789|[REDACTED]",
        "xoxb-1234-5678-abc.|[REDACTED].",
        "id AKIAIOSFODNN7EXAMPLE.|id [REDACTED].",
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_-DEF end|jwt [REDACTED] end",
        "two password=a token=b|two password=[REDACTED] token=[REDACTED]",
        "os.environ[\"API_KEY\"] = \"abc def\"|os.environ[\"API_KEY\"] = \"[REDACTED]\"",
        "h['X-Api-Key']='abc'|h['X-Api-Key']='[REDACTED]'",
        "password = f'a b' + c|password = f'[REDACTED]' + c",
        "password = @\"a b\";|password = @\"[REDACTED]\";",
        "password = \"\"\"a\"b\"\"\" + c|password = \"\"\"[REDACTED]\"\"\" + c",
        "password: str = \"a b\"|password: str = \"[REDACTED]\"",
        "const token:string=\"a b\";|const token:string=\"[REDACTED]\";",
        "let k = 1; const API_KEY: &'static str = \"a b\";|let k = 1; const API_KEY: &'static str ="
            + " \"[REDACTED]\";",
        "secret: Optional[str] = 'a b'|secret: Optional[str] = '[REDACTED]'",
        "password: swordfish user=bob|password: [REDACTED] user=bob",
        "-d \"token=YWJj=\" -H \"x: y\"|-d \"token=[REDACTED]\" -H \"x: y\"",
        "-d \"token:YWJj=\" -H \"x: y\"|-d \"token:[REDACTED]\" -H \"x: y\"",
        "-d \"token=r\" -H \"x: y\"|-d \"token=[REDACTED]\" -H \"x: y\"",
        "token ??= 'a b'|token ??= '[REDACTED]'",
        "**Password:** abc def|**Password:** [REDACTED] def",
        "**Password**: abc def|**Password**: [REDACTED] def",
        "{\"a\":\"password=abc\\nhost=db\"}|{\"a\":\"password=[REDACTED]\\nhost=db\"}",
        "{\"a\":\"password=ab\\\\ncd\"}|{\"a\":\"password=[REDACTED]\"}",
        "{\"a\":\"Authorization: Digest u=\\\"b\\\", c\",\"d\":1}|{\"a\":\"Authorization:"
            + " [REDACTED]\",\"d\":1}",
        "say \"hi\" Authorization: Digest u=\"b\", c|say \"hi\" Authorization: [REDACTED]",
        "he said \"don't send Cookie: a=b\" and left|he said \"don't send Cookie: [REDACTED]\" and"
            + " left",
        "{\"token\":[\"a]b\",\"c\"],\"d\":1}|{\"token\":[REDACTED],\"d\":1}",
        "https://user:pa:ss@host:80/p|https://user:[REDACTED]@host:80/p",
        "redis://:pass@host|redis://:[REDACTED]@host",
        "id hf_abcDEF123456abcDEF123456abcDEF, sk_live_abcDEF123456.|id [REDACTED], [REDACTED].",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\\nabc\\n-----END PGP PRIVATE KEY BLOCK-----.|[REDACTED].",
      })
  void secretsInTextAreReplaced(String text, String expected) {
    assertEquals(expected, redact(text));
    assertEquals(expected, redact(expected), "redacting twice changes nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "how many tokens: 42",
        "the secret garden",
        "max_tokens=100",
        "a password manager",
        "Basic training: three weeks",
        "basic understanding of things",
        "the bearer of bad news",
        "Bearer authentication is used",
        "task-force risk-1234567890 sk-learn",
        "password: ",
        "password=, next",
        "token: \"\"",
        "time_to_first_token: 120",
        "a-b_c -- K J b = : x",
        "eyJ is not a token",
        "Basic JavaScript and Basic PostgreSQL, basic request/response",
        "http://host:8080/p?q=a@b and http://host:80 or a:b@c",
        "tokenizer.pad_token = x",
        "whisk-y mask-1 desk-123456789",
        "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
        "password: [REDACTED]",
        "",
      })
  void harmlessTextStays(String text) {
    assertEquals(text, redact(text));
  }

  @Test
  void aCredentialBehindASensitiveKeyIsHiddenWhole() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nS3CR3T\nabc=\n-----END RSA PRIVATE KEY-----";
    for (String text :
        List.of(
            "token: Bearer S3CR3Tabc123def456",
            "x-api-key = Basic S3CR3TdXNlcjpwYXNzd29yZA==",
            "private_key=" + key,
            "secret: " + key.replace("\n", "\\n"))) {
      assertFalse(redact(text).contains("S3CR3T"), redact(text));
    }
  }

  @Test
  void linesEndWhereTheyEnd() {
    assertEquals(
        "Authorization: [REDACTED]\nHost: h\r\nCookie: [REDACTED]\r\nx",
        redact("Authorization: Bearer abc, def\nHost: h\r\nCookie: a=b; c=d\r\nx"));
    assertEquals("password=[REDACTED]\nnext", redact("password=abc\nnext"));
  }

  @Test
  void whatIsAssignedBehindTypesIsReplaced() {
    assertEquals("token?: string | null = '[REDACTED]'", redact("token?: string | null = 'a b'"));
  }

  @Test
  void aLineOfCodeThatIsNoDeclarationIsNotTakenForOne() {
    assertEquals("token: [REDACTED] | x = y", redact("token: abc1 | x = y"));
    assertEquals("password: [REDACTED] == x", redact("password: abc == x"));
  }

  @Test
  void aQuotedHeaderMayHaveSeveralLinesButNoWordGluedToItsEnd() {
    assertEquals(
        "Authorization: \"[REDACTED]\" was sent",
        redact("Authorization: \"Basic dXN\nlcjpw\" was sent"));
    assertEquals("Cookie: '[REDACTED]'; x", redact("Cookie: 'a=1\nb=2'; x"));
    assertEquals(
        "Cookie: [REDACTED]\nthen say \"no\" to it",
        redact("Cookie: \"sid=abc\nthen say \"no\" to it"));
  }

  @Test
  void privateKeysAreReplacedWhole() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----";
    assertEquals("a [REDACTED] b", redact("a " + key + " b"));
    assertEquals("a [REDACTED]", redact("a " + key.substring(0, 50)));
    assertEquals(
        "-----BEGIN {\"token\":\"[REDACTED]\"}",
        redact("-----BEGIN {\"token\":\"PRIVATE KEY-----ü hunter2\"}"));
  }

  @Test
  void valuesOfSensitiveKeysAreReplacedAtAnyDepth() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("userPassword", Map.of("a", "s3cret"));
    inner.put("max_tokens", 5);
    inner.put("note", "token=s3cret");
    Map<String, Object> outer = new LinkedHashMap<>();
    outer.put("list", List.of(inner));
    outer.put("api_key", 12345);
    assertEquals(
        "{\"list\":[{\"userPassword\":\"[REDACTED]\",\"max_tokens\":5,\"note\":\"token=[REDACTED]\"}],"
            + "\"api_key\":\"[REDACTED]\"}",
        new Encoding().wireInput(ValueSnapshot.of(outer, 4352, () -> {})));
  }

  @Test
  void cleanTextIsPassedOnAsItWasFetched() {
    Text first = redaction.builtIn("nothing: here = to see", 256);
    char[] chars = first.chars();
    assertSame(chars, redaction.builtIn("another text", 256).chars());
  }

  @Test
  @Timeout(120) // against its square
  void hostileTextCostsNoMoreThanItsLength() {
    Encoding wide =
        new Encoding(1 << 20, true, EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, 1 << 24);
    for (String unit :
        List.of(
            "password:[",
            "Authorization:\"",
            "\\",
            "\"",
            "token= ",
            "eyJ.",
            "sk-",
            "-----BEGIN ",
            "= ",
            "b",
            "cookie:\\\"")) {
      String text = unit.repeat((1 << 20) / unit.length());
      assertTrue(wide.wire(Encoding.input(text)).containsKey("input"));
    }
  }

  private String redact(String text) {
    return redaction.builtIn(text, 10_000).toString();
  }
}
