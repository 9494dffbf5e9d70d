// Starts the page and wires its parts: the address says what is shown, the feed what has changed.

import { EventFeed, fetchStats, fetchTraces } from './api.js';
import { Charts } from './charts.js';
import { byId, oncePerFrame, setText } from './dom.js';
import { Filters } from './filters.js';
import { number } from './format.js';
import { Importer } from './importer.js';
import { listenToKeys } from './keyboard.js';
import { TraceList } from './list.js';
import { listHash, parseRoute, traceHash } from './route.js';
import { Totals } from './totals.js';
import { TraceView } from './trace.js';

const charts = new Charts(byId('chart-strip'));
const totals = new Totals(byId('totals'));
const list = new TraceList(byId('traces'));
const traceView = new TraceView();
const filters = new Filters(byId('filters'), filterChanged);
const feed = new EventFeed({ onStats, onTraces, onState: showState });

let stats = null;
let matches = null;
let traceId = null;
let paused = false;

const renderStats = oncePerFrame(() => {
  totals.show(stats);
  filters.offer(stats);
  if (traceId === null && byId('charts').open) {
    charts.show(stats.window);
  }
  showEmptiness();
});

const renderList = oncePerFrame(() => {
  list.show(matches.traces);
  const { matched, kept, traces } = matches;
  const newest = matched > traces.length ? `, the newest ${number(traces.length)} shown` : '';
  setText(byId('matches'), `${number(matched)} of ${number(kept)} kept${newest}`);
  showEmptiness();
});

function onStats(latest) {
  stats = latest;
  renderStats();
  traceView.statsChanged(stats);
}

function onTraces(latest) {
  if (traceId === null) {
    matches = latest;
    renderList();
  }
}

function showEmptiness() {
  const isFresh = stats !== null && stats.received === 0;
  const isEmpty = matches !== null && matches.traces.length === 0;
  byId('empty-start').hidden = !(isFresh && isEmpty);
  byId('empty-match').hidden = isFresh || !isEmpty;
  byId('traces').hidden = isEmpty;
}

function showState(state) {
  byId('live-state').dataset.state = state;
  setText(byId('live-state'), state);
}

/** The list is not looked at while a trace is open. */
function feedQuery() {
  const query = filters.values();
  if (traceId !== null) {
    query.set('limit', 1);
  }
  return query;
}

function follow() {
  if (paused) {
    feed.close();
    showState('paused');
  } else if (document.hidden) {
    feed.close();
  } else {
    feed.open(feedQuery());
  }
}

/** What the feed would tell at once, for a page that does not listen to it. */
async function readOnce() {
  const query = feedQuery().toString();
  try {
    const [latest, latestStats] = await Promise.all([fetchTraces(query), fetchStats()]);
    if (query === feedQuery().toString()) {
      onTraces(latest);
    }
    onStats(latestStats);
  } catch {
    // paused, and the agent is gone: what is shown stays
  }
}

function update() {
  const exportQuery = filters.values().toString();
  byId('export').href = exportQuery === '' ? 'api/export' : `api/export?${exportQuery}`;
  byId('back').href = listHash(filters.values());
  follow();
  if (paused) {
    readOnce();
  }
}

function filterChanged() {
  history.replaceState(
    null,
    '',
    traceId === null ? listHash(filters.values()) : traceHash(traceId, filters.values()),
  );
  update();
}

function routeChanged() {
  const route = parseRoute(location.hash);
  const left = traceId;
  if (route.traceId === null) {
    filters.set(route.filter);
  } else if (route.filter.size > 0) {
    filters.set(route.filter);
  } else {
    history.replaceState(null, '', traceHash(route.traceId, filters.values()));
  }
  traceId = route.traceId;
  byId('list-view').hidden = traceId !== null;
  byId('trace-view').hidden = traceId === null;
  document.title = traceId === null ? 'Watchlog local agent' : 'Trace – Watchlog local agent';
  if (traceId !== left) {
    scrollTo(0, traceId === null ? listScroll : 0);
    traceView.open(traceId);
  }
  if (traceId === null && left !== null) {
    list.focusTrace(left);
  }
  update();
}

/** Where the list was scrolled to when a trace was opened. */
let listScroll = 0;
addEventListener('scroll', () => {
  if (traceId === null) {
    listScroll = scrollY;
  }
});

function setPaused(value) {
  paused = value;
  setText(byId('pause'), paused ? 'Resume' : 'Pause');
  if (!paused) {
    showState('connecting');
  }
  follow();
}

function goBack() {
  if (traceId === null) {
    return false;
  }
  if (traceView.detailsAreOpen) {
    traceView.closeDetails();
  } else {
    location.hash = listHash(filters.values());
  }
  return true;
}

function move(delta, event) {
  // Arrows scroll the page and the panels unless the focus is on rows, or nowhere.
  const { activeElement } = document;
  const isScroller = activeElement !== null && activeElement.closest('#details, .scroller, pre') !== null;
  if (event.key.startsWith('Arrow') && isScroller) {
    return false;
  }
  (traceId === null ? list : traceView).move(delta);
  return true;
}

function startImport() {
  const input = byId('import-file');
  byId('import').addEventListener('click', () => input.click());
  byId('import-close').addEventListener('click', () => {
    byId('import-bar').hidden = true;
    byId('import').focus();
  });
  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (file === undefined) {
      return;
    }
    byId('import').disabled = true;
    byId('import-bar').hidden = false;
    byId('import-progress').hidden = false;
    byId('import-close').hidden = true;
    setText(byId('import-result'), 'Importing…');
    const importer = new Importer((share) => (byId('import-progress').value = share));
    setText(byId('import-result'), await importer.read(file));
    byId('import-progress').hidden = true;
    byId('import-close').hidden = false;
    byId('import').disabled = false;
    input.value = ''; // the same file may be chosen again
    if (paused) {
      readOnce();
    }
  });
}

function start() {
  byId('charts').open = matchMedia('(min-width: 700px)').matches;
  byId('charts').addEventListener('toggle', () => stats !== null && renderStats());
  byId('example-command').textContent =
    `java -jar tracer-examples.jar gateway --agent ${location.origin}/ai-tracer`;
  byId('pause').addEventListener('click', () => setPaused(!paused));
  byId('empty-clear').addEventListener('click', () => filters.clear());
  byId('help-open').addEventListener('click', () => byId('help').showModal());
  byId('help-close').addEventListener('click', () => byId('help').close());
  startImport();
  listenToKeys({
    '/': () => traceId === null && filters.focusText(),
    j: (event) => move(1, event),
    k: (event) => move(-1, event),
    ArrowDown: (event) => move(1, event),
    ArrowUp: (event) => move(-1, event),
    Escape: goBack,
    p: () => setPaused(!paused),
    '?': () => byId('help').showModal(),
  });
  addEventListener('hashchange', routeChanged);
  document.addEventListener('visibilitychange', follow);
  routeChanged();
}

start();
