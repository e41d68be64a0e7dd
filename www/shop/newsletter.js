// The newsletter form in the footer.

import { post } from './request.js';

export function listenForNewsletter() {
  const form = document.querySelector('form.newsletter');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    subscribe(form);
  });
}

async function subscribe(form) {
  const input = form.elements.email;
  const answer = await post('/newsletter', { email: input.value });
  form.querySelector('.field-error')?.remove();
  if (answer.ok) {
    form.querySelector('.field-row').replaceWith(note('newsletter-done', 'Thank you. The next letter goes out on the first of the month.'));
    return;
  }
  const error = note('field-error', answer.error);
  error.id = 'newsletter-error';
  form.append(error);
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', 'newsletter-error');
  input.focus();
}

function note(className, text) {
  const paragraph = document.createElement('p');
  paragraph.className = className;
  paragraph.setAttribute('role', 'status');
  paragraph.textContent = text;
  return paragraph;
}
