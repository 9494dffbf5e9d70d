package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.examples.cli.Arguments;
import java.util.List;
import java.util.Set;

/**
 * How large a load, and where the spans go.
 *
 * @param requests how many requests are sent
 * @param concurrency how many at a time
 * @param seed decides which of them fail
 * @param agentUrl the agent, empty for one in this process
 */
record GatewayOptions(int requests, int concurrency, int seed, String agentUrl) {
  static GatewayOptions parse(List<String> args) {
    Arguments arguments = Arguments.parse(args, Set.of("requests", "concurrency", "seed", "agent"));
    return new GatewayOptions(
        arguments.number("requests", 500, 1, 10_000),
        arguments.number("concurrency", 16, 1, 256),
        arguments.number("seed", 1, Integer.MIN_VALUE, Integer.MAX_VALUE),
        arguments.text("agent", ""));
  }
}
