package io.watchlog.tracer.internal.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Asks whether this process runs in Kubernetes: first two files, then the name service, which may
 * hang for as long as the resolver likes. Stateless.
 *
 * <p>There are name services that know every name: a wildcard, a provider that sells unknown names
 * to advertisers, the portal of a hotel. Prompts must not go to the addresses they make up.
 */
public final class KubernetesProbe {
  static final String NAMESPACE = ".default.svc.cluster.local";
  static final String CLUSTER_NAME = "kubernetes" + NAMESPACE;

  private static final int MAX_CGROUP_BYTES = 64 * 1024;

  private final Path tokenFile;
  private final Path cgroupFile;
  private final Predicate<String> resolves;

  /** A probe of this machine. */
  public KubernetesProbe() {
    this(
        Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"),
        Path.of("/proc/1/cgroup"),
        KubernetesProbe::isKnownName);
  }

  KubernetesProbe(Path tokenFile, Path cgroupFile, Predicate<String> resolves) {
    this.tokenFile = tokenFile;
    this.cgroupFile = cgroupFile;
    this.resolves = resolves;
  }

  /** True where one of the three signs is there; the last only where made-up names are unknown. */
  public boolean inKubernetes() {
    return Files.exists(tokenFile) || cgroupNamesPods() || clusterAnswers();
  }

  private boolean clusterAnswers() {
    // Made up anew, so that no cache and no rule can know it: a cluster has no such service.
    return resolves.test(CLUSTER_NAME) && !resolves.test("no-" + UUID.randomUUID() + NAMESPACE);
  }

  private boolean cgroupNamesPods() {
    try (InputStream in = Files.newInputStream(cgroupFile)) {
      String text = new String(in.readNBytes(MAX_CGROUP_BYTES), StandardCharsets.ISO_8859_1);
      return text.contains("kubepods");
    } catch (IOException e) {
      // Missing on other systems, unreadable in some containers: both are the answer no.
      return false;
    }
  }

  private static boolean isKnownName(String name) {
    try {
      // The dot keeps the resolver from trying the name under its search domains as well, where a
      // wildcard of the host's network could answer for it.
      return InetAddress.getAllByName(name + ".").length > 0;
    } catch (UnknownHostException e) {
      // The answer no, not a failure.
      return false;
    }
  }
}
