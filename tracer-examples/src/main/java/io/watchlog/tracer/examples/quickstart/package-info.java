/** The shortest program that traces something and sees it arrive. */
package io.watchlog.tracer.examples.quickstart;
