/**
 * Makes elements. Text only ever goes in as text: what was captured on a page is data, and is
 * shown as it is even if it looks like markup.
 */

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * A new element. `attributes` become attributes (a missing or false one is left out, `true` is an
 * empty one); `children` are elements or texts, and those that are null are left out.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    made.setAttribute(attribute, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Gives a CSS property a value; the page's policy allows no style attributes, but allows this. */
export function styled(made, property, value) {
  made.style.setProperty(property, value);
  return made;
}

/** A table row; each cell is a text or an element, the first one is the row's heading. */
export function row(heading, cells) {
  return element('tr', {}, element('th', { scope: 'row' }, heading), ...cells.map((cell) => cell instanceof HTMLTableCellElement ? cell : element('td', {}, cell)));
}

/** A table's head; `names` are its columns. */
export function head(names) {
  return element('thead', {}, element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name))));
}

/** A label with the colour that stands for it in a bar. */
export function keyed(kind, label) {
  return element('span', { class: 'legend-name' }, element('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }), label);
}
