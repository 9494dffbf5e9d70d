// The last minute in pictures, each with its numbers as texts.

import { el, setAttribute, setText, setValue, showEach, svg, userText } from './dom.js';
import { compact, cost, cutName, duration, number, percent } from './format.js';

const WIDTH = 120;
const HEIGHT = 32;
const MAX_MODELS = 6;
const OTHERS = 'others';

export class Charts {
  #spans = new Sparkline('Spans/s', 'spans');
  #tokens = new Sparkline('Tokens/s', 'tokens');
  #errors = new Sparkline('Error rate', 'errors');
  #models = new ModelCosts();
  #names = new Latencies();

  constructor(strip) {
    strip.append(
      ...[this.#spans, this.#tokens, this.#errors, this.#models, this.#names].map((chart) => chart.element),
    );
  }

  show({ spans, tokens, errors, models, names }) {
    // The last second goes on: it is no full one yet.
    const full = (seconds) => seconds.slice(0, -1);
    for (const [chart, seconds] of [
      [this.#spans, spans],
      [this.#tokens, tokens],
    ]) {
      const peak = Math.max(...seconds);
      const current = full(seconds).at(-1) ?? 0;
      chart.show(
        full(seconds),
        Math.max(peak, 1),
        compact(current, 10_000),
        current,
        `peak ${compact(peak, 10_000)}`,
      );
    }
    const rates = spans.map((all, i) => (all === 0 ? 0 : errors[i] / all));
    const all = sum(spans);
    const failed = sum(errors);
    const rate = all === 0 ? 0 : failed / all;
    // A scale that ends at the peak would make one error in a thousand look like a disaster.
    const top = Math.max(0.1, ...rates);
    this.#errors.show(full(rates), top, percent(rate), rate, `${number(failed)} of ${compact(all)}`);
    this.#models.show(models);
    this.#names.show(names);
  }
}

const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);

function figure(caption, kind, ...children) {
  return el(
    'figure',
    { class: `chart ${kind}`, 'data-chart': kind },
    el('figcaption', {}, caption),
    ...children,
  );
}

class Sparkline {
  #value = el('span', { class: 'chart-value' });
  #note = el('span', { class: 'chart-note' });
  #area = svg('path', { class: 'area' });
  #line = svg('path', { class: 'line' });

  constructor(caption, kind) {
    this.element = figure(
      caption,
      kind,
      el('p', { class: 'chart-text' }, this.#value, this.#note),
      svg(
        'svg',
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        this.#area,
        this.#line,
      ),
    );
  }

  show(values, top, text, exact, note) {
    setValue(this.#value, text, exact);
    setText(this.#note, note);
    const step = WIDTH / Math.max(1, values.length - 1);
    const points = values.map((value, i) => {
      const y = HEIGHT - 1 - (Math.max(0, value) / top) * (HEIGHT - 3);
      return `${(i * step).toFixed(1)},${y.toFixed(1)}`;
    });
    setAttribute(this.#line, 'd', `M${points.join('L')}`);
    setAttribute(this.#area, 'd', `M0,${HEIGHT}L${points.join('L')}L${WIDTH},${HEIGHT}Z`);
  }
}

class ModelCosts {
  #list = el('ol');
  #none = el('p', { class: 'chart-none' }, 'none');

  constructor() {
    this.element = figure('Cost by model', 'models', this.#list, this.#none);
  }

  show(models) {
    const bars = models.slice(0, MAX_MODELS).map(({ model, cost: dollars }) => ({ model, dollars }));
    const rest = models.slice(MAX_MODELS);
    if (rest.length > 0) {
      bars.push({ model: null, dollars: sum(rest.map((model) => model.cost)) });
    }
    const top = Math.max(...bars.map((bar) => bar.dollars), Number.MIN_VALUE);
    this.#none.hidden = bars.length > 0;
    showEach(this.#list, bars, createModelBar, (item, { model, dollars }) => {
      const [label, value, track] = item.children;
      setText(label, model === null ? OTHERS : model === '' ? 'no model' : cutName(model));
      setValue(value, cost(dollars), dollars);
      track.firstChild.style.width = `${Math.max(0, Math.min((dollars / top) * 100, 100))}%`;
    });
  }
}

function createModelBar() {
  return el(
    'li',
    {},
    userText('span', '', { class: 'model-label' }),
    el('span', { class: 'model-cost' }),
    el('span', { class: 'model-track', 'aria-hidden': 'true' }, el('span')),
  );
}

class Latencies {
  #body = el('tbody');
  #none = el('p', { class: 'chart-none' }, 'none');
  #table;

  constructor() {
    const heads = ['Name', 'Spans', 'p50', 'p95', 'p99', 'p50–p99'];
    this.#table = el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      this.#body,
    );
    this.element = figure(
      'Latency by span name',
      'latencies',
      el(
        'div',
        { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Latency by span name' },
        this.#table,
        this.#none,
      ),
    );
  }

  show(names) {
    this.#none.hidden = names.length > 0;
    this.#table.hidden = names.length === 0;
    // A logarithmic axis: 1 ms and 10 s are both to be seen.
    const low = log(Math.min(...names.map((name) => name.p50Us)));
    const high = Math.max(log(Math.max(...names.map((name) => name.p99Us))), low + 0.1);
    const place = (us) => ((log(us) - low) / (high - low)) * 100;
    showEach(this.#body, names, createLatency, (row, { name, spans, p50Us, p95Us, p99Us }) => {
      const [head, count, p50, p95, p99, range] = row.cells;
      setText(head.firstChild, cutName(name));
      setValue(count, compact(spans), spans);
      setValue(p50, duration(p50Us), p50Us);
      setValue(p95, duration(p95Us), p95Us);
      setValue(p99, duration(p99Us), p99Us);
      const [bar, mark] = range.firstChild.children;
      bar.style.left = `${place(p50Us)}%`;
      bar.style.width = `${place(p99Us) - place(p50Us)}%`;
      mark.style.left = `${place(p95Us)}%`;
    });
  }
}

const log = (us) => Math.log10(Math.max(us, 1));

function createLatency() {
  const numeric = () => el('td', { class: 'numeric' });
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, userText('span', '')),
    numeric(),
    numeric(),
    numeric(),
    numeric(),
    el(
      'td',
      { class: 'range-cell' },
      el(
        'span',
        { class: 'range', 'aria-hidden': 'true' },
        el('span', { class: 'range-bar' }),
        el('span', { class: 'range-mark' }),
      ),
    ),
  );
}
