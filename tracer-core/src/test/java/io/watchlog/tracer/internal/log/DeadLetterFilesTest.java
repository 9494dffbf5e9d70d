package io.watchlog.tracer.internal.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchlog.tracer.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterFilesTest {
  private static final Instant TIME = Instant.parse("2026-11-26T11:35:15.208Z");
  private static final long BOUND = 1 << 20;

  @TempDir Path temp;

  static void append(Path directory, String id, int length) throws IOException {
    String span = "{\"spanId\":\"" + id + "\",\"input\":\"" + "x".repeat(length) + "\"}";
    new DeadLetterFiles(() -> directory).append(TIME, 400, "no", span.getBytes(UTF_8));
  }

  private Path file(int number) {
    return temp.resolve("dead-letters-0000000" + number + ".jsonl");
  }

  /** The ids of the spans, of all files; every line must be a letter, or empty. */
  private List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    for (Path file : DeadLetterFiles.list(temp)) {
      for (String line : Files.readAllLines(file)) {
        DeadLetter letter = DeadLetter.parse(line.getBytes(UTF_8));
        assertTrue(letter != null || line.isEmpty(), () -> file + ": " + line);
        if (letter != null) {
          ids.add(letter.spanField("spanId"));
        }
      }
    }
    return ids;
  }

  private long bytes() throws IOException {
    long bytes = 0;
    for (Path file : DeadLetterFiles.list(temp)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  void lettersAreLinesInTheirOrder() throws IOException {
    append(temp, "a", 0);
    append(temp, "b", 0);
    assertEquals(List.of("a", "b"), ids());
    assertEquals(List.of(file(1)), DeadLetterFiles.list(temp));
  }

  @Test
  void theNewestAreKeptWithinTheBound() throws IOException {
    for (int n = 1; n <= 50; n++) {
      append(temp, "s" + n, n * 7919 % 200_000);
      assertTrue(bytes() <= BOUND, "within the bound");
      List<String> ids = ids();
      assertEquals("s" + n, ids.get(ids.size() - 1));
      assertEquals("s" + (n - ids.size() + 1), ids.get(0), "none is missing between");
    }
    assertTrue(bytes() > BOUND / 2 - 200_200, "a turn loses no more than one file");
    assertEquals(2, DeadLetterFiles.list(temp).size());
  }

  @Test
  void theFileOfThisTurnIsKeptWhenTheNextBegins() throws IOException {
    append(temp, "a", 400_000);
    append(temp, "b", 400_000);
    assertEquals(List.of("a", "b"), ids());
    append(temp, "c", 400_000);
    assertEquals(List.of("b", "c"), ids());
    assertEquals(List.of(file(2), file(3)), DeadLetterFiles.list(temp));
  }

  @Test
  void whatAWriterThatWasKilledDidNotDeleteGoes() throws IOException {
    for (int number : new int[] {3, 5, 6}) {
      Files.writeString(
          file(number), "{\"deadLetter\":1,\"span\":{\"spanId\":\"" + number + "\"}}\n");
    }
    append(temp, "a", 0);
    assertEquals(List.of("5", "6", "a"), ids());
  }

  @Test
  void aLetterBehindATornLineIsOnALineOfItsOwn() throws IOException {
    append(temp, "a", 0);
    String whole = Files.readString(file(1));
    Files.writeString(file(1), whole.substring(0, 40), StandardOpenOption.APPEND);
    append(temp, "b", 0);
    append(temp, "c", 0);
    List<String> lines = Files.readAllLines(file(1));
    assertEquals(4, lines.size());
    assertEquals(whole.substring(0, 40), lines.get(1));
    Files.write(file(1), List.of(lines.get(0), lines.get(2), lines.get(3)));
    assertEquals(List.of("a", "b", "c"), ids());
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path target = Files.createFile(temp.resolve("target"));
    Files.createSymbolicLink(file(1), target);
    assertThrows(IOException.class, () -> append(temp, "a", 0));
    Files.delete(target);
    assertThrows(IOException.class, () -> append(temp, "a", 0));
    assertTrue(Files.notExists(target));
  }

  @Test
  void filesAreTheOwnersAlone() throws IOException {
    assumeTrue(
        Files.getFileStore(temp).supportsFileAttributeView("posix"),
        "this file system does not know POSIX permissions");
    append(temp, "a", 400_000);
    append(temp, "b", 400_000);
    for (Path file : DeadLetterFiles.list(temp)) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void aDirectoryThatIsGoneIsUsedAgainWhenItIsBack() throws IOException {
    Path directory = temp.resolve("app");
    assertThrows(IOException.class, () -> append(directory, "a", 0));
    Files.createDirectory(directory);
    append(directory, "b", 0);
    assertEquals(1, DeadLetterFiles.list(directory).size());
  }

  @Test
  void withoutADirectoryItIsToldThatThereIsNoFile() {
    IOException e = assertThrows(IOException.class, () -> append(null, "a", 0));
    assertEquals("no queue directory, so no dead-letter file", e.getMessage());
  }

  @Test
  void writersOfOneProcessAndOfSeveralDoNotMixTheirLines() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(ChildJvm.start(Writers.class, temp.toString(), "p" + i));
    }
    // All begin when all are there.
    for (Process process : processes) {
      assertEquals('!', process.getInputStream().read());
    }
    for (Process process : processes) {
      process.getOutputStream().close();
    }
    for (Process process : processes) {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    }
    append(temp, "last", 0);
    List<String> ids = ids();
    assertEquals("last", ids.get(ids.size() - 1));
    List<Path> files = DeadLetterFiles.list(temp);
    assertEquals(2, files.size());
    long lines = 4 * (Writers.LONGEST + 200L);
    assertTrue(bytes() <= BOUND + lines, "within a line for each writer");
    assertTrue(Files.size(files.get(0)) > BOUND / 2 - lines, "the turn before is there");
  }

  /** Two threads that append several turns' worth, as soon as their input ends. */
  static final class Writers {
    static final int LONGEST = 3000;

    private Writers() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]);
      System.out.write('!');
      System.out.flush();
      assertEquals(-1, System.in.read());
      Thread other = new Thread(() -> write(directory, args[1] + "b"));
      other.start();
      write(directory, args[1] + "a");
      other.join();
    }

    private static void write(Path directory, String writer) {
      for (int n = 0; n < 700; n++) {
        try {
          append(directory, writer + n, n * 7919 % LONGEST);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Test
  void whereALineDoesNotFitOnTheDiskItIsToldAndTheNextBeginsOnALineOfItsOwn() throws Exception {
    int status =
        ChildJvm.runBehind(List.of(), "ulimit -f 200", LimitedWriter.class, temp.toString());
    assertEquals(0, status);
    append(temp, "next", 0);
    List<String> lines = Files.readAllLines(file(1));
    assertNull(DeadLetter.parse(lines.get(lines.size() - 2).getBytes(UTF_8)), "it is torn");
    String last = lines.get(lines.size() - 1);
    assertEquals("next", DeadLetter.parse(last.getBytes(UTF_8)).spanField("spanId"));
  }

  /** Appends until there is no room. */
  static final class LimitedWriter {
    private LimitedWriter() {}

    public static void main(String[] args) {
      assertThrows(
          IOException.class,
          () -> {
            for (int n = 0; n < 100; n++) {
              append(Path.of(args[0]), "s" + n, 9_000);
            }
          });
    }
  }
}
