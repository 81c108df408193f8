// The only way by which anything gets onto the page. Texts become text nodes, never markup: names and messages come from
// configurations, services and clients.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children, which are elements or texts. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text only where it is another one, so that screen readers and selections are left alone. */
export function text(element, value) {
  const now = String(value);
  if (element.textContent !== now) element.textContent = now;
  return element;
}

export function classes(element, value) {
  if (element.getAttribute('class') !== value) element.setAttribute('class', value);
  return element;
}

export function chip(label, kind = '') {
  return el('span', { class: `chip ${kind}` }, label);
}

/** Replaces what is in an element, but only if `key` is another one than the last time. */
export function redraw(element, key, children) {
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.replaceChildren(...children());
}

const kept = new WeakMap();

/**
 * Keeps a row for each item, in the items' order: rows are changed and not made anew, so that focus stays where it is.
 * `create(item)` gives `{ nodes, update(item) }`.
 */
export function keyed(parent, items, key, create) {
  const old = kept.get(parent) ?? new Map();
  const now = new Map();
  for (const item of items) {
    const name = key(item);
    if (now.has(name)) continue;
    const row = old.get(name) ?? create(item);
    row.update(item);
    now.set(name, row);
  }
  for (const [name, row] of old) {
    if (!now.has(name)) row.nodes.forEach((node) => node.remove());
  }
  let at = parent.firstChild;
  for (const row of now.values()) {
    for (const node of row.nodes) {
      if (node === at) at = at.nextSibling;
      else parent.insertBefore(node, at);
    }
  }
  kept.set(parent, now);
}

/** The cells of a row but its first, each with the heading of its column, which narrow screens show beside the value. */
export function cells(body, kinds) {
  const headings = byId(body).closest('table').querySelectorAll('th');
  return kinds.map((kind, i) => el('td', { class: kind, 'data-label': headings[i + 1].textContent }));
}

const OPEN = 'tributary-open';
const open = new Set(JSON.parse(sessionStorage.getItem(OPEN) ?? '[]'));

/**
 * A row whose first cell is a button that opens a second row. What is open is remembered, also when the page is loaded again.
 * `show(box, open)` is called when it opens or closes.
 */
export function opening(id, button, row, columns, show) {
  const box = el('div', { class: 'detail-box' });
  const detail = el('tr', { class: 'detail', hidden: '' }, el('td', { colspan: columns }, box));
  const set = (shown) => {
    detail.hidden = !shown;
    button.setAttribute('aria-expanded', shown);
    if (shown) open.add(id);
    else open.delete(id);
    sessionStorage.setItem(OPEN, JSON.stringify([...open].slice(-50)));
    show(box, shown);
  };
  button.addEventListener('click', () => set(detail.hidden));
  if (open.has(id)) queueMicrotask(() => set(true));
  else button.setAttribute('aria-expanded', 'false');
  return { nodes: [row, detail], isOpen: () => !detail.hidden, box };
}
