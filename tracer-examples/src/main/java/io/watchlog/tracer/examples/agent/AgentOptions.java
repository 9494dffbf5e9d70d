package io.watchlog.tracer.examples.agent;

import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a {@link LocalAgent} is to run. Immutable; begin with {@link #defaults()}.
 *
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any that is free
 * @param maxTraces how many traces are kept, at least 1
 * @param maxBytes about how much memory they may take
 * @param keepAlive after this long without a request a connection is closed
 * @param quiet after this long without a new span a trace is taken for finished
 * @param onTrace given each finished trace, on a thread of the agent's own; must not throw
 * @param onSpan given each span as it is taken, on the event loop; must neither block nor throw
 */
public record AgentOptions(
    String host,
    int port,
    int maxTraces,
    long maxBytes,
    Duration keepAlive,
    Duration quiet,
    Consumer<ReceivedTrace> onTrace,
    Consumer<ReceivedSpan> onSpan) {

  /** Where an application looks for the agent if nothing else is said. */
  public static final int DEFAULT_PORT = 3774;

  /** How many traces are kept if nothing else is said. */
  public static final int DEFAULT_MAX_TRACES = 1_000;

  /**
   * The agent's own values: loopback, port 3774, connections kept for 5 s; 1,000 traces in 64 MiB,
   * finished after 500 ms, told to nobody.
   *
   * @return the defaults
   */
  public static AgentOptions defaults() {
    return new AgentOptions(
        "127.0.0.1",
        DEFAULT_PORT,
        DEFAULT_MAX_TRACES,
        64L << 20,
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        trace -> {},
        span -> {});
  }

  /**
   * The same with another address.
   *
   * @param host a name or an address
   * @return the changed options
   */
  public AgentOptions withHost(String host) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }

  /**
   * The same with another port.
   *
   * @param port a port, 0 for any that is free
   * @return the changed options
   */
  public AgentOptions withPort(int port) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }

  /**
   * The same with another bound.
   *
   * @param maxTraces how many traces are kept
   * @return the changed options
   */
  public AgentOptions withMaxTraces(int maxTraces) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }

  /**
   * The same with another bound.
   *
   * @param maxBytes about how much memory the traces may take
   * @return the changed options
   */
  public AgentOptions withMaxBytes(long maxBytes) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }

  /**
   * The same with another keep-alive time.
   *
   * @param keepAlive after this long without a request a connection is closed
   * @return the changed options
   */
  public AgentOptions withKeepAlive(Duration keepAlive) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }

  /**
   * The same with somebody to be told of finished traces.
   *
   * @param onTrace given each finished trace
   * @return the changed options
   */
  public AgentOptions withOnTrace(Consumer<ReceivedTrace> onTrace) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }

  /**
   * The same with somebody to be told of spans.
   *
   * @param onSpan given each span as it is taken
   * @return the changed options
   */
  public AgentOptions withOnSpan(Consumer<ReceivedSpan> onSpan) {
    return new AgentOptions(host, port, maxTraces, maxBytes, keepAlive, quiet, onTrace, onSpan);
  }
}
