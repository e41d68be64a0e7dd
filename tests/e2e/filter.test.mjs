/**
 * Filtering and sorting a category: what is chosen counts, what is taken back does not.
 */
import assert from 'node:assert/strict';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const CATEGORY = { type: 'category', path: '/c/{category}' };

const removed = (filter) => ({ name: 'remove_filter', page: CATEGORY, properties: { filter } });
const filtered = (filter, value) => ({ name: 'apply_filter', page: CATEGORY, properties: { filter, filter_value: value } });

/** Resolves when the address has, or has no more, such a filter. */
const addressSays = async (browser, query, isThere = true) => {
  const says = async () => new URL(await browser.url()).search.includes(query) === isThere;
  await until(`the address to ${isThere ? 'say' : 'say no more'} ${query}`, says);
};

shopTest('a size and a colour that are ticked count, unticking is nothing, and a chip says what it took away', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openCategory('jackets');
  await shop.filter('size', 'M');
  await shop.filter('color', 'red');
  await browser.click('form.facets label:has(input[value="M"])');
  await addressSays(browser, 'size=M', false);
  await browser.click('.chip[data-undo="color"]');
  await addressSays(browser, 'color=red', false);
  await expectVisit(world, { sent: ['view_item_list', filtered('size', 'M'), filtered('color', 'red'), removed('color')] });
  const { properties } = await recorder.event(filtered('size', 'M'));
  assert.deepEqual(properties, { filter: 'size', filter_value: 'M' });
  expectNowhere(recorder, 'size=', 'color=', '/c/jackets');
});

shopTest('clearing all filters is no filter', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await shop.filter('size', 'L');
  await browser.click('.chip[data-undo="all"]');
  await addressSays(browser, 'size=L', false);
  await expectVisit(world, { sent: ['view_item_list', filtered('size', 'L'), removed('all')] });
});

shopTest('a page that is opened filtered has counted no filter', async (world) => {
  await world.shop.openCategory('jackets', '?size=M&sort=price');
  await expectVisit(world, { sent: [{ name: 'view_item_list', page: CATEGORY, properties: { item_list_name: 'jackets' } }] });
});

shopTest('the price that is set by mouse counts once, as the value it was set to', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openCategory('jackets');
  await browser.click('#price-max');
  await addressSays(browser, 'price_max=');
  const price = await browser.execute('return document.querySelector("#price-max").value');
  await expectVisit(world, { sent: ['view_item_list', filtered('price_max', price)] });
  expectNowhere(recorder, 'price_max=');
});

shopTest('sorting counts as sorting', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await (await browser.find('#sort option[value="price"]')).click();
  await addressSays(browser, 'sort=price');
  await expectVisit(world, { sent: ['view_item_list', { name: 'sort', page: CATEGORY, properties: { sort_by: 'price' } }] });
});
