/**
 * A test in the demo shop: real browser → page proxy → shop, and page → recorder → real collector.
 *
 * One browser serves all tests of a file; each test has servers, ports (so origins and storage) and a database of
 * its own. A test fails if any of its pages had an error, unless it has taken that error out of the list.
 *
 *     shopTest('a product that is put into the cart is counted once', async ({ shop, recorder }) => {
 *       await shop.openCategory('lights');
 *       await shop.addAndSee();
 *       await shop.leave();
 *       await expectEvents(recorder, { sent: ['view_item_list', 'add_to_cart'], not_sent: ['add_to_cart_failed'] });
 *     });
 */
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Browser, engineName } from './browser.mjs';
import { Collector } from './collector.mjs';
import { PageProxy } from './page_proxy.mjs';
import { target } from './paths.mjs';
import { Recorder } from './recorder.mjs';
import { Shop } from './shop.mjs';

/** A whole journey on a machine under load; a test that takes longer hangs. */
const LIMIT_MS = 90_000;

let browser;
after(() => browser?.stop());

/** Starts the servers of one test; those that run are in `world` even if another one fails. */
const startWorld = async (world) => {
  world.recorder = await Recorder.start();
  world.collector = await Collector.start({ publicUrl: world.recorder.url });
  world.recorder.collectorUrl = world.collector.url;
  world.proxy = await PageProxy.start(world.collector.shopUrl);
  world.errors = world.proxy.errors;
  browser ??= await Browser.start();
  world.browser = browser;
  world.shop = new Shop(world);
};

const stopWorld = async ({ proxy, recorder, collector }) => {
  await proxy?.stop();
  await recorder?.stop();
  await collector?.stop();
};

/** A test with a world of its own. */
export const shopTest = (name, body, { limitMs = LIMIT_MS } = {}) =>
  test(name, { timeout: limitMs }, async (t) => {
    const world = {};
    try {
      await startWorld(world);
      await body(world);
      await world.errors.settle(browser);
      world.errors.expectNone();
      await browser.reset();
    } catch (error) {
      await explain(t, world);
      throw error;
    } finally {
      await stopWorld(world);
    }
  });

/** Shows what the page looked like and what was sent. */
const explain = async (t, { recorder, errors }) => {
  t.diagnostic(`requests: ${JSON.stringify(recorder?.summary())}`);
  t.diagnostic(`errors in pages: ${JSON.stringify(errors?.list)}`);
  const file = `${engineName}-${t.name}.png`.replace(/[^a-z0-9.]+/gi, '-');
  const path = join(target, 'e2e', file);
  try {
    await browser.screenshot(path);
    t.diagnostic(`the page: ${path}`);
    await browser.reset();
  } catch (error) {
    t.diagnostic(`no picture of the page, a new browser for the next test: ${error.message}`);
    // One that is left running keeps the whole file from ending.
    const broken = browser;
    browser = undefined;
    await broken?.kill();
  }
};
