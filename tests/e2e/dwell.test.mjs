/**
 * Looking at a product: five seconds of attention count, other seconds don't.
 */
import assert from 'node:assert/strict';
import { pageAge, pageIsOld, timePassesElsewhere } from './support/page_time.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** What the shop's config asks for. */
const ACTIVE_MS = 5000;

/** Notes in the page when it was seen and hidden, and when it first held a view. */
const watchPage = (proxy) => {
  proxy.injectScript(() => {
    const seen = { states: [], countedAt: 0 };
    Object.defineProperty(window, '__testsSeen', { value: seen });
    document.addEventListener('visibilitychange', () => seen.states.push(document.visibilityState));
    setInterval(() => {
      const holds = Object.entries(sessionStorage).some(([key, text]) => /^tallymark\.(batch|open)\./.test(key) && text.includes('view_item"'));
      if (holds && !seen.countedAt) seen.countedAt = performance.now();
    }, 20);
  });
};
const seenIn = (browser) => browser.execute('return window.__testsSeen');

shopTest('a product counts as viewed after five seconds, once, and choosing a colour does not begin anew', async (world) => {
  const { browser, shop, proxy, recorder } = world;
  watchPage(proxy);
  await shop.openProduct('ridge-shell-jacket');
  await pageIsOld(browser, 3000);
  await browser.click('label:has(input[name=color][value="red"])');
  await until('the address to say the colour', async () => (await browser.url()).includes('color=red'));
  const chosenAt = await pageAge(browser);
  const countedAt = await until('the view to be counted', async () => (await seenIn(browser)).countedAt);
  assert.ok(ACTIVE_MS <= countedAt, `counted after ${countedAt} ms`);
  assert.ok(countedAt < chosenAt + ACTIVE_MS, `counted after ${countedAt} ms, the colour was chosen after ${chosenAt} ms`);
  await expectVisit(world, { sent: [{ name: 'choose_variant', properties: { option: 'color', item_variant: 'red' } }, { name: 'view_item', nth: 1, page: { type: 'product', path: '/p/{slug}' } }] });
  const { properties } = await recorder.event('view_item');
  assert.deepEqual(properties, { item_id: 'WS-1001', item_brand: 'Northfell', price: 129.9, currency: 'EUR' });
});

shopTest('a product that is left after three seconds is not viewed, and neither is the next', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openProduct('wren-headlamp');
  await pageIsOld(browser, 3000);
  await shop.openProduct('lark-1-tent');
  await pageIsOld(browser, 3000);
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
});

shopTest('a product that lies hidden is not viewed', async (world) => {
  const { browser, shop, proxy, recorder } = world;
  watchPage(proxy);
  await shop.openProduct('wren-headlamp');
  const hiddenAt = await pageAge(browser);
  await browser.hide();
  await timePassesElsewhere(ACTIVE_MS + 500);
  await browser.show();
  assert.ok(hiddenAt < ACTIVE_MS);
  assert.equal((await seenIn(browser)).states[0], 'hidden');
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
});
