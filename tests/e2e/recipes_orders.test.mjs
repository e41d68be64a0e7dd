/**
 * Recipes from the cart to the order: what goes in and out, what is refused, and what is left behind.
 */
import assert from 'node:assert/strict';
import { isCounted, timePasses } from './support/page_time.mjs';
import { expectLost, recipeTest } from './support/recipes.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

/** `exit_intent` waits until a page was looked at for so long. */
const EXIT_AFTER_MS = 3100;

const ADDRESS = { email: 'ida.probe@example.org', name: 'Ida Probe', street: 'Low Lane 1', postcode: '10115', city: 'Fell' };

/** WebKit tells no page with which status a request was answered. */
const tellsStatus = ({ name }) => name !== 'webkit';

const next = async ({ browser, shop }, selector) => {
  await browser.follow(selector);
  await shop.engineRuns();
};

recipeTest('adds that work and fail in each way, and a set that posts and is redirected', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openProduct('estuary-anorak');
  await shop.add();
  await browser.appears('.form-error');
  await browser.click('label:has(input[name=size][value=M])');
  await shop.add('WS-1018-M');
  await browser.appears('.alert-danger');
  await shop.openProduct('forest-hiking-boot');
  await browser.click('label:has(input[name=size][value="42"])');
  await shop.add('WS-2016-42');
  await browser.appears('.alert-danger');
  await shop.open('/sets');
  await next(world, '[data-set="reading"] button');
  await next(world, '[data-set="weekend"] button');
  assert.match(await browser.url(), /\/cart$/);
  assert.ok(4 <= (await browser.count('.alert-success')), 'one add, several messages');
  const failed = (item_id) => ({ name: 'add_to_cart_failed', properties: { item_id, reason: 'refused' } });
  const obstacle = (message) => ({ name: 'obstacle', properties: { message } });
  await expectVisit(world, {
    sent: [
      failed('WS-1018'),
      obstacle('Please choose a size first.'),
      'no_variant_chosen',
      { name: 'choose_variant', properties: { item_variant: 'M' } },
      failed('WS-1018-M'),
      obstacle('Sorry, somebody just took the last one. It is sold out for now.'),
      'sold_out',
      { name: 'choose_variant', properties: { item_variant: '42' } },
      failed('WS-2016-42'),
      obstacle('Something went wrong on our side. Your cart has not changed.'),
      ...(tellsStatus(browser) ? ['server_error'] : []),
      { name: 'add_set_failed', properties: { set: 'reading', reason: 'refused' } },
      { name: 'add_set', properties: { set: 'weekend' } },
      { name: 'view_cart', properties: { value: 138.7, currency: 'EUR', items: [{ item_id: 'WS-3001' }, { item_id: 'WS-5001' }, { item_id: 'WS-6001' }] } },
    ],
  });
  expectLost(recorder, {});
});

recipeTest('a cart that is looked at, discounted, emptied by one and about to be left', async (world) => {
  const { browser, shop } = world;
  await shop.open('/cart');
  await shop.openCategory('packs');
  await shop.addAndSee('WS-3001');
  await shop.addAndSee('WS-3002');
  await next(world, 'a[href="/cart"]');
  await browser.type('#coupon', 'SUMMER99');
  await browser.click('form.coupon button');
  await browser.appears('.coupon-error');
  await browser.type('#coupon', 'trail10');
  await browser.click('form.coupon button');
  await browser.appears('.coupon-done');
  await browser.click('[data-remove][data-sku="WS-3002"]');
  await until('the line to be gone', async () => (await browser.count('.line')) === 1);
  await timePasses(browser, EXIT_AFTER_MS);
  await browser.click('#cart-heading');
  await browser.leaveAtTop();
  await isCounted(browser, 'cart_left');
  await expectVisit(world, {
    sent: [
      { name: 'view_item_list', properties: { item_list_name: 'packs' } },
      { name: 'add_to_cart', nth: 1, properties: { item_id: 'WS-3001' } },
      { name: 'add_to_cart', nth: 2, properties: { item_id: 'WS-3002' } },
      { name: 'view_cart', nth: 1, from: 'add_to_cart', properties: { items: [{ item_id: 'WS-3001', quantity: 1, price: 79 }, { item_id: 'WS-3002', quantity: 1, price: 92 }] } },
      { name: 'coupon_refused', properties: { reason: 'refused' } },
      { name: 'obstacle', properties: { message: 'This code is unknown or has run out.' } },
      'coupon',
      { name: 'remove_from_cart', properties: { item_id: 'WS-3002' } },
      { name: 'cart_left', properties: { item_count: 1, value: 76, currency: 'EUR' } },
    ],
  });
  expectNowhere(world.recorder, 'summer99', 'trail10');
});

recipeTest('a checkout with a mistake and a bank that refuses, and the order once it is placed', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openCategory('packs');
  await shop.addAndSee('WS-3001');
  await shop.open('/checkout');
  await browser.type('#email', 'ida at home');
  await next(world, '.checkout-form button[type=submit]');
  for (const [name, text] of Object.entries(ADDRESS)) await browser.type(`#${name}`, text);
  await next(world, '.checkout-form button[type=submit]');
  await browser.click('input[value=express]');
  await next(world, '.checkout-form button[type=submit]');
  await browser.click('input[value=bank_card]');
  await next(world, '.checkout-form button[type=submit]');
  assert.equal(await browser.count('.payment-error'), 1);
  await next(world, '.checkout-form button[type=submit]');
  assert.equal(await browser.count('.order-done'), 1);
  await browser.reload();
  await shop.engineRuns();
  const refused = { reason: 'refused' };
  const checkout = { item_count: 1, value: 83.9, currency: 'EUR' };
  await expectVisit(world, {
    sent: [
      'view_item_list',
      'add_to_cart',
      { name: 'begin_checkout', nth: 1, from: 'add_to_cart', properties: checkout },
      { name: 'contact_info_refused', properties: refused },
      { name: 'begin_checkout', nth: 2, properties: checkout },
      'add_contact_info',
      { name: 'add_shipping_info', properties: { shipping_tier: 'express' } },
      { name: 'payment_refused', properties: { payment_type: 'bank_card', ...refused } },
      { name: 'add_payment_info', properties: { payment_type: 'invoice' } },
      { name: 'purchase', nth: 1, from: 'add_shipping_info', properties: { value: 91.9, currency: 'EUR', items: [{ item_id: 'WS-3001', quantity: 1, price: 79 }] } },
    ],
  });
  expectNowhere(recorder, ...Object.values(ADDRESS), 'ida', 'probe');
});
