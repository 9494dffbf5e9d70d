// All about one span.

import { el } from './dom.js';
import { cost, count, cutName, duration, isoTime, localTime, number } from './format.js';
import { copyButton } from './copy.js';
import { clearHighlights } from './highlight.js';
import { statusLabel } from './status.js';
import { JsonText, LongText } from './text.js';

const MAX_ENTRIES = 100;

export class Details {
  #panel;
  #actions;
  #shown = null;
  #shownId = null;

  /** Actions: onClose(), onParent(parentId). */
  constructor(panel, actions) {
    this.#panel = panel;
    this.#actions = actions;
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** Shows a span; nothing is touched where that is what is shown, so that a selection stays. */
  show(span, trace) {
    const key = JSON.stringify([span, trace.startUs]);
    if (key === this.#shown) {
      return;
    }
    const isOther = this.#shownId !== span.spanId;
    this.#shown = key;
    this.#shownId = span.spanId;
    clearHighlights();
    this.#panel.replaceChildren(
      this.#head(span),
      this.#facts(span, trace),
      jsonSection('Input', 'input', span.input, ''),
      jsonSection('Output', 'output', span.output, 'Blank: that is how an error is told.'),
      metadataSection(span.metadata),
    );
    this.#panel.hidden = false;
    if (isOther) {
      this.#panel.scrollTop = 0;
    }
  }

  focus() {
    this.#panel.querySelector('h3').focus();
  }

  close() {
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    clearHighlights();
    this.#shown = null;
    this.#shownId = null;
  }

  #head(span) {
    const close = el(
      'button',
      { type: 'button', id: 'details-close', 'aria-label': 'Close the details' },
      '✕',
    );
    close.addEventListener('click', () => this.#actions.onClose());
    const name = new LongText('span', { 'data-field': 'name' }).set(span.name);
    return el('div', { class: 'details-head' }, el('h3', { tabindex: -1 }, name.element), close);
  }

  #facts(span, trace) {
    const list = el('dl', { class: 'facts' });
    const add = (label, ...values) => list.append(el('dt', {}, label), el('dd', {}, ...values));
    const status = statusLabel(span.status);
    status.dataset.field = 'status';
    add('Status', status);
    add('Duration', value('durationUs', duration(span.durationUs), span.durationUs));
    const start = value('startUs', localTime(span.startUs), span.startUs);
    start.title = isoTime(span.startUs);
    add(
      'Start',
      start,
      span.startUs === 0 ? '' : el('span', { class: 'aside' }, `+${duration(span.startUs - trace.startUs)}`),
    );
    addText('Model', 'model', span.model);
    addText('Provider', 'provider', span.provider);
    add('Tokens', value('tokens', number(span.tokens), span.tokens));
    add('Cost', value('cost', cost(span.cost), span.cost));
    addText('App', 'app', span.app);
    addText(
      'Span id',
      'spanId',
      span.spanId,
      copyButton('Copy: span id', () => span.spanId),
    );
    if (span.parentId === null) {
      add('Parent id', el('span', { 'data-field': 'parentId', class: 'aside' }, 'none'));
    } else {
      addText('Parent id', 'parentId', span.parentId, this.#parent(span));
    }
    return list;

    function addText(label, field, text, ...more) {
      add(
        label,
        text === ''
          ? el('span', { 'data-field': field, class: 'aside' }, 'none')
          : new LongText('span', { 'data-field': field }).set(text).element,
        ...more,
      );
    }
  }

  #parent(span) {
    if (span.orphan) {
      return el('span', { class: 'aside' }, 'is not there');
    }
    const button = el('button', { type: 'button', class: 'small' }, 'Show parent');
    button.addEventListener('click', () => this.#actions.onParent(span.parentId));
    return button;
  }
}

function value(field, text, exact) {
  return el('span', { 'data-field': field, 'data-value': exact, class: 'number' }, text);
}

function jsonSection(title, field, text, ifBlank) {
  const json = new JsonText(title.toLowerCase(), text, { 'data-field': field });
  const blank = text.trim() === '';
  json.element.classList.toggle('blank', blank);
  return el(
    'section',
    { class: 'text-section', 'aria-label': title },
    el(
      'div',
      { class: 'text-head' },
      el('h4', {}, title),
      blank ? el('span', { class: 'aside' }, ifBlank || 'empty') : json.tools,
    ),
    json.element,
  );
}

function metadataSection(entries) {
  const body = el('tbody');
  const more = el(
    'button',
    { type: 'button', class: 'small' },
    `Show all (${number(entries.length)} entries)`,
  );
  const addRows = (some) => body.append(...some.map(([key, text]) => metadataRow(key, text)));
  addRows(entries.slice(0, MAX_ENTRIES));
  more.hidden = entries.length <= MAX_ENTRIES;
  more.addEventListener('click', () => {
    addRows(entries.slice(MAX_ENTRIES));
    more.remove();
  });
  return el(
    'section',
    { class: 'text-section', 'aria-label': 'Metadata' },
    el(
      'div',
      { class: 'text-head' },
      el('h4', {}, 'Metadata'),
      el('span', { class: 'aside' }, entries.length === 0 ? 'none' : count(entries.length, 'value')),
    ),
    ...(entries.length === 0
      ? []
      : [el('table', { class: 'metadata', 'data-field': 'metadata' }, body), more]),
  );
}

function metadataRow(key, text) {
  const json = new JsonText(`value of ${cutName(key)}`, text);
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, new LongText('span', {}).set(key).element),
    el('td', {}, el('div', { class: 'value' }, json.element, json.tools)),
  );
}
