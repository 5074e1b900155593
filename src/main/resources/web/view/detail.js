// One server with all that is known of it.

import { CERTIFICATE_SOON } from '../model/server.js';
import { bar, chip, clock, count, el, millis, printable, span, strip, tally } from './dom.js';
import { LatencyChart } from './latency.js';
import { certificate, tags } from './rows.js';
import { entry } from './timeline.js';

const ACTIONS = [['drain', 'Drain', 'd'], ['maint', 'Maintenance', 'm'], ['ready', 'Ready', 'r']];

export class Detail {
  /** The server that is shown; null if none is. */
  key = null;
  #parts = {};
  #chart = null;
  #last = null;
  #explained = false;

  /**
   * @param box what it is shown in
   * @param act `close()`, `change(key, state)`, `probe(key)`, `open(key)`, `now()`, and
   *   `explain(key)`, which promises the lines of the effective configuration
   */
  constructor(box, act) {
    this.box = box;
    this.act = act;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  /** Shows a server by what the list knows of it. */
  open(server) {
    this.key = server.key;
    this.#last = null;
    this.#explained = false;
    this.#chart?.destroy();
    this.#parts = makeParts();
    this.#chart = new LatencyChart(this.#parts.chart);
    this.#frame(server);
    this.box.hidden = false;
    this.box.scrollTop = 0;
    this.show(server);
  }

  close() {
    this.key = null;
    this.box.hidden = true;
    this.#chart?.destroy();
    this.box.replaceChildren();
  }

  /** What stays while its content changes, so that no focus is lost. */
  #frame(server) {
    const p = this.#parts;
    this.box.setAttribute('aria-label', `Server ${server.key}`);
    this.box.replaceChildren(
      this.#title(server), p.head, p.why, this.#actions(),
      el('h3', {}, 'Who says what'), p.votes,
      el('h3', {}, 'Last results'), p.strip, p.legend,
      el('h3', {}, 'Milliseconds of those that passed'), p.chart,
      el('h3', {}, 'Checks'), p.checks, p.evidence,
      el('h3', {}, 'Facts'), p.facts,
      el('h3', {}, 'What happened'), p.past,
      el('details', { ontoggle: (event) => this.#explain(event.target.open) },
        el('summary', {}, 'Effective configuration'), p.explanation));
  }

  #title(server) {
    const close = { type: 'button', class: 'close', 'aria-label': 'Close', title: 'Close (Esc)',
      onclick: () => this.act.close() };
    return el('div', { class: 'detail-top' },
      el('h2', {}, el('span', { class: 'muted' }, `${server.pool} / `), server.server),
      el('button', close, '✕'));
  }

  #actions() {
    const button = (attributes, text, key) =>
      el('button', { type: 'button', ...attributes }, text, el('kbd', {}, key));
    return el('div', { class: 'actions', role: 'group', 'aria-label': 'Change' },
      ACTIONS.map(([state, text, key]) => button(
        { 'data-act': state, onclick: () => this.act.change(this.key, state) }, text, key)),
      button({ onclick: () => this.act.probe(this.key) }, 'Probe now', 'p'));
  }

  /** Shows what the list knows of it by now. */
  show(server) {
    const p = this.#parts;
    const since = server.since
      ? `for ${span(this.act.now() - Date.parse(server.since))}, since ${clock(server.since)}`
      : 'since the start';
    p.head.replaceChildren(
      chip(server.state), ...tags(server), el('span', { class: 'muted' }, since));
    p.why.textContent = printable(server.reason);
    p.why.dataset.state = server.state;
    for (const button of this.box.querySelectorAll('[data-act]')) {
      const holds = button.dataset.act.toUpperCase() === server.admin;
      button.setAttribute('aria-pressed', String(holds));
    }
    if (!this.#last) this.#votes(server.votes ?? [], server);
  }

  /** Shows all that is known of it, and what happened to it: two answers of the service. */
  take(page, past) {
    this.#last = { page, past };
    this.#draw();
  }

  #draw() {
    if (!this.#last || !this.key) return;
    const { page, past } = this.#last;
    const p = this.#parts;
    this.#votes(page.votes ?? [], page);
    const results = page.results ?? [];
    const outcomes = results.map((result) => result.result[0]).join('');
    p.strip.replaceChildren(results.length ? strip(outcomes, 600, 32) : '');
    p.legend.textContent = page.vantage === false ? 'This node does not probe it; other nodes do.'
      : `${tally(outcomes)}. A bar is a probe, the newest at the right; a full one failed.`;
    this.#chart.show(results);
    p.checks.replaceChildren(...(page.checks ?? []).map(checkLine));
    p.evidence.replaceChildren(...evidence(page.evidence));
    p.facts.replaceChildren(...facts(page));
    p.past.replaceChildren(...past.events.map((event) => entry(event, this.act.open, false)));
    if (!past.events.length) {
      p.past.append(el('li', { class: 'muted' }, 'Nothing since the service began.'));
    }
  }

  #votes(votes, server) {
    if (!votes.length) {
      this.#parts.votes.replaceChildren(el('p', { class: 'muted' }, 'Nobody has a view yet.'));
      return;
    }
    const several = votes.length > 1
      ? [el('p', {}, together(votes, server)), bar(countVotes(votes))] : [];
    this.#parts.votes.replaceChildren(
      ...several, el('ul', { class: 'votes' }, votes.map(voteLine)));
  }

  async #explain(open) {
    if (!open || this.#explained) return;
    this.#explained = true;
    const { explanation } = this.#parts;
    try {
      const lines = await this.act.explain(this.key);
      explanation.textContent = lines?.join('\n')
        ?? 'It can’t be told: the file says something else by now, or is HAProxy’s.';
    } catch (error) {
      explanation.textContent = error.message;
    }
  }
}

