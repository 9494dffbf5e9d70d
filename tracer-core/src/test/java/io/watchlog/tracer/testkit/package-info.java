/**
 * What tests share: an agent that reads real bytes and answers by a script, and waiting for
 * conditions.
 */
package io.watchlog.tracer.testkit;
