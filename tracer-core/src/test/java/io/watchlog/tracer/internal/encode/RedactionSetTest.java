package io.watchlog.tracer.internal.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.internal.encode.RedactionTexts.Sample;
import io.watchlog.tracer.internal.metrics.Counters;
import io.watchlog.tracer.internal.span.TextLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * How many secrets are found in realistic texts, and how many harmless texts are left alone. The
 * texts were written from the specification, before anybody tried them.
 */
final class RedactionSetTest {
  private static final Path DOCS = Path.of("../docs/redaction.md");
  private static final String HEAD = "| secrets | texts | planted | found |\n|---|--:|--:|--:|\n";

  private final Redaction redaction =
      new Redaction(EncoderSettings.DEFAULT_SENSITIVE_FIELDS, null, new Counters());

  /** Secrets of one kind. */
  private static final class Recall {
    private int texts;
    private int planted;
    private int found;

    void add(Sample sample, String sent) {
      texts++;
      for (String secret : sample.secrets()) {
        planted++;
        found += sent.contains(secret) ? 0 : 1;
      }
    }

    String row(String kind) {
      return "| %s | %,d | %,d | %,d |\n".formatted(kind, texts, planted, found);
    }
  }

  @Test
  void everyPlantedSecretIsReplacedAndNothingAroundIt() {
    List<Sample> samples = RedactionTexts.of("planted");
    assertTrue(samples.size() >= 300, samples.size() + " texts");
    for (Sample sample : samples) {
      assertEquals(sample.redacted(), sent(sample), sample.source());
    }
  }

  @Test
  void noHarmlessTextIsChanged() {
    List<Sample> samples = RedactionTexts.of("harmless");
    assertTrue(samples.size() >= 300, samples.size() + " texts");
    for (Sample sample : samples) {
      assertEquals(sample.text(), sent(sample), sample.source());
    }
  }

  @Test
  void theFiguresAreThoseOfTheDocs() throws IOException {
    String recall = recall();
    String falsePositives =
        "Of %,d harmless texts %,d were changed; of %,d more that the rules hit by their letter, %,d."
            .formatted(
                RedactionTexts.of("harmless").size(),
                changed("harmless").size(),
                RedactionTexts.of("debatable.txt").size(),
                changed("debatable.txt").size());
    System.out.print(recall);
    System.out.println(falsePositives);
    String docs = Files.readString(DOCS);
    assertTrue(docs.contains(recall), () -> DOCS + " has not\n" + recall);
    assertTrue(docs.contains(falsePositives), () -> DOCS + " has not\n" + falsePositives);
  }

  private String recall() {
    Map<String, Recall> kinds = new TreeMap<>();
    for (Sample sample : RedactionTexts.of("planted")) {
      kinds.computeIfAbsent(sample.kind(), kind -> new Recall()).add(sample, sent(sample));
    }
    String rows =
        kinds.entrySet().stream()
            .map(kind -> kind.getValue().row(kind.getKey()))
            .collect(Collectors.joining());
    Recall all = new Recall();
    RedactionTexts.of("planted").forEach(sample -> all.add(sample, sent(sample)));
    Recall beyond = new Recall();
    for (Sample sample : RedactionTexts.of("beyond.txt")) {
      beyond.add(sample, sent(sample));
    }
    return HEAD + rows + all.row("all of these") + beyond.row("of kinds that are not promised");
  }

  private List<String> changed(String set) {
    List<String> changed = new ArrayList<>();
    for (Sample sample : RedactionTexts.of(set)) {
      if (!sample.text().equals(sent(sample))) {
        changed.add(sample.source());
      }
    }
    return changed;
  }

  private String sent(Sample sample) {
    return redaction.builtIn(sample.text(), TextLimits.MAX_FIELD).toString();
  }
}
