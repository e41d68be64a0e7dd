/**
 * Adding to the cart: counted when the cart proves it, and only then; what fails is counted as failed.
 */
import assert from 'node:assert/strict';
import { holdWasm } from './support/held_wasm.mjs';
import { isCounted, timePasses } from './support/page_time.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** A definition's time for proof, `confirm.within_ms`, and then some. */
const PROOF_IS_OVER_MS = 4500;

const CATEGORY = { type: 'category', path: '/c/{category}' };
const PRODUCT = { type: 'product', path: '/p/{slug}' };

const chosen = (size) => ({ name: 'choose_variant', page: PRODUCT, properties: { option: 'size', item_variant: size } });

/** Clicks a size on a product page; the box itself is drawn by its label. */
const chooseSize = async (browser, size) => {
  await browser.click(`label:has(input[name=size][value="${size}"])`);
  await until(`size ${size} to be chosen`, () => browser.execute((value) => document.querySelector('input[name=size]:checked')?.value === value, size));
};

/** Notes the statuses with which the shop answers adds. */
const watchAdds = (proxy) => {
  const statuses = [];
  proxy.override('/cart/add', (answer) => {
    statuses.push(answer.status);
    return answer;
  });
  return statuses;
};

shopTest('an add counts when the cart shows it, with what was added and its price', async (world) => {
  const { shop, recorder } = world;
  await shop.openCategory('packs');
  await shop.addAndSee('WS-3001');
  await expectVisit(world, { sent: ['view_item_list', { name: 'add_to_cart', page: CATEGORY, nth: 1 }] });
  const { properties } = await recorder.event('add_to_cart');
  assert.deepEqual(properties, { item_id: 'WS-3001', price: 79, currency: 'EUR' });
});

shopTest('the size that was chosen is the one that is counted, at the price of today', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openProduct('ridge-shell-jacket');
  await chooseSize(browser, 'M');
  await shop.addAndSee('WS-1001-M');
  await expectVisit(world, { sent: [chosen('M'), { name: 'add_to_cart', page: PRODUCT }] });
  const { properties } = await recorder.event('add_to_cart');
  assert.deepEqual(properties, { item_id: 'WS-1001-M', price: 129.9, currency: 'EUR' });
});

shopTest('two adds are two events, by mouse and by keyboard', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('packs');
  await shop.addAndSee('WS-3001');
  await browser.execute(() => document.querySelector('[data-sku="WS-3002"] [data-add-to-cart]').focus({ preventScroll: true }));
  await browser.press('\uE007');
  await until('the cart to have both', async () => (await shop.cartCount()) === 2);
  const first = { name: 'add_to_cart', nth: 1, properties: { item_id: 'WS-3001' } };
  const second = { name: 'add_to_cart', nth: 2, properties: { item_id: 'WS-3002' } };
  await expectVisit(world, { sent: ['view_item_list', first, second] });
});

shopTest('a click that the shop ignores, because the one before still runs, is no second event', async (world) => {
  const { browser, shop, recorder, proxy } = world;
  let answerAdd;
  const mayAnswer = new Promise((resolve) => (answerAdd = resolve));
  proxy.override('/cart/add', async (answer) => {
    await mayAnswer;
    return answer;
  });
  await shop.openCategory('packs');
  await shop.add('WS-3001');
  await shop.add('WS-3001');
  answerAdd();
  await until('the cart to have one', async () => (await shop.cartCount()) === 1);
  await timePasses(browser, PROOF_IS_OVER_MS);
  await expectVisit(world, { sent: ['view_item_list', { name: 'add_to_cart', properties: { item_id: 'WS-3001' } }] });
  assert.deepEqual(recorder.batches.flatMap(({ lost }) => lost ?? []), [{ unconfirmed: 1 }], 'the click that came to nothing is in the books');
});

shopTest('a refusal that is answered with 200 is a failed add', async (world) => {
  const { browser, shop, proxy } = world;
  const statuses = watchAdds(proxy);
  await shop.openProduct('estuary-anorak');
  await chooseSize(browser, 'M');
  await shop.add('WS-1018-M');
  await browser.appears('.alert-danger');
  assert.deepEqual(statuses, [200]);
  const failed = { name: 'add_to_cart_failed', page: PRODUCT, properties: { item_id: 'WS-1018-M', price: 99, currency: 'EUR', reason: 'refused' } };
  await expectVisit(world, { sent: [chosen('M'), failed] });
});

shopTest('a server error is a failed add, and the one that works afterwards is none', async (world) => {
  const { browser, shop, proxy } = world;
  const statuses = watchAdds(proxy);
  await shop.openProduct('forest-hiking-boot');
  await chooseSize(browser, '42');
  await shop.add('WS-2016-42');
  await browser.appears('.alert-danger');
  await shop.openCategory('packs');
  await shop.addAndSee('WS-3001');
  assert.deepEqual(statuses, [500, 200]);
  const failed = { name: 'add_to_cart_failed', properties: { item_id: 'WS-2016-42', reason: 'refused' } };
  await expectVisit(world, { sent: [chosen('42'), failed, 'view_item_list', { name: 'add_to_cart', properties: { item_id: 'WS-3001' } }] });
});

shopTest('an add without a size is a failed one, for which the shop was not even asked', async (world) => {
  const { browser, shop, proxy } = world;
  await shop.openProduct('ridge-shell-jacket');
  await shop.add();
  await browser.appears('.form-error');
  await expectVisit(world, { sent: [{ name: 'add_to_cart_failed', properties: { item_id: 'WS-1001', reason: 'refused' } }] });
  assert.equal(proxy.hasServed('/cart/add'), false);
});

shopTest('an add by a form counts on the page that answers it', async (world) => {
  const { browser, shop, proxy } = world;
  await shop.openCategory('maps');
  await browser.leavesFor(() => shop.add('WS-6001'));
  await shop.engineRuns();
  assert.ok(proxy.requests.some(({ method, url }) => method === 'POST' && url === '/c/maps'));
  const added = { name: 'add_to_cart', nth: 1, page: CATEGORY, properties: { item_id: 'WS-6001', price: 14.9, currency: 'EUR' } };
  // The page that answers is a view of its own.
  await expectVisit(world, { sent: ['view_item_list', 'view_item_list', added] });
});

shopTest('an add by a form that is refused is a failed one', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('maps');
  await browser.leavesFor(() => shop.add('WS-6004'));
  await shop.engineRuns();
  assert.equal(await browser.count('.alert-danger'), 1);
  const failed = { name: 'add_to_cart_failed', properties: { item_id: 'WS-6004', reason: 'refused' } };
  await expectVisit(world, { sent: ['view_item_list', 'view_item_list', failed] });
});

shopTest('a link that looks like the button and leads to the product is no add', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await browser.follow('a.btn-add');
  await shop.engineRuns();
  assert.match(await browser.url(), /\/p\//);
  await expectVisit(world, { sent: ['view_item_list', { name: 'select_item', page: CATEGORY, properties: { item_list_name: 'jackets' } }] });
});

shopTest('a click that comes before the engine counts', async (world) => {
  const { browser, shop, proxy } = world;
  const release = await holdWasm(proxy);
  await browser.goto(shop.url('/c/packs'));
  await shop.addAndSee('WS-3001');
  release();
  await isCounted(browser, 'add_to_cart');
  await expectVisit(world, { sent: ['view_item_list', { name: 'add_to_cart', properties: { item_id: 'WS-3001', price: 79 } }] });
});
