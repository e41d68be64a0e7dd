/**
 * Consent in real tabs: a no is heard by the others, empties everything at once, and is known to whatever starts later.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fixture } from './support/fixture.mjs';
import { BLANK_PATH } from './support/page_proxy.mjs';
import { root } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** Nothing is sent by time alone. */
const LATE = { collector: { flush_after_ms: 600_000 } };

const stored = (browser) => browser.execute("return Object.keys(sessionStorage).filter((key) => key.startsWith('tallymark.'))");

const becomes = (fixture, state) => until(`the state to be ${state}`, async () => (await fixture.status()).state === state && (await fixture.status()), { state: () => fixture.status() });

shopTest('a no in one tab is a no in the other, and a yes a yes', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { config: { consent: 'required', ...LATE } });
  assert.equal((await fixture.open()).state, 'waiting_for_consent');
  await fixture.track('hello');
  const first = await browser.driver.getWindowHandle();
  await browser.newWindow();
  await fixture.open();
  await browser.execute("tally.consent('granted')");
  await browser.switchTo(first);
  await becomes(fixture, 'running');
  await fixture.track('wish');
  await browser.execute("dispatchEvent(new Event('pagehide'))");
  await fixture.settles({ sent: 2 });
  await until('the journey to be stored', async () => (await stored(browser)).includes('tallymark.journey'));
  const [other] = (await browser.driver.getAllWindowHandles()).filter((handle) => handle !== first);
  await browser.switchTo(other);
  await fixture.track('never_2');
  await browser.execute("tally.consent('denied'); tally.track('never_3')");
  assert.deepEqual(await stored(browser), [], 'at once');
  const { queued, dropped } = await fixture.status();
  assert.deepEqual([queued, dropped], [0, { consent: 1 }]);
  await browser.switchTo(first);
  await becomes(fixture, 'denied');
  assert.deepEqual(await stored(browser), [], 'in the tab that was told too');
  await fixture.track('never_4');
  await browser.execute("tally.consent('granted')");
  await fixture.track('again');
  await browser.execute('return tally.flush()');
  await browser.switchTo(other);
  await browser.closeWindow();
  await expectVisit(world, { sent: ['again', 'hello', 'wish'] });
});

shopTest('a no that comes before the engine keeps what an earlier page stored from being sent', async (world) => {
  const { browser, recorder, shop } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await recorder.refuse();
  await fixture.track('hello');
  await browser.execute("dispatchEvent(new Event('pagehide'))");
  await until('the batch to be stored', async () => (await stored(browser)).some((key) => key.startsWith('tallymark.batch.')));
  // On a page without tallymark nothing tries again.
  await browser.goto(shop.url(BLANK_PATH));
  await recorder.heal();
  const early = new Fixture(world, { config: LATE, main: `
    import { init } from '/fixture-package/index.js';
    window.tally = await init('/fixture.json');
    tally.consent('denied');
    window.storedAtOnce = Object.keys(sessionStorage).filter((key) => key.startsWith('tallymark.'));
  ` });
  assert.equal((await early.open()).state, 'denied');
  assert.deepEqual(await browser.execute('return storedAtOnce'), []);
  await early.track('never');
  assert.equal((await early.status()).counted, 0);
  assert.deepEqual(recorder.requests, []);
  await expectVisit(world, { sent: [] });
});

shopTest('after a fault the fresh engine knows of the no', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await fixture.track('never_1');
  await browser.execute("tally.consent('denied')");
  // Something of the page that tallymark reads breaks: the engine is given up and started once more.
  await browser.execute(() => {
    const { now } = performance;
    performance.now = () => {
      throw new Error('broken by the page');
    };
    window.tally.track('never_2');
    performance.now = now;
  });
  const status = await becomes(fixture, 'denied');
  assert.ok(status.problems.some(({ text }) => text.startsWith('stopped:')), 'it was given up');
  await fixture.track('never_3');
  await browser.execute('return tally.flush()');
  await expectVisit(world, { sent: [] });
});

shopTest('a page out of the back-forward cache follows the no of the page between', async (world) => {
  const { browser, proxy, recorder } = world;
  proxy.injectScript(() => addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset.persisted = persisted)));
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await fixture.track('hello');
  await browser.leavesFor(() => browser.execute(`location.href = '${fixture.url('?between')}'`));
  await recorder.event('hello');
  await fixture.started();
  await browser.execute("tally.consent('denied')");
  await browser.back();
  await until('the page to be shown again', () => browser.execute("return !location.search && Boolean(document.documentElement.dataset.persisted)"));
  // Where the browser kept nothing the page is a fresh one, and the shop's script would tell it.
  if (await browser.execute("return document.documentElement.dataset.persisted === 'true'")) {
    await becomes(fixture, 'denied');
    await fixture.track('never');
  }
  await expectVisit(world, { sent: ['hello'] });
});

/** The scripts of the manual, as they stand there. */
const bridges = [...readFileSync(join(root, 'docs/consent.md'), 'utf8').matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);

const BANNERS = [
  ['a DOM event', "document.dispatchEvent(new CustomEvent('consent-changed', { detail: { statistics: VALUE } }))"],
  ['a dataLayer entry', "dataLayer.push({ event: 'consent_update', analytics_storage: VALUE ? 'granted' : 'denied' })"],
];
for (const [index, [what, tell]] of BANNERS.entries()) {
  shopTest(`a banner that tells by ${what} is understood with the manual's lines`, async (world) => {
    const { browser } = world;
    const main = bridges[index].replace("'tallymark'", "'/fixture-package/index.js'").replace('/tallymark.json', '/fixture.json');
    // The banner remembered a yes and says so before anything else runs.
    const script = index ? `window.dataLayer = []; ${tell.replace('VALUE', 'false')}` : '';
    const fixture = new Fixture(world, { config: { consent: 'required', ...LATE }, script, main: `${main};window.tally = tally;` });
    assert.equal((await fixture.open()).state, index ? 'denied' : 'waiting_for_consent');
    await browser.execute(tell.replace('VALUE', 'true'));
    await becomes(fixture, 'running');
    await fixture.track('hello');
    await browser.execute('return tally.flush()');
    await browser.execute(tell.replace('VALUE', 'false'));
    await becomes(fixture, 'denied');
    await fixture.track('never');
    await expectVisit(world, { sent: ['hello'] });
  });
}
