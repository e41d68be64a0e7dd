// The numbers in the header.
//
// A counter's node is replaced, not edited, as shops do that render a fragment anew: whoever
// watches the old node sees nothing.

/** Replaces a counter, such as `.cart-count`, by a new one. */
export function replaceCount(selector, text) {
  const old = document.querySelector(selector);
  const next = old.cloneNode(false);
  next.textContent = text;
  old.replaceWith(next);
}
