// Whom the limits and the overload protection turn away, by the class of client: the tier of its key, and the priority of what
// it asks.

import { byId, cells, classes, el, keyed, redraw, text } from './dom.js';
import { bytes, ms, number } from './format.js';

const PRESSURE = {
  none: 'nothing',
  'no-extras': 'hedges',
  'no-retries': 'hedges and retries',
  'no-bulk': 'bulk requests',
  'bulk-gives-way': 'bulk requests, running ones too',
  'no-optional-calls': 'bulk requests, optional calls',
  'no-default': 'all but critical requests',
  'no-critical': 'all requests',
};

export function showClasses(snapshot) {
  const { tiers, priorities, limits } = snapshot.classes;
  const rows = [
    ...Object.entries(priorities).map(([name, events]) => ({ name: `priority ${name}`, let: events.admitted ?? 0, away: without(events, 'admitted') })),
    ...Object.entries(tiers).map(([name, events]) => ({ name: name === '' ? 'no tier' : `tier ${name}`, let: events.granted ?? 0, away: overLimit(events, limits) })),
  ];
  keyed(byId('class-rows'), rows, (item) => item.name, row);
  facts(snapshot);
}

function without(events, name) {
  return Object.fromEntries(Object.entries(events).filter(([event]) => event !== name));
}

/** The buckets do not tell whose of them refused a tier; where all were of one kind, that is known. */
function overLimit(events, limits) {
  if (!events.refused) return {};
  const own = limits['over-client'] ?? 0;
  const all = limits['over-global'] ?? 0;
  return { [own && all ? 'over a limit' : all ? 'over the limit for all' : 'over its own limit']: events.refused };
}

function row(item) {
  const values = cells('class-rows', ['n', 'n', 'span']);
  const tr = el('tr', { class: 'row' }, el('td', {}, item.name), ...values);
  return {
    nodes: [tr],
    update: (now) => {
      const away = Object.values(now.away).reduce((one, other) => one + other, 0);
      text(values[0], number(now.let));
      classes(text(values[1], number(away)), away ? 'n warn-text' : 'n');
      text(values[2], Object.entries(now.away).map(([why, count]) => `${why} ${count}`).join(', ') || '–');
    },
  };
}

function facts(snapshot) {
  const { admission } = snapshot;
  const lines = [
    ['in flight', admission.limit ? `${admission.inFlight} of ${admission.limit}${admission.waiting ? `, ${admission.waiting} wait` : ''}` : 'no limit'],
    ['given up', PRESSURE[admission.pressure] ?? admission.pressure],
    ['threads wake up late by', `${ms(admission.late)} ms`],
    ['memory of bodies', bytes(admission.bodyBytes)],
    ['token buckets', snapshot.classes.limited ? 'configured' : 'none configured'],
  ];
  redraw(byId('admission'), JSON.stringify(lines), () => lines.flatMap(([what, value]) => [el('dt', {}, what), el('dd', {}, value)]));
}
