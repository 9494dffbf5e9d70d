package io.watchlog.tracer.examples.agent.trace;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last traces, in bounded memory: at most so many traces, and so many bytes for all of them
 * together. The trace that has been quiet for longest goes first; the totals keep what it counted.
 *
 * <p>Thread-safe: the event loop adds, the printing thread takes what is finished, the page's
 * looks. Time is passed in.
 */
public final class TraceStore {
  /**
   * Without its root, a trace is taken for finished only after this long: a root usually comes
   * last.
   */
  private static final long ROOTLESS_QUIET_NS = 10_000_000_000L;

  /** What one trace may take of the bytes, so that it cannot push out all others. */
  private static final int TRACE_SHARE = 4;

  /** A guess at the heap that a trace takes beside its spans and its id. */
  private static final int OVERHEAD_BYTES = 200;

  private final int maxTraces;
  private final long maxBytes;
  private final long quietNs;
  private final Map<String, Entry> traces =
      new LinkedHashMap<>(); // the one quiet for longest first
  private final EvictedIds evictedIds = new EvictedIds();
  private final SpanWindow window;
  private long bytes;
  private long received;
  private long skipped;
  private long begun;
  private long evicted;
  private long unshown;
  private long tokens;
  private double cost;
  private long errors;

  /**
   * Makes an empty store.
   *
   * @param maxTraces how many traces are kept
   * @param maxBytes about how many bytes they may take
   * @param quietNs how long nothing may arrive for a trace until it is taken for finished
   * @param nowNs the time now
   */
  public TraceStore(int maxTraces, long maxBytes, long quietNs, long nowNs) {
    this.maxTraces = maxTraces;
    this.maxBytes = maxBytes;
    this.quietNs = quietNs;
    this.window = new SpanWindow(nowNs);
  }

  /**
   * Takes a batch.
   *
   * @param batch what was in it
   * @param nowNs the time now
   */
  public synchronized void add(ReceivedBatch batch, long nowNs) {
    received += batch.spans().size();
    skipped += batch.skipped();
    for (ReceivedSpan span : batch.spans()) {
      count(span, nowNs);
      // Removed and put again, so that it becomes the youngest.
      Entry entry = traces.remove(span.traceId());
      if (entry == null) {
        entry = new Entry(span.traceId());
        begun += evictedIds.contains(span.traceId()) ? 0 : 1;
        bytes += entry.bytes;
      }
      traces.put(span.traceId(), entry);
      bytes += entry.add(span, nowNs, maxBytes / TRACE_SHARE);
      evict();
    }
  }

  private void count(ReceivedSpan span, long nowNs) {
    window.add(span, nowNs);
    tokens += span.tokens();
    cost += span.cost();
    errors += span.isError() ? 1 : 0;
  }

  private void evict() {
    Iterator<Map.Entry<String, Entry>> eldest = traces.entrySet().iterator();
    while (traces.size() > maxTraces || bytes > maxBytes) {
      Map.Entry<String, Entry> next = eldest.next();
      eldest.remove();
      evictedIds.add(next.getKey());
      evicted++;
      bytes -= next.getValue().bytes;
      unshown += next.getValue().shown ? 0 : 1;
    }
  }

  /**
   * The traces that have become finished since the last call; each is returned once, unless it
   * grows.
   *
   * @param nowNs the time now
   * @return copies
   */
  public synchronized List<ReceivedTrace> takeFinished(long nowNs) {
    return take(entry -> nowNs - entry.lastNs >= (entry.rootSeen ? quietNs : ROOTLESS_QUIET_NS));
  }

  /**
   * All traces that have not been taken yet, finished or not.
   *
   * @return copies
   */
  public synchronized List<ReceivedTrace> takeAll() {
    return take(entry -> true);
  }

  private List<ReceivedTrace> take(Predicate<Entry> condition) {
    List<ReceivedTrace> taken = new ArrayList<>();
    traces.forEach(
        (id, entry) -> {
          if (!entry.shown && condition.test(entry)) {
            entry.shown = true;
            taken.add(entry.snapshot(id));
          }
        });
    return taken;
  }

  /**
   * One trace.
   *
   * @param id its id
   * @return what is kept of it
   */
  public synchronized Optional<ReceivedTrace> trace(String id) {
    return Optional.ofNullable(traces.get(id)).map(entry -> entry.snapshot(id));
  }

  /**
   * All traces that are kept.
   *
   * @return copies, the one that has been quiet for longest first
   */
  public synchronized List<ReceivedTrace> traces() {
    List<ReceivedTrace> all = new ArrayList<>(traces.size());
    traces.forEach((id, entry) -> all.add(entry.snapshot(id)));
    return all;
  }

  /**
   * What was taken since the start.
   *
   * @return exact counts
   */
  public synchronized Totals totals() {
    return new Totals(received, skipped, begun, traces.size(), evicted, tokens, cost, errors);
  }

  /**
   * What was taken within the last minute.
   *
   * @param nowNs the time now
   * @return a snapshot
   */
  public synchronized RecentActivity recent(long nowNs) {
    return window.recent(nowNs);
  }

  /**
   * How many traces were evicted before they had been taken.
   *
   * @return the count since the start
   */
  public synchronized long unshown() {
    return unshown;
  }

  private static final class Entry {
    private final List<ReceivedSpan> spans = new ArrayList<>();
    private long bytes;
    private long omitted;
    private long lastNs;
    private boolean rootSeen;
    private boolean shown;

    Entry(String id) {
      bytes = OVERHEAD_BYTES + 2L * id.length();
    }

    /** Keeps the span if there is room; returns the bytes that it takes. */
    long add(ReceivedSpan span, long nowNs, long maxBytes) {
      lastNs = nowNs;
      shown = false;
      rootSeen |= span.isRoot();
      long size = span.sizeBytes();
      if (bytes + size > maxBytes) {
        omitted++;
        return 0;
      }
      spans.add(span);
      bytes += size;
      return size;
    }

    ReceivedTrace snapshot(String id) {
      return new ReceivedTrace(id, List.copyOf(spans), omitted);
    }
  }
}
