// The reminder for shoppers who are about to leave a category without having chosen a size.
//
// tallymark says when; this decides how it looks and tells what became of it: shown, then
// accepted or dismissed, once each. Opens over no other dialog and where there are no sizes.

import { addressForSize, applySize, isForNewTab, sizesHere } from './facets.js';

/** Opens the dialog for one `size_reminder` event. */
export function openSizeDialog(event) {
  const sizes = sizesHere();
  if (sizes.length === 0 || document.querySelector('dialog[open]')) return;

  const dialog = sizeDialog(sizes);
  let outcome = 'dismissed';
  dialog.addEventListener('click', (click) => {
    const link = click.target.closest('[data-size]');
    if (link) {
      outcome = 'accepted';
      if (!isForNewTab(click)) {
        click.preventDefault();
        applySize(link.dataset.size);
      }
      dialog.close();
    } else if (click.target === dialog || click.target.closest('.dialog-close')) {
      // Outside its content a dialog's own element is its backdrop.
      dialog.close();
    }
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    event.respond(outcome);
  });
  document.body.append(dialog);
  dialog.showModal();
  event.respond('shown');
}

function sizeDialog(sizes) {
  const dialog = document.createElement('dialog');
  dialog.id = 'size-dialog';
  dialog.setAttribute('aria-labelledby', 'size-dialog-heading');
  const shelf = document.querySelector('h1').textContent.trim().toLowerCase();

  const content = element('div', 'dialog-content');
  const heading = element('h2', '', 'Before you go: which is your size?');
  heading.id = 'size-dialog-heading';
  const text = element('p', 'muted', `We’ll show you the ${shelf} that are here in it, and nothing else.`);

  const list = element('ul', 'size-links');
  for (const size of sizes) {
    const link = element('a', 'swatch-face', size);
    link.href = addressForSize(size);
    link.dataset.size = size;
    link.setAttribute('aria-label', `Size ${size}`);
    const item = element('li');
    item.append(link);
    list.append(item);
  }

  const close = element('button', 'btn btn-quiet dialog-close', 'No, thank you');
  close.type = 'button';
  content.append(heading, text, list, close);
  dialog.append(content);
  return dialog;
}

function element(name, className = '', text = '') {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}
