/**
 * What pages and browsers do to a guest: storage that throws, caches that bring pages back, a shopper who says no.
 */
import assert from 'node:assert/strict';
import { CLICK, Fixture, PROVEN } from './support/fixture.mjs';
import { expectEvents } from './support/shop.mjs';
import { timePasses } from './support/page_time.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectStored, expectVisit } from './support/visit.mjs';

/** More than the pause after which a batch is sent. */
const WOULD_BE_SENT_MS = 600;

const ownKeys = (browser) => browser.execute('return Object.keys(sessionStorage).filter((key) => key.startsWith("tallymark"))');

shopTest('storage that throws at every touch costs nothing but memory', async (world) => {
  const { browser, proxy } = world;
  proxy.injectScript(() => {
    for (const name of ['sessionStorage', 'localStorage', 'indexedDB']) {
      Object.defineProperty(window, name, { get: () => { throw new DOMException('denied', 'SecurityError'); } });
    }
    Object.defineProperty(Document.prototype, 'cookie', { get: () => { throw new DOMException('denied', 'SecurityError'); } });
  });
  const fixture = new Fixture(world);
  assert.equal((await fixture.open()).state, 'running');
  await browser.click('#hello');
  await fixture.settles({ counted: 1, sent: 1 });
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('storage that is full costs nothing either', async (world) => {
  const { browser, proxy } = world;
  proxy.injectScript(() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  });
  const fixture = new Fixture(world);
  await fixture.open();
  await browser.click('#hello');
  await fixture.settles({ counted: 1, sent: 1 });
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('what others have left under our keys harms nobody and is not sent', async (world) => {
  const { browser, shop } = world;
  await browser.goto(shop.url('/__tests/blank'));
  const foreign = { 'tallymark.journey': '{"v":99,"counters":"<script>"}', 'tallymark.batch.x': '1|x|y|z', 'tallymark.batch.y': 'not ours', 'tallymark.open.z': '2|', 'tallymark.other': '💥', own: 'the shop\'s' };
  await browser.execute((entries) => Object.entries(entries).forEach(([key, text]) => sessionStorage.setItem(key, text)), foreign);
  const fixture = new Fixture(world, { config: { funnel: ['hello'] } });
  assert.equal((await fixture.open()).state, 'running');
  await browser.click('#hello');
  await fixture.settles({ counted: 1, sent: 1 });
  assert.equal(await browser.execute('return sessionStorage.getItem("own")'), "the shop's");
  await expectVisit(world, { sent: [{ name: 'hello', nth: 1 }] });
});

shopTest('a page that comes back out of the cache goes on where it was, and sends nothing twice', async (world) => {
  const { browser, shop, proxy, recorder } = world;
  proxy.injectScript(() => addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset.persisted = persisted)));
  await shop.openCategory('packs');
  await shop.addAndSee('WS-3001');
  // Firefox keeps no page in its cache that still waits for an answer.
  await recorder.idle();
  await proxy.idle();
  await browser.follow('.site-nav a[href="/c/lights"]');
  await shop.engineRuns();
  await shop.addAndSee('WS-5001');
  await browser.back();
  await until('the page to be shown again', () => browser.execute('return document.documentElement.dataset.persisted === "true"'));
  await shop.addAndSee('WS-3002');
  await shop.leave();
  const added = ['WS-3001', 'WS-5001', 'WS-3002'].map((item) => ({ name: 'add_to_cart', properties: { item_id: item } }));
  await expectEvents(recorder, { sent: ['view_item_list', 'view_item_list', ...added], not_sent: 'anything else' });
  await expectStored(world);
  const numbers = recorder.events.filter(({ name }) => name === 'add_to_cart').map(({ nth }) => nth);
  assert.deepEqual(numbers, [1, 2, 2]);
});

shopTest('a page that is left with an open batch is kept for going back', async (world) => {
  const { browser, shop, proxy } = world;
  proxy.injectScript(() => addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset.persisted = persisted)));
  const fixture = new Fixture(world, { definitions: [CLICK], config: { collector: { flush_after_ms: 600_000 } } });
  await fixture.open();
  await browser.click('#hello');
  await until('the batch to be stored', () => browser.execute("return Object.keys(sessionStorage).some((key) => key.startsWith('tallymark.open.'))"));
  await proxy.idle();
  await browser.goto(shop.url('/__tests/blank'));
  await browser.back();
  assert.equal(await until('the page', () => browser.execute('return document.documentElement.dataset.persisted')), 'true');
  await fixture.started();
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('a batch that a page has left twice as it ended is sent once, with all that is in it', async (world) => {
  const { browser, recorder, shop } = world;
  const fixture = new Fixture(world, { definitions: [CLICK], config: { collector: { flush_after_ms: 600_000 } } });
  await fixture.open();
  await recorder.refuse();
  const stored = () => browser.execute("return Object.entries(sessionStorage).filter(([key]) => /[.](batch|open)[.]/.test(key))");
  const storedWith = (events) => until(`${events} to be stored`, async () => (await stored()).find(([, text]) => text.split('"seq"').length === events + 1));
  await browser.click('#hello');
  const [, one] = await storedWith(1);
  await browser.click('#hello');
  const [key, two] = await storedWith(2);
  await browser.goto(shop.url('/__tests/blank'));
  const id = key.split('.').at(-1);
  const other = id.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  const left = {
    [`tallymark.open.${id}`]: one,
    [`tallymark.batch.${id}`]: two,
    [`tallymark.batch.${other}`]: one.replaceAll(id, other),
    [`tallymark.open.${other}`]: two.replaceAll(id, other),
  };
  await browser.execute((entries) => Object.entries(entries).forEach(([name, text]) => sessionStorage.setItem(name, text)), left);
  await recorder.heal();
  await fixture.open();
  await until('both to be sent', async () => (await fixture.status()).sent === 4);
  assert.deepEqual(await stored(), []);
  await shop.leave();
  await expectEvents(recorder, { sent: Array(4).fill('hello'), not_sent: 'anything else' });
  await expectStored(world);
});

shopTest('after stop() nothing is heard, and init() begins anew', async (world) => {
  const { browser } = world;
  const script = `window.begin = async () => { window.tally = await (await import('/fixture-package/index.js')).init('/fixture.json'); };`;
  const fixture = new Fixture(world, { definitions: [CLICK, PROVEN, { name: 'view', trigger: { navigation: {} } }], config: { funnel: ['view', 'hello'] }, script });
  await fixture.open();
  // Nothing is written by the way: a busy page may be stopped before it was ever idle.
  await browser.execute('window.idle = window.requestIdleCallback; if (idle) window.requestIdleCallback = () => {};');
  await browser.click('#hello');
  await browser.execute('tally.stop(); if (idle) window.requestIdleCallback = idle;');
  assert.equal((await fixture.status()).state, 'off');
  await browser.click('#hello');
  await browser.execute("tally.track('after_stop'); tally.consent('granted'); history.pushState(null, '', '?later'); return tally.flush().then(() => true)");
  await timePasses(browser, WOULD_BE_SENT_MS);
  await browser.execute('return begin().then(() => true)');
  await fixture.started();
  await browser.click('#add');
  await browser.execute("document.querySelector('#count').textContent = '1'");
  await browser.click('#hello');
  await until('the add', async () => (await fixture.status()).counted === 3);
  const views = [{ name: 'view', nth: 1 }, { name: 'view', nth: 2 }];
  await expectVisit(world, { sent: [...views, { name: 'hello', nth: 1 }, { name: 'hello', nth: 2 }, 'add_to_cart'] });
});

shopTest('before consent nothing is sent or stored, afterwards everything is', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: { consent: 'required' } });
  assert.equal((await fixture.open()).state, 'waiting_for_consent');
  await browser.click('#hello');
  await fixture.settles({ state: 'waiting_for_consent', counted: 1, queued: 1, sent: 0 });
  await browser.execute('return tally.flush().then(() => true)');
  await timePasses(browser, WOULD_BE_SENT_MS);
  assert.deepEqual(recorder.requests, []);
  assert.deepEqual(await ownKeys(browser), []);
  await browser.execute("tally.consent('granted')");
  await fixture.settles({ state: 'running', counted: 1, queued: 0, sent: 1 });
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('who leaves without having been asked leaves nothing', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: { consent: 'required' } });
  await fixture.open();
  await browser.click('#hello');
  await fixture.settles({ counted: 1, queued: 1 });
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
  assert.deepEqual(await ownKeys(browser), []);
});

