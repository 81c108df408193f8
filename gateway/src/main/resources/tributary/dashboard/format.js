// Numbers as people read them.

export function rate(count, seconds) {
  return seconds > 0 ? number(count / seconds) : '–';
}

export function number(value) {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  if (value < 0.1) return '<0.1';
  if (value < 10) return value.toFixed(1).replace(/\.0$/, '');
  if (value < 10000) return Math.round(value).toString();
  return `${(value / 1000).toFixed(value < 100000 ? 1 : 0)}k`;
}

/** Milliseconds, without their unit. */
export function ms(value) {
  if (value === null || value === undefined) return '–';
  if (value < 1) return value.toFixed(2);
  if (value < 10) return value.toFixed(1);
  return Math.round(value).toString();
}

/** A share, and that there is one at all where it is small. */
export function percent(part, whole) {
  if (!part) return '0';
  const share = (100 * part) / whole;
  if (share >= 99.95) return '100 %';
  return share < 0.1 ? '<0.1 %' : `${share < 10 ? share.toFixed(1) : Math.round(share)} %`;
}

export function bytes(value) {
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(0)} KiB`;
  return `${(value / 1024 / 1024).toFixed(1)} MiB`;
}

export function ago(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

export function clock(millis) {
  return new Date(millis).toLocaleTimeString([], { hour12: false });
}

export function short(value, length) {
  return value.length <= length ? value : `${value.slice(0, length - 1)}…`;
}

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** All requests of an aggregate, or of all. */
export const answered = (of) => of.ok + of.partial + of.errors + of.refused + of.shed + of.left;

/** Of an aggregate's calls the one that takes longest on average; null where none was made. */
export function longestCall(item) {
  return item.calls
    .filter((call) => call.mean !== null)
    .reduce((one, other) => (one === null || other.mean > one.mean ? other : one), null);
}
