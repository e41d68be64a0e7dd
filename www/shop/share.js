// Sharing a product: the browser's own sheet where there is one, or its address.

export function listenForSharing() {
  const native = document.querySelector('[data-share="native"]');
  if (native && navigator.share) native.hidden = false;
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-share]');
    if (button) share(button);
  });
}

async function share(button) {
  const address = location.origin + location.pathname;
  try {
    if (button.dataset.share === 'native') {
      await navigator.share({ title: document.title, url: address });
    } else {
      await navigator.clipboard.writeText(address);
      button.textContent = 'Copied ✓';
    }
    // Only this code knows that it came to an end; whoever counts such things may listen.
    dispatchEvent(new CustomEvent('waystone:shared', { detail: { method: button.dataset.share } }));
  } catch {
    // Whoever closes the sheet, or forbids the clipboard, has changed their mind.
  }
}
