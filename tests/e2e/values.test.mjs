/**
 * Values of the page: where each source finds them in a real document, and what of the page is never run or walked into.
 */
import assert from 'node:assert/strict';
import { Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';

/** Nothing in it may be read: the tests look for it in all that was sent. */
const SECRET = 'not-for-tallymark';

const BODY = `
  <div itemscope itemtype="https://schema.org/BreadcrumbList"><span itemprop="name">Home</span></div>
  <div id="product" itemscope itemtype="https://schema.org/Product">
    <div itemprop="brand" itemscope itemtype="https://schema.org/Brand"><span itemprop="name">Waystone</span></div>
    <h1 itemprop="name">Ridge Tent 2</h1>
    <meta itemprop="sku" content="WS-1001">
    <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
      <span itemprop="price" content="1299.00">1.299,00 &euro;</span><meta itemprop="priceCurrency" content="CHF">
      <link itemprop="availability" href="https://schema.org/InStock?user=${SECRET}">
    </div>
    <p class="price"><del>&euro;159.90</del> <ins>&euro;129.90</ins></p>
    <button id="view">view</button>
  </div>
  <p class="found">Showing 1 to 12 of 1,700 results</p>
  <ul><li class="card" data-sku="A">A</li><li class="card" data-sku="B">B</li></ul>
  <button id="offer">offer</button>`;

const SCRIPT = `
  document.head.insertAdjacentHTML('beforeend', '<meta property="og:title" content="Ridge Tent 2 | Waystone">'
    + '<meta property="product:price:amount" content="129.90"><meta property="product:price:currency" content="SEK">');
  window.getters = 0;
  const trap = (object, key) => Object.defineProperty(object, key, { get() { window.getters += 1; return '${SECRET}'; }, enumerable: true });
  window.dataLayer = [];
  dataLayer.push({ ecommerce: { value: 1, items: [{ item_id: 'old' }], coupon: 'SPRING' } });
  dataLayer.push({ ecommerce: null });
  dataLayer.push({ ecommerce: { value: 259.8, currency: 'EUR', items: [{ item_id: 'L-7' }] } });
  dataLayer.push(trap({}, 'ecommerce'));
  dataLayer.push('${SECRET}', 7, null, undefined, () => 1);
  window.ShopMeta = { product: { id: 4006381333931, available: true, tags: ['${SECRET}'] } };
  trap(window.ShopMeta, 'shopper');
  window.ShopProxy = new Proxy({}, { getOwnPropertyDescriptor() { throw new Error('a proxy of the page'); } });
  document.cookie = 'visitor=${SECRET}';
  window.heard = [];`;

const MAIN = `
  import { init } from '/fixture-package/index.js';
  const tally = await init('/fixture.json');
  for (const name of ['offer', 'view', 'select_item']) tally.on(name, (event) => window.heard.push(event.name));
  window.tally = tally;`;

const VIEW = {
  name: 'view',
  trigger: { click: { selector: '#view' } },
  within: '#product',
  properties: {
    item_id: [{ attribute: 'data-none' }, { microdata: 'sku' }],
    item_name: { microdata: 'name' },
    item_brand: { microdata: 'brand.name' },
    price: { microdata: 'offers.price', type: 'money' },
    sale: { text: '.price', type: 'money' },
    in_stock: { microdata: 'offers.availability', type: 'url' },
    title: { meta: 'og:title' },
    graph: { meta: 'product:price:amount', type: 'money' },
    layer_id: { data_layer: 'ecommerce.items.0.item_id' },
    value: { data_layer: 'ecommerce.value', type: 'money' },
    cleared: { data_layer: 'ecommerce.coupon' },
    global_id: { global: 'ShopMeta.product.id' },
    available: { global: 'ShopMeta.product.available', type: 'boolean' },
    tags: { global: 'ShopMeta.product.tags' },
    shopper: { global: 'ShopMeta.shopper' },
    proxied: { global: 'ShopProxy.anything' },
    cookie: { global: 'document.cookie' },
    address: { global: 'location.href' },
  },
};
const DEFINITIONS = [
  VIEW,
  { name: 'found', trigger: { click: { selector: '#view' } }, properties: { results: { text: '.found', type: 'integer', after: ' of ' } } },
  { name: 'select_item', trigger: { click: { selector: '.card' } }, limit: { per: 'element' }, properties: { item_id: { attribute: 'data-sku' } } },
  { name: 'offer', trigger: { click: { selector: '#offer' } }, holdout: 0.5, limit: { cooldown_ms: 60_000 } },
];

shopTest('each source finds its value, no getter of the page runs, and an element counts once', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { definitions: DEFINITIONS, config: { funnel: ['ordered'] }, body: BODY, script: SCRIPT, main: MAIN });
  const { problems } = await fixture.open();
  assert.deepEqual(problems, []);
  const clicks = ['#view', '.card[data-sku=A]', '.card[data-sku=B]', '.card[data-sku=A]', '#offer', '#offer'];
  await browser.execute((selectors) => selectors.forEach((selector) => document.querySelector(selector).click()), clicks);
  await fixture.settles({ counted: 5, sent: 5 });

  const { properties } = await recorder.event('view');
  assert.deepEqual(properties, {
    item_id: 'WS-1001',
    item_name: 'Ridge Tent 2',
    item_brand: 'Waystone',
    price: 1299,
    sale: 129.9,
    sale_currency: 'EUR',
    in_stock: 'schema.org/instock',
    title: 'Ridge Tent 2 | Waystone',
    graph: 129.9,
    graph_currency: 'SEK',
    layer_id: 'L-7',
    value: 259.8,
    value_currency: 'EUR',
    global_id: '4006381333931',
    available: true,
    currency: 'CHF',
  });
  assert.deepEqual((await recorder.event('found')).properties, { results: 1700 });

  const events = recorder.events;
  const selected = events.filter(({ name }) => name === 'select_item').map((event) => event.properties.item_id);
  assert.deepEqual(selected, ['A', 'B']);
  const offers = events.filter(({ name }) => name === 'offer');
  assert.equal(offers.length, 1);
  const { arm } = offers[0];
  assert.deepEqual(Object.keys(arm), ['offer']);
  const { heard, getters } = await browser.execute(() => ({ heard: window.heard, getters: window.getters }));
  assert.deepEqual(heard, ['view', 'select_item', 'select_item', ...(arm.offer === 'shown' ? ['offer'] : [])]);
  assert.equal(getters, 0);
  assert.ok(!JSON.stringify(recorder.requests).includes(SECRET));

  const { definitions } = await fixture.status();
  assert.deepEqual(definitions.select_item, { matched: 3, limited: 1, found: 2 });
  assert.deepEqual(definitions.offer, { matched: 2, limited: 1, found: 1 });

  // The side stays the same on the next page, and the cooldown goes on.
  await fixture.open();
  await browser.execute(() => {
    for (const selector of ['#offer', '.card']) document.querySelector(selector).click();
    window.tally.track('ordered');
  });
  await fixture.settles({ counted: 2, sent: 2 });
  const [selection, step] = recorder.events.slice(-2);
  assert.deepEqual([selection.name, step.name], ['select_item', 'ordered']);
  // Only the comparison's own event and a step of the funnel tell it.
  assert.deepEqual([selection.arm, step.arm], [undefined, arm]);
});

