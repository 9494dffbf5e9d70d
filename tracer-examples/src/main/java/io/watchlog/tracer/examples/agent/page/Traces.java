package io.watchlog.tracer.examples.agent.page;

import io.watchlog.tracer.examples.agent.trace.ReceivedSpan;
import io.watchlog.tracer.examples.agent.trace.ReceivedTrace;
import io.watchlog.tracer.examples.agent.trace.TraceFilter;
import io.watchlog.tracer.examples.agent.trace.TraceSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** All traces that were kept at one moment, the newest first. Immutable. */
final class Traces {
  private static final int MAX_CHOICES = 100;
  private static final int MAX_CHOICE_CHARS = 256;

  /** A trace with its summary. */
  record Listed(ReceivedTrace trace, TraceSummary summary) {}

  private final List<Listed> newestFirst;

  /**
   * What passed a filter.
   *
   * @param kept how many traces there are
   * @param matched how many passed
   * @param newest these, or as many of them as were asked for
   */
  record Matches(int kept, int matched, List<Listed> newest) {}

  /** What a filter can be set to, each in the order of its letters; of very many the first. */
  record Choices(SortedSet<String> apps, SortedSet<String> models, SortedSet<String> providers) {}

  Traces(List<ReceivedTrace> traces) {
    newestFirst = new ArrayList<>(traces.size());
    for (ReceivedTrace trace : traces) {
      newestFirst.add(new Listed(trace, TraceSummary.of(trace)));
    }
    newestFirst.sort(
        Comparator.comparingLong((Listed listed) -> listed.summary().startUs()).reversed());
  }

  Matches find(TraceFilter filter, int limit) {
    List<Listed> newest = new ArrayList<>();
    int matched = 0;
    for (Listed listed : newestFirst) {
      if (filter.matches(listed.trace(), listed.summary())) {
        matched++;
        if (newest.size() < limit) {
          newest.add(listed);
        }
      }
    }
    return new Matches(newestFirst.size(), matched, newest);
  }

  /** Whole traces, for the export. */
  List<ReceivedTrace> all(TraceFilter filter) {
    return newestFirst.stream()
        .filter(listed -> filter.matches(listed.trace(), listed.summary()))
        .map(Listed::trace)
        .toList();
  }

  Choices choices() {
    Choices choices = new Choices(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    for (Listed listed : newestFirst) {
      for (ReceivedSpan span : listed.trace().spans()) {
        add(choices.apps(), span.app());
        add(choices.models(), span.model());
        add(choices.providers(), span.provider());
      }
    }
    return choices;
  }

  private static void add(SortedSet<String> choices, String choice) {
    if (!choice.isEmpty() && choice.length() <= MAX_CHOICE_CHARS && choices.size() < MAX_CHOICES) {
      choices.add(choice);
    }
  }
}
