/** What the tracer costs, beside the floors that nothing can go below. */
package io.watchlog.tracer.bench;
