package io.watchlog.tracer.bench;

import io.watchlog.tracer.bench.ResultFile.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rounds of the same figures made one. */
final class Medians {
  private Medians() {}

  /** The median of each label and metric, in the order of their first appearance. */
  static List<Row> of(List<Row> rows) {
    Map<List<String>, List<Double>> values = new LinkedHashMap<>();
    for (Row row : rows) {
      values
          .computeIfAbsent(List.of(row.label(), row.metric(), row.unit()), key -> new ArrayList<>())
          .add(row.value());
    }
    List<Row> medians = new ArrayList<>();
    values.forEach(
        (key, list) ->
            medians.add(new Row(key.get(0), key.get(1), key.get(2), new Samples(list).median())));
    return medians;
  }
}
