// The form that says which traces are shown.

import { el } from './dom.js';

const FIELDS = ['text', 'app', 'status', 'model', 'provider', 'slowerThanMs'];
const DEBOUNCE_MS = 250;

export class Filters {
  #form;
  #choices = {};

  /** Calls onChange when the values have changed and rested for a moment. */
  constructor(form, onChange) {
    this.#form = form;
    let waiting = 0;
    const changed = (delayMs) => {
      clearTimeout(waiting);
      waiting = setTimeout(onChange, delayMs);
    };
    form.addEventListener('input', () => changed(DEBOUNCE_MS));
    form.addEventListener('reset', () => changed(0)); // the values are reset behind the event
    form.addEventListener('submit', (event) => event.preventDefault());
  }

  /** What is set, in the order of the fields. */
  values() {
    const values = new URLSearchParams();
    for (const field of FIELDS) {
      const value = this.#form.elements[field].value;
      if (value !== '') {
        values.set(field, value);
      }
    }
    return values;
  }

  set(values) {
    for (const field of FIELDS) {
      const control = this.#form.elements[field];
      const value = values.get(field) ?? '';
      if (control instanceof HTMLSelectElement) {
        addMissing(control, value);
      }
      control.value = value;
    }
  }

  clear() {
    this.#form.reset();
  }

  focusText() {
    this.#form.elements.text.select();
    this.#form.elements.text.focus();
  }

  /** Offers what there is to choose from. */
  offer({ apps, models, providers }) {
    this.#offer('app', apps);
    this.#offer('model', models);
    this.#offer('provider', providers);
  }

  #offer(field, choices) {
    const select = this.#form.elements[field];
    const key = JSON.stringify(choices);
    // An open list would close under the pointer.
    if (this.#choices[field] !== key && document.activeElement !== select) {
      this.#choices[field] = key;
      const { value } = select;
      select.replaceChildren(select.options[0], ...choices.map(option));
      addMissing(select, value);
      select.value = value;
    }
  }
}

function addMissing(select, value) {
  if (![...select.options].some((known) => known.value === value)) {
    select.append(option(value));
  }
}

const option = (value) => el('option', { value, dir: 'auto' }, value);
