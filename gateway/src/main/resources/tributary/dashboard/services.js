// A row for each service; opened, its URLs and what its policies decided.

import { byId, cells, chip, classes, el, keyed, opening, redraw, text } from './dom.js';
import { ms, percent, plural, rate } from './format.js';

const COLUMNS = ['', 'n', 'n', 'n', 'n wide', 'n', 'wide'];
const KINDS = { closed: 'ok', 'half-open': 'warn', open: 'bad' };

let seconds = 0;

export function showServices(snapshot) {
  seconds = snapshot.seconds;
  keyed(byId('service-rows'), snapshot.services, (item) => item.name, row);
}

function row({ name }) {
  let latest = null;
  const button = el('button', { type: 'button', class: 'opener' }, name);
  const values = cells('service-rows', COLUMNS);
  const breaker = chip('');
  values[0].append(breaker);
  const tr = el('tr', { class: 'row' }, el('td', {}, button), ...values);
  const opened = opening(`service ${name}`, button, tr, COLUMNS.length + 1, (box, open) => open && detail(box, latest));
  return {
    nodes: opened.nodes,
    update: (item) => {
      latest = item;
      numbers(values, breaker, item);
      if (opened.isOpen()) detail(opened.box, item);
    },
  };
}

function numbers(row, breaker, item) {
  const made = item.answered + item.failed;
  classes(text(breaker, item.breaker ?? 'none'), `chip ${KINDS[item.breaker] ?? ''}`);
  const values = [
    item.places ? `${item.present} of ${item.places}` : item.outstanding,
    rate(made, seconds),
    percent(item.failed, made),
    ms(item.p50),
    ms(item.p95),
    events(item, ['attempts', 'breaker-changes']) || '–',
  ];
  values.forEach((value, i) => text(row[i + 1], value));
  classes(row[3], item.failed ? 'n bad-text' : 'n');
}

function events(item, without) {
  return Object.entries(item.events)
    .filter(([event]) => !without.includes(event))
    .map(([event, count]) => `${event} ${count}`)
    .join(', ');
}

function detail(box, item) {
  const queue = item.places ? `${plural(item.places, 'place')}, ${item.queue} to wait` : 'no bulkhead';
  const lines = [
    ['calls', `${item.answered} answered, ${item.failed} failed; mean ${ms(item.mean)} ms, p99 ${ms(item.p99)} ms`],
    ['decided', events(item, []) || 'nothing in the last 10 s'],
    ['bulkhead', queue],
    ...item.urls.map((url, i) => [`URL ${i}`, `${url.url}, ${url.outstanding} outstanding${url.ejected ? ', set aside' : ''}`]),
  ];
  redraw(box, JSON.stringify(lines), () => [
    el('dl', { class: 'facts' }, ...lines.flatMap(([what, value]) => [el('dt', {}, what), el('dd', {}, value)])),
  ]);
}
