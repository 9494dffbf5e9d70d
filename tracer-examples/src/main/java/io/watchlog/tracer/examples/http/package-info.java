/**
 * The plumbing of a small HTTP server on Netty, and of JSON; what the servers of the examples
 * share.
 */
package io.watchlog.tracer.examples.http;
