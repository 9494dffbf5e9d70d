/**
 * HTTP to the agent: one POST at a time on a connection, a few kept connections, answers made out.
 * Floor 2: knows Netty, Jackson and the JDK; nothing of spans, records or retries.
 *
 * <pre>
 *   post(body) ──▶ AgentExchange ──idle──▶ AgentConnection ──▶ AgentAnswer ──▶ AnswerClassifier ──▶ Outcome
 *                       │                        ▲
 *                       └──none idle──▶ Connector ┘   (NameResolver, connect, TLS)
 * </pre>
 *
 * <p>Everything runs on the event loop that the pool is given. Bodies are never compressed,
 * redirects never followed.
 */
package io.watchlog.tracer.internal.http;
