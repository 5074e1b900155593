// The latencies of one server as a chart.

import { millis } from './dom.js';

const HEIGHT = 160;
/** Where the page does not say how wide. */
const WIDTH = 380;
const FONT = '11px system-ui, sans-serif';

const dark = matchMedia('(prefers-color-scheme: dark)');
const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
const passed = (result) => result.result === 'passed' || result.result === 'conditional';
const timeOfDay = (seconds) => new Date(seconds * 1000).toLocaleTimeString('en-GB');

export class LatencyChart {
  #box;
  #chart = null;
  #dark = false;

  /** @param box what the chart is put into */
  constructor(box) {
    this.#box = box;
  }

  /** Shows these results, of which only those that passed have a latency. */
  show(results) {
    const timed = results.filter((result) => result.durationMs !== undefined);
    if (timed.filter(passed).length < 2) {
      this.destroy();
      this.#box.textContent = 'Too few of the last ones passed.';
      return;
    }
    const width = this.#box.clientWidth || WIDTH;
    if (this.#chart?.width === width && this.#dark === dark.matches) {
      this.#chart.setData(points(timed));
      return;
    }
    this.destroy();
    this.#box.replaceChildren();
    this.#chart = new globalThis.uPlot(options(width), points(timed), this.#box);
    this.#dark = dark.matches;
  }

  destroy() {
    this.#chart?.destroy();
    this.#chart = null;
  }
}

function points(timed) {
  const series = (name) => timed.map((result) => (passed(result) ? result[name] ?? null : null));
  return [timed.map((result) => Date.parse(result.time) / 1000),
    series('durationMs'), series('firstByteMs'), series('connectMs')];
}

function options(width) {
  return {
    width,
    height: HEIGHT,
    padding: [8, 28, 0, 0],
    cursor: { drag: { x: false, y: false } },
    series: [
      { label: 'at', value: (_, value) => (value ? timeOfDay(value) : '–') },
      line('total', colour('--accent')),
      line('first byte', colour('--stopping'), [6, 3]),
      line('connect', colour('--up'), [2, 3]),
    ],
    scales: { y: { range: (_, min, max) => [0, Math.max(max * 1.1, 0.1)] } },
    axes: axes(),
  };
}

function line(label, stroke, dash) {
  const value = (_, ms) => millis(ms);
  return { label, stroke, dash, width: 1.5, value, spanGaps: false, points: { show: false } };
}

function axes() {
  const grid = { stroke: colour('--line-colour'), width: 1 };
  const axis = { stroke: colour('--muted'), grid, ticks: { show: false }, font: FONT };
  const short = (value) => (value === null ? '' : `${Number(value.toPrecision(3))}`);
  return [
    { ...axis, space: 70, size: 28, values: (_, times) => times.map(timeOfDay) },
    { ...axis, size: 48, values: (_, values) => values.map(short) },
  ];
}
