// Removes lines from the cart; the server renders what is left.

import { announce, clearAlerts, showAlert } from './alerts.js';
import { replaceCount } from './counters.js';
import { getFragment, post } from './request.js';

export function listenForRemovals() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-remove]');
    if (button) remove(button);
  });
}

async function remove(button) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  clearAlerts();
  const answer = await post('/cart/remove', { sku: button.dataset.sku });
  button.removeAttribute('aria-disabled');
  if (!answer.ok) {
    showAlert('danger', answer.error);
    return;
  }
  replaceCount('.cart-count', String(answer.count));
  const cart = await getFragment('/cart');
  if (!cart) {
    location.reload();
    return;
  }
  document.querySelector('#cart').replaceWith(cart);
  document.querySelector('#cart-heading').focus();
  announce(`Removed. ${answer.count} left in the cart.`);
}
