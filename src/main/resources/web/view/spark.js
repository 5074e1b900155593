// Latencies in the list: a small chart for each line that can be seen.

import { el, millis } from './dom.js';

const WIDTH = 76;
const HEIGHT = 24;
const KEPT = 60;

export class Sparks {
  #charts = new Map();

  /** The chart of a line, as it is by now. */
  of(key, recent) {
    const data = points(recent);
    const colour = getComputedStyle(document.body).getPropertyValue('--accent').trim();
    const said = JSON.stringify([data[1], colour]);
    const known = this.#charts.get(key);
    if (known?.said === said) return known.box;
    if (known && known.colour === colour) {
      known.said = said;
      known.chart.setData(data);
      known.box.setAttribute('aria-label', label(data[1]));
      return known.box;
    }
    known?.chart.destroy();
    const box = el('span', { class: 'spark', role: 'img', 'aria-label': label(data[1]) });
    const chart = new globalThis.uPlot(options(colour), data, box);
    this.#charts.set(key, { box, chart, said, colour });
    return box;
  }

  /** Lets go of those of other lines. */
  keep(lines) {
    for (const [key, { chart }] of this.#charts) {
      if (!lines.has(key)) {
        chart.destroy();
        this.#charts.delete(key);
      }
    }
  }
}

/** The newest is the rightmost, as in the strip; a failed probe is a gap. */
function points({ outcomes, ms }) {
  const from = KEPT - outcomes.length;
  const passed = (i) => (outcomes[i] === 'p' || outcomes[i] === 'c' ? ms[i] ?? null : null);
  return [Array.from(ms, (_, i) => from + i), Array.from(ms, (_, i) => passed(i))];
}

function label(values) {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (!known.length) return 'none passed';
  const half = millis(known[Math.floor(known.length / 2)]);
  return `half of those that passed within ${half}, the slowest ${millis(known.at(-1))}`;
}

function options(colour) {
  return {
    width: WIDTH, height: HEIGHT, padding: [2, 2, 2, 2],
    legend: { show: false }, cursor: { show: false }, select: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, range: () => [0, KEPT - 1] },
      y: { range: (_, min, max) => [0, Math.max(max * 1.05, 0.1)] },
    },
    series: [{}, {
      stroke: colour, fill: `${colour}22`, width: 1.25, spanGaps: false, points: { show: false },
    }],
  };
}
