package io.watchlog.tracer.internal.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says of spans that the agent refused. */
class LogToolDeadLettersTest {
  private static final Instant TIME = Instant.parse("2026-11-26T11:35:15.208Z");

  @TempDir Path temp;
  private Path root;
  private Path application;

  @BeforeEach
  void thereIsAnApplication() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    application = Files.createDirectory(root.resolve("myapp-1"));
  }

  private void append(String answer, String span) throws IOException {
    new DeadLetterFiles(() -> application).append(TIME, 400, answer, span.getBytes(UTF_8));
  }

  private static String span(String id, int length) {
    return "{\"spanId\":\"" + id + "\",\"name\":\"call\",\"input\":\"" + "x".repeat(length) + "\"}";
  }

  private static ToolRun deadLetters(Path directory) {
    return ToolRun.of("log", "dead-letters", directory.toString());
  }

  private static String lastLine(ToolRun run) {
    return run.out().lines().reduce("", (before, line) -> line);
  }

  @Test
  void aLetterIsALineOfWhatItIsAndALineWithItsSpan() throws IOException {
    append("why \"not\"", span("span-1", 3));
    for (Path directory : List.of(root, application)) {
      ToolRun run = deadLetters(directory);
      assertEquals(LogTool.FINE, run.status());
      assertEquals("", run.err());
      assertTrue(run.out().startsWith(application.resolve("dead-letters-00000001.jsonl") + ""));
      assertEquals(
          List.of(TIME + " status 400, spanId span-1, name call, answer why \"not\""),
          run.lines("letter"));
      assertEquals(List.of(span("span-1", 3)), run.lines("span"));
      assertEquals("1 dead letter", lastLine(run));
    }
  }

  @Test
  void theOldestIsFirst() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      append("", span("span-" + n, 150_000));
      expected.add(span("span-" + n, 150_000));
    }
    assertEquals(2, DeadLetterFiles.list(application).size());
    assertEquals(expected, deadLetters(root).lines("span"));
  }

  @Test
  void ofASpanThatWasCutTheLengthIsSaid() throws IOException {
    String large = span("span-1", 600_000);
    append("", large);
    ToolRun run = deadLetters(root);
    String kept = large.substring(0, DeadLetter.MAX_TEXT_BYTES);
    assertEquals(List.of("of " + large.length() + " bytes " + kept), run.lines("span"));
    assertTrue(run.lines("letter").get(0).contains("spanId span-1, name call, "));
  }

  @Test
  void whatIsNotKnownOfARefusedSpanIsSaid() throws IOException {
    append("", "broken");
    ToolRun run = deadLetters(root);
    assertEquals(
        List.of(TIME + " status 400, spanId (none), name (none), answer (none)"),
        run.lines("letter"));
    assertEquals(List.of("broken"), run.lines("span"));
  }

  @Test
  void linesThatAreNoLettersAreReportedAndTheOthersRead() throws IOException {
    append("", span("span-1", 0));
    Path file = application.resolve("dead-letters-00000001.jsonl");
    String others = "\nhello\n" + "y".repeat(3 << 20) + "\n{\"deadLetter\":1,\"sta";
    Files.writeString(file, others, StandardOpenOption.APPEND);
    append("", span("span-2", 0));
    ToolRun run = deadLetters(root);
    assertEquals(LogTool.DAMAGED, run.status());
    assertEquals(
        List.of(
            "line 3 is no dead letter: hello",
            "line 4 is no dead letter: " + "y".repeat(100),
            "line 5 is no dead letter: {\"deadLetter\":1,\"sta"),
        run.lines("damage"));
    assertEquals(2, run.lines("letter").size());
    assertEquals("2 dead letters, 3 lines not to be read", lastLine(run));
  }

  @Test
  void nothingThatATerminalActsOnIsPrinted() throws IOException {
    append("\u001b[2J\r\n\u202e", "{\"spanId\":\"\u009b31m\",\"name\":\"\\u001b[2J\"}");
    append("", "\u001b]0;x\u0007");
    Path file = application.resolve("dead-letters-00000001.jsonl");
    Files.writeString(file, "\u001b[31m\n", StandardOpenOption.APPEND);
    ToolRun run = deadLetters(root);
    String ours = run.out().replace(System.lineSeparator(), "");
    assertTrue(ours.codePoints().noneMatch(Character::isISOControl));
    assertTrue(run.lines("letter").get(0).endsWith("answer \\u001b[2J\\u000d\\u000a\\u202e"));
  }

  @Test
  void linksAndWhatIsNoFileAreNotRead() throws IOException {
    append("", span("span-1", 0));
    Path other = Files.createDirectory(root.resolve("other"));
    Path letters = application.resolve("dead-letters-00000001.jsonl");
    Files.createSymbolicLink(other.resolve("dead-letters-00000001.jsonl"), letters);
    Files.createDirectory(other.resolve("dead-letters-00000002.jsonl"));
    Files.createSymbolicLink(root.resolve("linked"), application);
    ToolRun run = deadLetters(root);
    assertEquals(LogTool.FAILED, run.status());
    assertEquals(2, run.err().lines().count(), run.err());
    assertEquals("1 dead letter", lastLine(run));
  }

  @Test
  void whereThereAreNoneItSaysSo() {
    ToolRun run = deadLetters(root);
    assertEquals(new ToolRun(0, "0 dead letters" + System.lineSeparator(), ""), run);
  }

  @Test
  void dumpAndVerifyMentionThem() throws IOException {
    append("", span("span-1", 400_000));
    append("", span("span-2", 400_000));
    Files.writeString(
        application.resolve("dead-letters-00000002.jsonl"), "torn", StandardOpenOption.APPEND);
    String files = "dead-letters-00000001.jsonl, dead-letters-00000002.jsonl";
    String expected = application + ": 2 dead letters, 1 line not to be read in " + files;
    for (ToolRun run : List.of(ToolRun.verify(root), ToolRun.dump(application))) {
      assertEquals(LogTool.FINE, run.status(), "no log is damaged");
      assertEquals(expected, run.out().lines().findFirst().orElse(""));
    }
  }

  @Test
  void nothingIsChanged() throws IOException {
    append("", span("span-1", 0));
    Path file = application.resolve("dead-letters-00000001.jsonl");
    byte[] before = Files.readAllBytes(file);
    deadLetters(root);
    assertEquals(List.of(file), TestLog.files(application));
    assertEquals(new String(before, UTF_8), Files.readString(file));
  }
}
