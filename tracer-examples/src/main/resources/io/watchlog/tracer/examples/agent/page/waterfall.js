// The spans of a trace as bars on a time axis.

import { el, oncePerFrame, setAttribute, setText, setValue, userText } from './dom.js';
import { count, cutName, duration, number, tick } from './format.js';
import { colourClass } from './palette.js';
import { statusIcon } from './status.js';
import { ticks, toRows, visibleRows } from './tree.js';

const PAGE = 500;
const MAX_INDENTED = 24;
const MAX_INDENT_PX = 14;
const MAX_INDENTED_PX = 150;

export class Waterfall {
  #axis = el('div', { class: 'axis', 'aria-hidden': 'true' });
  #list = el('ol', { 'aria-label': 'Spans' });
  #more = el('button', { type: 'button', id: 'show-more' });
  #onSelect;
  #rows = [];
  #elements = new Map();
  #collapsed = new Set();
  #limit = PAGE;
  #selected = null;
  #current = null; // the one row that Tab leads to
  #trace = { startUs: 0, durationUs: 0 };

  /** Calls onSelect(row) when a span is opened. */
  constructor(container, onSelect) {
    this.#onSelect = onSelect;
    container.append(
      el(
        'div',
        { class: 'axis-row' },
        el('span', { class: 'axis-name' }, 'Span'),
        el('span', { class: 'axis-duration' }, 'Duration'),
        this.#axis,
      ),
      this.#list,
      this.#more,
    );
    const render = oncePerFrame(() => this.#render());
    this.#more.addEventListener('click', () => {
      this.#limit += PAGE;
      render();
    });
    this.#list.addEventListener('click', (event) => this.#clicked(event.target));
    this.#list.addEventListener('keydown', (event) => this.#keyPressed(event));
    this.#list.addEventListener('focusin', (event) => this.#setCurrent(this.#rowOf(event.target)));
  }

  /** Forgets how the last trace was looked at. */
  reset() {
    this.#rows = [];
    this.#collapsed.clear();
    this.#limit = PAGE;
    this.#selected = null;
    this.#current = null;
    this.#elements.clear();
    this.#list.replaceChildren();
  }

  show(trace) {
    this.#trace = trace;
    this.#rows = toRows(trace.spanList, trace.startUs, trace.durationUs);
    this.#render();
  }

  rowOfKey(key) {
    return this.#rows.find((row) => row.key === key);
  }

  select(key) {
    for (const [selected, current] of [
      [this.#selected, null],
      [key, 'true'],
    ]) {
      const button = this.#elements.get(selected)?.button;
      if (current === null) {
        button?.removeAttribute('aria-current');
      } else {
        button?.setAttribute('aria-current', current);
      }
    }
    this.#selected = key;
  }

  /** Moves the focus by one row: from where it is, or was. */
  move(delta) {
    const visible = this.#visible();
    const at = visible.findIndex((row) => row.key === this.#current);
    const inside = this.#list.contains(document.activeElement) || this.#selected !== null;
    const to = at < 0 || !inside ? Math.max(at, 0) : Math.max(0, Math.min(at + delta, visible.length - 1));
    this.focus(visible[to]?.key);
  }

  focus(key) {
    this.#elements.get(key)?.button.focus();
  }

  #visible() {
    return visibleRows(this.#rows, this.#collapsed).slice(0, this.#limit);
  }

  #render() {
    const all = visibleRows(this.#rows, this.#collapsed);
    const visible = all.slice(0, this.#limit);
    this.#renderAxis();
    const deepest = visible.reduce((depth, row) => Math.max(depth, row.span.depth), 1);
    const indent = Math.floor(Math.min(MAX_INDENT_PX, MAX_INDENTED_PX / Math.min(deepest, MAX_INDENTED)));
    this.#list.style.setProperty('--indent', `${indent}px`);
    const keys = new Set(visible.map((row) => row.key));
    for (const [key, element] of this.#elements) {
      if (!keys.has(key)) {
        element.item.remove();
        this.#elements.delete(key);
      }
    }
    let next = this.#list.firstChild;
    for (const row of visible) {
      const element = this.#elementOf(row);
      element.show(row, this.#trace, this.#collapsed.has(row.key));
      if (element.item === next) {
        next = next.nextSibling;
      } else {
        this.#list.insertBefore(element.item, next);
      }
    }
    if (!this.#elements.has(this.#current)) {
      this.#setCurrent(visible[0]);
    }
    const hidden = all.length - visible.length;
    this.#more.hidden = hidden === 0;
    setText(this.#more, `Show ${number(Math.min(hidden, PAGE))} more (of ${number(all.length)})`);
  }

  #renderAxis() {
    const { durationUs } = this.#trace;
    const times = ticks(durationUs);
    const share = (us) => (durationUs > 0 ? (us / durationUs) * 100 : 0);
    this.#axis.replaceChildren(
      ...times.map((us) => {
        const label = el('span', { class: 'tick', 'data-value': us }, tick(us, durationUs));
        label.style.left = `${share(us)}%`;
        label.classList.toggle('at-end', share(us) > 85);
        return label;
      }),
    );
    this.#list.style.setProperty('--step', `${times.length > 1 ? share(times[1]) : 100}%`);
  }

  #elementOf(row) {
    let element = this.#elements.get(row.key);
    if (element === undefined) {
      element = new SpanRow(row.key);
      this.#elements.set(row.key, element);
      if (row.key === this.#selected) {
        element.button.setAttribute('aria-current', 'true');
      }
    }
    return element;
  }

  #rowOf(target) {
    const item = target.closest('li');
    return item === null ? undefined : this.rowOfKey(item.dataset.key);
  }

  #setCurrent(row) {
    this.#elements.get(this.#current)?.button.setAttribute('tabindex', -1);
    this.#current = row?.key ?? null;
    this.#elements.get(this.#current)?.button.setAttribute('tabindex', 0);
  }

  #clicked(target) {
    const row = this.#rowOf(target);
    if (row === undefined) {
      return;
    }
    if (target.closest('.toggle') === null) {
      this.#onSelect(row);
    } else {
      this.#setCollapsed(row, !this.#collapsed.has(row.key));
    }
  }

  #keyPressed(event) {
    const row = this.#rowOf(event.target);
    if (row !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
        event.preventDefault();
        this.#setCollapsed(row, event.key === 'ArrowLeft');
      }
    }
  }

  #setCollapsed(row, collapse) {
    if (row.end > row.index + 1 && collapse !== this.#collapsed.has(row.key)) {
      this.#collapsed[collapse ? 'add' : 'delete'](row.key);
      this.#render();
    }
  }
}

