/**
 * A stand-in for the Watchlog agent on the same machine: its HTTP contract, nothing behind it. It
 * shows what an application sends, as the agent would take it, without an account or an
 * installation.
 *
 * <pre>
 *   POST /ai-tracer ─▶ AgentHandler ─▶ SpanParser ─▶ TraceStore ─▶ TraceTree ─▶ stdout
 * </pre>
 *
 * <p>It knows nothing of the tracer: only what is on the wire.
 */
package io.watchlog.tracer.examples.agent;
