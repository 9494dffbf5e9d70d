package io.watchlog.tracer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The house has four floors, and one looks only downwards. A package that is on no floor fails: it
 * is given its place here, on purpose, or it goes.
 */
class FloorsTest {
  private static final String ROOT = "io.watchlog.tracer";

  /** From the ground up, names below {@link #ROOT}. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of(".internal.span", ".internal.metrics", ".spi"),
          Set.of(
              ".internal.ring",
              ".internal.encode",
              ".internal.log",
              ".internal.http",
              ".internal.discovery"),
          Set.of(".internal.journal", ".internal.ship"),
          Set.of(""));

  private static final Map<String, Integer> FLOOR_OF_PACKAGE = new HashMap<>();

  static {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) {
        FLOOR_OF_PACKAGE.put(ROOT + name, floor + 1);
      }
    }
  }

  private static Path compiled;
  private static JavaClasses shipped;

  @BeforeAll
  static void importWhatIsShipped() throws URISyntaxException {
    compiled =
        Path.of(OverflowPolicy.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    shipped = new ClassFileImporter().importPath(compiled);
    assertFalse(shipped.isEmpty());
  }

  @Test
  void everyPackageIsOnAFloor() {
    classes().should(beOnAFloor()).check(shipped);
  }

  @Test
  void aPackageKnowsOnlyItselfAndFloorsBelow() {
    classes().should(lookDownwards()).check(shipped);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("io.watchlog.(**)").should().beFreeOfCycles().check(shipped);
  }

  @Test
  void onlyTheApiIsExported() throws IOException {
    assertEquals(Set.of(ROOT, ROOT + ".spi"), exportedPackages());
  }

  @Test
  void theApiSpeaksInItsOwnTypesAndThoseOfTheJdk() throws IOException {
    classes().should(ApiTypes.showOnly(exportedPackages())).check(shipped);
  }

  private static Set<String> exportedPackages() throws IOException {
    try (InputStream descriptor = Files.newInputStream(compiled.resolve("module-info.class"))) {
      return ModuleDescriptor.read(descriptor).exports().stream()
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toSet());
    }
  }

  private static ArchCondition<JavaClass> beOnAFloor() {
    return new ArchCondition<>("be on a floor") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!FLOOR_OF_PACKAGE.containsKey(item.getPackageName())) {
          events.add(SimpleConditionEvent.violated(item, item.getName() + " is on no floor"));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> lookDownwards() {
    return new ArchCondition<>("know only their own package and floors below") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          String from = item.getPackageName();
          String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
          boolean ours = to.equals(ROOT) || to.startsWith(ROOT + ".");
          if (ours && !to.equals(from) && floor(to) >= floor(from)) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  /** What is on no floor stands above all others, so that none of them may know it. */
  private static int floor(String packageName) {
    return FLOOR_OF_PACKAGE.getOrDefault(packageName, Integer.MAX_VALUE);
  }
}
