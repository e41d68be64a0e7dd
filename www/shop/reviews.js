// The form for a review, below a product.

import { post } from './request.js';

export function listenForReviews() {
  const form = document.querySelector('form.review-form');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const answer = await post(new URL(form.action).pathname, { stars: form.elements.stars.value, text: form.elements.text.value });
  form.querySelector('.field-error')?.remove();
  if (answer.ok) {
    form.replaceChildren(note('review-done', 'Thank you. It will stand here once we have read it.'));
  } else {
    form.append(note('field-error', answer.error));
  }
}

function note(className, text) {
  const paragraph = document.createElement('p');
  paragraph.className = className;
  paragraph.setAttribute('role', 'status');
  paragraph.textContent = text;
  return paragraph;
}
