package io.watchlog.tracer.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void helpListsThePrograms() {
    ProgramRun run = ProgramRun.of("--help");

    assertEquals(0, run.exitCode());
    for (String program : new String[] {"quickstart", "agent", "gateway"}) {
      assertTrue(run.out().contains("\n  " + program), run.out());
    }
  }

  @Test
  void anUnknownProgramIsAUsageError() {
    ProgramRun run = ProgramRun.of("quickstrat\u001b[2J");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("no such program: quickstrat\\u001b[2J\nusage: "), run.err());
    assertEquals("", run.out());
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    for (String program : new String[] {"quickstart", "agent", "gateway"}) {
      ProgramRun run = ProgramRun.of(program, "--nonsense", "1");

      assertEquals(2, run.exitCode());
      assertTrue(run.err().startsWith("unknown option: --nonsense\n"), run.err());
    }
  }

  @Test
  void aValueOutOfRangeIsAUsageError() {
    ProgramRun run = ProgramRun.of("gateway", "--requests=many");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("--requests must be in 1..10000, was many\n"), run.err());
  }

  @Test
  void anOptionWithoutItsValueIsAUsageError() {
    ProgramRun run = ProgramRun.of("gateway", "--requests");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("--requests needs a value\n"), run.err());
  }
}
