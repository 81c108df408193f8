// Two charts of the last five minutes, drawn by uPlot.

import { byId } from './dom.js';
import { ms, number } from './format.js';

const SPAN = 300;
const HEIGHT = 170;
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

/** One column a number; a gap where nobody watched. */
function columns(from, to) {
  const data = [[], ...Array.from({ length: to - from + 1 }, () => [])];
  let before = null;
  for (const each of points) {
    if (before !== null && each[0] - before > 5000) {
      data[0].push(before / 1000 + 1);
      for (let i = 1; i < data.length; i++) data[i].push(null);
    }
    data[0].push(each[0] / 1000);
    for (let i = 1; i < data.length; i++) data[i].push(each[from + i - 1]);
    before = each[0];
  }
  return data;
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
        { ...axis, space: 70, values: (self, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false })) },
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
  const gaps = { spanGaps: true };
  charts = [
    chart('rates', [
      series('ok', '--accent', number),
      series('partial', '--warn', number),
      series('errors', '--bad', number),
      series('refused, shed', '--muted', number, { dash: [4, 3] }),
    ]),
    chart('latencies', [series('p50', '--accent', ms, gaps), series('p99', '--other', ms, gaps)]),
  ];
}

export function drawCharts() {
  if (!charts.length) make();
  charts[0].setData(columns(1, 4));
  charts[1].setData(columns(5, 6));
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  if (charts.length) make();
  if (charts.length) drawCharts();
});

addEventListener('resize', () => {
  charts.forEach((each) => each.setSize({ width: Math.max(200, each.root.parentElement.clientWidth), height: HEIGHT }));
});
