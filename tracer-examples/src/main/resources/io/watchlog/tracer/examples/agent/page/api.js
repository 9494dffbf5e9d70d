// The agent's API. Addresses are made from the filter and from encoded ids only.

const RETRY_MS = 2_000;

/** What is no longer kept, or never was. */
export class NotKeptError extends Error {}

/** What the agent does not take. */
export class RefusedError extends Error {}

export async function fetchTrace(id) {
  // A lone half of a surrogate pair has no percent encoding.
  return get(`api/traces/${encodeURIComponent(id.toWellFormed())}`);
}

export const fetchTraces = (query) => get(`api/traces?${query}`);

export const fetchStats = () => get('api/stats');

async function get(address) {
  const response = await fetch(address);
  if (response.status === 404) {
    throw new NotKeptError('no longer kept');
  }
  if (!response.ok) {
    throw new Error(`the agent answered ${response.status}`);
  }
  return response.json();
}

/** Sends JSON texts of spans as one batch. */
export async function postSpans(texts) {
  const response = await fetch('ai-tracer', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: `[${texts.join(',')}]`,
  });
  if (!response.ok) {
    throw new RefusedError(`the agent answered ${response.status}`);
  }
  return response.json();
}

/** One connection that the agent tells what has changed. */
export class EventFeed {
  #listeners;
  #source = null;
  #retry = 0;

  /** Listeners: onStats(stats), onTraces(list), onState('live' | 'reconnecting'). */
  constructor(listeners) {
    this.#listeners = listeners;
  }

  open(query) {
    this.close();
    const source = new EventSource(`api/events?${query}`);
    source.addEventListener('open', () => this.#listeners.onState('live'));
    source.addEventListener('stats', (event) => this.#listeners.onStats(JSON.parse(event.data)));
    source.addEventListener('traces', (event) => this.#listeners.onTraces(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      this.#listeners.onState('reconnecting');
      if (source.readyState === EventSource.CLOSED) {
        // The browser gives up where the agent answers, but not with events.
        this.#retry = setTimeout(() => this.open(query), RETRY_MS);
      }
    });
    this.#source = source;
  }

  close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }
}
