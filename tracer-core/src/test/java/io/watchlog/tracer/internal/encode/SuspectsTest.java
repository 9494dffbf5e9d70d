package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That nothing is passed over at which a rule would find a secret. */
final class SuspectsTest {
  private static final List<String> PARTS =
      List.of(
          "password",
          "api_key",
          "userToken",
          "TOKEN",
          "_token_",
          "Cookie",
          "patient_nr",
          "Code5",
          "authorization",
          ":",
          "=",
          " = ",
          "\": \"",
          "']='",
          "?=",
          " *: ",
          "\t:",
          "-",
          "--",
          "-----BEGIN RSA PRIVATE KEY-----",
          "sk-",
          "xoxb-",
          "glpat-",
          "gh",
          "ghp_",
          "github_pat_",
          "hf_",
          "sk_live_",
          "AKIA0123456789ABCDEF",
          "A",
          "K",
          "eyJ",
          ".",
          "://user:pass@",
          "//",
          "b",
          "Bearer ",
          "basic ",
          "BASIC ",
          "bea",
          "ba",
          "abc123XYZ789",
          "\n",
          " ",
          "\"",
          "x",
          "é",
          "漢",
          "{",
          "}",
          "\\");

  private SensitiveKeys keys;

  @Test
  void whatIsPassedOverHoldsNoSecret() {
    passesOverNoSecret(EncoderSettings.DEFAULT_SENSITIVE_FIELDS);
  }

  @Test
  void whatIsPassedOverHoldsNoSecretBehindKeysThatEndUnusually() {
    passesOverNoSecret(List.of("token", "patientNr", "code5"));
  }

  private void passesOverNoSecret(List<String> sensitiveFields) {
    keys = new SensitiveKeys(sensitiveFields);
    SecretScanner scanner = new SecretScanner(keys);
    Random random = new Random(7);
    Text text = new Text();
    int withSecrets = 0;
    for (int i = 0; i < 30_000; i++) {
      String given = given(random, i % 100 == 0 ? 600 : 12);
      boolean isClean = scanner.scan(given, 1 << 16, 1 << 16, text);
      assertEquals(byRulesAlone(given), text.toString(), given);
      withSecrets += isClean ? 0 : 1;
    }
    assertTrue(withSecrets > 5_000 && withSecrets < 25_000, withSecrets + " with secrets");
  }

  private static String given(Random random, int parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(parts); i > 0; i--) {
      text.append(PARTS.get(random.nextInt(PARTS.size())));
    }
    return text.toString();
  }

  /** Asks the rules at each character. */
  private String byRulesAlone(String text) {
    Window window = new Window();
    window.open(text, text.length(), text.length() + 1);
    SecretRules rules = new SecretRules(keys);
    rules.reset();
    StringBuilder cleaned = new StringBuilder();
    int copied = 0;
    for (int at = 0; at < text.length(); at++) {
      int end = rules.find(window, copied, at);
      if (end != SecretScanner.NOTHING) {
        int start = rules.start();
        cleaned.append(text, copied, start).append("[REDACTED]");
        copied = end;
        at = end - 1;
      }
    }
    return cleaned.append(text, copied, text.length()).toString();
  }
}
