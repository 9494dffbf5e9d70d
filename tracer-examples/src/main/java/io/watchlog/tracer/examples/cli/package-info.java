/** What the example programs share: reading options, and text that is safe to print. */
package io.watchlog.tracer.examples.cli;
