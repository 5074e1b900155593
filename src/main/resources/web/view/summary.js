// How the whole fleet stands: the verdict in a sentence, the tiles by which the list is filtered,
// the nodes.

import { CERTIFICATE_SOON, FILTERS, why } from '../model/server.js';
import { $, count, el, printable, standing } from './dom.js';

const NAMED = 2;
const SIGNS = { bad: '▼', warn: '◆', calm: '▲', none: '…' };

/** What the icon of the tab looks like; it is seen when the page is not. */
const ICONS = { bad: 'b42318', warn: '8a5a00', calm: '1f6feb', none: '566273' };

const number = (n) => n.toLocaleString('en');

/** The first names, and how many more there are. */
function some(names, most = 3) {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${count(more, 'more pool')}` : '');
}

/**
 * What matters most.
 *
 * @returns `tone`, `head` in a sentence, `lines`, each a text and perhaps the key of a server, and
 *   how many are `down` of those that are in service
 */
export function judge(fleet) {
  if (!fleet.loaded) return { tone: 'none', head: 'Looking …', lines: [], down: 0 };
  const counts = fleet.counts();
  if (!counts.servers) return { tone: 'none', head: 'There are no servers', lines: [], down: 0 };
  const problems = fleet.problems();
  const lines = fleet.head.quorate ? []
    : [{ text: 'This node sees too few others to speak for the fleet.' }];
  return problems.length ? wrong(fleet, counts, problems, lines) : calm(counts, lines);
}

function calm(counts, lines) {
  const out = counts.drain + counts.maint;
  const expiring = counts.certificate
    && count(counts.certificate, 'certificate expires', 'certificates expire');
  const all = count(counts.servers, 'server');
  const aside = standing({ drain: counts.drain, maint: counts.maint }).replace(' · ', ', ');
  const told = [
    ...(out ? [{ text: `${aside}, the others up.` }] : []),
    ...(expiring ? [{ text: `${expiring} within ${CERTIFICATE_SOON} days.` }] : []),
  ];
  return {
    down: 0,
    tone: lines.length ? 'warn' : 'calm',
    head: out ? `All is well with ${all}` : `All ${all} are up`,
    lines: [...lines, ...(told.length ? told : [{ text: 'Nothing to do.' }])],
  };
}

function wrong(fleet, counts, problems, first) {
  const lines = [...first, ...problems.slice(0, NAMED).map(named)];
  const of = `of ${count(counts.servers, 'server')}`;
  const down = problems.filter((server) => server.state === 'DOWN').length;
  const empty = withoutUsable(fleet);
  if (down) {
    const none = empty.length ? `; no usable server in ${some(empty)}` : '';
    const head = `${number(down)} ${of} ${down === 1 ? 'is' : 'are'} down${none}`;
    return { tone: 'bad', head, lines, down };
  }
  if (empty.length) return { tone: 'bad', head: `No usable server in ${some(empty)}`, lines, down };
  const unknown = problems.filter((server) => server.state === 'UNKNOWN').length;
  const { contested, stale, stopping } = counts;
  const how = standing({ contested, stale, unknown, stopping }).replaceAll(' · ', ', ');
  const none = counts.down ? 'No server in service is down' : 'No server is down';
  return { tone: 'warn', head: `${none}; ${how} ${of}`, lines, down };
}

const named = (server) => ({ key: server.key, text: why(server).main });

/** The names of the pools that have servers, and none that is usable. */
const withoutUsable = (fleet) => [...fleet.pools.values()]
  .filter(({ counts }) => counts.servers && !counts.usable).map((pool) => pool.name);

let said = '';

/** Shows the verdict if it is another; `open` is called with the key of a server. */
export function renderVerdict(verdict, open) {
  const saying = JSON.stringify(verdict);
  if (saying === said) return;
  said = saying;
  $('verdict').dataset.tone = verdict.tone;
  $('verdict-icon').textContent = SIGNS[verdict.tone];
  $('verdict-head').textContent = printable(verdict.head);
  $('verdict-more').replaceChildren(...verdict.lines.map(({ key, text }) => el('p', {},
    key ? el('button', { type: 'button', class: 'plain', onclick: () => open(key) }, key) : null,
    el('span', { class: 'from-server' }, key ? `: ${text}` : text))));
}

/** Shows in the tab how all stands. */
export function renderIcon(tone) {
  const href = $('icon').href.replace(/(fill='%23)[0-9a-f]{6}/, `$1${ICONS[tone]}`);
  if ($('icon').href !== href) $('icon').href = href;
}

/** Makes the tiles; `toggle` is called with the name of a filter. */
export function makeTiles(toggle) {
  $('tiles').replaceChildren(...FILTERS.map(([name, label, , title]) => {
    const attributes = { type: 'button', id: `tile-${name}`, class: 'tile', 'data-tile': name,
      'aria-pressed': 'false', title, onclick: () => toggle(name) };
    return el('button', attributes,
      el('span', { class: 'number' }, '–'), el('span', { class: 'label' }, label));
  }));
}

export function renderTiles(counts, filters) {
  for (const [name] of FILTERS) {
    const tile = $(`tile-${name}`);
    tile.querySelector('.number').textContent = number(counts[name]);
    tile.dataset.zero = String(counts[name] === 0);
    tile.setAttribute('aria-pressed', String(filters.has(name)));
  }
}

const isHeard = (node) => node.reachable || node.self;

/** The nodes as this one sees them. */
export function renderNodes({ nodes, quorate }) {
  const heard = `${nodes.filter(isHeard).length} of ${count(nodes.length, 'node')} heard`;
  $('nodes').hidden = nodes.length === 1 && quorate;
  $('nodes').replaceChildren(
    el('span', {}, heard, el('span', { class: quorate ? 'good' : 'bad' },
      quorate ? ' ✓ quorate' : ' ✕ not quorate')),
    ...nodes.map(nodeOf));
}

function nodeOf(node) {
  const heard = isHeard(node);
  return el('span', { class: 'node', 'data-heard': String(heard), title: about(node) },
    heard ? '●' : '✕', ` ${node.name}`, node.self ? ' (this)' : '',
    heard ? (node.ready ? '' : ' not ready') : ' not heard',
    node.differing ? ' ≠ configuration' : '');
}

const about = (node) =>
  `${node.address} · share ${node.vantageOf} · lag p99 ${node.lagP99Ms} ms · `
    + (node.differing ? `${count(node.differing, 'server')} differ` : 'same configuration');
