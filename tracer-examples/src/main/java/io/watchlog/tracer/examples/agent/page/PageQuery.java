package io.watchlog.tracer.examples.agent.page;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.watchlog.tracer.examples.agent.trace.TraceFilter;
import java.util.List;
import java.util.Map;

/**
 * What a request asks for. A number that is none, or out of range, is taken for the nearest one
 * that is allowed, or as not given.
 *
 * @param filter which traces
 * @param limit how many of them at most: 1 to 1,000, 200 if not given
 */
record PageQuery(TraceFilter filter, int limit) {
  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 1_000;

  static PageQuery of(String uri) {
    Map<String, List<String>> parameters = new QueryStringDecoder(uri).parameters();
    TraceFilter filter =
        new TraceFilter(
            text(parameters, "app"),
            text(parameters, "status"),
            text(parameters, "model"),
            text(parameters, "provider"),
            text(parameters, "text"),
            slowerThanUs(text(parameters, "slowerThanMs")));
    return new PageQuery(filter, limit(text(parameters, "limit")));
  }

  private static String text(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of("")).get(0);
  }

  private static long slowerThanUs(String ms) {
    try {
      double given = Double.parseDouble(ms);
      return given < 0 ? TraceFilter.ALL.slowerThanUs() : (long) (given * 1_000);
    } catch (NumberFormatException e) {
      return TraceFilter.ALL.slowerThanUs();
    }
  }

  private static int limit(String text) {
    try {
      return Math.max(1, Math.min(Integer.parseInt(text), MAX_LIMIT));
    } catch (NumberFormatException e) {
      return DEFAULT_LIMIT;
    }
  }
}
