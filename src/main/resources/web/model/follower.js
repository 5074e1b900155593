// What the events of the stream do to what the page knows.

import { TOLD } from './journal.js';

/** A changed configuration comes into force bit by bit: so much later all is asked for again. */
const RELOADED_MS = [1000, 6000];
/** Of many gaps in the events at once everything is asked for once. */
const GAP_MS = 1000;
const ANNOUNCED = new Set(['server-transition', 'pool-transition', 'quorate-changed']);

/** Listens to a Stream. */
export class Follower {
  #fleet;
  #journal;
  #connection;
  #sync;
  #page;
  #following = false;
  #gapTimer = null;

  /**
   * @param model `fleet`, `journal`, `connection`, `sync`
   * @param page is told: `changed()`, `remembered()` when the journal has more, `announce(event)`,
   *   `happened(event)` of each, `linked(before)` when the connection is another, `refused(error)`,
   *   `failed(error)`
   */
  constructor({ fleet, journal, connection, sync }, page) {
    this.#fleet = fleet;
    this.#journal = journal;
    this.#connection = connection;
    this.#sync = sync;
    this.#page = page;
  }

  open() {
    const before = this.#connection.lost;
    this.#connection.found();
    this.#page.linked(before);
  }

  lost(how) {
    const before = this.#connection.lost;
    this.#connection.lose(how);
    this.#page.linked(before);
  }

  refused(error) {
    this.#page.refused(error);
  }

  event(type, data) {
    if (type === 'snapshot') {
      this.#begun(data).catch((error) => this.#page.failed(error));
      return;
    }
    this.#sync.take(data);
    if (this.#journal.isNews(data)) this.#news(type, data);
    this.#page.happened(data);
    this.#page.changed();
  }

  /** A stream that begins with a snapshot does not tell what was before: a gap, but at first. */
  async #begun(snapshot) {
    const first = !this.#following;
    this.#following = true;
    if (!this.#fleet.sameProcess(snapshot)) this.#journal.restart(snapshot.seq);
    await this.#sync.loading;
    const behind = !this.#fleet.sameProcess(snapshot) || snapshot.seq > this.#fleet.head.seq;
    if (!first || behind) this.#sync.load();
  }

  /** Tells an event, and asks for what it changes. */
  #news(type, data) {
    if (TOLD.includes(type)) {
      this.#journal.add(data, this.#fleet.head.start);
      this.#page.remembered();
    }
    if (ANNOUNCED.has(type)) this.#page.announce(data);
    if (type === 'quorate-changed') this.#fleet.head.quorate = data.quorate;
    if (/^(node|fleet|quorate|config)-/.test(type)) {
      this.#sync.askNodes().catch((error) => this.#page.failed(error));
    }
    if (type === 'config-reloaded') {
      this.#sync.load();
      RELOADED_MS.forEach((ms) => setTimeout(() => this.#sync.load(), ms));
    }
    if (type === 'events-dropped') this.#gap();
  }

  #gap() {
    this.#gapTimer ??= setTimeout(() => {
      this.#gapTimer = null;
      this.#sync.load();
    }, GAP_MS);
  }
}
