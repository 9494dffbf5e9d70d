/**
 * Where the agent is: the rules of its URL, and the detection of Kubernetes. Floor 2: knows only
 * the JDK, and nothing of options, of the queue or of how spans are sent.
 *
 * <pre>
 *   a URL was given ── AgentUrl ───────────────────────────────▶ URI
 *   none was given ─── AgentDetection ── KubernetesProbe ──────▶ URI, within 1 s
 *                      (own thread)      (own thread, may hang)
 * </pre>
 */
package io.watchlog.tracer.internal.discovery;
