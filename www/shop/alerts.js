// Messages about what just happened, in the corner of the window.
//
// Good news leaves by itself; bad news stays until it is closed or the next attempt begins.

const SUCCESS_SHOWN_MS = 6000;

/** Shows a message; `kind` is 'success' or 'danger'. */
export function showAlert(kind, text) {
  const alert = document.createElement('div');
  alert.className = `alert alert-${kind}`;
  alert.setAttribute('role', 'alert');
  const message = document.createElement('p');
  message.textContent = text;
  alert.append(message);
  if (kind === 'success') {
    const link = document.createElement('a');
    link.href = '/cart';
    link.textContent = 'View cart';
    alert.append(link);
    setTimeout(() => leave(alert), SUCCESS_SHOWN_MS);
  }
  alert.append(closeButton());
  document.querySelector('#alerts').append(alert);
}

/** Takes all messages away. */
export function clearAlerts() {
  document.querySelector('#alerts').replaceChildren();
}

/** Says something to screen readers only. */
export function announce(text) {
  document.querySelector('#announce').textContent = text;
}

/** Lets the shopper close messages, those of the server included. */
export function listenForAlertClosing() {
  document.addEventListener('click', (event) => {
    event.target.closest('.alert-close')?.closest('.alert').remove();
  });
}

// Somebody who is reading or about to press the link is not hurried.
function leave(alert) {
  if (alert.matches(':hover, :focus-within')) {
    setTimeout(() => leave(alert), SUCCESS_SHOWN_MS);
  } else {
    alert.remove();
  }
}

function closeButton() {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn-icon alert-close';
  button.setAttribute('aria-label', 'Close this message');
  button.textContent = '×';
  return button;
}
