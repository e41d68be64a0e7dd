// Puts a product into the comparison or takes it out.
//
// The header's counter has no text: only its aria-label says how many there are.

import { clearAlerts, showAlert } from './alerts.js';
import { post } from './request.js';

export function listenForComparisons() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-compare]');
    if (button) toggle(button);
  });
}

async function toggle(button) {
  const answer = await post('/compare/toggle', { sku: button.closest('[data-product]').dataset.sku });
  if (!answer.ok) {
    clearAlerts();
    showAlert('danger', answer.error);
    return;
  }
  button.setAttribute('aria-pressed', String(answer.compared));
  document.querySelector('.compare-link').setAttribute('aria-label', `Compare: ${answer.count} products`);
}
