// Which pools are to be asked for again.

/** Events that change nothing of what a pool's page tells of a server but its last results. */
const PASSING = new Set(['check-result', 'vote-changed', 'api-command']);

/** A pool is asked for so often until the page shows an event; then it is taken as it is. */
const TRIES = 10;

/** Pools of which something changed after what is known, with the number of the last such event. */
export class Changes {
  #wanted = new Map();

  /** Whether an event changes what a pool's page tells. */
  static concern(event) {
    return Boolean(event.pool) && !PASSING.has(event.event);
  }

  clear() {
    this.#wanted.clear();
  }

  /** An event changed a pool. */
  note(pool, seq) {
    const known = this.#wanted.get(pool)?.seq ?? 0;
    this.#wanted.set(pool, { seq: Math.max(known, seq), tries: 0 });
  }

  /** Everything is shown up to an event, and other pools than these are gone. */
  shown(seq, pools) {
    for (const [name, want] of this.#wanted) {
      if (want.seq <= seq || !pools.has(name)) this.#wanted.delete(name);
    }
  }

  /** The first so many. */
  next(most) {
    return [...this.#wanted.keys()].slice(0, most);
  }

  /**
   * A pool is asked for, and stands behind all others that wait.
   *
   * @returns how many times it was by now; 0 if it needs not be
   */
  try(pool) {
    const want = this.#wanted.get(pool);
    if (!want) return 0;
    this.#wanted.delete(pool);
    this.#wanted.set(pool, { seq: want.seq, tries: want.tries + 1 });
    return want.tries + 1;
  }

  /** Whether what comes now is taken as it is. */
  isLastTry(pool) {
    return this.#wanted.get(pool)?.tries >= TRIES;
  }

  /** A pool is shown up to an event. */
  settle(pool, seq) {
    if (this.#wanted.get(pool)?.seq <= seq) this.#wanted.delete(pool);
  }
}
