// The whole fleet on the page: the sentence, the tiles, the list, and what of it is looked for.

import { $, count } from './dom.js';
import { ServerList } from './list.js';
import { judge, makeTiles, renderIcon, renderTiles, renderVerdict } from './summary.js';

/** Fleets up to this size show each server at once, larger ones their pools. */
const SMALL_FLEET = 300;

export class Overview {
  #fleet;
  #connection;
  #act;
  #opened = new Map();
  #filters = new Set();
  #words = [];

  /**
   * @param model `fleet`, `connection`
   * @param act `open(key)` shows a server, `seen()` is told when others can be seen, `now()`
   */
  constructor({ fleet, connection }, act) {
    this.#fleet = fleet;
    this.#connection = connection;
    this.#act = act;
    this.list = new ServerList($('list'), $('lines'), $('scroller'), {
      open: (line) => act.open(line.server.key),
      toggle: (line, open) => {
        this.#opened.set(line.pool?.name ?? '!problems', open);
        this.#renderList();
      },
      now: act.now,
      scrolled: act.seen,
    });
    makeTiles((name) => this.#filter(name));
    $('search').addEventListener('input', () => this.#search());
    $('clear').addEventListener('click', () => {
      this.clear();
      this.list.focus();
    });
  }

  /** Shows how all stands. */
  render() {
    this.renderSummary();
    this.#renderList();
  }

  renderSummary() {
    const { node } = this.#fleet.head;
    $('node').textContent = node ? `seen from ${node}` : '';
    const verdict = judge(this.#fleet);
    renderVerdict(verdict, this.#act.open);
    renderTiles(this.#fleet.counts(), this.#filters);
    renderIcon(this.#connection.live ? verdict.tone : 'none');
    document.title = `${this.#trouble(verdict)}Poolwatch`;
  }

  #trouble({ down }) {
    if (this.#connection.lost) return '(connection lost) ';
    if (this.#connection.refused) return '(not signed in) ';
    return down ? `(${down} down) ` : '';
  }

  #renderList() {
    const { lines, found, searching } = this.#fleet.lines({
      words: this.#words, filters: this.#filters, open: (name, size) => this.#isOpen(name, size),
    });
    this.list.show(lines);
    $('found').textContent = searching ? `${count(found, 'server')} found` : '';
    $('nothing').hidden = !searching || lines.length > 0;
    this.#act.seen();
  }

  #isOpen(name, size) {
    return this.#opened.get(name)
      ?? (name === '!problems' ? size > 0 : this.#fleet.counts().servers <= SMALL_FLEET);
  }

  #search() {
    this.#words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    $('scroller').scrollTop = 0;
    this.#renderList();
  }

  #filter(name) {
    if (!this.#filters.delete(name)) this.#filters.add(name);
    $('scroller').scrollTop = 0;
    this.render();
  }

  /** Shows everything again. */
  clear() {
    $('search').value = '';
    this.#words = [];
    this.#filters.clear();
    this.render();
  }

  /** On a narrow page: the servers or the timeline. */
  view(name) {
    document.body.dataset.view = name;
    for (const button of document.querySelectorAll('#views button')) {
      button.setAttribute('aria-pressed', String(button.dataset.view === name));
    }
    this.list.redraw();
  }
}
