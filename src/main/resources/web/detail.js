// One server with all that is known of it.

import { bar, chip, clock, count, el, millis, printable, span, strip, tally } from './dom.js';
import { get, serverPath } from './api.js';
import { CERTIFICATE_SOON } from './fleet.js';
import { certificate, tags } from './list.js';
import { entry, TOLD } from './timeline.js';

const ACTIONS = [['drain', 'Drain', 'd'], ['maint', 'Maintenance', 'm'], ['ready', 'Ready', 'r']];

export class Detail {
  key = null;
  #chart = null;
  #last = null;
  #explanation = null;

  /** @param act `close()`, `change(server, state)`, `probe(server)`, `open(key)`, `now()`, `failed(error)` */
  constructor(box, act) {
    this.box = box;
    this.act = act;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  open(server) {
    this.key = server.key;
    this.#last = null;
    this.#explanation = null;
    this.#frame(server);
    this.box.hidden = false;
    return this.refresh(server);
  }

  close() {
    this.key = null;
    this.box.hidden = true;
    this.#chart?.destroy();
    this.#chart = null;
    this.box.replaceChildren();
  }

  /** Asks anew; the answer is also for the list. */
  async refresh(server) {
    const { key } = server;
    try {
      const kinds = TOLD.join(',');
      const [page, past] = await Promise.all([
        get(serverPath(server.pool, server.server)),
        get(`/api/v1/events?pool=${encodeURIComponent(server.pool)}&server=${encodeURIComponent(server.server)}`
          + `&kind=${kinds}&limit=20`),
      ]);
      if (this.key !== key) return null;
      this.#last = { page, past };
      this.#draw();
      return page;
    } catch (error) {
      if (this.key === key) this.act.failed(error);
      return null;
    }
  }

  /** What stays while its content changes, so that no focus is lost. */
  #frame(server) {
    this.#chart?.destroy();
    this.#chart = null;
    this.parts = {
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
    const p = this.parts;
    const buttons = ACTIONS.map(([state, text, key]) => el('button',
      { type: 'button', 'data-act': state, onclick: () => this.act.change(this.key, state) }, text, el('kbd', {}, key)));
    buttons.push(el('button', { type: 'button', onclick: () => this.act.probe(this.key) }, 'Probe now', el('kbd', {}, 'p')));
    this.box.setAttribute('aria-label', `Server ${server.key}`);
    this.box.replaceChildren(
      el('div', { class: 'detail-top' },
        el('h2', {}, el('span', { class: 'muted' }, `${server.pool} / `), server.server),
        el('button', { type: 'button', class: 'close', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => this.act.close() }, '✕')),
      p.head, p.why, el('div', { class: 'actions', role: 'group', 'aria-label': 'Change' }, buttons),
      el('h3', {}, 'Who says what'), p.votes,
      el('h3', {}, 'Last results'), p.strip, p.legend,
      el('h3', {}, 'Milliseconds of those that passed'), p.chart,
      el('h3', {}, 'Checks'), p.checks, p.evidence,
      el('h3', {}, 'Facts'), p.facts,
      el('h3', {}, 'What happened'), p.past,
      el('details', { ontoggle: (event) => this.#explain(event) },
        el('summary', {}, 'Effective configuration'), p.explanation));
    this.box.scrollTop = 0;
    this.show(server);
  }

  /** Shows what the list knows of it by now. */
  show(server) {
    const p = this.parts;
    p.head.replaceChildren(chip(server.state), ...tags(server),
      el('span', { class: 'muted' }, server.since ? `for ${span(this.act.now() - Date.parse(server.since))}, since ${clock(server.since)}` : 'since the start'));
    p.why.textContent = printable(server.reason);
    p.why.dataset.state = server.state;
    for (const button of this.box.querySelectorAll('[data-act]')) {
      button.setAttribute('aria-pressed', String(button.dataset.act.toUpperCase() === server.admin));
    }
    if (!this.#last) this.#votes(server.votes ?? [], server);
  }

  #draw() {
    if (!this.#last || !this.key) return;
    const { page, past } = this.#last;
    const p = this.parts;
    this.#votes(page.votes ?? [], page);
    const results = page.results ?? [];
    const outcomes = results.map((r) => r.result[0]).join('');
    p.strip.replaceChildren(results.length ? strip(outcomes, 600, 32) : '');
    p.legend.textContent = page.vantage === false ? 'This node does not probe it; other nodes do.'
      : `${tally(outcomes)}. A bar is a probe, the newest at the right; a full one failed.`;
    this.#latency(results);
    p.checks.replaceChildren(...(page.checks ?? []).map((check) => this.#check(check)));
    p.evidence.replaceChildren(...this.#evidence(page.evidence));
    p.facts.replaceChildren(...facts(page, this.act.now()));
    p.past.replaceChildren(...past.events.map((event) => entry(event, this.act.open, false)));
    if (!past.events.length) p.past.append(el('li', { class: 'muted' }, 'Nothing since the service began.'));
  }

  #votes(votes, server) {
    const counts = { up: 0, stopping: 0, down: 0, unknown: 0 };
    for (const vote of votes) counts[vote.vote === 'ABSTAIN' ? 'unknown' : vote.vote.toLowerCase()] += 1;
    const down = counts.down;
    const says = votes.length < 2 ? null : el('p', {},
      server.contested ? `The vantages disagree: ${down} of ${votes.length} say DOWN. The verdict is ${server.state}.`
        : votes.every((vote) => vote.vote === votes[0].vote) ? `All ${votes.length} vantages say ${votes[0].vote}.`
          : `${down} of ${votes.length} vantages say DOWN. The verdict is ${server.state}.`);
    this.parts.votes.replaceChildren(says ?? '', votes.length > 1 ? bar(counts) : '',
      votes.length ? el('ul', { class: 'votes' }, votes.map(voteLine)) : el('p', { class: 'muted' }, 'Nobody has a view yet.'));
  }

  #check(check) {
    const last = check.last;
    const name = check.agent ? 'agent' : check.check ?? 'check';
    const due = check.paused ? 'paused' : check.dueInMs === undefined ? ''
      : check.dueInMs <= 0 ? 'due now' : `next in ${(check.dueInMs / 1000).toFixed(1)} s`;
    const times = last?.timings ?? {};
    const phases = [['connect', times.connectMs], ['TLS', times.tlsMs ?? times.handshakeMs], ['first byte', times.firstByteMs], ['total', times.totalMs ?? last?.durationMs]]
      .filter(([, ms]) => ms !== undefined).map(([word, ms]) => `${word} ${millis(ms)}`).join(' · ');
    return el('div', { class: 'check' },
      el('div', {}, el('strong', {}, name), ' ', el('span', { class: 'muted' }, [check.health, check.stale ? 'stale' : '', due].filter(Boolean).join(' · '))),
      last ? el('div', { class: 'from-server' }, el('span', { class: 'result', 'data-result': last.result }, last.result),
        ` ${last.status} ${last.description ?? ''}${last.info ? `: ${last.info}` : last.code ? ` (${last.code})` : ''}`) : null,
      phases ? el('div', { class: 'muted' }, phases) : null);
  }

  #evidence(evidence) {
    if (!evidence) return [];
    return [el('h3', {}, 'What it replied'),
      el('p', { class: 'muted' }, `to the last probe that failed, ${clock(evidence.time)}, ${count(evidence.bytes, 'byte')}`),
      el('pre', { class: 'from-server' }, evidence.text)];
  }

  async #explain(event) {
    if (!event.target.open || this.#explanation === this.key) return;
    const [pool, server] = [this.key.slice(0, this.key.indexOf('/')), this.key.slice(this.key.indexOf('/') + 1)];
    this.#explanation = this.key;
    try {
      const page = await get(`${serverPath(pool, server)}?explain`);
      this.parts.explanation.textContent = page.explanation?.join('\n') ?? 'It can’t be told: the file says something else by now, or is HAProxy’s.';
    } catch (error) {
      this.parts.explanation.textContent = error.message;
    }
  }

  #latency(results) {
    const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
    const timed = results.filter((r) => r.durationMs !== undefined);
    const passed = (r) => r.result === 'passed' || r.result === 'conditional';
    const series = (name) => timed.map((r) => (passed(r) ? r[name] ?? null : null));
    const data = [timed.map((r) => Date.parse(r.time) / 1000), series('durationMs'), series('firstByteMs'), series('connectMs')];
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const width = this.parts.chart.clientWidth || 380;
    if (timed.filter(passed).length < 2) {
      this.#chart?.destroy();
      this.#chart = null;
      this.parts.chart.textContent = 'Too few of the last ones passed.';
      return;
    }
    if (this.#chart && this.#chart.dark === dark && this.#chart.width === width) {
      this.#chart.setData(data);
      return;
    }
    this.#chart?.destroy();
    this.parts.chart.replaceChildren();
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line-colour'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    const points = (_, values) => values.map((value) => (value === null ? '' : `${Number(value.toPrecision(3))}`));
    const show = (_, value) => (value === null || value === undefined ? '–' : millis(value));
    const line = (label, stroke, dash) => ({ label, stroke, dash, width: 1.5, value: show, spanGaps: false, points: { show: false } });
    this.#chart = new globalThis.uPlot({
      width, height: 160, padding: [8, 28, 0, 0], cursor: { drag: { x: false, y: false } },
      series: [{ label: 'at', value: (_, value) => (value ? new Date(value * 1000).toLocaleTimeString('en-GB') : '–') },
        line('total', colour('--accent')), line('first byte', colour('--stopping'), [6, 3]), line('connect', colour('--up'), [2, 3])],
      scales: { y: { range: (_, min, max) => [0, Math.max(max * 1.1, 0.1)] } },
      axes: [{ ...axis, space: 70, size: 28, values: (_, at) => at.map((value) => new Date(value * 1000).toLocaleTimeString('en-GB')) },
        { ...axis, values: points, size: 48 }],
    }, data, this.parts.chart);
    this.#chart.dark = dark;
  }
}

