package io.watchlog.tracer.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubernetesProbeTest {
  @TempDir Path directory;
  private final List<String> lookedUp = new ArrayList<>();
  private Path token;
  private Path cgroup;

  @BeforeEach
  void nameTheFiles() {
    token = directory.resolve("token");
    cgroup = directory.resolve("cgroup");
  }

  private boolean probe(Predicate<String> resolves) {
    return new KubernetesProbe(
            token,
            cgroup,
            name -> {
              lookedUp.add(name);
              return resolves.test(name);
            })
        .inKubernetes();
  }

  private boolean probe(boolean inCluster) {
    return probe(name -> inCluster && name.equals(KubernetesProbe.CLUSTER_NAME));
  }

  @Test
  void theTokenIsASignAndNothingIsLookedUp() throws IOException {
    Files.createFile(token);
    assertTrue(probe(false));
    assertEquals(List.of(), lookedUp);
  }

  @Test
  void aCgroupOfPodsIsASignAndNothingIsLookedUp() throws IOException {
    Files.writeString(cgroup, "12:memory:/a\n11:cpu:/kubepods/burstable/pod1\n");
    assertTrue(probe(false));
    assertEquals(List.of(), lookedUp);
  }

  @Test
  void anotherCgroupIsNone() throws IOException {
    Files.writeString(cgroup, "0::/docker/abc\n");
    assertFalse(probe(false));
  }

  @Test
  void theClustersNameIsASign() {
    assertTrue(probe(true));
    assertEquals("kubernetes.default.svc.cluster.local", lookedUp.get(0));
  }

  @Test
  void aNameServiceThatKnowsEveryNameIsNone() {
    assertFalse(probe(name -> true));
    assertFalse(probe(name -> true));
    assertEquals(3, Set.copyOf(lookedUp).size(), "one of the cluster, and two made up");
    assertTrue(lookedUp.stream().allMatch(name -> name.endsWith(".default.svc.cluster.local")));
  }

  @Test
  void withoutAnyThereIsNoneAndNoOtherNameIsLookedUp() {
    assertFalse(probe(false));
    assertEquals(List.of("kubernetes.default.svc.cluster.local"), lookedUp);
  }

  @Test
  void aMadeUpNameIsOneThatANameServerMayBeAsked() {
    assertTrue(probe(true));
    assertTrue(lookedUp.get(1).matches("[a-z0-9-]{1,63}\\.default\\.svc\\.cluster\\.local"));
  }

  @Test
  void aCgroupThatCannotBeReadIsNone() throws IOException {
    Files.createDirectory(cgroup);
    assertFalse(probe(false));
  }

  @Test
  void aBrokenLinkIsNoToken() throws IOException {
    Files.createSymbolicLink(token, directory.resolve("nowhere"));
    assertFalse(probe(false));
  }
}
