package io.watchlog.tracer.internal.http;

import java.net.URI;
import java.util.Locale;

/**
 * Where to send, taken apart once.
 *
 * @param tls whether the scheme is {@code https}
 * @param host a name, or an address without brackets
 * @param port 1..65535
 * @param path what stands in the request line
 * @param hostHeader the value of the {@code Host} header
 */
public record AgentEndpoint(boolean tls, String host, int port, String path, String hostHeader) {

  /**
   * Takes a URI apart.
   *
   * @throws IllegalArgumentException if it names no host, or its scheme is neither http nor https
   */
  public static AgentEndpoint of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("agent URL must be http or https, was " + uri);
    }
    boolean tls = scheme.equals("https");
    String authority = uri.getRawAuthority();
    if (authority == null || authority.isEmpty()) {
      throw new IllegalArgumentException("agent URL must name a host, was " + uri);
    }
    // By hand: URI.getHost is null for names with an underscore, which container networks do have.
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String bracketed = hasPort ? authority.substring(0, colon) : authority;
    int defaultPort = tls ? 443 : 80;
    int port = defaultPort;
    if (hasPort && colon < authority.length() - 1) {
      port = Integer.parseInt(authority.substring(colon + 1));
    }
    if (bracketed.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "agent URL must name a host and a port in 1..65535, was " + uri);
    }
    boolean literal6 = bracketed.startsWith("[") && bracketed.endsWith("]");
    String host = literal6 ? bracketed.substring(1, bracketed.length() - 1) : bracketed;
    // A zone, which a URL should separate by %25, is for this host only; it must not stand in a
    // header.
    host = host.replaceFirst("%25(?=.)", "%");
    int zone = host.indexOf('%');
    String shown = literal6 ? "[" + (zone < 0 ? host : host.substring(0, zone)) + "]" : host;
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new AgentEndpoint(
        tls, host, port, path, port == defaultPort ? shown : shown + ":" + port);
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + hostHeader + path;
  }
}
