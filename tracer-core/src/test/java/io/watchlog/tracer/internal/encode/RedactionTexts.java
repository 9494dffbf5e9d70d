package io.watchlog.tracer.internal.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The texts of the test resources under {@code redaction}: behind a line {@code === title} comes a
 * text up to the next such line. In a text with secrets these stand between {@code ⟦} and {@code
 * ⟧}, and its title begins with their kind.
 */
final class RedactionTexts {
  private static final String TITLE = "=== ";

  /**
   * A text.
   *
   * @param source its file and title
   * @param marked as it stands in the file
   */
  record Sample(String source, String kind, String marked) {
    /** What a user sends. */
    String text() {
      return marked.replace("⟦", "").replace("⟧", "");
    }

    /** What should be left of it. */
    String redacted() {
      return marked.replaceAll("(?s)⟦.*?⟧", "[REDACTED]");
    }

    List<String> secrets() {
      List<String> secrets = new ArrayList<>();
      for (int from = marked.indexOf('⟦'); from >= 0; from = marked.indexOf('⟦', from + 1)) {
        secrets.add(marked.substring(from + 1, marked.indexOf('⟧', from)));
      }
      return secrets;
    }
  }

  private RedactionTexts() {}

  /** The texts of a file, or of all files of a directory. */
  static List<Sample> of(String name) {
    try (Stream<Path> files =
        Files.walk(Path.of(RedactionTexts.class.getResource("/redaction/" + name).toURI()))) {
      List<Sample> samples = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        read(file, samples);
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void read(Path file, List<Sample> samples) throws IOException {
    for (String part : ("\n" + Files.readString(file)).split("\n" + TITLE, -1)) {
      int end = part.indexOf('\n');
      if (end > 0) {
        String title = part.substring(0, end);
        String text = part.substring(end + 1);
        String kind = title.contains(" | ") ? title.substring(0, title.indexOf(" | ")) : "";
        samples.add(new Sample(file.getFileName() + ": " + title, kind, text));
      }
    }
  }
}
