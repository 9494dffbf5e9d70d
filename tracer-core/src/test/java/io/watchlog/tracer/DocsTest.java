package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guides tell to set is read by somebody. */
final class DocsTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern VARIABLE = Pattern.compile("\\bWATCHLOG_[A-Z_]+");
  private static final Pattern PROPERTY =
      Pattern.compile("(?<![\\w.])watchlog\\.(?:agent|tracer)\\.\\w+");

  private final Set<String> read = new TreeSet<>();

  @Test
  void everyVariableAndPropertyInTheGuidesIsAnOption() throws IOException {
    WatchlogTracer.builder("docs").config(new OptionSource(this::unset, this::unset));
    Set<String> named = new TreeSet<>();
    for (Path guide : guides()) {
      String text = Files.readString(guide);
      for (Pattern pattern : List.of(VARIABLE, PROPERTY)) {
        pattern.matcher(text).results().map(MatchResult::group).forEach(named::add);
      }
    }
    assertTrue(named.containsAll(List.of("WATCHLOG_AGENT_URL", "watchlog.agent.url")));
    named.removeAll(read);
    assertEquals(Set.of(), named);
  }

  private String unset(String name) {
    read.add(name);
    return null;
  }

  private static List<Path> guides() throws IOException {
    List<Path> guides = new ArrayList<>(List.of(PROJECT.resolve("README.md")));
    try (DirectoryStream<Path> docs = Files.newDirectoryStream(PROJECT.resolve("docs"), "*.md")) {
      docs.forEach(guides::add);
    }
    return guides;
  }
}