function makeParts() {
  return {
    head: el('div', { class: 'detail-state' }),
    why: el('p', { class: 'reason from-server' }),
    facts: el('dl', { class: 'facts' }),
    votes: el('div', {}),
    strip: el('div', { class: 'big-strip' }),
    legend: el('p', { class: 'muted legend' }),
    chart: el('div', { class: 'chart' }),
    checks: el('div', {}),
    evidence: el('div', {}),
    past: el('ol', { class: 'past' }),
    explanation: el('pre', { class: 'from-server' }),
  };
}

function countVotes(votes) {
  const counts = { up: 0, stopping: 0, down: 0, unknown: 0 };
  for (const { vote } of votes) counts[vote === 'ABSTAIN' ? 'unknown' : vote.toLowerCase()] += 1;
  return counts;
}

/** What several votes come to. */
function together(votes, { state, contested }) {
  const down = `${countVotes(votes).down} of ${votes.length}`;
  if (contested) return `The vantages disagree: ${down} say DOWN. The verdict is ${state}.`;
  if (votes.every(({ vote }) => vote === votes[0].vote)) {
    return `All ${votes.length} vantages say ${votes[0].vote}.`;
  }
  return `${down} vantages say DOWN. The verdict is ${state}.`;
}

function voteLine(vote) {
  const why = [vote.check && `check ${vote.check}`, vote.status, vote.info]
    .filter(Boolean).join(': ');
  const none = vote.vote === 'ABSTAIN' ? 'has found out nothing' : '';
  return el('li', {},
    el('span', { class: 'voter' }, vote.node,
      vote.self ? el('span', { class: 'muted' }, ' (this node)') : null),
    chip(vote.vote), el('span', { class: 'from-server' }, why || none));
}

function checkLine(check) {
  const { last } = check;
  const name = check.agent ? 'agent' : check.check ?? 'check';
  const about = [check.health, check.stale ? 'stale' : '', due(check)].filter(Boolean).join(' · ');
  const phases = last ? phasesOf(last) : '';
  return el('div', { class: 'check' },
    el('div', {}, el('strong', {}, name), ' ', el('span', { class: 'muted' }, about)),
    last ? result(last) : null,
    phases ? el('div', { class: 'muted' }, phases) : null);
}

function due({ paused, dueInMs }) {
  if (paused) return 'paused';
  if (dueInMs === undefined) return '';
  return dueInMs <= 0 ? 'due now' : `next in ${(dueInMs / 1000).toFixed(1)} s`;
}

function result(last) {
  const more = last.info ? `: ${last.info}` : last.code ? ` (${last.code})` : '';
  return el('div', { class: 'from-server' },
    el('span', { class: 'result', 'data-result': last.result }, last.result),
    ` ${last.status} ${last.description ?? ''}${more}`);
}

function phasesOf({ timings = {}, durationMs }) {
  return [['connect', timings.connectMs], ['TLS', timings.tlsMs ?? timings.handshakeMs],
    ['first byte', timings.firstByteMs], ['total', timings.totalMs ?? durationMs]]
    .filter(([, ms]) => ms !== undefined).map(([word, ms]) => `${word} ${millis(ms)}`).join(' · ');
}

function evidence(reply) {
  if (!reply) return [];
  const when = `to the last probe that failed, ${clock(reply.time)}, ${count(reply.bytes, 'byte')}`;
  return [el('h3', {}, 'What it replied'), el('p', { class: 'muted' }, when),
    el('pre', { class: 'from-server' }, reply.text)];
}

function facts(page) {
  const rows = [
    ['Address', page.address],
    ['Admin state', page.admin + wanting(page.wanted ?? {})],
    ['Last said by', lastSaid(page.wanted ?? {})],
    ['Health', page.health && `${page.health} on ${page.node}`],
    ['Weight', String(page.weight)],
    ['Backup', page.backup && 'yes'],
    ['Tracks', page.track],
    ['Certificate', daysLeft(page.daysLeft)],
    ['As seen by', `${page.node} at ${clock(page.time)}`],
  ];
  return rows.filter(([, value]) => value)
    .flatMap(([name, value]) => [el('dt', {}, name), el('dd', { class: 'from-server' }, value)]);
}

/** Who wants it not to be ready. */
function wanting({ operator, agent, inherited }) {
  const who = [['operator', operator], ['agent', agent], ['tracked server', inherited]]
    .filter(([, state]) => state && state !== 'READY').map(([name, state]) => `${name}: ${state}`);
  return who.length ? ` (${who.join(', ')})` : '';
}

function lastSaid({ by, reason, at }) {
  return by && `${by}${reason ? `: ${reason}` : ''}${at ? ` (${clock(at)})` : ''}`;
}

function daysLeft(days) {
  if (days === undefined) return null;
  return days <= CERTIFICATE_SOON ? certificate(days) : `${count(days, 'day')} left`;
}
