package io.watchlog.tracer.examples.agent;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The last traces, in bounded memory: at most so many traces, and so many bytes for all of them
 * together. The trace that has been quiet for longest goes first.
 *
 * <p>Thread-safe: the event loop adds, the printing thread takes what is finished. Time is passed
 * in.
 */
final class TraceStore {
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
  private long bytes;
  private long received;
  private long skipped;
  private long unshown;

  /**
   * Makes an empty store.
   *
   * @param maxTraces how many traces are kept
   * @param maxBytes about how many bytes they may take
   * @param quietNs how long nothing may arrive for a trace until it is taken for finished
   */
  TraceStore(int maxTraces, long maxBytes, long quietNs) {
    this.maxTraces = maxTraces;
    this.maxBytes = maxBytes;
    this.quietNs = quietNs;
  }

  synchronized void add(SpanParser.Batch batch, long nowNs) {
    received += batch.spans().size();
    skipped += batch.skipped();
    for (ReceivedSpan span : batch.spans()) {
      // Removed and put again, so that it becomes the youngest.
      Entry entry = traces.remove(span.traceId());
      if (entry == null) {
        entry = new Entry(span.traceId());
        bytes += entry.bytes;
      }
      traces.put(span.traceId(), entry);
      bytes += entry.add(span, nowNs, maxBytes / TRACE_SHARE);
      evict();
    }
  }

  private void evict() {
    Iterator<Entry> eldest = traces.values().iterator();
    while (traces.size() > maxTraces || bytes > maxBytes) {
      Entry evicted = eldest.next();
      eldest.remove();
      bytes -= evicted.bytes;
      unshown += evicted.shown ? 0 : 1;
    }
  }

  /**
   * The traces that have become finished since the last call; each is returned once, unless it
   * grows.
   */
  synchronized List<ReceivedTrace> takeFinished(long nowNs) {
    return take(entry -> nowNs - entry.lastNs >= (entry.rootSeen ? quietNs : ROOTLESS_QUIET_NS));
  }

  /** All traces that have not been taken yet, finished or not. */
  synchronized List<ReceivedTrace> takeAll() {
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

  synchronized Optional<ReceivedTrace> trace(String id) {
    return Optional.ofNullable(traces.get(id)).map(entry -> entry.snapshot(id));
  }

  synchronized List<ReceivedTrace> traces() {
    List<ReceivedTrace> all = new ArrayList<>(traces.size());
    traces.forEach((id, entry) -> all.add(entry.snapshot(id)));
    return all;
  }

  /** How many spans were taken, kept or not. */
  synchronized long received() {
    return received;
  }

  /** How many spans were passed over for want of an id or a time. */
  synchronized long skipped() {
    return skipped;
  }

  /** How many traces were evicted before they had been taken. */
  synchronized long unshown() {
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
