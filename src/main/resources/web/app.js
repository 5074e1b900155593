// The dashboard: wires what is asked for to what is shown.

import { forgetVersion, forgetVersions, get, getChanged, Refused, serverPath, Stream } from './api.js';
import { Detail } from './detail.js';
import { Dialogs } from './dialogs.js';
import { $, clock, count, el, printable, span } from './dom.js';
import { Fleet } from './fleet.js';
import { ServerList } from './list.js';
import { judge, makeTiles, renderNodes, renderTiles, renderVerdict } from './summary.js';
import { entry, sentence, TOLD } from './timeline.js';

/** Pools up to this size are asked for whole, with the results of each server. */
const SMALL_POOL = 300;
/** Fleets up to this size show each server at once, larger ones their pools. */
const SMALL_FLEET = 300;
const KEPT_EVENTS = 200;
const RENDER_MS = 200;
const RECENT_MS = 5000;
const DETAIL_MS = 2000;
const CHECK_MS = 15_000;
/** A pool is asked for so often until the page shows an event; what comes then is taken as it is. */
const TRIES = 10;
/** So many pools are asked for at once. */
const TURN = 8;
/** An event is told before the pages show it: after so long they do. */
const SETTLED_MS = 300;
/** A changed configuration comes into force bit by bit: everything is asked for again so much later. */
const RELOADED_MS = [1000, 6000];
/** Of many gaps in the events at once everything is asked for once. */
const GAP_MS = 1000;
const RETRY_MS = 5000;
/** Events that change nothing of what a pool's page tells of a server but its last results. */
const PASSING = new Set(['check-result', 'vote-changed', 'api-command']);

const fleet = new Fleet();
const opened = new Map();
const filters = new Set();
let words = [];
let lost = null;
let refused = null;
let nodes = null;
let timeline = [];

const now = () => Date.now() + fleet.skewMs;
const isOpen = (name, size) => opened.get(name)
  ?? (name === '!problems' ? size > 0 : fleet.counts().servers <= SMALL_FLEET);

const list = new ServerList($('list'), $('lines'), $('scroller'), {
  open: (line) => openServer(line.server.key),
  toggle: (line, open) => {
    opened.set(line.pool?.name ?? '!problems', open);
    renderList();
  },
  now,
  scrolled: () => soonRecent(),
});

const detail = new Detail($('detail'), {
  close: () => closeServer(),
  change: (key, state) => dialogs.askChange(key, state),
  probe: (key) => dialogs.probe(key),
  open: (key) => openServer(key),
  failed: (error) => failedPool(error),
  now,
});

// ---- showing -----------------------------------------------------------------------------------------

let renderTimer = null;

function render() {
  renderTimer ??= setTimeout(() => {
    renderTimer = null;
    renderSummary();
    renderList();
    const server = detail.key && fleet.server(detail.key);
    if (server) detail.show(server);
  }, RENDER_MS);
}

function renderList() {
  const { lines, found, searching } = fleet.lines({ words, filters, open: isOpen });
  list.show(lines);
  $('found').textContent = searching ? `${count(found, 'server')} found` : '';
  $('nothing').hidden = !fleet.loaded || lines.length > 0;
  soonRecent();
}

function renderSummary() {
  const counts = fleet.counts();
  $('node').textContent = fleet.head.node ? `seen from ${fleet.head.node}` : '';
  const verdict = judge(fleet);
  renderVerdict(verdict, openServer);
  renderTiles(counts, filters);
  const down = verdict.down ? `(${verdict.down} down) ` : '';
  document.title = `${lost ? '(connection lost) ' : refused ? '(not signed in) ' : down}Poolwatch`;
}

function setText(element, text) {
  const shown = printable(text);
  if (element.textContent !== shown) element.textContent = shown;
}

function renderTimeline() {
  $('timeline').replaceChildren(...timeline.map((event) => entry(event, (key) => openServer(key))));
  if (!timeline.length) $('timeline').append(el('li', { class: 'muted' }, 'Nothing has changed since the service began.'));
}

