package io.watchlog.tracer.examples.agent.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A span in its place in the tree.
 *
 * @param span the span
 * @param children those that name it as their parent, by their start
 * @param orphan whether the parent that it names is not there
 */
public record TraceNode(ReceivedSpan span, List<TraceNode> children, boolean orphan) {
  private static final Comparator<TraceNode> BY_START =
      Comparator.comparingLong(node -> node.span().startUs());

  /**
   * Puts every span into one place: below its parent, or, where that is missing, below the root.
   * Spans that name each other as parents are cut at the one that started first. Of a span that
   * came twice, the first one has the children.
   *
   * @param spans the spans of one trace in any order
   * @return the tops of the tree; more than one only if there are several roots, or none
   */
  public static List<TraceNode> arrange(List<ReceivedSpan> spans) {
    List<ReceivedSpan> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(ReceivedSpan::startUs)); // stable: then as they came
    Set<String> ids = new HashSet<>();
    Map<String, List<ReceivedSpan>> byParent = new HashMap<>();
    for (ReceivedSpan span : sorted) {
      ids.add(span.spanId());
      byParent.computeIfAbsent(span.parentId(), id -> new ArrayList<>()).add(span);
    }
    Set<ReceivedSpan> placed = Collections.newSetFromMap(new IdentityHashMap<>());
    List<TraceNode> tops = new ArrayList<>();
    List<TraceNode> orphans = new ArrayList<>();
    for (ReceivedSpan span : sorted) {
      if (span.isRoot()) {
        tops.add(grow(span, false, byParent, placed));
      } else if (!ids.contains(span.parentId())) {
        orphans.add(grow(span, true, byParent, placed));
      }
    }
    for (ReceivedSpan span : sorted) { // what is left hangs in a circle
      if (!placed.contains(span)) {
        orphans.add(grow(span, true, byParent, placed));
      }
    }
    List<TraceNode> home = tops.isEmpty() ? tops : tops.get(0).children();
    home.addAll(orphans);
    home.sort(BY_START);
    return tops;
  }

  /**
   * A node and how deep it is.
   *
   * @param node the node
   * @param depth 0 for the tops
   */
  public record Placed(TraceNode node, int depth) {}

  /**
   * All nodes, each before those below it; without recursion, for a chain may be long.
   *
   * @param tops the tops of the tree
   * @return all nodes of it
   */
  public static List<Placed> depthFirst(List<TraceNode> tops) {
    List<Placed> placed = new ArrayList<>();
    Deque<Placed> stack = new ArrayDeque<>();
    push(tops, 0, stack);
    while (!stack.isEmpty()) {
      Placed next = stack.pop();
      placed.add(next);
      push(next.node().children(), next.depth() + 1, stack);
    }
    return placed;
  }

  private static void push(List<TraceNode> nodes, int depth, Deque<Placed> stack) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      stack.push(new Placed(nodes.get(i), depth));
    }
  }

  /** The span with all below it; without recursion, for a chain may be long. */
  private static TraceNode grow(
      ReceivedSpan top,
      boolean orphan,
      Map<String, List<ReceivedSpan>> byParent,
      Set<ReceivedSpan> placed) {
    TraceNode node = new TraceNode(top, new ArrayList<>(), orphan);
    placed.add(top);
    Deque<TraceNode> growing = new ArrayDeque<>(List.of(node));
    while (!growing.isEmpty()) {
      TraceNode parent = growing.pop();
      List<ReceivedSpan> children = byParent.remove(parent.span().spanId());
      for (ReceivedSpan child : children == null ? List.<ReceivedSpan>of() : children) {
        if (placed.add(child)) {
          TraceNode below = new TraceNode(child, new ArrayList<>(), false);
          parent.children().add(below);
          growing.push(below);
        }
      }
    }
    return node;
  }
}
