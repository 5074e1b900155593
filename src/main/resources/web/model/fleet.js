// What is known of the fleet: pools, their servers, and what is wrong.

import { badness, causeWords, FILTERS, TESTS } from './server.js';

/** So many problems stand before the pools; a filter shows all of them. */
const PROBLEMS_FIRST = 30;

export class Fleet {
  pools = new Map();
  head = { node: '', quorate: true };
  loaded = false;
  skewMs = 0;
  #seenAt = 0;

  /** Whether a page is of the process of which everything else is. */
  sameProcess(page) {
    return page.node === this.head.node && page.start === this.head.start;
  }

  /** Takes in all pools with their servers, but for servers of which an event knows better. */
  replace(page) {
    const same = this.sameProcess(page);
    const before = this.pools;
    if (!same) this.#seenAt = 0;
    this.#readClock(page);
    this.pools = new Map();
    this.head = { node: page.node, start: page.start, quorate: page.quorate,
      seq: same ? Math.max(this.head.seq, page.seq) : page.seq };
    for (const row of page.pools) this.#put(row, page.seq, before.get(row.pool), same);
    this.loaded = true;
  }

  /**
   * Takes in one pool, but for servers of which an event knows better.
   *
   * @param trusted whether the page is right even if events know better
   * @returns false if the page is older than the one that is known, or of another process
   */
  replacePool(page, trusted = false) {
    const known = this.pools.get(page.pool);
    if (!this.sameProcess(page) || (known && known.seq > page.seq)) return false;
    this.#readClock(page);
    this.#put(page, page.seq, known, !trusted);
    return true;
  }

  /** Takes in one server of the answer that is about it alone, unless an event knows better. */
  replaceServer(page) {
    const pool = this.pools.get(page.pool);
    const known = pool?.servers.get(page.server);
    if (!known || !this.sameProcess(page) || known.seq > page.seq) return;
    this.#readClock(page);
    const { node, start, seq, time, quorate, checks, results, wanted, evidence, ...row } = page;
    this.#putServer(pool, { ...row, seq, recent: results ? packed(results) : known.recent });
    this.#count(pool);
  }

  /** How far the service's clock is from this one; a page that is sent once more tells it wrong. */
  #readClock(page) {
    const at = Date.parse(page.time);
    if (at < this.#seenAt || (this.sameProcess(page) && page.seq < this.head.seq)) return;
    this.#seenAt = at;
    this.skewMs = at - Date.now();
  }

  #put(row, seq, before, keepNewer) {
    const pool = { name: row.pool, state: row.state, seq, servers: new Map(), counts: row.counts };
    for (const server of row.servers ?? []) {
      const known = before?.servers.get(server.server);
      // Votes and results are told with ?detail only; the next such answer brings them again.
      this.#putServer(pool, keepNewer && known?.seq > seq ? known
        : { votes: known?.votes, recent: known?.recent, ...server, seq });
    }
    this.pools.set(row.pool, pool);
    this.#count(pool);
  }

  #putServer(pool, row) {
    const server = { ...row, pool: pool.name, key: `${pool.name}/${row.server}` };
    server.text = [server.key, server.address, server.state, server.status, server.reason,
      server.admin === 'READY' ? '' : server.admin].join(' ').toLowerCase();
    server.badness = badness(server);
    pool.servers.set(row.server, server);
  }

  /** Shows at once what a transition says; the snapshot that follows says it better. */
  apply(event) {
    const pool = this.pools.get(event.pool);
    const known = pool?.servers.get(event.server);
    if (!known || event.seq <= known.seq) return;
    const server = { ...known, seq: event.seq };
    if (event.event === 'server-transition') {
      const cause = event.cause ?? {};
      this.#putServer(pool, { ...server, state: event.to, admin: event.admin ?? server.admin,
        contested: event.contested, since: event.time, status: cause.status, info: cause.info,
        stale: event.to === 'UNKNOWN' ? server.stale : false,
        health: cause.health ?? server.health, reason: causeWords(cause) || server.reason,
        votes: event.votes ?? server.votes });
    } else if (event.event === 'contested' || event.event === 'contested-ended') {
      this.#putServer(pool, { ...server, contested: event.event === 'contested',
        votes: event.votes ?? server.votes });
    } else if (event.event === 'server-stale') {
      this.#putServer(pool, { ...server, stale: true });
    } else if (event.event === 'admin-changed') {
      this.#putServer(pool, { ...server, admin: event.to });
    }
    this.#count(pool);
  }

  #count(pool) {
    const counts = { servers: 0, usable: 0 };
    for (const [name] of FILTERS) counts[name] = 0;
    for (const server of pool.servers.values()) {
      counts.servers += 1;
      if (server.state === 'UP' && server.admin === 'READY') counts.usable += 1;
      for (const [name, , test] of FILTERS) if (test(server)) counts[name] += 1;
    }
    pool.counts = counts;
  }

  counts() {
    const sum = { servers: 0, usable: 0 };
    for (const [name] of FILTERS) sum[name] = 0;
    for (const pool of this.pools.values()) {
      for (const name of Object.keys(sum)) sum[name] += pool.counts[name];
    }
    return sum;
  }

  server(key) {
    const slash = key.indexOf('/');
    return this.pools.get(key.slice(0, slash))?.servers.get(key.slice(slash + 1));
  }

  /** The servers that are wrong, the worst and latest first. */
  problems() {
    const found = [];
    for (const pool of this.pools.values()) {
      for (const server of pool.servers.values()) if (server.badness) found.push(server);
    }
    return found.sort((a, b) => b.badness - a.badness || compare(b.since ?? '', a.since ?? '')
      || compare(a.key, b.key));
  }

  /**
   * The lines to show: problems first, then each pool.
   *
   * @param words what each server must have in it, lower case
   * @param filters names of FILTERS, of which it must be all
   * @param open whether a pool's servers are shown
   */
  lines({ words, filters, open }) {
    const tests = [...filters].map((name) => TESTS.get(name));
    const searching = words.length > 0 || tests.length > 0;
    const shown = (s) =>
      words.every((word) => s.text.includes(word)) && tests.every((test) => test(s));
    const lines = searching ? [] : this.#problemLines(open);
    let found = 0;
    for (const pool of [...this.pools.values()].sort((a, b) => compare(a.name, b.name))) {
      let servers = [...pool.servers.values()];
      if (searching) {
        servers = servers.filter(shown);
        if (!servers.length) continue;
      }
      found += servers.length;
      const isOpen = searching || open(pool.name, pool.counts.servers);
      lines.push({ kind: 'pool', key: `#${pool.name}`, pool, open: isOpen });
      if (isOpen) servers.forEach((server) => lines.push(serverLine(server)));
    }
    return { lines, found, searching };
  }

  #problemLines(open) {
    const problems = this.problems();
    const count = problems.length;
    if (!count) return [];
    const isOpen = open('!problems', count);
    const head = { kind: 'problems', key: '!problems', count, first: PROBLEMS_FIRST, open: isOpen };
    return [head, ...(isOpen ? problems.slice(0, PROBLEMS_FIRST).map(problemLine) : [])];
  }
}

const serverLine = (server) => ({ kind: 'server', key: server.key, server });
const problemLine = (server) => ({ kind: 'server', key: `!${server.key}`, server, problem: true });

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Results as a pool's page tells them. */
const packed = (results) => ({
  outcomes: results.map((result) => result.result[0]).join(''),
  ms: results.map((result) => result.durationMs ?? null),
});
