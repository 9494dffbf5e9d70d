/**
 * An LLM gateway as a real service would have it, traced, with everything around it that is needed
 * to run it: a model server that follows a script, clients, and an agent. The part to copy from is
 * {@link io.watchlog.tracer.examples.gateway.ChatService}.
 *
 * <pre>
 *   LoadClient ─POST /chat─▶ ChatGateway ─▶ ChatService ─▶ ModelClient ─stream─▶ ModelServer
 *                           event loop      workers        client's threads      by its script
 *                                 └────────────┴──────────────┘
 *                                      spans │ counted on both sides
 *                                            ▼
 *                                       LocalAgent
 * </pre>
 */
package io.watchlog.tracer.examples.gateway;
