// The last results of the servers that can be seen: no others are asked for.

import { get, serverPath } from '../service/api.js';

const RECENT_MS = 5000;
/** A timer that is a little early is early enough. */
const LEEWAY_MS = 200;
/** So many servers are asked for at once. */
const TURN = 6;

export class Recent {
  #fleet;
  #sync;
  #asked = new Map();

  constructor(fleet, sync) {
    this.#fleet = fleet;
    this.#sync = sync;
  }

  /**
   * Asks for the results of servers that were not asked for just now; of small pools for all.
   *
   * @param came is called when some have come
   */
  async ask(servers, came) {
    if (this.#sync.idle || !this.#fleet.loaded) return;
    const small = new Set(servers.map((s) => s.pool).filter((pool) => this.#sync.isSmall(pool)));
    const pools = this.#due([...small]);
    const singles = this.#due(servers.filter((s) => !small.has(s.pool)).map((s) => s.key));
    try {
      for (const name of pools) await this.#sync.ask(name);
      for (let i = 0; i < singles.length; i += TURN) {
        await this.#askServers(singles.slice(i, i + TURN));
        came();
      }
    } catch (error) {
      this.#sync.failed(error);
    }
  }

  #due(names) {
    const now = Date.now();
    const since = now - RECENT_MS + LEEWAY_MS;
    const due = names.filter((name) => (this.#asked.get(name) ?? 0) < since);
    due.forEach((name) => this.#asked.set(name, now));
    return due;
  }

  async #askServers(keys) {
    const servers = keys.map((key) => this.#fleet.server(key)).filter(Boolean);
    const pages = await Promise.all(servers.map((s) => get(serverPath(s.pool, s.server))));
    pages.forEach((page) => this.#fleet.replaceServer(page));
  }
}
