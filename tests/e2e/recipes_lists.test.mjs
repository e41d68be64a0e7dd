/**
 * Recipes for lists: what is seen, filtered in place and by page loads, sorted, searched and chosen.
 */
import assert from 'node:assert/strict';
import { expectLost, recipeTest } from './support/recipes.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

const CATEGORY = { type: 'category', path: '/c/{category}' };

const list = (name, items) => ({ name: 'view_item_list', page: CATEGORY, properties: { item_list_name: name, item_count: items } });

const addressSays = async (browser, query, isThere = true) => {
  await until(`the address to ${isThere ? 'say' : 'say no more'} ${query}`, async () => (await browser.url()).includes(query) === isThere);
};

const search = async (shop, term) => {
  await shop.search(term);
  await shop.engineRuns();
};

recipeTest('filters in a page that changes in place: set, taken back, taken away, slid and sorted', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('jackets');
  await shop.filter('size', 'M');
  await browser.click('form.facets label:has(input[value="M"])');
  await addressSays(browser, 'size=M', false);
  await shop.filter('color', 'red');
  await browser.click('.chip[data-undo="color"]');
  await addressSays(browser, 'color=red', false);
  await browser.click('#price-max');
  await addressSays(browser, 'price_max=');
  const price = Number(await browser.execute('return document.querySelector("#price-max").value'));
  await (await browser.find('#sort option[value="price"]')).click();
  await addressSays(browser, 'sort=price');
  await expectVisit(world, {
    sent: [
      list('jackets', 10),
      { name: 'apply_filter', properties: { filter: 'size', filter_value: 'M' } },
      { name: 'untick_filter', properties: { filter: 'size', filter_value: 'M' } },
      { name: 'apply_filter', properties: { filter: 'color', filter_value: 'red' } },
      { name: 'remove_filter', properties: { filter: 'color' } },
      { name: 'filter_price', properties: { price_max: price } },
      { name: 'sort', properties: { sort_by: 'price' } },
    ],
  });
});

recipeTest('filters that load the page: a link, and boxes that an Apply button sends', async (world) => {
  const { browser, shop } = world;
  await shop.openCategory('maps');
  await browser.follow('.filter-link[data-value="15"]');
  await shop.engineRuns();
  const cheap = await browser.count('.product-card');
  // A box alone does nothing here: what is applied counts, once.
  await browser.click('form.facets input[name=new]');
  await browser.follow('form.facets button[type=submit]');
  await shop.engineRuns();
  assert.match(await browser.url(), /new=1/);
  const newest = await browser.count('.product-card');
  await expectVisit(world, {
    sent: [
      list('maps', 8),
      { name: 'filter_link', properties: { filter: 'price_max', filter_value: '15' } },
      list('maps', cheap),
      { name: 'apply_filters', properties: { only_new: true, price_max: 15, sort_by: 'featured' } },
      list('maps', newest),
    ],
  });
  expectLost(world.recorder, {});
});

recipeTest('searches that find some, none, and the one product itself', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.open();
  await search(shop, 'headlamps');
  await browser.follow('.product-card .card-name a');
  await shop.engineRuns();
  await browser.back();
  await shop.engineRuns();
  await search(shop, 'hovercraft');
  await search(shop, 'WS-3001');
  assert.match(await browser.url(), /\/p\//);
  await expectVisit(world, {
    sent: [
      { name: 'search', properties: { search_term: 'headlamps', results: 2 } },
      { name: 'select_item', page: { type: 'search', path: '/search' }, properties: { item_id: 'WS-5001' } },
      { name: 'search_no_results', properties: { search_term: 'hovercraft', results: 0 } },
      { name: 'search_single_hit', properties: { search_term: 'WS-3001' } },
    ],
  });
  // The two searches that led to a page of results are no single hits, and the books say so.
  expectLost(recorder, { refused: 2 });
});
