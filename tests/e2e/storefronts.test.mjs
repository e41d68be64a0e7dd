/**
 * What real storefronts do, each in a small shop of its own: counters, refusals, variants, frameworks, searches, filters
 * and addresses that tell too much. Replaced counters, 200s that refuse, a 500 for a refusal, POST and 302 with four
 * messages, labels that count and single hits are in the demo shop itself (recipes_*.test.mjs, add_to_cart.test.mjs).
 */
import assert from 'node:assert/strict';
import { Key } from './support/browser.mjs';
import { shopTest } from './support/shop_test.mjs';
import { openStorefront, serveJquery } from './support/storefront.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const textIs = (browser, selector, text) => until(`${selector} to say ${text}`, async () => (await browser.text(selector)) === text);

/** Resolves when the page that is open has counted so many events. */
const counts = (fixture, counted) => until(`${counted} events`, async () => (await fixture.status()).counted === counted, { state: () => fixture.status() });

shopTest('counters that are filled in, late, missing, or the button itself: each add counts once', async (world) => {
  const { browser } = world;
  const fixture = await openStorefront(world, 'counters');
  await textIs(browser, '.cached-count', '3');
  await browser.click('#animated');
  await browser.click('#cached');
  await textIs(browser, '.cached-count', '4');
  await browser.click('#total');
  await browser.click('#own');
  await textIs(browser, '#own', '1 in cart');
  await counts(fixture, 4);
  assert.equal(await browser.text('.animated-count'), '1');
  await expectVisit(world, { sent: ['add_cached', 'add_animated', 'add_total', 'add_in_button'] });
});

shopTest('refusals by window.alert, by a nameless toast, and by a page that is not awake yet', async (world) => {
  const { browser, recorder } = world;
  const fixture = await openStorefront(world, 'refusals');
  await browser.click('#alert');
  await until('the alert', () => browser.driver.switchTo().alert().accept().then(() => true));
  await browser.click('#toast');
  await browser.click('#early');
  await counts(fixture, 2);
  await until('the early click to be given up', async () => (await fixture.status()).dropped.unconfirmed === 1);
  await expectVisit(world, {
    sent: [
      { name: 'add_alert_failed', properties: { reason: 'unproven' } },
      { name: 'add_toast_failed', properties: { reason: 'refused' } },
    ],
  });
  assert.deepEqual(recorder.batches.flatMap(({ lost }) => lost ?? []), [{ unconfirmed: 1 }]);
});

shopTest('variants that are swapped in place, a document that is replaced, events of jQuery, and a data layer', async (world) => {
  const { browser, proxy, recorder } = world;
  serveJquery(proxy);
  const variants = await openStorefront(world, 'variants');
  await browser.click('.add');
  await browser.appears('.hint');
  await (await browser.find('option[value="2"]')).click();
  await browser.click('.add');
  await counts(variants, 2);
  const framework = await openStorefront(world, 'framework');
  await browser.execute('window.hydrate()');
  // By script: WebKit's driver finds nothing to click in a document whose <html> is another.
  await browser.execute("document.querySelector('.add').click()");
  await counts(framework, 1);
  const jquery = await openStorefront(world, 'jquery');
  await browser.click('[data-product_sku="WOO-1"]');
  await counts(jquery, 1);
  await browser.click('[data-product_sku="WOO-2"]');
  await counts(jquery, 2);
  const layer = await openStorefront(world, 'datalayer');
  await counts(layer, 1);
  await browser.click('[data-id="DL-1"]');
  await counts(layer, 2);
  await browser.click('[data-id="DL-2"]');
  await counts(layer, 3);
  await expectVisit(world, {
    sent: [
      { name: 'add_to_cart_failed', properties: { item_id: 'TENT', reason: 'refused' } },
      { name: 'add_to_cart', nth: 1, properties: { item_id: 'TENT-2', price: 149, currency: 'EUR' } },
      { name: 'add_to_cart', nth: 2, properties: { item_id: 'CLIENT' } },
      { name: 'add_to_cart', nth: 2, properties: { item_id: 'WOO-1' } },
      { name: 'add_to_cart_failed', properties: { item_id: 'WOO-2', reason: 'unproven' } },
      { name: 'view_item', properties: { item_id: 'DL-1', price: 59.9 } },
      { name: 'add_to_cart', nth: 2, properties: { item_id: 'DL-1' } },
      { name: 'add_to_cart_failed', properties: { item_id: 'DL-2', reason: 'refused' } },
    ],
  });
  expectNowhere(recorder, 'ida', 'u-4711');
});

shopTest('a search box without a form, numbers in prose, filters by POST and in place, and addresses that leak', async (world) => {
  const { browser, recorder, proxy } = world;
  proxy.override('/fixture-check', { status: 204 });
  const pages = { results: { path: '/fixture', query: { q: '*' } }, list: { path: '/fixture' } };
  const search = await openStorefront(world, 'search', { pages });
  for (const term of ['tent', 'lamp', 'hovercraft']) {
    await browser.leavesFor(() => browser.type('#box', term, Key.ENTER));
    await search.started();
    await counts(search, 1);
  }
  proxy.override('/fixture-search', { status: 302, headers: { location: '/fixture?q=boots' } });
  await browser.leavesFor(() => browser.click('#posted button'));
  await search.started();
  await counts(search, 1);
  const filters = await openStorefront(world, 'filters', { pages: { list: { path: '/fixture' } } });
  await counts(filters, 1);
  await browser.click('.facet button');
  await counts(filters, 2);
  // The same gesture takes it back; the box says so, and it is no filter.
  await browser.click('.facet button');
  await browser.appears('.facet[data-on="0"]');
  await browser.leavesFor(() => browser.click('#posted button'));
  await filters.started();
  await counts(filters, 2);
  const leaks = await openStorefront(world, 'leaks');
  await browser.type('#email', 'ida.probe@example.org', Key.TAB);
  await counts(leaks, 1);
  await browser.leavesFor(() => browser.click('#letter button'));
  await leaks.started();
  assert.match(await browser.url(), /email=ida/);
  await expectVisit(world, {
    sent: [
      { name: 'search', properties: { search_term: 'tent', results: 1117 } },
      { name: 'search', properties: { search_term: 'lamp', results: 17 } },
      { name: 'search_no_results', properties: { search_term: 'hovercraft' } },
      { name: 'search', properties: { search_term: 'boots', results: 3 } },
      'view_item_list',
      'view_item_list',
      { name: 'filter_posted', properties: { filter_value: 'Wool' } },
      { name: 'filter_replaced', properties: { filter_value: 'Down' } },
      'checked',
      'newsletter',
    ],
  });
  expectNowhere(recorder, 'ida', 'probe', '6f1d2c', 'fixture-check', 'f=815');
});
