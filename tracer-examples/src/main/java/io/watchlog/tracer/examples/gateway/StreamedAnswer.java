package io.watchlog.tracer.examples.gateway;

import io.watchlog.tracer.examples.http.Json;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Flow;

/** Puts an answer together from the lines of its event stream; used by one thread at a time. */
final class StreamedAnswer implements Flow.Subscriber<String> {
  private static final String DATA = "data: ";

  private final StringBuilder text = new StringBuilder();
  private Map<String, String> usage;
  private IOException malformed;

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (!line.startsWith(DATA)) {
      return; // the blank line behind each event, or the text of an error
    }
    try {
      Map<String, String> event = Json.read(line.substring(DATA.length()));
      if (event.containsKey("delta")) {
        text.append(event.get("delta"));
      } else {
        usage = event;
      }
    } catch (IOException e) {
      malformed = e;
    }
  }

  @Override
  public void onError(Throwable failure) {
    // The exchange's future fails of it.
  }

  @Override
  public void onComplete() {
    // The exchange's future says so.
  }

  /** The whole answer, once the stream has ended. */
  ModelAnswer answer(int status) {
    if (status != 200) {
      throw new ModelException("model server answered " + status);
    }
    if (malformed != null || usage == null) {
      throw new ModelException("the model's answer broke off", malformed);
    }
    return new ModelAnswer(
        text.toString().strip(),
        Long.parseLong(usage.getOrDefault("inputTokens", "0")),
        Long.parseLong(usage.getOrDefault("outputTokens", "0")));
  }
}
