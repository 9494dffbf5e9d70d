// Long texts, and JSON texts that can be looked at in two ways.

import { el } from './dom.js';
import { number } from './format.js';
import { copyButton } from './copy.js';
import { highlightJson } from './highlight.js';
import { readable } from './json.js';

const MAX_SHOWN_CHARS = 50_000;

/** An element that shows a text, the very long ones cut until all is asked for. */
export class LongText {
  element = el('div', { class: 'long-text' });
  #shown;
  #more = el('button', { type: 'button', class: 'small show-all' });
  #text = '';
  #isJson = false;
  #unpaint = () => {};

  constructor(tag, attributes) {
    this.#shown = el(tag, { dir: 'auto', ...attributes, class: 'user' });
    this.element.append(this.#shown, this.#more);
    this.#more.addEventListener('click', () => {
      this.#fill(this.#text);
      this.#more.hidden = true;
      this.#shown.focus(); // where the focus goes when its button is gone
    });
  }

  get text() {
    return this.#text;
  }

  set(text, isJson = false) {
    this.#text = text;
    this.#isJson = isJson;
    const isCut = text.length > MAX_SHOWN_CHARS;
    this.#fill(isCut ? text.slice(0, endWithin(text, MAX_SHOWN_CHARS)) : text);
    this.#more.hidden = !isCut;
    this.#more.textContent = isCut ? `Show all (${number(text.length)} characters)` : '';
    return this;
  }

  #fill(text) {
    this.#unpaint();
    this.#shown.textContent = text;
    // A range for each of a million tokens would be slow.
    this.#unpaint = this.#isJson && text.length <= MAX_SHOWN_CHARS ? highlightJson(this.#shown) : () => {};
  }
}

/** Not between the halves of a surrogate pair. */
function endWithin(text, max) {
  const last = text.charCodeAt(max - 1);
  return last >= 0xd800 && last < 0xdc00 ? max - 1 : max;
}

/** A JSON text with buttons: indented or as it was sent, and copied as it is shown, but whole. */
export class JsonText {
  tools = el('span', { class: 'tools' });
  #long;
  #note = el('span', { class: 'json-note' });
  #raw = el('button', { type: 'button', class: 'small raw', 'aria-pressed': 'false' }, 'Raw');
  #source;
  #readable;

  /** The name goes into the buttons' labels. */
  constructor(name, source, attributes = {}) {
    this.#source = source;
    this.#readable = readable(source);
    this.#long = new LongText('pre', { tabindex: 0, role: 'group', 'aria-label': name, ...attributes });
    this.#raw.setAttribute('aria-label', `Raw: ${name} as sent`);
    this.#raw.hidden = this.#readable.text === source;
    this.#raw.addEventListener('click', () => this.#show(this.#raw.getAttribute('aria-pressed') === 'false'));
    this.tools.append(
      this.#note,
      this.#raw,
      copyButton(`Copy: ${name}`, () => this.#long.text),
    );
    this.#show(false);
  }

  get element() {
    return this.#long.element;
  }

  #show(raw) {
    this.#raw.setAttribute('aria-pressed', raw);
    this.#note.textContent = this.#readable.nested && !raw ? 'JSON in a string' : '';
    this.#long.set(raw ? this.#source : this.#readable.text, !raw && this.#readable.json);
  }
}
