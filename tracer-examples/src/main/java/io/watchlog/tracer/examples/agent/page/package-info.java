/**
 * The page of the local agent, and the API that it lives on: lists, details, figures, live events
 * and the export, all read-only.
 */
package io.watchlog.tracer.examples.agent.page;
