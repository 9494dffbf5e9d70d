/**
 * The traces that the local agent has received, in bounded memory: kept, counted, filtered and
 * drawn as text.
 */
package io.watchlog.tracer.examples.agent.trace;
