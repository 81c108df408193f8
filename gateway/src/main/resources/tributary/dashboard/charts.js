// Two charts of the last five minutes, drawn by uPlot.

import { byId } from './dom.js';
import { ms, number } from './format.js';

const SPAN = 300;
const HEIGHT = 160;
/** A second without a request has no latency: the line goes on for so many. */
const CARRIED = 10;
const points = [];
let charts = [];

export function history(list) {
  points.length = 0;
  points.push(...list);
}

export function point(next) {
  if (points.length && next[0] <= points[points.length - 1][0]) return;
  points.push(next);
  while (points.length && points[0][0] < next[0] - SPAN * 1000) points.shift();
}

/** A column for each number from one to the other; a gap where nobody watched. */
function columns(from, to, carried) {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const times = [];
  const data = numbers.map(() => []);
  const lastAt = numbers.map(() => -Infinity);
  let before = null;
  for (const each of points) {
    if (before && each[0] - before[0] > 5000) {
      times.push(before[0] / 1000 + 1);
      data.forEach((column) => column.push(null));
      lastAt.fill(-Infinity);
    }
    times.push(each[0] / 1000);
    numbers.forEach((number, i) => {
      if (each[number] !== null) lastAt[i] = each[0];
      const carry = each[number] === null && each[0] - lastAt[i] <= carried * 1000;
      data[i].push(carry ? data[i].at(-1) : each[number]);
    });
    before = each;
  }
  return [times, ...data];
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function series(label, name, value, extra = {}) {
  return {
    label,
    stroke: colour(name),
    width: 1.6,
    points: { show: false },
    value: (self, raw) => (raw === null || raw === undefined ? '–' : value(raw)),
    ...extra,
  };
}

function chart(id, list) {
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--faint'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  return new uPlot(
    {
      width: Math.max(200, byId(id).clientWidth),
      height: HEIGHT,
      cursor: { drag: { x: false, y: false }, y: false },
      scales: {
        x: { range: () => span() },
        y: { range: (self, min, max) => [0, Math.max(1, (max ?? 1) * 1.1)] },
      },
      axes: [
        { ...axis, space: 70, size: 26, values: (self, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })) },
        { ...axis, size: 44, values: (self, ticks) => ticks.map((tick) => (tick < 10000 ? tick : number(tick))) },
      ],
      series: [{ value: (self, raw) => (raw ? new Date(raw * 1000).toLocaleTimeString([], { hour12: false }) : '–') }, ...list],
    },
    [[], ...list.map(() => [])],
    byId(id),
  );
}

function span() {
  const end = points.length ? points[points.length - 1][0] / 1000 : Date.now() / 1000;
  return [end - SPAN, end];
}

function make() {
  charts.forEach((each) => each.destroy());
  charts = [
    chart('rates', [
      series('ok', '--accent', number),
      series('partial', '--warn', number),
      series('errors', '--bad', number),
      series('refused, shed', '--muted', number, { dash: [4, 3] }),
    ]),
    chart('latencies', [series('p50', '--accent', ms), series('p99', '--other', ms)]),
  ];
}

export function drawCharts() {
  if (!charts.length) make();
  charts[0].setData(columns(1, 4, 0));
  charts[1].setData(columns(5, 6, CARRIED));
  charts.forEach((each) => {
    // Under no pointer, the legend tells the latest numbers.
    if (each.cursor.left < 0 || each.cursor.left === undefined) each.setLegend({ idx: each.data[0].length - 1 }, false);
  });
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  if (charts.length) make();
  if (charts.length) drawCharts();
});

addEventListener('resize', () => {
  charts.forEach((each) => each.setSize({ width: Math.max(200, each.root.parentElement.clientWidth), height: HEIGHT }));
});
