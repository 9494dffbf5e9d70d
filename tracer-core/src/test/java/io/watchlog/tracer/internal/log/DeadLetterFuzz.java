package io.watchlog.tracer.internal.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.watchlog.tracer.fuzz.FuzzInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Fuzz target: whatever is in a file of dead letters, the command reads it to its end; and whatever
 * an agent refuses, with whatever answer, is a letter that can be read.
 */
public final class DeadLetterFuzz {
  private static final Path APPLICATION = FuzzedFiles.directory("dead-letter-fuzz");
  private static final Path FILE = APPLICATION.resolve("dead-letters-00000001.jsonl");

  private DeadLetterFuzz() {}

  /** What the fuzzer, or the replay of its corpus, calls. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    FuzzInput in = new FuzzInput(bytes);
    if (in.flag()) {
      letter(in);
    } else {
      file(in.rest());
    }
  }

  private static void letter(FuzzInput in) {
    int status = in.below(600);
    String answer = in.longText(255);
    byte[] span = in.flag() ? in.rest() : in.longText(1_000).getBytes(UTF_8);
    byte[] line = DeadLetter.line(Instant.ofEpochMilli(in.number() >> 12), status, answer, span);
    assertEquals('\n', line[line.length - 1]);
    assertTrue(line.length <= DeadLetter.MAX_LINE_BYTES);
    for (int i = 0; i < line.length - 1; i++) {
      assertTrue(line[i] != '\n' && line[i] != '\r', "more than one line");
    }
    DeadLetter letter = DeadLetter.parse(line);
    assertNotNull(letter);
    assertEquals(status, letter.status());
    assertEquals(new String(answer.getBytes(UTF_8), UTF_8), letter.answer());
    if (!letter.isCut()) {
      // Blanks behind an object are none of it.
      assertEquals(new String(span, UTF_8).strip(), letter.span().strip());
    }
  }

  private static void file(byte[] content) throws IOException {
    Files.write(FILE, content);
    int[] told = new int[2];
    DeadLetterReader.read(
        FILE,
        new DeadLetterReader.Visitor() {
          @Override
          public void onLetter(DeadLetter letter) {
            told[0]++;
          }

          @Override
          public void onOther(long line, String beginning) {
            told[1]++;
          }
        });
    FuzzedFiles.requireCheap(100L * content.length, () -> command(told[0], told[1]));
    assertEquals(LogTool.FINE, ToolRun.verify(APPLICATION).status());
  }

  private static void command(int letters, int others) {
    ToolRun run = ToolRun.of("log", "dead-letters", APPLICATION.toString());
    assertEquals("", run.err());
    assertEquals(others > 0 ? LogTool.DAMAGED : LogTool.FINE, run.status());
    assertEquals(letters, run.lines("letter").size());
    assertEquals(others, run.lines("damage").size());
    FuzzedFiles.requirePrintable(run.out());
  }
}
