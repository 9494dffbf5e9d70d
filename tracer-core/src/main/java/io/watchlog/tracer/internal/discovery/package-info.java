/**
 * Where the agent is: the rules of its URL, and the detection of Kubernetes. Floor 2: knows only
 * the JDK.
 */
package io.watchlog.tracer.internal.discovery;
