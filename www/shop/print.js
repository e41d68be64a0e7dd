// Prints the page of an order.

export function listenForPrinting() {
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-print]')) print();
  });
}
