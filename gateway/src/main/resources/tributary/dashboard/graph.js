// An aggregate's plan: what starts at once, what waits for what; and in each box how long that call takes just now. The
// chain that takes longest is drawn bold: a request takes as long as that.

import { classes, el, redraw, svg, text } from './dom.js';
import { ms, percent, plural, rate, short } from './format.js';

const BOX = { width: 176, height: 66, right: 48, below: 14 };
const LANE = 10;
const END = 78;

export function drawPlan(box, plan, item, seconds, generation) {
  redraw(box, `${generation}`, () => frame(plan));
  const calls = new Map(item.calls.map((call) => [call.name, call]));
  const chain = longestChain(plan, calls);
  box.querySelectorAll('g.call').forEach((group) => update(group, calls.get(group.dataset.call), plan, chain, seconds));
  box.querySelectorAll('path.edge').forEach((edge) => {
    classes(edge, follows(edge, chain) ? 'edge slowest' : 'edge');
  });
  text(box.querySelector('.ends'), summary(item));
}

/** Whether both ends of an edge are neighbours in the chain. */
function follows(edge, chain) {
  const order = [...chain];
  const to = order.indexOf(edge.dataset.to);
  return to > 0 && order[to - 1] === edge.dataset.from;
}

/** The names of the calls that end last one after the other, by their means; those that were not made take no time. */
function longestChain(plan, calls) {
  const ends = new Map();
  const before = new Map();
  const end = (call) => {
    if (!ends.has(call.name)) {
      let latest = 0;
      for (const need of call.waitsFor) {
        const needed = end(plan.calls.find((each) => each.name === need.call));
        if (needed >= latest) {
          latest = needed;
          before.set(call.name, need.call);
        }
      }
      ends.set(call.name, latest + (calls.get(call.name)?.mean ?? 0));
    }
    return ends.get(call.name);
  };
  let last = null;
  for (const call of plan.calls) {
    if (end(call) > 0 && (last === null || end(call) > ends.get(last))) last = call.name;
  }
  const chain = [];
  for (let name = last; name; name = before.get(name)) chain.unshift(name);
  return new Set(chain.length ? [...chain, '*'] : []);
}

function frame(plan) {
  const { places, lanes, height } = layout(plan);
  const end = { x: plan.stages.length * (BOX.width + BOX.right), middle: height / 2 };
  const width = end.x + END;
  const edges = links(plan).map(([from, to]) =>
    edge(from, to, [places.get(from), ...(lanes.get(`${from} ${to}`) ?? []), to === '*' ? end : places.get(to)]));
  const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': described(plan) },
    ...edges,
    ...plan.calls.map((call) => callBox(call, places.get(call.name))),
    svg('text', { x: end.x + 8, y: end.middle + 4 }, 'answer'));
  return [
    el('p', { class: 'ends' }),
    el('h3', {}, `${plural(plan.calls.length, 'call')}, deadline ${plan.deadlineMs} ms`),
    el('div', { class: 'graph', tabindex: '0', role: 'region', 'aria-label': 'Plan' }, picture),
    el('p', { class: 'legend' }, 'In each box: mean and p95 in milliseconds, calls a second, all of the last 10 s. Bold: the chain that takes longest. Dashed: optional. The bar is the mean as a share of the deadline.'),
  ];
}

/** Who is waited for by whom; what nobody waits for is waited for by the answer. */
function links(plan) {
  const needs = plan.calls.flatMap((call) => call.waitsFor.map((need) => [need.call, call.name]));
  const awaited = new Set(needs.map(([from]) => from));
  return [...needs, ...plan.calls.filter((call) => !awaited.has(call.name)).map((call) => [call.name, '*'])];
}

/**
 * A column for each stage. A link over several stages gets a lane between the boxes of those that it passes. In a column
 * everything stands in the order of what it comes from, so that few lines cross.
 */
