// The totals since the start, in the header.

import { setValue } from './dom.js';
import { compact, cost, number } from './format.js';

export class Totals {
  #fields;

  constructor(list) {
    this.#fields = [...list.querySelectorAll('[data-total]')];
  }

  show(stats) {
    for (const field of this.#fields) {
      const name = field.dataset.total;
      const exact = stats[name];
      if (name === 'cost') {
        setValue(field, cost(exact), exact);
      } else {
        setValue(field, name === 'tokens' ? compact(exact) : number(exact), exact);
        field.title = number(exact);
      }
    }
  }
}
