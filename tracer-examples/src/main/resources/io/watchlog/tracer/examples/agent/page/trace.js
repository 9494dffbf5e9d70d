// One trace: its heading, its spans, and the details of the one that is open.

import { announce, byId, el, setText, setValue, userText } from './dom.js';
import { fetchTrace, NotKeptError } from './api.js';
import { copyButton } from './copy.js';
import { Details } from './details.js';
import { cost, count, cutName, duration, isoTime, localTime } from './format.js';
import { showStatus } from './status.js';
import { Waterfall } from './waterfall.js';

const REFRESH_MS = 1_000;
const NO_LONGER_KEPT = 'This trace is no longer kept by the agent.';
const NOT_THERE = 'The agent has nothing of this trace: not yet, or no longer.';

export class TraceView {
  #waterfall = new Waterfall(byId('waterfall'), (row) => this.#open(row.key));
  #details = new Details(byId('details'), {
    onClose: () => this.closeDetails(),
    onParent: (id) => this.#openParent(id),
  });
  #narrow = matchMedia('(max-width: 1099px)');
  #head = {
    name: userText('h2', '', { id: 'trace-name', tabindex: -1 }),
    status: el('span', { id: 'trace-status' }),
    id: userText('code', '', { id: 'trace-id' }),
    figures: el('p', { id: 'trace-figures' }),
  };
  #id = null;
  #trace = null;
  #openKey = null;
  #isKept = true;
  #received = -1;
  #readAt = -1; // how many spans the agent had when the trace was read last
  #refresh = 0;
  #notBefore = 0;

  constructor() {
    byId('trace-head').append(
      el('div', { class: 'trace-title' }, this.#head.status, this.#head.name),
      el(
        'p',
        { class: 'trace-id' },
        'Trace ',
        this.#head.id,
        copyButton('Copy: trace id', () => this.#id ?? ''),
      ),
      this.#head.figures,
    );
    this.#narrow.addEventListener('change', () => this.#coverPage());
  }

  get detailsAreOpen() {
    return this.#details.isOpen;
  }

  /** Shows another trace, or none. */
  async open(id) {
    clearTimeout(this.#refresh);
    this.#refresh = 0;
    this.#id = id;
    this.#trace = null;
    this.#isKept = true;
    this.#openKey = null;
    this.#details.close();
    this.#coverPage();
    this.#waterfall.reset();
    byId('trace-body').hidden = true;
    byId('trace-head').hidden = id === null;
    if (id !== null) {
      this.#note('Loading…');
      setText(this.#head.name, 'Trace');
      this.#head.status.replaceChildren();
      delete this.#head.status.dataset.value;
      setText(this.#head.id, id);
      this.#head.figures.replaceChildren();
      this.#head.name.focus({ preventScroll: true });
      await this.#load(id);
    }
  }

  /** Told of the agent's figures: more spans may be more spans of this trace. */
  statsChanged({ received }) {
    this.#received = received;
    this.#refreshIfNew();
  }

  #refreshIfNew() {
    const hasNew = this.#received !== this.#readAt;
    // A link may be followed before the trace is there.
    const mayCome = this.#isKept || this.#trace === null;
    if (hasNew && this.#id !== null && mayCome && this.#refresh === 0) {
      const waitMs = Math.max(0, this.#notBefore - performance.now());
      this.#refresh = setTimeout(async () => {
        this.#readAt = this.#received;
        await this.#load(this.#id);
        this.#refresh = 0;
        this.#refreshIfNew(); // what arrived while it was read
      }, waitMs);
    }
  }

  move(delta) {
    if (this.#trace !== null) {
      this.#waterfall.move(delta);
    }
  }

  closeDetails() {
    const key = this.#openKey;
    this.#openKey = null;
    this.#details.close();
    this.#coverPage();
    this.#waterfall.select(null);
    this.#waterfall.focus(key);
  }

  async #load(id) {
    const begun = performance.now();
    try {
      const trace = await fetchTrace(id);
      if (id === this.#id) {
        this.#isKept = true;
        this.#show(trace);
      }
    } catch (error) {
      if (id === this.#id) {
        this.#isKept = !(error instanceof NotKeptError);
        const isFirst = this.#trace === null;
        const gone = isFirst ? NOT_THERE : NO_LONGER_KEPT;
        const what = this.#isKept ? `The trace could not be read: ${error.message}.` : gone;
        this.#note(isFirst ? what : `${what} What was read before is shown.`);
      }
    }
    // A trace that takes long to read is read less often.
    const tookMs = performance.now() - begun;
    this.#notBefore = begun + Math.max(REFRESH_MS, 5 * tookMs);
  }

  #show(trace) {
    this.#trace = trace;
    this.#note(
      trace.omitted > 0 ? `${count(trace.omitted, 'span')} of this trace were too many to keep.` : '',
    );
    byId('trace-body').hidden = false;
    setText(this.#head.name, cutName(trace.name));
    showStatus(this.#head.status, trace.status);
    this.#showFigures(trace);
    this.#waterfall.show(trace);
    const open = this.#openKey === null ? undefined : this.#waterfall.rowOfKey(this.#openKey);
    if (open !== undefined) {
      this.#details.show(open.span, trace);
    }
  }

  #showFigures(trace) {
    const texts = {
      app: trace.app,
      start: localTime(trace.startUs),
      duration: duration(trace.durationUs),
      spans: count(trace.spans, 'span'),
      tokens: count(trace.tokens, 'token'),
      cost: cost(trace.cost),
      models: trace.models.slice(0, 8).map(cutName).join(', '),
    };
    const exact = {
      start: trace.startUs,
      duration: trace.durationUs,
      spans: trace.spans,
      tokens: trace.tokens,
      cost: trace.cost,
    };
    if (this.#head.figures.childElementCount === 0) {
      this.#head.figures.append(
        ...Object.keys(texts).map((name) => userText('span', '', { 'data-figure': name })),
      );
    }
    for (const figure of this.#head.figures.children) {
      const name = figure.dataset.figure;
      if (name in exact) {
        setValue(figure, texts[name], exact[name]);
      } else {
        setText(figure, texts[name]);
      }
      figure.hidden = texts[name] === '';
    }
    this.#head.figures.children[1].title = isoTime(trace.startUs);
  }

  #open(key) {
    const row = this.#waterfall.rowOfKey(key);
    this.#openKey = key;
    this.#waterfall.select(key);
    this.#details.show(row.span, this.#trace);
    this.#coverPage();
    if (this.#narrow.matches) {
      this.#details.focus();
    } else {
      announce(`Details of ${cutName(row.span.name)} are shown`);
    }
  }

  #openParent(parentId) {
    const key = `${parentId}\n0`;
    if (this.#waterfall.rowOfKey(key) !== undefined) {
      this.#open(key);
      if (!this.#narrow.matches) {
        this.#waterfall.focus(key);
      }
    }
  }

  /** On a small screen the details cover the page: what is behind them is not to be reached. */
  #coverPage() {
    const covered = this.#details.isOpen && this.#narrow.matches;
    for (const behind of [
      byId('top'),
      byId('import-bar'),
      byId('back'),
      byId('trace-head'),
      byId('waterfall'),
    ]) {
      behind.inert = covered;
    }
    document.documentElement.classList.toggle('covered', covered);
  }

  #note(text) {
    setText(byId('trace-note'), text);
  }
}
