// Buttons that are pressed many times in a row: more or less of a quantity, the next picture.

export function listenForSteps() {
  document.addEventListener('click', (event) => {
    const step = event.target.closest('[data-less], [data-more]');
    if (step) changeQuantity(step);
    const turn = event.target.closest('[data-step]');
    if (turn) turnPicture(turn);
  });
}

function changeQuantity(button) {
  const input = button.parentElement.querySelector('input');
  if ('more' in button.dataset) input.stepUp();
  else input.stepDown();
}

function turnPicture(button) {
  const thumbs = [...button.closest('.gallery').querySelectorAll('.thumb')];
  const shown = thumbs.findIndex((thumb) => thumb.getAttribute('aria-pressed') === 'true');
  const next = (shown + Number(button.dataset.step) + thumbs.length) % thumbs.length;
  thumbs[next].click();
}