const RETURNS = { name: 'came_back', trigger: { navigation: {} }, when: [{ within_days: 7 }], limit: { per: 'session' } };
const BROKEN = { name: 'add_to_cart', trigger: { click: { selector: '.theme-before' } } };
const visitsIn = (browser) => browser.execute('return localStorage.getItem("tallymark.visits")');

shopTest('a shopper who comes back after three days counts once, and who says no is forgotten', async (world) => {
  const { browser, shop, recorder } = world;
  const today = Math.floor(Date.now() / 86_400_000);
  await browser.goto(shop.url('/__tests/blank'));
  await browser.execute((days) => localStorage.setItem('tallymark.visits', days), `[${today - 3},0]`);
  const fixture = new Fixture(world, { definitions: [RETURNS, BROKEN], config: { storage: 'local' } });
  const { definitions } = await fixture.open();
  assert.equal(definitions.add_to_cart.found, 0);
  await fixture.settles({ counted: 1, sent: 1 });
  const stored = JSON.parse(await visitsIn(browser));
  assert.ok(today <= stored[0] && stored[1] === today - 3, `${stored}`);
  await fixture.open();
  await fixture.track('seen');
  await fixture.settles({ counted: 1, sent: 1 });
  assert.deepEqual(recorder.events.map(({ name }) => name), ['came_back', 'seen']);
  await browser.execute(() => window.tally.consent('denied'));
  assert.equal(await visitsIn(browser), null);

  // Without such a condition nothing is read or written.
  new Fixture(world, { definitions: [BROKEN], config: { storage: 'local' } });
  await fixture.open();
  assert.equal(await visitsIn(browser), null);
});