class SpanRow {
  #icon = el('span', { class: 'row-status' });
  #name = userText('span', '', { class: 'span-name' });
  #bar = el('span', { class: 'bar' });
  #duration = el('span', { class: 'span-duration' });
  #toggle = el('button', { type: 'button', class: 'toggle', tabindex: -1 });
  #shown = null;

  constructor(key) {
    this.button = el(
      'button',
      { type: 'button', class: 'span-button', tabindex: -1 },
      el('span', { class: 'span-label' }, this.#icon, this.#name),
      ' ', // between what is read out as one text
      this.#duration,
      el('span', { class: 'track' }, this.#bar),
    );
    this.item = el('li', { class: 'span-row', 'data-key': key }, this.button, this.#toggle);
  }

  show(row, trace, collapsed) {
    const { span, left, width, index, end } = row;
    const below = end - index - 1;
    const shown = JSON.stringify([
      span.name,
      span.status,
      span.startUs,
      span.durationUs,
      span.depth,
      span.orphan,
      span.provider,
      left,
      width,
      below,
      collapsed,
    ]);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    const name = cutName(span.name);
    this.item.dataset.spanId = span.spanId;
    this.item.dataset.depth = span.depth;
    this.item.dataset.status = span.status;
    this.item.style.setProperty('--depth', Math.min(span.depth, MAX_INDENTED));
    if (this.#icon.dataset.status !== span.status) {
      this.#icon.dataset.status = span.status;
      this.#icon.replaceChildren(statusIcon(span.status));
    }
    setText(this.#name, name);
    setValue(this.#duration, duration(span.durationUs), span.durationUs);
    this.#showBar(span, left, width);
    const start = span.startUs === 0 ? 'an unknown time' : duration(span.startUs - trace.startUs);
    const orphan = span.orphan ? ', its parent is missing' : '';
    setAttribute(
      this.button,
      'aria-label',
      `${name}, ${duration(span.durationUs)}, starts at ${start}, ${span.status}${orphan}`,
    );
    this.#toggle.hidden = below === 0;
    setAttribute(this.#toggle, 'aria-expanded', !collapsed);
    setAttribute(this.#toggle, 'aria-label', `${count(below, 'span')} below ${name}`);
    this.item.classList.toggle('orphan', span.orphan);
  }

  #showBar(span, left, width) {
    setAttribute(this.#bar, 'data-left', left);
    setAttribute(this.#bar, 'data-width', width);
    setAttribute(this.#bar, 'class', `bar ${colourClass(span.provider || span.name)}`);
    // The narrowest bar is still to be seen, at the very end too.
    const begin = Math.max(0, Math.min(left, 100));
    this.#bar.style.left = `min(${begin}%, 100% - 2px)`;
    this.#bar.style.width = `${Math.max(0, Math.min(width + left - begin, 100 - begin))}%`;
  }
}