function filter(name) {
  if (!filters.delete(name)) filters.add(name);
  $('scroller').scrollTop = 0;
  renderSummary();
  renderList();
}

let toastTimer = null;

function toast(text) {
  setText($('toast'), text);
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, 6000);
}

let unsaid = [];

/** Tells who listens of a transition; of many only how many. */
function announce(event) {
  unsaid.push(sentence(event));
  if (unsaid.length === 1) {
    setTimeout(() => {
      const more = unsaid.length > 2 ? `, and ${unsaid.length - 2} more changes` : '';
      $('live').replaceChildren(el('p', {}, unsaid.slice(0, 2).join('; ') + more));
      unsaid = [];
    }, 1500);
  }
}

// ---- asking ------------------------------------------------------------------------------------------

/** Whether to ask nothing by itself: nobody looks, or nobody answers. */
const idle = () => lost || refused || document.hidden;

let loading = null;
let again = false;
let retryTimer = null;

/** Takes in everything anew; if that is under way, once more when it ends. */
function load() {
  again = loading !== null;
  clearTimeout(retryTimer);
  loading ??= loadAll().catch(loadFailed).finally(() => {
    loading = null;
    if (again) load();
  });
  return loading;
}

/** Nothing else would bring what was to be loaded. */
function loadFailed(error) {
  failed(error);
  retryTimer = setTimeout(() => { if (!refused) load(); }, RETRY_MS);
}

const meanwhile = [];
/** The last event that is told: in the timeline, and to who listens. */
let told = 0;

async function loadAll() {
  meanwhile.length = 0;
  forgetVersions();
  const page = await get('/api/v1/pools?detail');
  if (!fleet.sameProcess(page)) {
    dirty.clear();
    told = 0;
  }
  fleet.replace(page);
  told = Math.max(told, page.seq);
  for (const [name, want] of dirty) if (want.seq <= page.seq || !fleet.pools.has(name)) dirty.delete(name);
  meanwhile.filter((event) => event.seq > page.seq).forEach(note);
  closeGone();
  render();
  const past = await get(`/api/v1/events?kind=${TOLD.join(',')}&limit=${KEPT_EVENTS}`);
  const newer = timeline.filter((event) => event.start === past.start && event.seq > past.last);
  timeline = [...newer, ...past.events.map((event) => ({ ...event, start: past.start }))].slice(0, KEPT_EVENTS);
  if (past.start === page.start) told = Math.max(told, past.last);
  renderTimeline();
  await askNodes();
  openFromAddress();
}

function closeGone() {
  if (!detail.key || fleet.server(detail.key)) return;
  toast(`${detail.key} is not there any more`);
  closeServer();
}

async function askNodes() {
  nodes = await getChanged('/api/v1/nodes') ?? nodes;
  renderNodes(nodes);
}

function failed(error) {
  if (!(error instanceof Refused)) return;
  if (error.status === 401) askToSignIn(error);
  else toast(error.message);
}

/** Asks once for a token; who does not want to give one is left alone until he signs in. */
function askToSignIn(error) {
  const first = !refused;
  refused = error.message;
  lost = null;
  showLink();
  renderSummary();
  if (first) dialogs.askToken(error.message);
}

/** Pools of which something changed after what is known, and the number of the event that says so. */
const dirty = new Map();

/** Takes in an event. */
function note(event) {
  if (!fleet.loaded || !event.pool || PASSING.has(event.event)) return;
  const pool = fleet.pools.get(event.pool);
  if (pool && event.seq <= pool.seq) return;
  fleet.apply(event);
  const known = dirty.get(event.pool) ?? { seq: 0 };
  dirty.set(event.pool, { seq: Math.max(known.seq, event.seq), tries: 0 });
}

let flushing = false;

