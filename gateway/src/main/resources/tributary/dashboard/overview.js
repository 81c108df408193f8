// Who this is, how it does as a whole, and what somebody who was woken up should look at first.

import { byId, chip, classes, el, keyed, redraw, text } from './dom.js';
import { ago, answered, longestCall, ms, number, percent, plural, rate } from './format.js';
import { HANGS, runsFor } from './schedules.js';

export function showOverview(snapshot) {
  const up = ago(snapshot.at - snapshot.started);
  text(byId('identity'), `${snapshot.version} · ${snapshot.phase} · up ${up} · configuration ${snapshot.generation}`);
  tiles(snapshot);
  attention(snapshot);
}

function tiles(snapshot) {
  const { total, seconds, admission } = snapshot;
  const all = answered(total);
  const list = [
    ['requests', rate(all, seconds), 'per s', ''],
    ['errors', percent(total.errors, all), '', total.errors ? 'bad-text' : ''],
    ['partial', percent(total.partial, all), '', total.partial ? 'warn-text' : ''],
    ['refused, shed', percent(total.refused + total.shed, all), '', total.shed ? 'warn-text' : ''],
    ['p50', ms(total.p50), 'ms', ''],
    ['p99', ms(total.p99), 'ms', ''],
    ['under way', number(snapshot.underWay), admission.limit ? `of ${number(admission.limit)}` : '', ''],
    ['connections', number(snapshot.connections), '', ''],
  ];
  keyed(byId('tiles'), list, (item) => item[0], ([name]) => {
    const value = el('span');
    const unit = el('small');
    const node = el('div', {}, el('dt', {}, name), el('dd', {}, value, unit));
    return {
      nodes: [node],
      update: ([, shown, of, kind]) => {
        classes(text(value, shown), kind);
        text(unit, of);
      },
    };
  });
}

function attention(snapshot) {
  const found = findings(snapshot);
  const worst = found.some((each) => each.kind === 'bad') ? 'bad' : found.length ? 'warn' : 'ok';
  classes(byId('attention'), worst);
  document.title = found.length ? `(${found.length}) Tributary` : 'Tributary';
  redraw(byId('findings'), JSON.stringify(found), () =>
    found.length
      ? found.map((each) =>
          el('li', {}, chip(each.kind === 'bad' ? 'problem' : 'note', each.kind), el('span', {}, el('a', { href: `#${each.where}` }, each.what), each.why)))
      : [el('li', { class: 'quiet' }, chip('all well', 'ok'), `Nothing in the last ${Math.round(snapshot.seconds)} s.`)]);
}

/** Numbers are rounded, so that the list is quiet while things stay as they are. */
function findings(snapshot) {
  const found = [];
  const add = (kind, where, what, why) => found.push({ kind, where, what, why });
  if (snapshot.phase === 'stopping') add('warn', 'configuration', 'Stopping', ': accepted requests are being finished');
  if (snapshot.phase === 'starting') add('bad', 'configuration', 'Not serving', ': nobody can connect at the moment');
  if (snapshot.config?.outcome === 'refused') {
    const first = snapshot.config.errors[0];
    add('bad', 'configuration', 'The configuration was refused', ` with ${plural(snapshot.config.errors.length, 'error')}; generation ${snapshot.generation} goes on${first ? `: ${first.message}` : ''}`);
  }
  for (const service of snapshot.services) {
    if (service.breaker && service.breaker !== 'closed') add('bad', 'services', service.name, `: its breaker is ${service.breaker}`);
    service.urls.filter((url) => url.ejected).forEach((url) => add('bad', 'services', service.name, `: ${url.url} is set aside`));
    if (service.events['bulkhead-full']) add('warn', 'services', service.name, ': calls find no place (bulkhead or pool full)');
  }
  for (const task of snapshot.schedules) {
    if (runsFor(snapshot.at, task) > HANGS) add('bad', 'schedules', task.name, ': a run does not come to its end');
  }
  for (const aggregate of snapshot.aggregates) {
    const all = answered(aggregate);
    if (aggregate.errors) add('bad', 'aggregates', aggregate.name, `: ${rough(aggregate.errors, all)} fail${reasons(aggregate)}${culprits(aggregate)}`);
    if (aggregate.p95 > 0.8 * aggregate.deadline) add('warn', 'aggregates', aggregate.name, `: p95 comes near the deadline of ${aggregate.deadline} ms${longest(aggregate)}`);
    if (aggregate.partial && !aggregate.errors) add('warn', 'aggregates', aggregate.name, `: ${rough(aggregate.partial, all)} are partial${culprits(aggregate)}`);
  }
  for (const [name, events] of Object.entries(snapshot.classes.priorities)) {
    const shed = Object.entries(events).filter(([event]) => event !== 'admitted');
    if (shed.length) add(name === 'bulk' ? 'warn' : 'bad', 'classes', `Requests of priority ${name} are shed`, `: ${shed.map(([event]) => event).join(', ')}`);
  }
  for (const [name, events] of Object.entries(snapshot.classes.tiers)) {
    if (events.refused) add('warn', 'classes', name === '' ? 'Clients without a tier' : `Clients of tier ${name}`, ' ask more than they may');
  }
  return found;
}

function rough(part, all) {
  const share = (100 * part) / all;
  if (share > 99) return 'all requests';
  if (share < 1) return 'under 1 % of the requests';
  return `about ${share < 10 ? Math.round(share) : 5 * Math.round(share / 5)} % of the requests`;
}

function reasons(aggregate) {
  const words = Object.keys(aggregate.ends).filter((end) => Number.parseInt(end, 10) >= 500 && !/ (overloaded|stopping|client-left)$/.test(end));
  return words.length ? ` (${words.sort().slice(0, 3).join(', ')})` : '';
}

function culprits(aggregate) {
  const missing = aggregate.calls.filter((call) => call.failed);
  return missing.length ? `; missing: ${missing.map((call) => `${call.name} of ${call.service}`).slice(0, 3).join(', ')}` : '';
}

function longest(aggregate) {
  const call = longestCall(aggregate);
  return call ? `; longest: ${call.name} of ${call.service}` : '';
}
