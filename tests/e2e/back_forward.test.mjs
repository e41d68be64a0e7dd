/**
 * What a page that comes back out of the back-forward cache can know of the pages that came after it.
 *
 * In Firefox it can't know anything, and nothing that a guest may do in a page changes that: docs/journey.md says what
 * follows. If a test here fails in a new Firefox, that is good news.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { CLICK, Fixture } from './support/fixture.mjs';
import { timePasses } from './support/page_time.mjs';
import { expectEvents } from './support/shop.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectStored } from './support/visit.mjs';

const isFirefox = engineName === 'firefox';
/** More than a message between two pages takes. */
const MESSAGE_MS = 500;

const page = (script) => ({
  headers: { 'content-type': 'text/html' },
  body: `<!doctype html><html lang="en"><head><title>page</title></head><body><a id="next" href="/next">next</a><script>${script}</script></body></html>`,
});

shopTest(`a page out of the cache ${isFirefox ? 'is told nothing by' : 'sees what was stored by'} the page that was after it`, async (world) => {
  const { browser, shop, proxy } = world;
  proxy.override('/first', page(`
    sessionStorage.setItem('journey', 'of the first');
    window.known = [];
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return;
      known.push(sessionStorage.getItem('journey'));
      const channel = new BroadcastChannel('journey');
      channel.onmessage = ({ data }) => known.push('told ' + data);
      channel.postMessage('');
      document.documentElement.dataset.persisted = true;
    });
  `));
  proxy.override('/next', page(`
    sessionStorage.setItem('journey', 'of the next');
    const channel = new BroadcastChannel('journey');
    const tell = () => channel.postMessage('of the next');
    channel.onmessage = tell;
    for (const name of ['pagehide', 'visibilitychange']) addEventListener(name, tell);
  `));
  await browser.goto(shop.url('/first'));
  await browser.follow('#next');
  await browser.back();
  await until('the first page again', () => browser.execute('return document.documentElement.dataset.persisted'));
  await timePasses(browser, MESSAGE_MS);
  const known = await browser.execute("return [...known, sessionStorage.getItem('journey')]");
  console.log(`${engineName}: ${JSON.stringify(known)}`);
  if (isFirefox) assert.deepEqual(known, ['of the first', 'of the first'], 'neither at once nor later, and no message');
  else assert.equal(known[0], 'of the next');
});

shopTest('an event of the page after it counts for a page out of the cache where the browser shows it', async (world) => {
  const { browser, shop, proxy, recorder } = world;
  const script = "addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset.persisted = persisted));";
  const fixture = new Fixture(world, { definitions: [CLICK], config: { funnel: ['hello'] }, script });
  await fixture.open();
  // Firefox keeps no page in its cache that still waits for an answer.
  await proxy.idle();
  await browser.goto(fixture.url('?next'));
  await fixture.started();
  await browser.click('#hello');
  await recorder.event('hello');
  await recorder.idle();
  await browser.back();
  await until('the first page again', () => browser.execute("return document.documentElement.dataset.persisted === 'true'"));
  await browser.click('#hello');
  await fixture.settles({ counted: 1, queued: 0, sent: 1 });
  await shop.leave();
  const sent = [{ name: 'hello', nth: 1 }, { name: 'hello', nth: isFirefox ? 1 : 2 }];
  await expectEvents(recorder, { sent, not_sent: 'anything else' });
  await expectStored(world);
});
