package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.encode.RedactionTexts.Sample;
import io.watchlog.tracer.internal.metrics.Counters;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts that are made to be slow, and texts that are cut anywhere. */
final class RedactionCostTest {
  private static final int SHORT = 4 * 1024;
  private static final int TIMES = 8;

  /** A square would be 64 times the time of the short text; the noise of a machine is less. */
  private static final int MAX_RATIO = 32;

  /** Less of a secret is none. */
  private static final int PART = 8;

  private static final long LITTLE_NS = 10_000_000;

  private static final List<String> PARTS =
      List.of(
          "password:",
          "Authorization:",
          "cookie=",
          "token= ",
          "[",
          "{",
          "\"",
          "'",
          "\\",
          "\\\"",
          "=",
          ":",
          " ",
          "-",
          "_",
          ".",
          "/",
          "|",
          "*",
          "sk-",
          "hf_",
          "ghp_",
          "AKIA",
          "eyJ",
          "eyJ.",
          "Bearer ",
          "b",
          "-----BEGIN ",
          "-----BEGIN PRIVATE KEY-----",
          "-----END",
          "://",
          "a:b",
          "@",
          "x",
          "1",
          "\n",
          "\\n",
          "&",
          "!",
          "<",
          "é");

  private final Redaction redaction =
      new Redaction(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, new Counters());

  @Test
  void aTextCostsNoMoreThanItsLengthWhateverItIs() {
    for (String unit : units()) {
      String text = unit.repeat(SHORT * TIMES / unit.length());
      long longNs = leastNs(text);
      if (longNs > LITTLE_NS) { // what is quick anyway cannot be told from noise
        long shortNs = leastNs(text.substring(0, text.length() / TIMES));
        assertTrue(longNs < MAX_RATIO * shortNs, unit + ": " + shortNs + ", " + longNs + " ns");
      }
    }
  }

  /** Each part, each pair of two, and some of three. */
  private static List<String> units() {
    List<String> units = new ArrayList<>(PARTS);
    units.addAll(
        List.of("Cookie:'a', “", "Cookie:'a', \"b\"c", "password[1]=", "x = (\"", "\\\"\\\""));
    for (String first : PARTS) {
      PARTS.forEach(second -> units.add(first + second));
    }
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      units.add(part(random) + part(random) + part(random));
    }
    return units;
  }

  private static String part(Random random) {
    return PARTS.get(random.nextInt(PARTS.size()));
  }

  /** Of processor time, that of a better try where the first one was interrupted. */
  private long leastNs(String text) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3 && least > LITTLE_NS; i++) {
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      assertTrue(redaction.builtIn(text, text.length()).length() > 0);
      least =
          Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
    }
    return least;
  }

  @Test
  void aSecretThatIsCutAnywhereLeavesNoPart() {
    for (Sample sample : RedactionTexts.of("planted")) {
      String text = sample.text();
      for (int keep = 1; keep < Math.min(text.length(), 600); keep += 3) {
        String sent = redaction.builtIn(text, keep).toString();
        for (String secret : sample.secrets()) {
          String part = beginning(secret);
          if (!sample.redacted().contains(part)) {
            assertFalse(sent.contains(part), () -> sample.source() + "\n" + sent);
          }
        }
      }
    }
  }

  @Test
  void aSecretThatItsSetterCutAnywhereLeavesNoPart() {
    for (Sample sample : RedactionTexts.of("planted")) {
      for (int from = 0; from < Math.min(sample.text().length(), 300); from += 5) {
        // Its end stands where keys are cut.
        String cut = "x".repeat(1_023 - from) + "\n" + sample.text();
        String sent = redaction.key(cut.substring(0, Math.min(cut.length(), 1_024))).toString();
        for (String secret : sample.secrets()) {
          String part = beginning(secret);
          if (!sample.redacted().contains(part)) {
            assertFalse(sent.contains(part), () -> sample.source() + "\n" + sent);
          }
        }
      }
    }
  }

  /** Without what shows that it is one. */
  private static String beginning(String secret) {
    String content = secret.replaceFirst("^(-----BEGIN [A-Z ]*-----|github_pat_)(\\s|\\\\+n)*", "");
    return content.substring(0, Math.min(content.length(), PART));
  }
}
