// A row for each aggregate; opened, its plan with what its calls take just now.

import { byId, cells, classes, el, keyed, opening, text } from './dom.js';
import { answered, longestCall, ms, percent, rate } from './format.js';
import { drawPlan } from './graph.js';

const COLUMNS = ['n', 'n', 'n', 'n wide', 'n', 'n wide', 'n', 'wide'];

let current = null;
let plans = null;
let planOf = -1;

export function showAggregates(snapshot) {
  current = snapshot;
  keyed(byId('aggregate-rows'), snapshot.aggregates, (item) => item.name, row);
}

function row({ name }) {
  let latest = null;
  const button = el('button', { type: 'button', class: 'opener' }, name === 'none' ? '(no such path)' : name);
  const values = cells('aggregate-rows', COLUMNS);
  const tr = el('tr', { class: 'row' }, el('td', {}, button), ...values);
  const opened = opening(`aggregate ${name}`, button, tr, COLUMNS.length + 1, (box, open) => open && detail(box, latest));
  return {
    nodes: opened.nodes,
    update: (item) => {
      latest = item;
      numbers(values, item);
      if (opened.isOpen()) detail(opened.box, item);
    },
  };
}

function numbers(row, item) {
  const all = answered(item);
  const longest = longestCall(item);
  const values = [
    rate(all, current.seconds),
    percent(item.errors, all),
    percent(item.partial, all),
    percent(item.refused + item.shed, all),
    ms(item.p50),
    ms(item.p95),
    ms(item.p99),
    longest ? `${longest.name} ${ms(longest.mean)} ms` : '–',
  ];
  values.forEach((value, i) => text(row[i], value));
  classes(row[1], item.errors ? 'n bad-text' : 'n');
  classes(row[2], item.partial ? 'n warn-text' : 'n');
}

async function detail(box, item) {
  if (item.name === 'none') {
    text(box, 'Requests for paths that no aggregate has.');
    return;
  }
  const { seconds, generation } = current;
  try {
    const plan = (await plansOf(generation)).get(item.name);
    if (plan) drawPlan(box, plan, item, seconds, generation);
  } catch {
    plans = null;
    delete box.dataset.key;
    text(box, 'The plan could not be read.');
  }
}

/** The plans of a generation, asked for once and only when somebody looks at one. */
function plansOf(generation) {
  if (!plans || planOf !== generation) {
    planOf = generation;
    plans = fetch('plan')
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))))
      .then((json) => new Map(json.aggregates.map((each) => [each.aggregate, each])));
  }
  return plans;
}
