// The dashboard. The model knows how things stand, and asks the service; views show that; actions
// change it.

import { Dialogs } from './action/dialogs.js';
import { Inspector } from './action/inspector.js';
import { Keyboard } from './action/keyboard.js';
import { Connection } from './model/connection.js';
import { Fleet } from './model/fleet.js';
import { Follower } from './model/follower.js';
import { Journal } from './model/journal.js';
import { Recent } from './model/recent.js';
import { Sync } from './model/sync.js';
import { Refused } from './service/api.js';
import { Stream } from './service/stream.js';
import { $ } from './view/dom.js';
import { renderLink } from './view/link.js';
import { announce, toast } from './view/notices.js';
import { Overview } from './view/overview.js';
import { renderNodes } from './view/summary.js';
import { renderTimeline } from './view/timeline.js';

const RENDER_MS = 200;
const SEEN_MS = 250;
const TICK_MS = 500;
const REDRAW_MS = 5000;
const COMPARE_MS = 15_000;

/** Calls a function soon, once for all who want it until then. */
function soon(act, ms) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      act();
    }, ms);
  };
}

// ---- the model, and what the page does when it changes

const page = {
  changed: soon(() => {
    overview.render();
    inspector.render();
  }, RENDER_MS),
  remembered: soon(() => renderTimeline(journal.events, (key) => inspector.open(key)), RENDER_MS),
  seen: soon(() => {
    const { list } = overview;
    recent.ask(list.visibleServers(), () => list.redraw());
  }, SEEN_MS),
  loaded: () => inspector.openFromAddress(),
  nodes: renderNodes,
  announce,
  happened: (event) => inspector.happened(event),
  linked(before) {
    if (before && connection.live) toast('Connected again.');
    renderLink(connection);
    overview.renderSummary();
  },
  failed(error) {
    if (!(error instanceof Refused)) return;
    if (error.status === 401) page.refused(error);
    else toast(error.message);
  },
  /** Asks once for a token; who does not want to give one is left alone until he signs in. */
  refused(error) {
    const first = !connection.refused;
    connection.refuse(error.message);
    page.linked(null);
    if (first) dialogs.askToken(error.message);
  },
};

const fleet = new Fleet();
const journal = new Journal();
const connection = new Connection();
const sync = new Sync({ fleet, journal, connection }, page);
const recent = new Recent(fleet, sync);
const stream = new Stream(new Follower({ fleet, journal, connection, sync }, page));

/** The service's time. */
const now = () => connection.now() + fleet.skewMs;

// ---- what is shown, and what can be done

const overview = new Overview({ fleet, connection }, {
  open: (key) => inspector.open(key),
  seen: page.seen,
  now,
});

const dialogs = new Dialogs(fleet, {
  changed(server) {
    inspector.touch();
    sync.touch(server.pool);
  },
  signedIn() {
    connection.refused = null;
    renderLink(connection);
    stream.restart();
    return sync.load();
  },
});

const inspector = new Inspector({ fleet, sync }, overview.list, {
  change: (key, state) => dialogs.askChange(key, state),
  probe: (key) => dialogs.probe(key),
  now,
});

new Keyboard({ overview, inspector, dialogs });

// ---- beginning

function begin() {
  overview.view('servers');
  $('retry').addEventListener('click', () => {
    if (connection.refused) dialogs.askToken(null);
    else stream.retry();
  });
  for (const button of document.querySelectorAll('#views button')) {
    button.addEventListener('click', () => overview.view(button.dataset.view));
  }
  addEventListener('online', () => stream.retry());
  setInterval(() => sync.flush(), TICK_MS);
  setInterval(() => inspector.refresh(), TICK_MS);
  setInterval(() => { if (connection.lost) renderLink(connection); }, TICK_MS);
  setInterval(() => sync.compare(), COMPARE_MS);
  setInterval(() => {
    if (document.hidden) return;
    overview.list.redraw();
    page.seen();
  }, REDRAW_MS);
  sync.load().finally(() => stream.run());
}

begin();
