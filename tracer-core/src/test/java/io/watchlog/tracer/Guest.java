package io.watchlog.tracer;

import io.watchlog.tracer.testkit.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A tracer that is driven by words, so that it is the same to its driver whether it lives here, in
 * another class loader or in another process.
 */
final class Guest implements UnaryOperator<String> {
  private WatchlogTracer tracer;

  @Override
  public String apply(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "start" ->
          tracer =
              WatchlogTracer.builder("guest")
                  .agentUrl(words[1])
                  .queueDirectory(words[2])
                  .shutdownHook(false)
                  // What is answered late on a busy machine would be sent twice.
                  .requestTimeout(Duration.ofMinutes(1))
                  .autoFlushInterval(Duration.ofMillis(20))
                  .build();
      case "end" -> {
        for (int i = 0; i < Integer.parseInt(words[2]); i++) {
          tracer.startSpan(words[1]).end();
        }
      }
      case "close" -> tracer.close(Duration.ofSeconds(Long.parseLong(words[1])));
      case "isHeld" -> {
        return Boolean.toString(isHeld(Path.of(words[1])));
      }
      default -> throw new IllegalArgumentException(line);
    }
    TracerStats stats = tracer.stats();
    return stats.isBalanced() + " " + stats.adopted() + " " + stats.delivered();
  }

  /** Never to be asked of a process that holds a lock there: it would lose it. */
  private static boolean isHeld(Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    UnaryOperator<String> guest = new Guest();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(guest.apply(line));
    }
  }

  /** One in a class loader of its own, with classes of its own. */
  static UnaryOperator<String> inClassLoader() throws ReflectiveOperationException {
    ClassLoader loader = classLoader();
    var constructor = Class.forName(Guest.class.getName(), true, loader).getDeclaredConstructor();
    constructor.setAccessible(true);
    @SuppressWarnings("unchecked") // the same JDK type in every class loader
    UnaryOperator<String> guest = (UnaryOperator<String>) constructor.newInstance();
    return guest;
  }

  /** One that makes classes of its own of all that is not the JDK's. */
  static ClassLoader classLoader() {
    return new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] classPath() {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
      try {
        urls.add(Path.of(entry).toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(entry, e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** One in a process of its own, which ends with its input. */
  static final class InProcess implements UnaryOperator<String>, AutoCloseable {
    private final Process process;
    private final BufferedReader in;
    private final PrintStream out;

    InProcess() throws IOException {
      process = ChildJvm.start(Guest.class);
      in = process.inputReader(StandardCharsets.UTF_8);
      out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    @Override
    public String apply(String line) {
      say(line);
      return hear();
    }

    /** Begins what a line says. */
    void say(String line) {
      out.println(line);
    }

    /** What came of it. */
    String hear() {
      try {
        String answer = in.readLine();
        if (answer == null) {
          throw new IllegalStateException("the process has ended");
        }
        return answer;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Sends it a signal of this name. */
    void signal(String name) throws IOException, InterruptedException {
      String kill = "kill -" + name + " " + process.pid();
      int status = new ProcessBuilder("sh", "-c", kill).start().waitFor();
      if (status != 0) {
        throw new IOException(kill + ": " + status);
      }
    }

    @Override
    public void close() {
      out.close();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly(); // it was stopped, perhaps
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
