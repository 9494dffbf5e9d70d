/**
 * Open spans: their fields, their pool and registry, their ids and the clock. Floor 1: knows only
 * the JDK.
 *
 * <pre>
 *   start ──▶ OpenSpans (records by index) ──▶ SpanRecord ──end──▶ copied to a ring slot, record free again
 * </pre>
 */
package io.watchlog.tracer.internal.span;
