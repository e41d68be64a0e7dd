// Puts products into the cart from cards and product pages.
//
// A missing size is answered on the spot, without a request. What the server says decides the
// rest: it refuses with status 200 too. Buttons in forms are left to the browser.

import { announce, clearAlerts, showAlert } from './alerts.js';
import { replaceCount } from './counters.js';
import { post } from './request.js';

const ADDED_SHOWN_MS = 2500;

export function listenForAdds() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-add-to-cart]');
    if (button && button.type === 'button') add(button);
  });
}

async function add(button) {
  // Looks disabled while a request runs, but keeps its focus.
  if (button.getAttribute('aria-disabled') === 'true') return;
  const product = button.closest('[data-product]');
  if (isSizeMissing(product)) {
    showSizeError(product);
    return;
  }
  clearAlerts();
  button.setAttribute('aria-disabled', 'true');
  const quantity = Number(product.querySelector('input[name=qty]')?.value ?? 1);
  const answer = await post('/cart/add', { sku: product.dataset.sku, qty: Math.max(0, Math.trunc(quantity)) });
  button.removeAttribute('aria-disabled');
  if (!answer.ok) {
    showAlert('danger', answer.error);
    return;
  }
  replaceCount('.cart-count', String(answer.count));
  for (const message of answer.messages) showAlert('success', message);
  announce(`${answer.count} in the cart`);
  sayAdded(button);
}

function isSizeMissing(product) {
  const hasSizes = product.querySelector('input[name=size]') !== null;
  return hasSizes && product.querySelector('input[name=size]:checked') === null;
}

function showSizeError(product) {
  const sizes = product.querySelector('.option-size');
  sizes.querySelector('.form-error')?.remove();
  const error = document.createElement('p');
  error.className = 'form-error';
  error.setAttribute('role', 'alert');
  error.textContent = 'Please choose a size first.';
  sizes.append(error);
  sizes.querySelector('input:not(:disabled)')?.focus();
}

function sayAdded(button) {
  const label = button.querySelector('.btn-label');
  button.classList.add('is-added');
  if (label) label.textContent = 'Added ✓';
  clearTimeout(button.addedTimer);
  button.addedTimer = setTimeout(() => {
    button.classList.remove('is-added');
    if (label) label.textContent = 'Add to cart';
  }, ADDED_SHOWN_MS);
}