shopTest('a shopper who says no is forgotten at once', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: { collector: { flush_after_ms: 60_000 } } });
  await fixture.open();
  await browser.click('#hello');
  await until('the event to be stored', async () => 0 < (await ownKeys(browser)).length);
  await browser.execute("tally.consent('denied')");
  const { dropped } = await fixture.settles({ state: 'denied', counted: 1, queued: 0, sent: 0 });
  assert.deepEqual(dropped, { consent: 1 });
  assert.deepEqual(await ownKeys(browser), []);
  await browser.click('#hello');
  await browser.execute("tally.track('hello'); return tally.flush().then(() => true)");
  await timePasses(browser, WOULD_BE_SENT_MS);
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
  assert.deepEqual(await ownKeys(browser), []);
});

shopTest('a browser that says no for its shopper is heard', async (world) => {
  const { browser, recorder, proxy } = world;
  // Firefox has the signal as a setting, the others have it from extensions, in this very way.
  proxy.injectScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true, configurable: true }));
  const fixture = new Fixture(world);
  assert.equal((await fixture.open()).state, 'denied');
  await browser.click('#hello');
  await browser.execute("tally.track('hello'); return tally.flush().then(() => true)");
  await timePasses(browser, WOULD_BE_SENT_MS);
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
  assert.deepEqual(await ownKeys(browser), []);
});
