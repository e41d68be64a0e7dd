// The cart's coupon field; the server renders the sums anew.

import { announce } from './alerts.js';
import { getFragment, post } from './request.js';

export function listenForCoupons() {
  // On the document: the cart's part of the page is replaced.
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form.coupon');
    if (!form) return;
    event.preventDefault();
    redeem(form);
  });
}

async function redeem(form) {
  const input = form.elements.coupon;
  const answer = await post('/cart/coupon', { code: input.value });
  form.querySelector('.coupon-error')?.remove();
  if (!answer.ok) {
    const error = document.createElement('p');
    error.className = 'coupon-error field-error';
    error.setAttribute('role', 'alert');
    error.textContent = answer.error;
    form.append(error);
    input.focus();
    return;
  }
  const cart = await getFragment('/cart');
  if (!cart) {
    location.reload();
    return;
  }
  document.querySelector('#cart').replaceWith(cart);
  announce(`${answer.code} is taken off.`);
}
