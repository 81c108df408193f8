// Which configuration serves, and what was wrong with the one that was read last.

import { byId, chip, el, redraw } from './dom.js';
import { plural } from './format.js';

const CAUSES = { start: 'the start', change: 'a change of the files', signal: 'a signal', request: 'a request to /reload' };

export function showConfiguration({ config, generation }) {
  const lines = [['serves', `generation ${generation}`]];
  if (config) {
    const errors = config.errors.length ? ` with ${plural(config.errors.length, 'error')}` : '';
    lines.push(['read last', `${new Date(config.when).toLocaleString([], { hour12: false })}, after ${CAUSES[config.cause] ?? config.cause}`]);
    lines.push(['which was', `${config.outcome}${errors}${config.warnings.length ? `, ${plural(config.warnings.length, 'warning')}` : ''}`]);
  } else {
    lines.push(['reloading', 'not from files: nothing is read again']);
  }
  redraw(byId('config-facts'), JSON.stringify(lines), () => lines.flatMap(([what, value]) => [el('dt', {}, what), el('dd', {}, value)]));
  const findings = config ? [...config.errors.map((each) => ['error', each]), ...config.warnings.map((each) => ['warning', each])] : [];
  redraw(byId('config-errors'), JSON.stringify(findings), () => findings.map(([kind, each]) =>
    el('li', {}, chip(kind, kind === 'error' ? 'bad' : 'warn'), el('span', {}, el('code', {}, `${each.file}:${each.line}:${each.column}`), ` ${each.message}`))));
}
