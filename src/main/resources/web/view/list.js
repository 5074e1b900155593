// The list of servers: only the lines that can be seen are in the page, however many there are. All
// lines are of one height, which the style sheet says.

import { el } from './dom.js';
import { poolCells, problemCells, serverCells } from './rows.js';
import { Sparks } from './spark.js';

const BEYOND = 6;

export class ServerList {
  #lines = [];
  #index = new Map();
  #shown = new Map();
  #active = null;
  #selected = null;
  #height = 40;
  #pending = false;
  #sparks = new Sparks();

  /**
   * @param box the grid, which has the focus
   * @param rows what the lines are put into
   * @param scroller what scrolls it on a wide page; else the window does
   * @param act `open(line)`, `toggle(line, open)`, `now()`
   */
  constructor(box, rows, scroller, act) {
    this.box = box;
    this.rows = rows;
    this.scroller = scroller;
    this.act = act;
    const again = () => this.#soon();
    scroller.addEventListener('scroll', again, { passive: true });
    addEventListener('scroll', again, { passive: true });
    addEventListener('resize', () => {
      this.#measure();
      this.redraw();
    });
    box.addEventListener('keydown', (event) => this.#key(event));
    box.addEventListener('click', (event) => this.#click(event));
    box.addEventListener('focus', () => this.#focused());
    this.#measure();
  }

  #measure() {
    this.#height = parseFloat(getComputedStyle(this.box).getPropertyValue('--line')) || 40;
  }

  /** Shows other lines; the active one stays if it is still there. */
  show(lines) {
    this.#lines = lines;
    this.#index = new Map(lines.map((line, i) => [line.key, i]));
    this.box.setAttribute('aria-rowcount', lines.length + 1);
    if (!this.#index.has(this.#active)) this.#activate(null);
    this.redraw();
  }

  get lines() { return this.#lines; }

  /** The server of the active line. */
  get activeServer() {
    return this.#lines[this.#index.get(this.#active)]?.server ?? null;
  }

  select(key) {
    this.#selected = key;
    this.redraw();
  }

  focus() { this.box.focus({ preventScroll: true }); }

  /** The servers that are in the page right now. */
  visibleServers() {
    const [from, to] = this.#range(0);
    return this.#lines.slice(from, to).filter((line) => line.server).map((line) => line.server);
  }

  #soon() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#draw(false);
      this.act.scrolled();
    });
  }

  redraw() { this.#draw(true); }

  #range(beyond) {
    const top = this.rows.getBoundingClientRect().top;
    const view = this.scroller.getBoundingClientRect();
    const from = Math.max(0, view.top) - top;
    const to = Math.min(innerHeight, view.bottom) - top;
    return [
      Math.max(0, Math.floor(from / this.#height) - beyond),
      Math.max(0, Math.min(this.#lines.length, Math.ceil(to / this.#height) + beyond)),
    ];
  }

  #draw(anew) {
    this.rows.style.height = `${this.#lines.length * this.#height}px`;
    const [from, to] = this.#range(BEYOND);
    const keep = new Map();
    for (let i = from; i < to; i += 1) {
      const line = this.#lines[i];
      const known = this.#shown.get(line.key);
      const row = anew || !known ? this.#row(line, i, known) : known;
      row.style.transform = `translateY(${i * this.#height}px)`;
      keep.set(line.key, row);
    }
    for (const [key, row] of this.#shown) if (keep.get(key) !== row) row.remove();
    this.#shown = keep;
    this.#sparks.keep(keep);
  }

  #row(line, i, known) {
    const row = known ?? el('div', { role: 'row' });
    row.id = `line-${line.key}`;
    row.dataset.key = line.key;
    row.className = `line ${line.kind}${line.key === this.#active ? ' active' : ''}`;
    row.setAttribute('aria-rowindex', i + 2);
    row.setAttribute('aria-level', line.server ? 2 : 1);
    if (line.server) {
      row.dataset.state = line.server.state;
      row.dataset.calm = String(line.server.badness === 0);
      row.setAttribute('aria-selected', String(line.server.key === this.#selected));
      row.replaceChildren(...serverCells(line, this.act.now(), this.#sparks));
    } else {
      row.setAttribute('aria-expanded', String(line.open));
      row.replaceChildren(...(line.kind === 'pool' ? poolCells(line) : problemCells(line)));
    }
    if (!row.isConnected) this.rows.append(row);
    return row;
  }

  #activate(key) {
    if (this.#active) this.#shown.get(this.#active)?.classList.remove('active');
    this.#active = key;
    if (key === null) this.box.removeAttribute('aria-activedescendant');
    else {
      this.box.setAttribute('aria-activedescendant', `line-${key}`);
      this.#shown.get(key)?.classList.add('active');
    }
  }

  /** Makes a line the active one and brings it into view. */
  activate(key) {
    const i = this.#index.get(key);
    if (i === undefined) return;
    this.#activate(key);
    const top = i * this.#height;
    const view = this.scroller.getBoundingClientRect();
    const place = this.rows.getBoundingClientRect().top + top;
    const upper = Math.max(0, view.top) + this.box.firstElementChild.offsetHeight;
    const lower = Math.min(innerHeight, view.bottom);
    const by = place < upper + 4 ? place - upper - 4
      : place + this.#height > lower - 4 ? place + this.#height - lower + 4 : 0;
    if (by) {
      const inner = this.scroller.scrollHeight > this.scroller.clientHeight + 1;
      (inner ? this.scroller : window).scrollBy(0, by);
      this.#draw(false);
      this.#shown.get(key)?.classList.add('active');
    }
  }

  #focused() {
    if (this.#active === null && this.#lines.length) {
      const first = this.#lines.find((line) => line.server) ?? this.#lines[0];
      this.#activate(first.key);
    }
  }

  /** Moves by so many lines. */
  move(by) {
    if (!this.#lines.length) return;
    const at = this.#index.get(this.#active) ?? -1;
    const to = Math.max(0, Math.min(this.#lines.length - 1, at + by));
    this.activate(this.#lines[to].key);
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const seen = Math.min(innerHeight, this.scroller.clientHeight);
    const page = Math.max(1, Math.floor(seen / this.#height) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page,
      Home: -this.#lines.length, End: this.#lines.length };
    const line = this.#lines[this.#index.get(this.#active)];
    if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === 'Enter' || event.key === ' ') this.#open(line);
    else if (event.key === 'ArrowRight' && line && !line.server) this.act.toggle(line, true);
    else if (event.key === 'ArrowLeft' && line) this.#close(line);
    else return;
    event.preventDefault();
  }

  #open(line) {
    if (!line) return;
    if (line.server) this.act.open(line);
    else this.act.toggle(line, !line.open);
  }

  /** Closes the pool, or goes to the one that the server is of. */
  #close(line) {
    if (!line.server) this.act.toggle(line, false);
    else this.activate(line.problem ? '!problems' : `#${line.server.pool}`);
  }

  #click(event) {
    const row = event.target.closest('.line');
    if (!row) return;
    this.activate(row.dataset.key);
    this.#open(this.#lines[this.#index.get(row.dataset.key)]);
  }
}
