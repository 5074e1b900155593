// What happened: the last events, each told once.

/** What is told of the past; single results are not. */
export const TOLD = ['server-transition', 'pool-transition', 'admin-changed', 'contested',
  'contested-ended', 'server-stale', 'agent-stale', 'agent-stale-ended', 'capacity-changed',
  'endpoint-changed', 'resolve-failed', 'resolve-recovered', 'node-joined', 'node-removed',
  'node-unreachable', 'node-reachable', 'fleet-joined', 'fleet-lost', 'quorate-changed',
  'config-reloaded', 'config-refused', 'self-doubt', 'node-started'];

const KEPT = 200;

/** Where a process tells of its past. */
export const PAST = `/api/v1/events?kind=${TOLD.join(',')}&limit=${KEPT}`;

export class Journal {
  /** The newest first. */
  events = [];
  #told = 0;

  /** Everything up to this event is known, whoever told it. */
  reached(seq) {
    this.#told = Math.max(this.#told, seq);
  }

  /** Another process counts from here. */
  restart(seq) {
    this.#told = seq;
  }

  /**
   * Whether an event is news, which it is once: after a connection was lost, or while everything is
   * loaded, the stream tells some events twice.
   */
  isNews(event) {
    if (event.seq <= this.#told) return false;
    this.#told = event.seq;
    return true;
  }

  /** Keeps an event of the process that began at `start`. */
  add(event, start) {
    this.events = [{ ...event, start }, ...this.events].slice(0, KEPT);
  }

  /** Takes in what a process remembers; of what it told meanwhile nothing is lost. */
  replace(past) {
    const newer = this.events
      .filter((event) => event.start === past.start && event.seq > past.last);
    const known = past.events.map((event) => ({ ...event, start: past.start }));
    this.events = [...newer, ...known].slice(0, KEPT);
  }
}
