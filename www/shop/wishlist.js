// Hearts: keep a product on the wishlist, or take it off.

import { clearAlerts, showAlert } from './alerts.js';
import { replaceCount } from './counters.js';
import { post } from './request.js';

export function listenForWishes() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-wishlist]');
    if (button) toggle(button);
  });
}

async function toggle(button) {
  // On a product page the colour can change; the product knows the SKU of the moment.
  const sku = button.closest('[data-product]').dataset.sku;
  const answer = await post('/wishlist/toggle', { sku });
  if (!answer.ok) {
    clearAlerts();
    showAlert('danger', answer.error);
    return;
  }
  button.setAttribute('aria-pressed', String(answer.wished));
  replaceCount('.wishlist-count', answer.count === 0 ? '' : String(answer.count));
}
