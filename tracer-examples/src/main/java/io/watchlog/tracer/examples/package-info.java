/**
 * Programs to run and to copy from: {@link io.watchlog.tracer.examples.Main} starts one by its
 * name.
 *
 * <pre>
 *   Main ──▶ quickstart ──▶ agent     the usage example, and a place for its spans to go
 *        ──▶ gateway    ──▶ agent     a service under load, both sides counted
 *        ──▶ agent                    the local stand-in for the Watchlog agent, on its own
 * </pre>
 *
 * <p>Only the public API of {@code tracer-core} is used here.
 */
package io.watchlog.tracer.examples;
