// Keeps the fleet as the service has it: everything at first, and of what changed the pool again.

import { forgetVersion, forgetVersions, get, getChanged, Refused } from '../service/api.js';
import { Changes } from './changes.js';
import { PAST } from './journal.js';

/** Pools up to this size are asked for whole, with the results of each server. */
const SMALL_POOL = 300;
/** So many pools are asked for in one turn. */
const TURN = 8;
const RETRY_MS = 5000;
const COMPARED =
  ['servers', 'up', 'down', 'stopping', 'unknown', 'contested', 'stale', 'drain', 'maint'];

export class Sync {
  #fleet;
  #journal;
  #connection;
  #page;
  #changes = new Changes();
  #loading = null;
  #again = false;
  #retryTimer = null;
  #meanwhile = [];
  #flushing = false;
  #nodes = null;

  /**
   * @param model `fleet`, `journal`, `connection`
   * @param page is told: `changed()`, `remembered()` when there is another past, `nodes(nodes)`,
   *   `loaded()`, `failed(error)`
   */
  constructor({ fleet, journal, connection }, page) {
    this.#fleet = fleet;
    this.#journal = journal;
    this.#connection = connection;
    this.#page = page;
  }

  /** Whether to ask nothing by itself: nobody looks, or nobody answers. */
  get idle() {
    return !this.#connection.live || document.hidden;
  }

  /** Ends when everything that is being loaded has come. */
  get loading() {
    return this.#loading;
  }

  // ---- everything

  /** Takes in everything anew; if that is under way, once more when it ends. */
  load() {
    this.#again = this.#loading !== null;
    clearTimeout(this.#retryTimer);
    this.#loading ??= this.#loadAll().catch((error) => this.#notLoaded(error)).finally(() => {
      this.#loading = null;
      if (this.#again) this.load();
    });
    return this.#loading;
  }

  /** Nothing else would bring what was to be loaded. */
  #notLoaded(error) {
    this.#page.failed(error);
    this.#retryTimer = setTimeout(() => { if (!this.#connection.refused) this.load(); }, RETRY_MS);
  }

  async #loadAll() {
    this.#meanwhile.length = 0;
    forgetVersions();
    this.#takeAll(await get('/api/v1/pools?detail'));
    const past = await get(PAST);
    this.#journal.replace(past);
    if (past.start === this.#fleet.head.start) this.#journal.reached(past.last);
    this.#page.remembered();
    await this.askNodes();
    this.#page.loaded();
  }

  #takeAll(page) {
    if (!this.#fleet.sameProcess(page)) {
      this.#changes.clear();
      this.#journal.restart(0);
    }
    this.#fleet.replace(page);
    this.#journal.reached(page.seq);
    this.#changes.shown(page.seq, this.#fleet.pools);
    this.#meanwhile.filter((event) => event.seq > page.seq).forEach((event) => this.#note(event));
    this.#page.changed();
  }

  async askNodes() {
    this.#nodes = await getChanged('/api/v1/nodes') ?? this.#nodes;
    this.#page.nodes(this.#nodes);
  }

  // ---- what changed

  /** Takes in an event. */
  take(event) {
    if (this.#loading) this.#meanwhile.push(event);
    this.#note(event);
  }

  #note(event) {
    if (!this.#fleet.loaded || !Changes.concern(event)) return;
    const pool = this.#fleet.pools.get(event.pool);
    if (pool && event.seq <= pool.seq) return;
    this.#fleet.apply(event);
    this.#changes.note(event.pool, event.seq);
  }

  /** Has a pool asked for again, of which something was changed from here. */
  touch(pool) {
    this.#changes.note(pool, 0);
  }

  /** Asks for some of the pools of which something changed. */
  async flush() {
    if (this.#flushing || this.idle) return;
    this.#flushing = true;
    try {
      for (const name of this.#changes.next(TURN)) await this.#refresh(name);
    } catch (error) {
      this.failed(error);
    } finally {
      this.#flushing = false;
    }
  }

  async #refresh(name) {
    const tries = this.#changes.try(name);
    // What is still the same does not show the event: only a whole page says up to where it goes.
    if (tries > 1) forgetVersion(this.#path(name));
    if (tries) await this.ask(name);
  }

  /** Whether a pool is asked for whole. */
  isSmall(name) {
    return (this.#fleet.pools.get(name)?.counts.servers ?? 0) <= SMALL_POOL;
  }

  #path(name) {
    return `/api/v1/pools/${encodeURIComponent(name)}${this.isSmall(name) ? '?detail' : ''}`;
  }

  /** Asks for a pool, unless it is still as it was answered last time. */
  async ask(name) {
    const path = this.#path(name);
    const page = await getChanged(path);
    if (page && !this.#takePool(page)) forgetVersion(path);
  }

  /**
   * Shows a pool as it is answered, but for servers of which an event knows better: those wait for
   * the next turn.
   *
   * @returns false if the page was not taken
   */
  #takePool(page) {
    if (!this.#fleet.sameProcess(page)) {
      this.load();
      return false;
    }
    const last = this.#changes.isLastTry(page.pool);
    const taken = this.#fleet.replacePool(page, last);
    if (last || taken) this.#changes.settle(page.pool, last ? Infinity : page.seq);
    this.#page.changed();
    return taken;
  }

  /** A pool that is gone is not the only thing that changed. */
  failed(error) {
    if (error instanceof Refused && error.status === 404) this.load();
    else this.#page.failed(error);
  }

  // ---- what was missed

  /** Compares with what the service counts, in case something was missed. */
  async compare() {
    if (this.idle || !this.#fleet.loaded) return;
    try {
      await this.askNodes();
      const page = await getChanged('/api/v1/pools');
      if (page) await this.#compareWith(page);
    } catch (error) {
      this.#page.failed(error);
    }
  }

  async #compareWith(page) {
    // Whether the counts agree is known only once what differs has been asked for anew.
    forgetVersion('/api/v1/pools');
    if (!this.#fleet.sameProcess(page) || page.pools.length !== this.#fleet.pools.size) {
      await this.load();
      return;
    }
    this.#fleet.head.quorate = page.quorate;
    for (const row of page.pools) {
      const known = this.#fleet.pools.get(row.pool);
      if (!known || COMPARED.some((name) => known.counts[name] !== row.counts[name])) {
        forgetVersion(this.#path(row.pool));
        this.#changes.note(row.pool, page.seq);
      }
    }
  }
}
