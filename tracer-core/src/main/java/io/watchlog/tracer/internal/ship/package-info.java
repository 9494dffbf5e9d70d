/**
 * The sender thread: reads the logs, sends batches, settles records. Floor 3: knows {@code
 * internal.log}'s {@link io.watchlog.tracer.internal.log.RecordSource}, {@code internal.http} and
 * floor 1; nothing of rings or encoding.
 *
 * <pre>
 *   RecordSource ──▶ Lane ──BatchBuilder──▶ Batch ──▶ Delivery ──▶ AgentConnectionPool
 *                     ▲                       │            │ answer
 *                     └── acknowledge prefix ─┴─ settle ◀──┘
 *                                                 │
 *                                  Settlement (ledger, flushes, drops)
 * </pre>
 *
 * <p>Decisions are in classes without effects ({@code RetryPolicy}, {@code CircuitBreaker}, {@code
 * AgentHealth}, {@code PoisonIsolation}, {@code BatchLimit}); what goes next is in {@code
 * SendOrder}, what an answer asks for in {@code Delivery}. {@code Sender} holds the thread, its
 * timer and its rest; {@code DeliveryRecord} shows others how delivery stands.
 */
package io.watchlog.tracer.internal.ship;
