// Filters and sorts a category page without leaving it.
//
// The server renders the results; this asks for them and writes the filters into the address
// with replaceState. Without script the same form is sent by its Apply button.

import { announce } from './alerts.js';
import { getFragment } from './request.js';

const DEFAULT_SORT = 'featured';

let running = new AbortController();

export function listenForFilters() {
  const form = facetsForm();
  // A classic category loads the page again: its form and its links are left to the browser.
  if (!form || 'classic' in form.dataset) return;
  const price = form.elements.price_max;
  price.addEventListener('input', () => showPrice(form));
  form.addEventListener('change', () => refresh(form));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    refresh(form);
  });
  document.addEventListener('click', (event) => {
    const chip = event.target.closest('[data-undo]');
    if (!chip || isForNewTab(event)) return;
    event.preventDefault();
    undo(form, chip.dataset.undo, chip.dataset.value);
    refresh(form);
    document.querySelector('#results').scrollIntoView({ block: 'nearest' });
  });
}

/** The sizes that can be filtered by on this page, in the order of the page. */
export function sizesHere() {
  const form = facetsForm();
  return form ? [...form.querySelectorAll('input[name=size]')].map((input) => input.value) : [];
}

/** Filters the page by one size. */
export function applySize(size) {
  const form = facetsForm();
  for (const input of form.querySelectorAll('input[name=size]')) input.checked = input.value === size;
  return refresh(form);
}

/** The address of this page filtered by one size. */
export function addressForSize(size) {
  const query = new URLSearchParams(location.search);
  query.set('size', size);
  return `${location.pathname}?${query}`;
}

/** Whether a click on a link asks for a new tab or window. */
export function isForNewTab(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

function facetsForm() {
  return document.querySelector('form.facets');
}

async function refresh(form) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const address = addressOf(form);
  document.querySelector('#results').setAttribute('aria-busy', 'true');
  const results = await getFragment(address, signal);
  if (signal.aborted) return;
  if (!results) {
    location.assign(address);
    return;
  }
  document.querySelector('#results').replaceWith(results);
  history.replaceState(history.state, '', address);
  announce(results.querySelector('.results-count').textContent.trim());
}

// What is as it is by default stays out of the address.
function addressOf(form) {
  const price = form.elements.price_max;
  const query = new URLSearchParams(new FormData(form));
  if (price.value === price.max) query.delete('price_max');
  if (query.get('sort') === DEFAULT_SORT) query.delete('sort');
  const text = query.toString();
  return text ? `${location.pathname}?${text}` : location.pathname;
}

function undo(form, name, value) {
  const isAll = name === 'all';
  for (const input of form.querySelectorAll('input[type=checkbox]')) {
    if (isAll || (input.name === name && input.value === value)) input.checked = false;
  }
  if (isAll || name === 'price_max') {
    form.elements.price_max.value = form.elements.price_max.max;
    showPrice(form);
  }
  if (isAll) form.elements.sort.value = DEFAULT_SORT;
}

function showPrice(form) {
  form.querySelector('.price-output').textContent = `€${form.elements.price_max.value}`;
}
