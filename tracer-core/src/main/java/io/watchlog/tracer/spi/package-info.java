/** What a user may plug in: a listener and a redactor. Floor 1: knows nothing of the tracer. */
package io.watchlog.tracer.spi;
