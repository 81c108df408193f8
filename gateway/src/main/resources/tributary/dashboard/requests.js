// The last requests worth a look; opened, the waterfall of their calls.

import { byId, cells, chip, classes, el, keyed, opening, text } from './dom.js';
import { ago, bytes, clock, ms, plural } from './format.js';

const KINDS = { failed: 'bad', partial: 'warn', slow: '', explained: 'ok' };
const COLUMNS = ['span', 'n', 'span', 'n wide'];

let shown = 'all';
let snapshot = null;
let list = [];

export function showRequests(now) {
  snapshot = now;
  if (!byId('kinds').firstChild) filter();
  const held = lookedAt();
  if (!held) list = now.recent.filter((item) => shown === 'all' || item.kind === shown);
  keyed(byId('request-rows'), list, key, row);
  byId('no-requests').hidden = list.length > 0;
  const newer = held ? now.recent.filter((item) => item.began > (list[0]?.began ?? 0)).length : 0;
  text(byId('held'), held ? `held while you look${newer ? `; ${newer === now.recent.length ? 'many' : newer} newer` : ''}` : '');
}

const key = (item) => `${item.began} ${item.id}`;

/** Rows that somebody points at, has the focus in, or has opened must not run away. */
function lookedAt() {
  const body = byId('request-rows');
  return list.length > 0 && (body.matches(':hover, :focus-within') || body.querySelector('[aria-expanded="true"]') !== null);
}

function filter() {
  const names = ['all', ...Object.keys(KINDS)];
  byId('kinds').append(...names.map((name) => {
    const button = el('button', { type: 'button', 'aria-pressed': name === shown }, name);
    button.addEventListener('click', () => {
      shown = name;
      for (const other of byId('kinds').children) other.setAttribute('aria-pressed', other === button);
      list = [];
      showRequests(snapshot);
    });
    return button;
  }));
}

function row(item) {
  const button = el('button', { type: 'button', class: 'opener' }, `${item.via ? `${item.via}: ` : ''}${item.method} ${item.path}`);
  const values = cells('request-rows', COLUMNS);
  values[0].append(chip(`${item.kind === 'partial' || item.kind === 'slow' ? item.kind : item.outcome} ${item.status}`, KINDS[item.kind]));
  text(values[1], ms(item.elapsed));
  text(values[2], item.blamed.map((call) => [call.call, call.reason || `${ms(call.elapsed)} ms`].join(' ')).join(', ') || '–');
  const tr = el('tr', { class: 'row' }, el('td', {}, button), ...values);
  const opened = opening(`request ${key(item)}`, button, tr, COLUMNS.length + 1, (box, open) => open && load(box, item));
  return { nodes: opened.nodes, update: () => text(values[3], ago(snapshot.at - item.began)) };
}

async function load(box, item) {
  if (box.dataset.loaded) return;
  try {
    const answer = await fetch(`requests?id=${encodeURIComponent(item.id)}`);
    if (!answer.ok) throw new Error(answer.status);
    box.replaceChildren(...waterfall(await answer.json()));
    box.dataset.loaded = 'yes';
  } catch {
    text(box, 'This request is no longer kept.');
  }
}

function waterfall(request) {
  const whole = Math.max(request.elapsedMs, ...request.calls.map((call) => call.endMs ?? 0), 0.001);
  const own = request.gatewayMs === undefined ? '' : `, of which ${ms(request.gatewayMs)} ms the gateway's own`;
  return [
    el('p', {}, `${request.aggregate} · ${clock(Date.parse(request.began))} · ${request.status} ${request.outcome} after ${ms(request.elapsedMs)} ms${own}`),
    el('p', { class: 'quiet' }, `request ${request.id} · trace ${request.traceId} · client ${request.client}${request.tier ? ` (${request.tier})` : ''} · ${request.via ? `${request.via} ${request[request.via]}` : `HTTP/${request.protocol}`} · ${bytes(request.responseBytes)}`),
    el('h3', {}, plural(request.calls.length, 'call')),
    el('div', { class: 'waterfall' }, ...request.calls.flatMap((call) => lane(call, whole))),
  ];
}

function lane(call, whole) {
  const what = el('div', { class: 'what' }, call.name, el('small', {}, `${call.service}${call.optional ? ', optional' : ''}${call.needs.length ? `, after ${call.needs.join(', ')}` : ''}`));
  const track = el('div', { class: 'lane' });
  if (call.end === 'not-begun') {
    return [what, el('div', { class: 'took quiet' }, '–', el('small', {}, 'not begun')), track];
  }
  if (call.end === 'failed' || call.end === 'defaulted') classes(track, 'lane missing');
  if (call.end === 'cancelled') classes(track, 'lane cancelled');
  track.append(bar('i', call.readyMs, call.endMs, whole));
  for (const attempt of call.attempts) {
    const line = bar('b', attempt.startMs, attempt.endMs, whole);
    line.title = `attempt ${attempt.number}${attempt.hedge ? ' (hedge)' : ''}: ${ms(attempt.endMs - attempt.startMs)} ms ${attempt.reason || attempt.status || ''}`;
    track.append(line);
  }
  return [what, el('div', { class: 'took' }, `${ms(call.endMs - call.readyMs)} ms`, el('small', {}, outcome(call))), track];
}

function outcome(call) {
  const words = [call.end === 'answered' ? `${call.status}` : `${call.end}${call.reason ? `: ${call.reason}` : ''}`];
  if (call.made > 1) words.push(plural(call.made, 'attempt'));
  if (call.shared) words.push(`${call.shared} shared`);
  return words.join(', ');
}

/** Styles set by script are allowed by the page's policy, those in markup are not. */
function bar(tag, from, to, whole) {
  const line = el(tag);
  const left = Math.min(100, Math.max(0, (100 * from) / whole));
  line.style.left = `${left}%`;
  line.style.width = `${Math.min(100 - left, Math.max(0, (100 * (to - from)) / whole))}%`;
  return line;
}