function voteLine(vote) {
  const why = [vote.check && `check ${vote.check}`, vote.status, vote.info].filter(Boolean).join(': ');
  return el('li', {}, el('span', { class: 'voter' }, vote.node, vote.self ? el('span', { class: 'muted' }, ' (this node)') : null),
    chip(vote.vote), el('span', { class: 'from-server' }, why || (vote.vote === 'ABSTAIN' ? 'has found out nothing' : '')));
}

function facts(page, now) {
  const wanted = page.wanted ?? {};
  const who = [['operator', wanted.operator], ['agent', wanted.agent], ['tracked server', wanted.inherited]]
    .filter(([, state]) => state && state !== 'READY').map(([name, state]) => `${name}: ${state}`).join(', ');
  const said = wanted.by ? `${wanted.by}${wanted.reason ? `: ${wanted.reason}` : ''}${wanted.at ? ` (${clock(wanted.at)})` : ''}` : null;
  const rows = [
    ['Address', page.address], ['Admin state', page.admin + (who ? ` (${who})` : '')], ['Last said by', said],
    ['Health', page.health ? `${page.health} on ${page.node}` : null], ['Weight', String(page.weight)],
    ['Backup', page.backup ? 'yes' : null], ['Tracks', page.track],
    ['Certificate', page.daysLeft === undefined ? null : page.daysLeft <= CERTIFICATE_SOON ? certificate(page.daysLeft) : `${count(page.daysLeft, 'day')} left`],
    ['As seen by', `${page.node} at ${clock(page.time)}, ${span(now - Date.parse(page.time))} ago`],
  ];
  return rows.filter(([, value]) => value !== null && value !== undefined)
    .flatMap(([name, value]) => [el('dt', {}, name), el('dd', { class: 'from-server' }, value)]);
}
