/**
 * Searching: with results, without, and what must not count as a search.
 */
import assert from 'node:assert/strict';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const SEARCH = { type: 'search', path: '/search' };

/** A search as it must be sent. */
const search = (term, results) => ({ name: 'search', page: SEARCH, properties: { search_term: term, results } });
const vainSearch = (term) => ({ name: 'search_no_results', page: SEARCH, properties: { search_term: term, results: 0 } });

/** Searches, and resolves when the page of results and the engine have loaded. */
const searchFor = async (shop, term) => {
  await shop.search(term);
  await shop.engineRuns();
};

shopTest('a search with results counts with its words and how many there were', async (world) => {
  const { shop, recorder } = world;
  await shop.open();
  await searchFor(shop, 'Headlamps');
  await searchFor(shop, 'polder');
  const [many, one] = [search('Headlamps', 2), search('polder', 1)];
  await expectVisit(world, { sent: [many, one] });
  assert.deepEqual(Object.keys((await recorder.event(many)).properties).sort(), ['results', 'search_term']);
  expectNowhere(recorder, '/search?', 'q=');
});

shopTest('a search without results is no search', async (world) => {
  await world.shop.open();
  await searchFor(world.shop, 'hovercraft');
  await expectVisit(world, { sent: [vainSearch('hovercraft')] });
});

shopTest('an address or a number that is typed into the search stays here', async (world) => {
  const { shop, recorder } = world;
  await shop.open();
  await searchFor(shop, 'Anna.Muster@example.org');
  await searchFor(shop, '+49 170 5550123');
  await searchFor(shop, '4111 1111 1111 1111');
  await expectVisit(world, { sent: [vainSearch('<email>'), vainSearch('<phone>'), vainSearch('<card>')] });
  expectNowhere(recorder, 'anna', 'muster', 'example.org', '5550123', '555 0123', '4111');
});

shopTest('coming back to the results is no second search', async (world) => {
  const { browser, shop } = world;
  await shop.open();
  await searchFor(shop, 'headlamps');
  await browser.follow('.product-card .card-name a');
  await shop.engineRuns();
  await browser.back();
  await shop.engineRuns();
  assert.match(await browser.url(), /\/search\?/);
  await browser.reload();
  await shop.engineRuns();
  await expectVisit(world, { sent: [search('headlamps', 2), { name: 'select_item', page: SEARCH }] });
});

shopTest('coming back is no second search either where the page must be loaded anew', async (world) => {
  const { browser, shop, proxy } = world;
  proxy.override('/search', (answer) => ({ ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } }));
  // WebKit keeps such a page all the same; shops that cannot have that load it again.
  proxy.injectScript(() => addEventListener('pageshow', ({ persisted }) => persisted && location.reload()));
  await shop.open();
  await searchFor(shop, 'headlamps');
  await browser.execute('window.wasHere = true');
  await browser.follow('.product-card .card-name a');
  await shop.engineRuns();
  await browser.back();
  const isNew = () => browser.execute('return !window.wasHere && location.pathname === "/search" && document.readyState === "complete"');
  await until('the results to be loaded anew', isNew);
  await shop.engineRuns();
  await expectVisit(world, { sent: [search('headlamps', 2), { name: 'select_item', page: SEARCH }] });
});
