// The table of traces: rows keyed by id and changed in place, so that focus and scroll position stay.

import { el, setAttribute, setText, setValue, userText } from './dom.js';
import { compact, cost, cutName, duration, isoTime, localTime, number } from './format.js';
import { traceHash } from './route.js';
import { showStatus } from './status.js';

const MAX_ROWS = 200;

export class TraceList {
  #body;
  #rows = new Map();

  constructor(table) {
    [this.#body] = table.tBodies;
    // The whole row opens its trace; the link is what keyboards and screen readers use.
    this.#body.addEventListener('click', (event) => {
      const row = event.target.closest('tr');
      if (row !== null && event.target.closest('a') === null && getSelection().isCollapsed) {
        row.querySelector('a').click();
      }
    });
  }

  show(traces) {
    const shown = traces.slice(0, MAX_ROWS);
    const slowestUs = shown.reduce((slowest, trace) => Math.max(slowest, trace.durationUs), 1);
    const focused = this.#indexOfFocus();
    const unused = this.#forgetAllBut(new Set(shown.map((trace) => trace.id)));
    let next = this.#body.firstChild;
    for (const trace of shown) {
      let row = this.#rows.get(trace.id);
      if (row === undefined) {
        row = takeUnused(unused, next) ?? new Row();
        this.#rows.set(trace.id, row);
      } else {
        next = removeUnused(unused, next);
      }
      row.show(trace, slowestUs);
      if (row.element === next) {
        next = next.nextSibling;
      } else {
        this.#body.insertBefore(row.element, next);
      }
    }
    unused.forEach((row) => row.element.remove());
    if (focused.index >= 0 && !this.#body.contains(document.activeElement)) {
      const links = this.#links();
      (focused.link.isConnected ? focused.link : links[Math.min(focused.index, links.length - 1)])?.focus({
        preventScroll: true,
      });
    }
  }

  /** Moves the focus by one row, to the first one if it is elsewhere. */
  move(delta) {
    const links = this.#links();
    const { index } = this.#indexOfFocus();
    links[index < 0 ? 0 : Math.max(0, Math.min(index + delta, links.length - 1))]?.focus();
  }

  focusTrace(id) {
    this.#rows.get(id)?.element.querySelector('a').focus();
  }

  /** The rows of traces that are not shown any more, by their elements. */
  #forgetAllBut(ids) {
    const unused = new Map();
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) {
        this.#rows.delete(id);
        unused.set(row.element, row);
      }
    }
    return unused;
  }

  #links() {
    return [...this.#body.rows].map((row) => row.querySelector('a'));
  }

  #indexOfFocus() {
    const row = document.activeElement?.closest('tr');
    const index = row?.parentNode === this.#body ? [...this.#body.rows].indexOf(row) : -1;
    return { index, link: index < 0 ? null : row.querySelector('a') };
  }
}

/**
 * A row to be used again, the one that is in the right place already where it can be: under load all
 * traces are others at each update.
 */
function takeUnused(unused, next) {
  const element = unused.has(next) ? next : [...unused.keys()].at(-1);
  const row = unused.get(element);
  unused.delete(element);
  return row;
}

/** Clears the way to the next row that stays, which then need not be moved. */
function removeUnused(unused, next) {
  let row = next;
  while (unused.has(row)) {
    const following = row.nextSibling;
    row.remove();
    row = following;
  }
  return row;
}

class Row {
  element = el('tr', { role: 'row', class: 'trace-row' });
  #shown = null;
  #status = cell('status');
  #link = userText('a', '', { class: 'trace-link' });
  #app = userText('span', '');
  #start = el('time');
  #bar = el('span', { class: 'mini-bar' });
  #duration = el('span', { class: 'mini-duration' });
  #spans = el('span');
  #omitted = el('span', { class: 'omitted' });
  #tokens = cell('tokens', 'numeric');
  #cost = cell('cost', 'numeric');
  #models = cell('models');
  #modelsKey = null;

  constructor() {
    this.element.append(
      this.#status,
      el('th', { scope: 'row', role: 'rowheader', 'data-column': 'name' }, this.#link),
      cell('app', '', this.#app),
      cell('start', '', this.#start),
      cell(
        'duration',
        'numeric',
        this.#duration,
        el('span', { class: 'mini-track', 'aria-hidden': 'true' }, this.#bar),
      ),
      cell('spans', 'numeric', this.#spans, this.#omitted),
      this.#tokens,
      this.#cost,
      this.#models,
    );
  }

  show(trace, slowestUs) {
    this.#bar.style.width = `${Math.max(0, (trace.durationUs / slowestUs) * 100)}%`;
    const key = JSON.stringify(trace);
    if (key === this.#shown) {
      return;
    }
    this.#shown = key;
    this.element.dataset.traceId = trace.id;
    showStatus(this.#status, trace.status);
    setText(this.#link, cutName(trace.name));
    setAttribute(this.#link, 'href', traceHash(trace.id));
    setText(this.#app, trace.app);
    setText(this.#start, localTime(trace.startUs));
    setAttribute(this.#start, 'title', isoTime(trace.startUs));
    setAttribute(this.#start, 'data-value', trace.startUs);
    setValue(this.#duration, duration(trace.durationUs), trace.durationUs);
    setValue(this.#spans, number(trace.spans), trace.spans);
    setText(this.#omitted, trace.omitted > 0 ? ` (${number(trace.omitted)} not kept)` : '');
    setValue(this.#tokens, compact(trace.tokens), trace.tokens);
    setValue(this.#cost, cost(trace.cost), trace.cost);
    this.#showModels(trace.models);
  }

  #showModels(models) {
    const key = JSON.stringify(models);
    if (key !== this.#modelsKey) {
      this.#modelsKey = key;
      this.#models.replaceChildren(
        ...models.slice(0, 8).map((model) => userText('span', cutName(model), { class: 'model' })),
        models.length > 8 ? '…' : '',
      );
    }
  }
}

function cell(column, className, ...children) {
  return el('td', { role: 'cell', 'data-column': column, class: className || null }, ...children);
}
