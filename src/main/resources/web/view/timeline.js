// Events in words.

import { causeWords } from '../model/server.js';
import { $, chip, clock, el, tag } from './dom.js';

const nodes = (event) => (event.nodes ?? []).join(', ');
const votes = (event) => (event.votes ?? []).map((v) => `${v.node} says ${v.vote}`).join(', ');

const WORDS = {
  'contested': (e) => `contested: ${votes(e)}`,
  'contested-ended': () => 'the vantages agree again',
  'server-stale': () => 'nothing could be found out for a while',
  'agent-stale': () => 'its agent is silent',
  'agent-stale-ended': () => 'its agent speaks again',
  'capacity-changed': () => 'its agent wants another weight or number of connections',
  'endpoint-changed': () => 'its name leads to another address',
  'resolve-failed': (e) => `the name ${e.name} can’t be looked up: ${e.problem}`,
  'resolve-recovered': (e) => `the name ${e.name} can be looked up again`,
  'node-joined': (e) => `node ${nodes(e)} came`,
  'node-removed': (e) => `node ${nodes(e)} left`,
  'node-unreachable': (e) => `node ${nodes(e)} is not heard; its votes don’t count`,
  'node-reachable': (e) => `node ${nodes(e)} is heard again`,
  'fleet-joined': (e) => `node ${e.node} is a member of its fleet`,
  'fleet-lost': (e) => `node ${e.node} lost its fleet and probes on alone`,
  'quorate-changed': (e) => (e.quorate ? 'this side speaks for the fleet again'
    : 'this side is not quorate: it sees too few nodes to speak for the fleet'),
  'config-reloaded': () => 'a changed configuration is in force',
  'config-refused': () => 'a changed configuration was refused; the old one stands',
  'self-doubt': () => 'this node is alone with too many of its views',
  'node-started': (e) => `node ${e.node} is at work`,
};

/** Why it happened. */
export function words(event) {
  if (event.event === 'server-transition') {
    return causeWords(event.cause ?? {}) + (event.via ? ` (as ${event.via})` : '');
  }
  if (event.event === 'pool-transition') {
    return `${event.usable} of ${event.total} servers usable`;
  }
  if (event.event === 'admin-changed') {
    const by = event.author ?? (event.by === 'operator' ? null : event.by && `its ${event.by}`);
    return [by && `by ${by}`, event.reason].filter(Boolean).join(': ');
  }
  return WORDS[event.event]?.(event) ?? event.event.replaceAll('-', ' ');
}

/** The event as one sentence, for who listens. */
export const sentence = (event) =>
  [keyOf(event) ?? event.pool, event.to, words(event)].filter(Boolean).join(' ');

const keyOf = (event) => (event.server ? `${event.pool}/${event.server}` : null);

/** An event as a line; `open` is called with the key of its server. */
export function entry(event, open, withName = true) {
  const name = withName ? subject(event, open) : null;
  return el('li', { 'data-level': event.level, class: name ? null : 'bare' },
    el('time', { datetime: event.time, title: event.time }, clock(event.time)), sign(event),
    name ? el('span', { class: 'whom' }, name) : null,
    el('div', { class: 'from-server' }, words(event)));
}

function sign(event) {
  if (event.to && /transition|admin/.test(event.event)) return chip(event.to);
  if (event.event.startsWith('contested')) return tag('contested', '⇄');
  const loud = event.level === 'warn' || event.level === 'error';
  return tag(event.level, loud ? '!' : '·', event.level);
}

function subject(event, open) {
  const key = keyOf(event);
  if (key) return el('button', { type: 'button', class: 'plain', onclick: () => open(key) }, key);
  return event.pool ? el('strong', {}, event.pool) : null;
}

/** Shows events, the newest first; `open` is called with the key of a server. */
export function renderTimeline(events, open) {
  const none = el('li', { class: 'muted' }, 'Nothing has changed since the service began.');
  $('timeline').replaceChildren(...events.map((event) => entry(event, open)));
  if (!events.length) $('timeline').append(none);
}
