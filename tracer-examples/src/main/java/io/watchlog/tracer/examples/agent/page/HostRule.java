package io.watchlog.tracer.examples.agent.page;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.Locale;

/**
 * Who may talk to the agent from within a browser. A page of a stranger's can have its own name
 * resolve to this machine (DNS rebinding) and then reads what it likes: so only names are answered
 * that no stranger can have, which are {@code localhost}, addresses, and the host that the agent
 * was told to listen on.
 *
 * @param host the host that the agent was told to listen on
 */
public record HostRule(String host) {
  /**
   * Whether a request names a host that is this agent's.
   *
   * @param headers the request's
   * @return false too where it names none
   */
  public boolean allowsHost(HttpHeaders headers) {
    String name = nameOf(headers.get(HttpHeaderNames.HOST, ""));
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || NetUtil.isValidIpV4Address(name)
        || NetUtil.isValidIpV6Address(name)
        || (!name.isEmpty() && name.equalsIgnoreCase(host));
  }

  /**
   * Whether a request may change something. Browsers say from which page it comes, other clients
   * say nothing.
   *
   * @param headers the request's
   * @return false where it comes from another page than the agent's own
   */
  public boolean allowsOrigin(HttpHeaders headers) {
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    return origin == null
        || (allowsHost(headers) && origin.equals("http://" + headers.get(HttpHeaderNames.HOST)));
  }

  /** The host without its port and brackets. */
  private static String nameOf(String hostHeader) {
    String host = hostHeader.toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? "" : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
