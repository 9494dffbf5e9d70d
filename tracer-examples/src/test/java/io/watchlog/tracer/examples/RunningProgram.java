package io.watchlog.tracer.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A program that goes on until its thread is interrupted, and what it prints. */
public final class RunningProgram implements AutoCloseable {
  private final BufferedReader printed;
  private final Thread thread;

  public RunningProgram(Consumer<PrintStream> program) throws IOException {
    PipedOutputStream pipe = new PipedOutputStream();
    printed =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(pipe, 1 << 16), StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(pipe, true, StandardCharsets.UTF_8);
    thread =
        new Thread(
            () -> {
              program.accept(out);
              out.close();
            });
    thread.start();
  }

  /** The next line, null at the end. */
  public String next() throws IOException {
    return printed.readLine();
  }

  /** Reads up to a line; fails where it never comes. */
  public void await(String line) throws IOException {
    for (String next = next(); !line.equals(next); next = next()) {
      if (next == null) {
        throw new AssertionError("never printed: " + line);
      }
    }
  }

  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
