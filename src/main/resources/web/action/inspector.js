// Shows one server with all that is known of it, beside the list.

import { TOLD } from '../model/journal.js';
import { get, serverPath } from '../service/api.js';
import { $ } from '../view/dom.js';
import { Detail } from '../view/detail.js';
import { toast } from '../view/notices.js';

const REFRESH_MS = 2000;
/** An event is told before the pages show it: after so long they do. */
const SETTLED_MS = 300;
const EVENTS = 20;

export class Inspector {
  #fleet;
  #sync;
  #list;
  #detail;
  #due = 0;
  #before = null;
  /** Whether the way back, in the browser's history, is to the list. */
  #entered = false;

  /**
   * @param model `fleet`, `sync`
   * @param list the ServerList, in which the server is marked
   * @param act `change(key, state)`, `probe(key)`, `now()`
   */
  constructor({ fleet, sync }, list, act) {
    this.#fleet = fleet;
    this.#sync = sync;
    this.#list = list;
    this.#detail = new Detail($('detail'), {
      ...act,
      close: () => this.close(),
      open: (key) => this.open(key),
      explain: (key) => this.#explain(key),
    });
    addEventListener('popstate', () => this.#wentBack());
  }

  /** The server that is shown; null if none is. */
  get key() { return this.#detail.key; }

  get hasFocus() { return this.#detail.box.contains(document.activeElement); }

  /** Shows a server. */
  open(key) {
    const server = this.#fleet.server(key);
    if (!server) {
      toast(`${key} is not there any more`);
      return;
    }
    const address = `#${encodeURIComponent(key)}`;
    if (this.key || location.hash === address) history.replaceState(null, '', address);
    else {
      history.pushState(null, '', address);
      this.#entered = true;
    }
    this.#before = document.activeElement;
    this.#list.select(key);
    document.body.dataset.detail = 'true';
    this.#detail.open(server);
    $('detail').focus({ preventScroll: true });
    this.#list.redraw();
    this.#ask(server);
  }

  /** Shows the server that the page's address names. */
  openFromAddress() {
    const key = decodeURIComponent(location.hash.slice(1));
    if (key.includes('/') && !this.key && this.#fleet.server(key)) this.open(key);
  }

  /** The browser's own way back, which is all that a phone has, closes the server. */
  #wentBack() {
    this.#entered = false;
    if (location.hash) this.openFromAddress();
    else if (this.key) this.#leave();
  }

  close() {
    this.#leave();
    if (this.#entered) history.back();
    else history.replaceState(null, '', location.pathname);
  }

  #leave() {
    this.#detail.close();
    this.#list.select(null);
    document.body.dataset.detail = 'false';
    const before = this.#before;
    if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
    else this.#list.focus();
  }

  /** Shows what the list knows by now; closes if the server is gone. */
  render() {
    if (!this.key) return;
    const server = this.#fleet.server(this.key);
    if (server) this.#detail.show(server);
    else {
      toast(`${this.key} is not there any more`);
      this.close();
    }
  }

  /** Has the server asked for again if an event is about it. */
  happened(event) {
    if (event.server && `${event.pool}/${event.server}` === this.key) {
      this.#due = Math.min(this.#due, Date.now() + SETTLED_MS);
    }
  }

  /** Has the server asked for again at once. */
  touch() {
    this.#due = 0;
  }

  /** Asks again if it is time. */
  refresh() {
    if (!this.key || this.#sync.idle || Date.now() < this.#due) return;
    const server = this.#fleet.server(this.key);
    if (server) this.#ask(server);
  }

  /** Asks for all of a server, and shows it if it is still wanted; the list takes it in as well. */
  async #ask({ key, pool, server }) {
    this.#due = Date.now() + REFRESH_MS;
    const about = `pool=${encodeURIComponent(pool)}&server=${encodeURIComponent(server)}`;
    try {
      const [page, past] = await Promise.all([
        get(serverPath(pool, server)),
        get(`/api/v1/events?${about}&kind=${TOLD.join(',')}&limit=${EVENTS}`),
      ]);
      this.#fleet.replaceServer(page);
      if (this.key !== key) return;
      this.#detail.take(page, past);
      this.render();
    } catch (error) {
      if (this.key === key) this.#sync.failed(error);
    }
  }

  async #explain(key) {
    const { pool, server } = this.#fleet.server(key);
    return (await get(`${serverPath(pool, server)}?explain`)).explanation;
  }
}
