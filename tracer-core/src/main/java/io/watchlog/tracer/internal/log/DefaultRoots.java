package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Where queue directories go when the user names no root, best first. */
final class DefaultRoots {
  /**
   * A root.
   *
   * @param base a directory that is the user's own choice, as text that may be anything
   * @param parts directories in it that must be ours
   */
  record Root(String base, List<String> parts) {
    /** Makes what is missing; refuses what is not ours. */
    Path create() throws IOException {
      Path directory = Path.of(base);
      if (!directory.isAbsolute()) {
        throw new IOException("not an absolute path: " + base);
      }
      DirectoryRules.createNamed(directory);
      for (String part : parts) {
        directory = directory.resolve(part);
        DirectoryRules.createPrivate(directory);
        DirectoryRules.requireNotWritableByOthers(directory);
      }
      return directory;
    }
  }

  private DefaultRoots() {}

  /** The roots of this process; its environment and properties come from outside. */
  static List<Root> list(UnaryOperator<String> environment, UnaryOperator<String> properties) {
    List<String> inState = List.of("watchlog", "ai-tracer");
    List<Root> roots = new ArrayList<>();
    String state = environment.apply("XDG_STATE_HOME");
    if (state != null && !state.isEmpty()) {
      roots.add(new Root(state, inState));
    }
    String home = properties.apply("user.home");
    // "?" is what the JVM says where the user has none.
    if (home != null && Path.of(home).isAbsolute()) {
      roots.add(new Root(Path.of(home, ".local", "state").toString(), inState));
    }
    String temp = properties.apply("java.io.tmpdir");
    if (temp != null) {
      String user = String.valueOf(properties.apply("user.name"));
      boolean plain = user.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
      roots.add(new Root(temp, List.of("watchlog-" + (plain ? user : AppDirectoryName.of(user)))));
    }
    return roots;
  }
}
