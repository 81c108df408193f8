// What the gateway does again and again by itself, and how that goes.

import { byId, cells, classes, el, keyed, text } from './dom.js';
import { ago, ms } from './format.js';

/** What goes on for so long hangs: a disk, or a service that does not keep to its time. */
export const HANGS = 60_000;

const since = (at, when) => (when === null ? null : at - Date.parse(when));

export const runsFor = (at, task) => since(at, task.runningSince) ?? 0;

export function showSchedules({ at, schedules }) {
  keyed(byId('schedule-rows'), schedules.map((task) => ({ ...task, at })), (task) => task.name, row);
  byId('no-schedules').hidden = schedules.length > 0;
}

function row(task) {
  const values = cells('schedule-rows', ['n', 'n', 'n', 'n', 'span wide']);
  const tr = el('tr', { class: 'row' }, el('td', {}, task.name), ...values);
  return {
    nodes: [tr],
    update: (now) => {
      const running = runsFor(now.at, now);
      text(values[0], now.lastRun === null ? '–' : `${ago(since(now.at, now.lastRun))} ago`);
      text(values[1], ms(now.lastMs));
      const next = now.nextRun === null ? '–' : `in ${ago(-since(now.at, now.nextRun))}`;
      classes(text(values[2], now.runningSince === null ? next : `runs for ${ago(running)}`), running > HANGS ? 'n bad-text' : 'n');
      classes(text(values[3], now.failed), now.failuresInRow ? 'n warn-text' : 'n');
      text(values[4], now.failure ?? '');
    },
  };
}