async function flush() {
  if (flushing || idle()) return;
  flushing = true;
  try {
    for (const name of [...dirty.keys()].slice(0, TURN)) await refreshPool(name);
  } catch (error) {
    failedPool(error);
  } finally {
    flushing = false;
  }
}

/** Asks for a pool of which something changed, and puts it behind all others that wait. */
async function refreshPool(name) {
  const want = dirty.get(name);
  if (!want) return;
  dirty.delete(name);
  dirty.set(name, { seq: want.seq, tries: want.tries + 1 });
  // What is still the same does not show the event: only a whole page says up to where it goes.
  if (want.tries) forgetVersion(poolPath(name));
  await askPool(name);
}

async function askPool(name) {
  const path = poolPath(name);
  const page = await getChanged(path);
  if (page && !takePool(page)) forgetVersion(path);
}

/** A pool that is gone is not the only thing that changed. */
function failedPool(error) {
  if (error instanceof Refused && error.status === 404) load();
  else failed(error);
}

function poolPath(name) {
  const small = (fleet.pools.get(name)?.counts.servers ?? 0) <= SMALL_POOL;
  return `/api/v1/pools/${encodeURIComponent(name)}${small ? '?detail' : ''}`;
}

/**
 * Shows a pool as it is answered, but for servers of which an event knows better: those wait for the next turn.
 *
 * @returns false if the page was not taken
 */
function takePool(page) {
  if (!fleet.sameProcess(page)) {
    load();
    return false;
  }
  const want = dirty.get(page.pool);
  const last = want?.tries >= TRIES;
  const taken = fleet.replacePool(page, last);
  if (last || (taken && want?.seq <= page.seq)) dirty.delete(page.pool);
  render();
  return taken;
}

const asked = new Map();
let recentTimer = null;

function soonRecent() {
  recentTimer ??= setTimeout(() => {
    recentTimer = null;
    recent();
  }, 250);
}

/** Asks for the last results of the servers that can be seen. */
async function recent() {
  if (idle() || !fleet.loaded) return;
  const servers = list.visibleServers();
  const due = (key) => Date.now() - (asked.get(key) ?? 0) > RECENT_MS - 200;
  const small = (name) => (fleet.pools.get(name)?.counts.servers ?? 0) <= SMALL_POOL;
  const pools = new Set(servers.map((server) => server.pool).filter((name) => small(name) && due(name)));
  const single = servers.filter((server) => !small(server.pool) && due(server.key));
  pools.forEach((name) => asked.set(name, Date.now()));
  single.forEach((server) => asked.set(server.key, Date.now()));
  try {
    for (const name of pools) await askPool(name);
    for (let i = 0; i < single.length; i += 6) {
      const pages = await Promise.all(single.slice(i, i + 6).map((s) => get(serverPath(s.pool, s.server))));
      pages.forEach((page) => fleet.replaceServer(page));
      list.redraw();
    }
  } catch (error) {
    failedPool(error);
  }
}

/** Compares with what the service counts, in case something was missed. */
async function compare() {
  if (idle() || !fleet.loaded) return;
  try {
    await askNodes();
    const page = await getChanged('/api/v1/pools');
    if (!page) return;
    // Whether the counts agree is known only once what differs has been asked for anew.
    forgetVersion('/api/v1/pools');
    if (!fleet.sameProcess(page) || page.pools.length !== fleet.pools.size) {
      await load();
      return;
    }
    fleet.head.quorate = page.quorate;
    const names = ['servers', 'up', 'down', 'stopping', 'unknown', 'contested', 'stale', 'drain', 'maint'];
    for (const row of page.pools) {
      const known = fleet.pools.get(row.pool);
      if (!known || names.some((name) => known.counts[name] !== row.counts[name])) {
        forgetVersion(poolPath(row.pool));
        dirty.set(row.pool, { seq: Math.max(page.seq, dirty.get(row.pool)?.seq ?? 0), tries: 0 });
      }
    }
  } catch (error) {
    failed(error);
  }
}