function layout(plan) {
  const stage = new Map(plan.calls.map((call) => [call.name, call.stage]));
  const columns = plan.stages.map((names) => names.map((name) => ({ name, from: [] })));
  for (const [from, to] of links(plan)) {
    const last = to === '*' ? plan.stages.length : stage.get(to);
    for (let i = stage.get(from) + 1; i < last; i++) columns[i].push({ lane: `${from} ${to}`, from: [from] });
    if (to !== '*') columns[last].find((each) => each.name === to).from.push(from);
  }
  const rank = new Map();
  for (const column of columns) {
    const order = (each) => (each.from.length ? each.from.reduce((sum, name) => sum + (rank.get(name) ?? 0), 0) / each.from.length : 0);
    const sorted = column.map((each, i) => ({ each, at: order(each), i })).sort((one, other) => one.at - other.at || one.i - other.i);
    column.splice(0, column.length, ...sorted.map(({ each }) => each));
    column.forEach((each, i) => each.name && rank.set(each.name, i));
  }
  const tall = (column) => column.reduce((sum, each) => sum + (each.name ? BOX.height : LANE) + BOX.below, -BOX.below);
  const height = Math.max(BOX.height, ...columns.map(tall)) + 2;
  const places = new Map();
  const lanes = new Map();
  columns.forEach((column, i) => {
    const x = i * (BOX.width + BOX.right) + 1;
    let y = 1;
    for (const each of column) {
      const size = each.name ? BOX.height : LANE;
      const place = { x, y, middle: y + size / 2, right: x + BOX.width };
      if (each.name) places.set(each.name, place);
      else lanes.set(each.lane, [...(lanes.get(each.lane) ?? []), place]);
      y += size + BOX.below;
    }
  });
  return { places, lanes, height };
}

function described(plan) {
  return plan.calls.map((call) => {
    const needs = call.waitsFor.map((need) => need.call);
    return `${call.name} of ${call.service} ${needs.length ? `after ${needs.join(' and ')}` : 'at once'}`;
  }).join('; ');
}

function edge(from, to, stops) {
  let path = `M${stops[0].right} ${stops[0].middle}`;
  stops.slice(1).forEach((stop, i) => {
    const before = stops[i];
    const bend = (stop.x - before.right) / 2;
    path += `C${before.right + bend} ${before.middle} ${stop.x - bend} ${stop.middle} ${stop.x} ${stop.middle}`;
    if (stop.right && i < stops.length - 2) path += `H${stop.right}`;
  });
  const line = svg('path', { class: 'edge', d: path });
  line.dataset.from = from;
  line.dataset.to = to;
  return line;
}

function callBox(call, place) {
  const marks = [call.forEach ? '×n' : '', call.when ? 'if' : ''].filter(Boolean).join(' ');
  const group = svg('g', { class: 'call', transform: `translate(${place.x} ${place.y})` },
    svg('title', {}, `${call.name}: ${call.method} ${call.service}:${call.url}`),
    svg('rect', { class: 'box', width: BOX.width, height: BOX.height, rx: 6 }),
    svg('text', { class: 'name', x: 10, y: 18 }, short(call.name, marks ? 17 : 21)),
    svg('text', { class: 'dim', x: BOX.width - 10, y: 18, 'text-anchor': 'end' }, marks),
    svg('text', { class: 'dim', x: 10, y: 34 }, short(`${call.method} ${call.service}`, 26)),
    svg('text', { class: 'outcome', x: 10, y: 51 }),
    svg('rect', { class: 'track', x: 10, y: 57, width: BOX.width - 20, height: 4, rx: 2 }),
    svg('rect', { class: 'bar', x: 10, y: 57, width: 0, height: 4, rx: 2 }));
  group.dataset.call = call.name;
  group.dataset.optional = call.optional;
  return group;
}

function update(group, call, plan, chain, seconds) {
  const made = call ? call.answered + call.failed : 0;
  const missing = Boolean(call?.failed);
  const kinds = ['call', group.dataset.optional === 'true' ? 'optional' : '', chain.has(group.dataset.call) ? 'slowest' : '', missing ? 'missing' : ''];
  classes(group, kinds.filter(Boolean).join(' '));
  const words = made === 0
    ? (call?.skipped ? 'left out by its when' : 'not made')
    : missing
      ? `${percent(call.failed, made)} failed · ${ms(call.mean)} ms`
      : `${ms(call.mean)} · ${ms(call.p95)} ms · ${rate(made, seconds)}/s`;
  text(group.querySelector('.outcome'), words);
  const share = Math.min(1, (call?.mean ?? 0) / plan.deadlineMs);
  group.querySelector('.bar').setAttribute('width', share === 0 ? 0 : Math.max(3, share * (BOX.width - 20)));
}

function summary(item) {
  const ends = Object.entries(item.ends).sort((one, other) => other[1] - one[1]);
  return ends.length ? `Answered: ${ends.map(([end, count]) => `${count} × ${end}`).join(', ')}` : 'No request in the last 10 s.';
}
