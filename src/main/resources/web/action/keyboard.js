// What each key does.

import { $ } from '../view/dom.js';
import { toast } from '../view/notices.js';

export class Keyboard {
  #overview;
  #inspector;
  #dialogs;

  /** @param parts `overview`, `inspector`, `dialogs` */
  constructor({ overview, inspector, dialogs }) {
    this.#overview = overview;
    this.#inspector = inspector;
    this.#dialogs = dialogs;
    addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** What is done; true if the key is left to the browser all the same. */
  #keys = {
    '/': () => {
      this.#overview.view('servers');
      $('search').focus();
      $('search').select();
    },
    '?': () => $('help').showModal(),
    t: () => this.#dialogs.signInOrOut(),
    d: () => this.#onServer((key) => this.#dialogs.askChange(key, 'drain')),
    m: () => this.#onServer((key) => this.#dialogs.askChange(key, 'maint')),
    r: () => this.#onServer((key) => this.#dialogs.askChange(key, 'ready')),
    p: () => this.#onServer((key) => this.#dialogs.probe(key)),
    Escape: () => (this.#inspector.key ? this.#inspector.close() : this.#overview.clear()),
    ArrowDown: () => this.#focusList(),
    ArrowUp: () => this.#focusList(),
  };

  #onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]')) return;
    const inSearch = event.target === $('search');
    const left = inSearch ? this.#inSearch(event.key) : this.#elsewhere(event.key);
    if (!left) event.preventDefault();
  }

  #elsewhere(key) {
    const act = this.#keys[key];
    return !act || act() === true;
  }

  #inSearch(key) {
    const { list } = this.#overview;
    if (key === 'Escape') {
      this.#overview.clear();
      list.focus();
    } else if (key === 'ArrowDown' || key === 'Enter') {
      list.focus();
      const first = list.lines.find((line) => line.server);
      if (first) list.activate(first.key);
    } else return true;
    return false;
  }

  #focusList() {
    if (this.#inspector.hasFocus) return true;
    this.#overview.list.focus();
    return false;
  }

  /** About which server a key is: the list's if that has the focus, else the one that is shown. */
  #onServer(act) {
    const active = this.#overview.list.activeServer?.key;
    const inList = document.activeElement === $('list');
    const key = (inList && active) || this.#inspector.key || active;
    if (key) act(key);
    else toast('Choose a server first: arrows, or / to search');
  }
}
