package io.watchlog.tracer.examples.agent.page;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.TraceFilter;
import io.watchlog.tracer.examples.agent.trace.TraceStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the open pages what has changed, as server-sent events: the figures at each tick, the list
 * where spans have arrived since the last one. A page that reads more slowly is told less often, so
 * that nothing piles up. What the last lists have stays here until the next ones: under load a
 * trace is evicted before anybody can click on it. Confined to one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class EventFeed {
  private static final byte[] STATS = "event: stats\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRACES = "event: traces\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final TraceStore store;
  private final List<Listener> listeners = new ArrayList<>();
  private Map<String, ReceivedTrace> listed = new HashMap<>();
  private Map<String, ReceivedTrace> listedBefore = new HashMap<>();

  private static final class Listener {
    private final ChannelHandlerContext context;
    private final TraceFilter filter;
    private final int limit;
    private long toldOf = -1;

    Listener(ChannelHandlerContext context, TraceFilter filter, int limit) {
      this.context = context;
      this.filter = filter;
      this.limit = limit;
    }
  }

  EventFeed(TraceStore store) {
    this.store = store;
  }

  int size() {
    return listeners.size();
  }

  /** Tells a page from now on; its response has begun. */
  void add(ChannelHandlerContext context, TraceFilter filter, int limit) {
    if (!context.channel().isActive()) {
      return; // and was removed before
    }
    Listener listener = new Listener(context, filter, limit);
    listeners.add(listener);
    tell(List.of(listener));
  }

  void remove(ChannelHandlerContext context) {
    listeners.removeIf(listener -> listener.context == context);
  }

  /** To be called from time to time. */
  void tick() {
    listedBefore = listed; // a list may be on its way while somebody clicks on the last one
    listed = new HashMap<>();
    try {
      tell(listeners);
    } catch (RuntimeException e) {
      // They connect again, and are told then; an exception would end the ticks for good.
      for (Listener listener : listeners) {
        var unused = listener.context.channel().close();
      }
    }
  }

  /** A trace that an open page has in its list, whether it is still kept or not. */
  Optional<ReceivedTrace> listed(String id) {
    return Optional.ofNullable(listed.getOrDefault(id, listedBefore.get(id)));
  }

  private void tell(List<Listener> all) {
    List<Listener> ready =
        all.stream().filter(listener -> listener.context.channel().isWritable()).toList();
    if (ready.isEmpty()) {
      return;
    }
    long received = store.totals().received(); // first: what arrives meanwhile is told next time
    Traces traces = new Traces(store.traces());
    byte[] stats = TraceJson.stats(store, traces);
    for (Listener listener : ready) {
      send(listener, STATS, stats);
      if (listener.toldOf != received) {
        listener.toldOf = received;
        Traces.Matches matches = traces.find(listener.filter, listener.limit);
        matches.newest().forEach(one -> listed.put(one.trace().id(), one.trace()));
        send(listener, TRACES, TraceJson.list(matches));
      }
    }
  }

  private static void send(Listener listener, byte[] event, byte[] json) {
    ByteBuf bytes = Unpooled.wrappedBuffer(event, json, END);
    var unused =
        listener
            .context
            .writeAndFlush(new DefaultHttpContent(bytes))
            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }
}
