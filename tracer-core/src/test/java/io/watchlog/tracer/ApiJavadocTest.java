package io.watchlog.tracer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is exported says what it does. The compiler's own check of that cannot be told from its
 * demand for tags, {@code @return this} at each setter among them; so it is asked here, and only
 * for comments that are missing.
 */
class ApiJavadocTest {
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static final Path SOURCES = Path.of("src/main/java");

  @TempDir Path classes;

  @Test
  void everyPublicMemberOfAnExportedPackageHasAComment() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : exported()) {
      Path directory = SOURCES.resolve(name.replace('.', '/'));
      try (DirectoryStream<Path> java = Files.newDirectoryStream(directory, "*.java")) {
        java.forEach(files::add);
      }
    }
    assertFalse(files.isEmpty());
    try (StandardJavaFileManager manager = COMPILER.getStandardFileManager(null, null, null)) {
      assertEquals(List.of(), uncommented(manager.getJavaFileObjectsFromPaths(files)));
    }
  }

  @Test
  void aMemberWithoutACommentIsFound() throws IOException {
    String source =
        """
        package io.watchlog.tracer;
        /** A type. */
        public class Planted {
          /** A field. */ public int field;
          protected void bare() {}
          void hidden() {}
          /** A method that says nothing of its result. */ public int full() { return 1; }
          @Override public String toString() { return ""; }
          private Planted() {}
        }
        """;
    JavaFileObject planted =
        new SimpleJavaFileObject(URI.create("mem:///Planted.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    assertEquals(List.of("/Planted.java:5"), uncommented(List.of(planted)));
  }

  private static List<String> exported() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
      return ModuleDescriptor.read(in).exports().stream()
          .map(ModuleDescriptor.Exports::source)
          .toList();
    }
  }

  private List<String> uncommented(Iterable<? extends JavaFileObject> files) throws IOException {
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-Xmaxwarns",
            "100000",
            "-Xdoclint:missing/protected",
            "-Xdoclint/package:" + String.join(",", exported()),
            "-d",
            classes.toString());
    assertTrue(COMPILER.getTask(null, null, said, options, null, files).call());
    return said.getDiagnostics().stream()
        .filter(d -> d.getMessage(Locale.ENGLISH).contains("no comment"))
        .map(d -> d.getSource().toUri().getPath() + ":" + d.getLineNumber())
        .toList();
  }
}
