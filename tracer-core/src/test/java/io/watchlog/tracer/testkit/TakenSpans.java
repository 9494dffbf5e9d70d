package io.watchlog.tracer.testkit;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Digests bodies as the real agent does, and keeps what it took. Thread-safe. */
final class TakenSpans {
  private static final List<String> NEEDED = List.of("traceId", "spanId", "startTime", "endTime");

  private final List<ReceivedSpan> taken = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private SpanCount counter;
  private long count;
  private long duplicates;

  synchronized void countOnly() {
    counter = new SpanCount();
  }

  synchronized boolean countsOnly() {
    return counter != null;
  }

  synchronized List<ReceivedSpan> spans() {
    return List.copyOf(taken);
  }

  synchronized long count() {
    return count;
  }

  synchronized Set<String> ids() {
    return Set.copyOf(ids);
  }

  synchronized long duplicates() {
    return duplicates;
  }

  synchronized boolean hasTaken(long low) {
    return counter.contains(low);
  }

  /** Takes what is good in a request, and says what the real agent would. */
  Reply digest(FakeAgent.Request request, long claimedSkipped) {
    Reply counted = counted(request);
    if (counted != null) {
      return counted;
    }
    List<ReceivedSpan> spans;
    try {
      spans = request.spans();
    } catch (UncheckedIOException e) {
      return Reply.status(500).body("Internal error");
    }
    if (request.headers().containsKey("content-encoding")) {
      return Reply.status(500).body("Internal error");
    }
    Map<String, ReceivedSpan> good = new LinkedHashMap<>();
    long whole = 0;
    for (ReceivedSpan span : spans) {
      Map<String, Object> fields = span.fields();
      Object output = fields.get("output");
      if (output != null && !(output instanceof String)) {
        return Reply.status(500).body("Internal error");
      }
      if (NEEDED.stream().allMatch(name -> fields.get(name) != null)) {
        whole++;
        good.put(fields.get("spanId").toString(), span);
      }
    }
    take(good, whole - good.size());
    long skipped = spans.size() - whole;
    long said = claimedSkipped < 0 ? skipped : claimedSkipped;
    return Reply.status(200)
        .body("{\"status\":\"ok\",\"received\":" + spans.size() + ",\"skipped\":" + said + "}");
  }

  private synchronized Reply counted(FakeAgent.Request request) {
    if (counter == null) {
      return null;
    }
    int spans = counter.scan(request.body());
    count += spans;
    duplicates = counter.duplicates();
    return Reply.status(200).body("{\"status\":\"ok\",\"received\":" + spans + "}");
  }

  private synchronized void take(Map<String, ReceivedSpan> byId, long twiceInOne) {
    count += byId.size() + twiceInOne;
    duplicates += twiceInOne;
    for (String id : byId.keySet()) {
      if (!ids.add(id)) {
        duplicates++;
      }
    }
    taken.addAll(byId.values());
  }
}
