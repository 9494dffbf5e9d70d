// The spans of a trace as rows. Pure functions: nothing here knows the document.

/**
 * Rows in the order of the spans, which is depth first. The key tells spans apart that came twice with
 * one id; `end` is the index behind the last span below.
 */
export function toRows(spans, startUs, durationUs) {
  const seen = new Map();
  const rows = spans.map((span, index) => {
    const copies = seen.get(span.spanId) ?? 0;
    seen.set(span.spanId, copies + 1);
    return {
      key: `${span.spanId}\n${copies}`,
      span,
      index,
      end: spans.length,
      ...placeOf(span, startUs, durationUs),
    };
  });
  const open = [];
  for (const row of rows) {
    while (open.length > 0 && open.at(-1).span.depth >= row.span.depth) {
      open.pop().end = row.index;
    }
    open.push(row);
  }
  return rows;
}

/** Where a span's bar begins and how wide it is, in percent of the trace. */
export function placeOf(span, startUs, durationUs) {
  return { left: share(span.startUs - startUs, durationUs), width: share(span.durationUs, durationUs) };
}

const share = (us, ofUs) => (ofUs > 0 ? (us / ofUs) * 100 : 0);

/** The rows that no collapsed one hides. */
export function visibleRows(rows, collapsed) {
  const visible = [];
  for (let i = 0; i < rows.length;) {
    visible.push(rows[i]);
    i = collapsed.has(rows[i].key) ? rows[i].end : i + 1;
  }
  return visible;
}

/** Round times from 0 on: four to six of them up to the end of the trace. */
export function ticks(durationUs) {
  if (!(durationUs > 0)) {
    return [0];
  }
  const decade = 10 ** Math.floor(Math.log10(durationUs));
  const step = [0.2, 0.25, 0.5, 1, 2].map((size) => size * decade).find((size) => durationUs / size < 6);
  return Array.from({ length: Math.floor(durationUs / step) + 1 }, (_, i) => i * step);
}