// ---- following ---------------------------------------------------------------------------------------

const stream = new Stream({
  open() {
    if (lost) toast('Connected again.');
    lost = null;
    refused = null;
    showLink();
    renderSummary();
  },
  event(type, data) {
    if (type === 'snapshot') {
      streamBegan(data);
      return;
    }
    if (loading) meanwhile.push(data);
    note(data);
    // After a connection was lost, or while everything is loaded, the stream tells some events twice.
    if (data.seq > told) {
      told = data.seq;
      tell(type, data);
    }
    if (data.server && `${data.pool}/${data.server}` === detail.key) {
      detailDue = Math.min(detailDue, Date.now() + SETTLED_MS);
    }
    render();
  },
  lost(how) {
    lost = how;
    refused = null;
    showLink();
    renderSummary();
  },
  refused: askToSignIn,
});

let following = false;

/** A stream that begins with a snapshot does not tell what was before: after the first one that is a gap. */
async function streamBegan(snapshot) {
  const first = !following;
  following = true;
  if (!fleet.sameProcess(snapshot)) told = snapshot.seq;
  await loading;
  if (!first || !fleet.sameProcess(snapshot) || snapshot.seq > fleet.head.seq) load();
}

let gapTimer = null;

/** Tells an event that nobody was told of yet, and asks for what it changes. */
function tell(type, data) {
  if (TOLD.includes(type)) {
    timeline = [{ ...data, start: fleet.head.start }, ...timeline].slice(0, KEPT_EVENTS);
    timelineChanged = true;
  }
  if (type === 'server-transition' || type === 'pool-transition' || type === 'quorate-changed') announce(data);
  if (type === 'quorate-changed') fleet.head.quorate = data.quorate;
  if (/^(node|fleet|quorate|config)-/.test(type)) askNodes().catch(failed);
  if (type === 'config-reloaded') {
    load();
    RELOADED_MS.forEach((ms) => setTimeout(load, ms));
  }
  if (type === 'events-dropped') {
    gapTimer ??= setTimeout(() => {
      gapTimer = null;
      load();
    }, GAP_MS);
  }
}

let timelineChanged = false;

function showLink() {
  const link = $('link');
  link.dataset.link = lost || refused ? 'lost' : 'live';
  setText(link, lost ? 'Connection lost' : refused ? 'Not signed in' : 'Live');
  $('lost').hidden = !lost && !refused;
  setText($('retry'), refused ? 'Sign in' : 'Try now');
  document.body.dataset.lost = String(Boolean(lost || refused));
  if (refused) setText($('lost-text'), `The service wants to know who asks: ${refused}. Nothing is asked for until you sign in.`);
  if (!lost) return;
  const wait = Math.max(0, lost.retryAt - Date.now());
  setText($('lost-text'), `Connection lost since ${clock(lost.since.toISOString())} (${span(Date.now() - lost.since)}): ${lost.why}. `
    + `What you see is how things stood then. ${wait > 500 ? `Trying again in ${Math.ceil(wait / 1000)} s.` : 'Trying now …'}`);
}

// ---- one server --------------------------------------------------------------------------------------

let detailDue = 0;
let before = null;

async function openServer(key) {
  const server = fleet.server(key);
  if (!server) {
    toast(`${key} is not there any more`);
    return;
  }
  before = document.activeElement;
  list.select(key);
  document.body.dataset.detail = 'true';
  history.replaceState(null, '', `#${encodeURIComponent(key)}`);
  detailDue = Date.now() + DETAIL_MS;
  const asking = detail.open(server);
  $('detail').focus({ preventScroll: true });
  list.redraw();
  const page = await asking;
  if (page) fleet.replaceServer(page);
}

function closeServer() {
  detail.close();
  list.select(null);
  document.body.dataset.detail = 'false';
  history.replaceState(null, '', location.pathname);
  if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
  else list.focus();
}

