package io.watchlog.tracer.internal.http;

import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * How to speak to the agent.
 *
 * @param requestTimeoutNs for a whole exchange, connecting included
 * @param connectTimeoutNs for resolving a name, and for connecting to each of its addresses
 * @param maxConnections at most this many at once
 * @param headers what to send beside the library's own
 * @param sslContext for https; null for the JDK's own. Its trust manager runs on the event loop and
 *     must not block
 */
public record HttpSettings(
    long requestTimeoutNs,
    long connectTimeoutNs,
    int maxConnections,
    Map<String, String> headers,
    SSLContext sslContext) {}
