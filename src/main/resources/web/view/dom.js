// Builds elements and says values in words. Text is only ever set as text: there is no way here to
// make markup of it.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (id) => document.getElementById(id);

const UNPRINTABLE = new RegExp('[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u061c'
  + '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]', 'g');

/** Text in which nothing is hidden and nothing turns the reading direction. */
export const printable = (text) =>
  text.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Gives an element another text, if it is another: what is selected in it stays. */
export function setText(element, text) {
  const shown = printable(text);
  if (element.textContent !== shown) element.textContent = shown;
}

/** An element with attributes (`on…` are listeners, null ones are left out) and children. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same of SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined) continue;
    element.append(typeof child === 'string' ? printable(child) : child);
  }
  return element;
}

const SIGNS = {
  UP: '▲', STOPPING: '◆', DOWN: '▼', UNKNOWN: '?', ABSTAIN: '–', READY: '▲', DRAIN: '◇', MAINT: '■',
};
const ADMIN = { DRAIN: 'drained', MAINT: 'maintenance', READY: 'ready' };

/** A state as a shape, a word and a colour. */
export function chip(state) {
  return el('span', { class: 'chip', 'data-state': state }, `${SIGNS[state] ?? '·'} ${state}`);
}

export function tag(kind, text, title = null) {
  return el('span', { class: 'tag', 'data-tag': kind, title }, text);
}

export function adminTag(admin) {
  return tag(admin.toLowerCase(), `${SIGNS[admin]} ${ADMIN[admin]}`);
}

export const count = (n, one, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** How long, in the one or two largest units. */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

/** The same in one unit. */
export const roughly = (ms) => span(ms).split(' ').slice(0, 2).join(' ');

export function millis(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)} ms`;
}

/** The time of day, with the date if it is another. */
export function clock(iso) {
  const at = new Date(iso);
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === new Date().toDateString() ? time : `${iso.slice(0, 10)} ${time}`;
}

export const OUTCOMES = {
  p: 'passed', c: 'conditional', f: 'failed', n: 'neutral', i: 'inconclusive',
};

/** How high the bar of a result is, so that colour is not all that tells it. */
const HEIGHTS = { p: 0.55, c: 0.7, f: 1, n: 0.25, i: 0.25 };

/** The last 60 results: a bar each, the newest at the right; one that failed is the highest. */
export function strip(outcomes, width = 180, height = 20) {
  const step = width / 60;
  const paths = {};
  [...outcomes].forEach((letter, i) => {
    const tall = (HEIGHTS[letter] ?? 0.25) * height;
    const x = ((60 - outcomes.length + i) * step).toFixed(2);
    paths[letter] = (paths[letter] ?? '')
      + `M${x} ${height}v${-tall.toFixed(1)}h${(step * 0.72).toFixed(2)}v${tall.toFixed(1)}z`;
  });
  return svg('svg',
    { class: 'strip', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img',
      'aria-label': tally(outcomes) },
    svg('path', { class: 'base', d: `M0 ${height - 0.5}h${width}` }),
    Object.entries(paths)
      .map(([letter, d]) => svg('path', { class: OUTCOMES[letter] ?? 'neutral', d })));
}

/** Results in words, counted. */
export function tally(outcomes) {
  if (!outcomes) return 'no result yet';
  const counts = {};
  for (const letter of outcomes) counts[letter] = (counts[letter] ?? 0) + 1;
  return `last ${outcomes.length}: `
    + Object.entries(counts).map(([letter, n]) => `${n} ${OUTCOMES[letter] ?? letter}`).join(', ');
}

/** A bar of how many servers are in which state. */
export function bar(counts) {
  const parts = [['up', 'UP'], ['stopping', 'STOPPING'], ['unknown', 'UNKNOWN'], ['down', 'DOWN']];
  const box = el('span', { class: 'bar', role: 'img', 'aria-label': standing(counts) });
  for (const [name, state] of parts) {
    if (counts[name]) {
      const part = el('span', { 'data-state': state });
      part.style.flexGrow = counts[name];
      box.append(part);
    }
  }
  return box;
}

const STANDINGS = [['down', 'down'], ['unknown', 'unknown'], ['stopping', 'stopping'], ['up', 'up'],
  ['contested', 'contested'], ['stale', 'stale'], ['drain', 'drained'],
  ['maint', 'in maintenance']];

/** Counts in words, the worst first; states that nobody is in are left out. */
export function standing(counts) {
  return STANDINGS.filter(([name]) => counts[name])
    .map(([name, word]) => `${counts[name]} ${word}`).join(' · ') || 'no servers';
}