function openFromAddress() {
  const key = decodeURIComponent(location.hash.slice(1));
  if (key.includes('/') && !detail.key && fleet.server(key)) openServer(key);
}

async function refreshDetail() {
  if (!detail.key || idle() || Date.now() < detailDue) return;
  detailDue = Date.now() + DETAIL_MS;
  const server = fleet.server(detail.key);
  const page = server && await detail.refresh(server);
  if (page) {
    fleet.replaceServer(page);
    const known = fleet.server(detail.key);
    if (known) detail.show(known);
  }
}

// ---- changing ----------------------------------------------------------------------------------------

const dialogs = new Dialogs({
  server: (key) => fleet.server(key),
  pool: (name) => fleet.pools.get(name),
  changed(server) {
    detailDue = 0;
    if (!dirty.has(server.pool)) dirty.set(server.pool, { seq: 0, tries: 0 });
  },
  signedIn() {
    refused = null;
    showLink();
    stream.restart();
    return load();
  },
  toast,
});

// ---- keyboard ----------------------------------------------------------------------------------------

function clear() {
  $('search').value = '';
  words = [];
  filters.clear();
  renderSummary();
  renderList();
}

const KEYS = {
  '/': () => {
    view('servers');
    $('search').focus();
    $('search').select();
  },
  '?': () => $('help').showModal(),
  t: () => dialogs.signInOrOut(),
  d: () => onServer((key) => dialogs.askChange(key, 'drain')),
  m: () => onServer((key) => dialogs.askChange(key, 'maint')),
  r: () => onServer((key) => dialogs.askChange(key, 'ready')),
  p: () => onServer((key) => dialogs.probe(key)),
  Escape: () => (detail.key ? closeServer() : clear()),
  ArrowDown: () => focusList(),
  ArrowUp: () => focusList(),
};

function focusList() {
  if (!detail.box.contains(document.activeElement)) list.focus();
  return detail.box.contains(document.activeElement);
}

/** The server that a key is about: that of the list if it has the focus, else the one that is shown. */
function onServer(act) {
  const inList = document.activeElement === $('list');
  const key = (inList && list.activeServer?.key) || detail.key || list.activeServer?.key;
  if (key) act(key);
  else toast('Choose a server first: arrows, or / to search');
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (document.querySelector('dialog[open]')) return;
  if (event.target === $('search')) {
    if (event.key === 'Escape') {
      clear();
      list.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      list.focus();
      const first = list.lines.find((line) => line.server);
      if (first) list.activate(first.key);
    } else return;
    event.preventDefault();
    return;
  }
  const act = KEYS[event.key];
  if (act && act() !== true) event.preventDefault();
}

function view(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll('[data-view]')) {
    if (button.tagName === 'BUTTON') button.setAttribute('aria-pressed', String(button.dataset.view === name));
  }
  list.redraw();
}

// ---- beginning ---------------------------------------------------------------------------------------

function begin() {
  makeTiles(filter);
  view('servers');
  $('search').addEventListener('input', () => {
    words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    $('scroller').scrollTop = 0;
    renderList();
  });
  $('retry').addEventListener('click', () => (refused ? dialogs.askToken(null) : stream.retry()));
  for (const button of document.querySelectorAll('#views button')) {
    button.addEventListener('click', () => view(button.dataset.view));
  }
  addEventListener('keydown', onKey);
  addEventListener('online', () => stream.retry());
  setInterval(flush, 500);
  setInterval(refreshDetail, 500);
  setInterval(compare, CHECK_MS);
  setInterval(() => { if (lost) showLink(); }, 500);
  setInterval(() => {
    if (timelineChanged) {
      timelineChanged = false;
      renderTimeline();
    }
  }, RENDER_MS);
  setInterval(() => {
    if (document.hidden) return;
    list.redraw();
    soonRecent();
  }, RECENT_MS);
  load().finally(() => stream.run());
}

begin();
