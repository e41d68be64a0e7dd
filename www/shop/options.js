// Colour, size and pictures of a product page.
//
// The chosen variant's SKU is written to the product's data-sku; which variants exist stands in
// the page as JSON.

export function listenForOptions() {
  const product = document.querySelector('.detail');
  if (!product) return;
  const variants = JSON.parse(product.querySelector('[data-variants]').textContent);
  const choose = () => {
    const color = colorOf(product, variants);
    showSizes(product, color);
    product.dataset.sku = skuOf(product, color);
    return color;
  };
  product.addEventListener('change', (event) => {
    if (event.target.name === 'size') {
      product.querySelector('.form-error')?.remove();
      choose();
    } else if (event.target.name === 'color') {
      showColor(product, choose());
    }
  });
  product.addEventListener('click', (event) => {
    const thumb = event.target.closest('.thumb');
    if (thumb) showPicture(product, thumb);
  });
  // A page from the back/forward cache or a reload may come with a choice already made.
  choose();
}

function colorOf(product, variants) {
  const chosen = product.querySelector('input[name=color]:checked')?.value;
  return variants.colors.find((color) => color.color === chosen) ?? variants.colors[0];
}

function skuOf(product, color) {
  const size = product.querySelector('input[name=size]:checked')?.value;
  return size ? `${color.sku}-${size}` : color.sku;
}

function showSizes(product, color) {
  for (const input of product.querySelectorAll('input[name=size]')) {
    const isSoldOut = color.sold_out.includes(input.value);
    input.disabled = isSoldOut;
    if (isSoldOut) input.checked = false;
    input.closest('label').querySelector('.sold-out-note').hidden = !isSoldOut;
  }
}

function showColor(product, color) {
  product.querySelector('.colour-label').textContent = color.label;
  for (const picture of product.querySelectorAll('.gallery img')) {
    const before = new URL(picture.src).pathname;
    picture.src = before.replace(/[a-z]+-([a-z]+\.svg)$/, `${color.color}-$1`);
    picture.alt = picture.alt.replace(/ in [^,]+,/, ` in ${color.label},`);
  }
  const address = new URL(location.href);
  address.searchParams.set('color', color.color);
  history.replaceState(history.state, '', address);
}

function showPicture(product, thumb) {
  const main = product.querySelector('.gallery-main');
  const picture = thumb.querySelector('img');
  main.src = picture.src;
  main.alt = picture.alt;
  for (const other of product.querySelectorAll('.thumb')) {
    other.setAttribute('aria-pressed', String(other === thumb));
  }
}
