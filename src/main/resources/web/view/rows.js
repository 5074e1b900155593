// What stands in the lines of the list.

import { CERTIFICATE_SOON, why } from '../model/server.js';
import { adminTag, bar, chip, count, el, millis, roughly, standing, strip, tag } from './dom.js';

const cell = (name, ...children) => el('span', { role: 'gridcell', class: name }, ...children);

const fold = (open) => el('span', { class: 'fold', 'aria-hidden': 'true' }, open ? '▾' : '▸');

/** The line above the servers that are wrong. */
export function problemCells(line) {
  const more = line.count > line.first
    ? `the worst ${line.first} of them here; the tiles above show all`
    : 'the worst first; each stands in its pool, too';
  return [cell('name', fold(line.open), el('strong', {}, 'Needs attention'),
    el('span', { class: 'muted' }, ` ${count(line.count, 'server')}, ${more}`))];
}

export function poolCells({ pool, open }) {
  const none = pool.counts.usable === 0 && pool.counts.servers > 0;
  return [
    cell('name', fold(open), el('strong', { title: pool.name }, pool.name),
      none ? tag('none', '▼ no usable server', 'Nobody in this pool is UP and READY') : null),
    cell('usable', `${pool.counts.usable} of ${pool.counts.servers} usable`),
    cell('bar-cell', bar(pool.counts)),
    cell('standing muted', standing(pool.counts)),
  ];
}

/**
 * A server's line.
 *
 * @param now the service's time
 * @param sparks makes its chart
 */
export function serverCells({ key, server, problem }, now, sparks) {
  const recent = server.recent?.outcomes ? server.recent : null;
  return [
    cell('state', chip(server.state)),
    cell('name', problem ? el('span', { class: 'muted' }, `${server.pool} / `) : null,
      el('span', { class: 'server-name', title: server.key }, server.server)),
    cell('why from-server', ...tags(server), ...reason(server)),
    cell('since muted', server.since ? since(server.since, now) : ''),
    cell('recent', recent ? strip(recent.outcomes) : null),
    cell('latency muted', ...(recent ? [sparks.of(key, recent), lastOf(recent)] : [])),
  ];
}

function reason(server) {
  const { main, more } = why(server);
  const told = el('span', { class: 'main', title: server.reason }, main);
  return more ? [told, el('span', { class: 'muted' }, ` · ${more}`)] : [told];
}

const since = (time, now) =>
  el('span', { title: `since ${time}` }, roughly(now - Date.parse(time)));

const lastOf = (recent) => el('span', { class: 'last' }, millis(recent.ms.at(-1)));

/** What else is to be said of a server, each as a word. */
export function tags(server) {
  const found = [];
  if (server.admin !== 'READY') found.push(adminTag(server.admin));
  if (server.contested) {
    const title = 'Vantages disagree whether it is down';
    found.push(tag('contested', `⇄ contested${says(server)}`, title));
  }
  if (server.stale) found.push(tag('stale', '◌ stale', 'Nothing could be found out for a while'));
  const told = server.state === 'DOWN' && /certificate/.test(server.reason);
  if (server.daysLeft <= CERTIFICATE_SOON && !told) found.push(certificate(server.daysLeft));
  if (server.backup) found.push(tag('backup', 'backup'));
  return found;
}

/** How many days a certificate has left. */
export function certificate(days) {
  const text = days < 0 ? 'certificate expired' : `certificate: ${count(days, 'day')} left`;
  return tag(days < 7 ? 'expires' : 'expires-later', text);
}

/** How many of the vantages say DOWN. */
function says(server) {
  const votes = (server.votes ?? []).filter((vote) => vote.vote !== 'ABSTAIN');
  const down = votes.filter((vote) => vote.vote === 'DOWN').length;
  return votes.length ? `: ${down} of ${votes.length} say DOWN` : '';
}
