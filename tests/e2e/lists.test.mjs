/**
 * Lists of things: the lines of a cart out of elements, a data layer and JSON-LD, as events, callbacks and the collector
 * have them.
 */
import assert from 'node:assert/strict';
import { Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const MANY = 120;

const BODY = `
  <ul id="cart">
    <li class="line" data-sku="A1"><b class="name">Tent</b> <i class="price">&euro; 1.299,00</i>
      <select><option value="1">one</option><option value="2" selected>two</option></select></li>
    <li class="line" data-sku="B2"><b class="name">Socks for anna@example.org</b> <i class="price">12,90 &euro;</i>
      <textarea class="note">leave it with Ida</textarea></li>
    <li class="line"></li>
  </ul>
  <ol>${Array.from({ length: MANY }, (_, index) => `<li class="card" data-sku="C${index}">${'a long name '.repeat(20)}</li>`).join('')}</ol>
  <script type="application/ld+json">{ "@type": "ItemList", "itemListElement": [
    { "@type": "ListItem", "item": { "@type": "Product", "name": "Lamp", "offers": { "price": "9.90", "priceCurrency": "CHF" } } },
    { "@type": "ListItem", "item": { "@type": "Product", "name": "Rope" } }] }</script>
  <button id="read">read</button>`;

/** Things that a page may have in its lists, too: none of it is run, and nothing of it stops the others. */
const SCRIPT = `
  window.getters = 0;
  const trapped = { sku: 'D1' };
  Object.defineProperty(trapped, 'price', { get() { window.getters += 1; return 1; } });
  window.dataLayer = [{ ecommerce: { items: [{ item_id: 'old' }] } }, { ecommerce: { items: [trapped, null, 'text', { sku: 'D2', price: 5 },
    new Proxy({}, { getOwnPropertyDescriptor() { throw new Error('a proxy of the page'); } })] } }, { ecommerce: { items: 'none' } }];
  window.endless = { length: 4e9, 0: { sku: 'E1' } };`;

const MAIN = `
  import { init } from '/fixture-package/index.js';
  const tally = await init('/fixture.json');
  tally.on('elements', (event) => { window.heard = event; });
  window.tally = tally;`;

const definition = (name, properties) => ({ name, trigger: { click: { selector: '#read' } }, properties });
const DEFINITIONS = [
  definition('elements', {
    items: {
      list: '.line',
      each: {
        item_id: { attribute: 'data-sku' },
        item_name: { text: '.name' },
        price: { text: '.price', type: 'money' },
        quantity: { value: 'select', type: 'integer' },
        note: { text: '.note' },
      },
    },
  }),
  definition('data', { items: { list: { data_layer: 'ecommerce.items' }, each: { item_id: { data_layer: 'sku' }, price: { data_layer: 'price', type: 'number' } } } }),
  definition('graph', { items: { list: { json_ld: 'ItemList.itemListElement' }, each: { item_name: { json_ld: 'item.name' }, price: { json_ld: 'item.offers.price', type: 'money' } } } }),
  definition('endless', { items: { list: { global: 'endless' }, each: { item_id: { global: 'sku' } }, at_most: 100 } }),
  definition('many', { items: { list: '.card', each: { item_id: { attribute: 'data-sku' }, item_name: { text: true } }, at_most: 100 } }),
  definition('none', { items: { list: '.absent', each: { item_id: { attribute: 'data-sku' } } } }),
  definition('broken', { items: { list: '.line', each: { item_id: { text: 'b[' } } } }),
];

shopTest('the lines of a cart are sent, stored and told as a list, and what a page may have in its lists stops nothing', async (world) => {
  const { browser, collector, recorder } = world;
  const fixture = new Fixture(world, { definitions: DEFINITIONS, body: BODY, script: SCRIPT, main: MAIN });
  const { problems } = await fixture.open();
  assert.deepEqual(problems.map(({ place }) => place), ['definitions[6]']);
  await browser.click('#read');
  const lines = [{ item_id: 'A1', item_name: 'Tent', price: 1299, quantity: 2 }, { item_id: 'B2', item_name: 'Socks for <email>', price: 12.9 }];
  await expectVisit(world, {
    sent: [
      { name: 'elements', properties: { currency: 'EUR', items: lines } },
      { name: 'data', properties: { items: [{ item_id: 'D1' }, { item_id: 'D2', price: 5 }] } },
      { name: 'graph', properties: { currency: 'CHF', items: [{ item_name: 'Lamp', price: 9.9 }, { item_name: 'Rope' }] } },
      { name: 'endless', properties: { items: [{ item_id: 'E1' }] } },
      'many',
      'none',
    ],
  });
  const { items } = (await recorder.event('many')).properties;
  // A list that is too large for a body is cut, and its event is sent.
  assert.ok(10 < items.length && items.length < MANY && JSON.stringify(items).length <= 8000, `${items.length} items`);
  assert.equal((await recorder.event('none')).properties, undefined);
  const stored = (await collector.events()).find(({ name }) => name === 'elements');
  assert.deepEqual(stored.properties.items, lines);
  expectNowhere(recorder, 'anna', 'ida');
});

shopTest('a callback gets the list as plain frozen data', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { definitions: DEFINITIONS.slice(0, 1), body: BODY, script: SCRIPT, main: MAIN });
  await fixture.open();
  await browser.click('#read');
  await fixture.settles({ counted: 1, sent: 1 });
  const { heard, getters, isFrozen } = await browser.execute(() => ({ heard: window.heard, getters: window.getters, isFrozen: Object.isFrozen(window.heard.properties.items[0]) && Object.isFrozen(window.heard.properties.items) }));
  assert.deepEqual(heard.properties.items[0], { item_id: 'A1', item_name: 'Tent', price: 1299, quantity: 2 });
  assert.equal(getters, 0);
  assert.equal(isFrozen, true);
  assert.equal(heard.properties.currency, 'EUR');
});
