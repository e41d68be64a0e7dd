/**
 * Answers of every form, blockers, crowded and stubborn pages, tabs that are closed: what was counted arrives once.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { CLICK, Fixture } from './support/fixture.mjs';
import { misbehaviour } from './support/recorder.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** Nothing is sent by time alone. */
const LATE = { collector: { flush_after_ms: 600_000 } };

const flush = (browser) => browser.execute('return tally.flush().then(() => true)');
const isStored = (browser) => until('the batch to be stored', () => browser.execute("return Object.keys(sessionStorage).some((key) => key.startsWith('tallymark.open.'))"));

shopTest('of all answers only a 2xx acknowledges, whatever comes with it; no cookie, no preflight, no other address', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  const page = { 'content-type': 'text/html', 'set-cookie': 'visitor=1; Path=/; SameSite=None' };
  let counted = 0;
  const answered = async (behaviour, wanted) => {
    recorder.once(behaviour);
    counted += 1;
    await fixture.track(`event_${counted}`);
    await flush(browser);
    const { dropped } = await fixture.settles({ counted, queued: 0, sent: wanted.sent });
    assert.deepEqual(dropped, wanted.rejected ? { rejected: wanted.rejected } : {});
  };
  await answered(async () => ({ status: 200, headers: page, body: '<h1>Welcome' }), { sent: 1 });
  await answered(misbehaviour.status(204, page), { sent: 2 });
  const refusals = [400, 401, 403, 404, 410, 422];
  for (const [place, status] of refusals.entries()) await answered(misbehaviour.status(status), { sent: 2, rejected: place + 1 });
  // Not sent elsewhere, nor taken for delivered: the same batch comes again.
  recorder.once(misbehaviour.status(307, { location: '/elsewhere' }), misbehaviour.status(200, { 'access-control-allow-origin': 'https://elsewhere.example' }));
  const before = recorder.posts.length;
  await fixture.track('again');
  await flush(browser);
  await fixture.settles({ counted: counted + 1, queued: 0, sent: 3 });
  const tries = recorder.posts.slice(before);
  assert.deepEqual(tries.map(({ answer }) => answer), [307, 200, 204]);
  assert.equal(new Set(tries.map(({ batch }) => batch.batch)).size, 1);
  for (const { method, url, headers } of recorder.requests) assert.deepEqual([method, url, headers.cookie], ['POST', '/v1/events', undefined]);
});

/** After this time a request is given up (TIMEOUT_MS in pkg-template/outbox.js). */
const ANSWER_WITHIN_MS = 10_000;

shopTest('a blocker whose fetch never settles, throws or rejects loses nothing and hurts nobody', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await browser.execute((answerWithinMs) => {
    const own = { fetch: window.fetch, setTimeout: window.setTimeout };
    // Ten seconds are over soon.
    window.setTimeout = (callback, ms, ...values) => own.setTimeout.call(window, callback, ms === answerWithinMs ? 500 : ms, ...values);
    let calls = 0;
    window.fetch = (...values) => {
      calls += 1;
      if (calls === 1) return new Promise(() => {});
      if (calls === 3) throw new Error('blocked');
      return calls === 4 ? Promise.reject(new TypeError('blocked')) : own.fetch.apply(window, values);
    };
    window.tally.track('stuck');
    window.tally.flush();
    window.tally.track('meanwhile');
    window.tally.flush();
  }, ANSWER_WITHIN_MS);
  await fixture.settles({ counted: 2, queued: 0, sent: 2 });
  await expectVisit(world, { sent: ['meanwhile', 'stuck'] });
  assert.equal(recorder.posts.length, 2);
});

shopTest('what other tags of the page hold of the room for requests that outlive it keeps nothing from arriving', async (world) => {
  const { browser, proxy, recorder } = world;
  let release;
  const released = new Promise((resolve) => (release = resolve));
  proxy.override('/other-tag', async () => {
    await released;
    return { status: 204, headers: {}, body: '' };
  });
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await browser.execute(() => {
    window.held = fetch('/other-tag', { method: 'POST', keepalive: true, body: 'x'.repeat(60 * 1024) }).catch(() => {});
    for (let n = 1; n <= 40; n += 1) window.tally.track('roomy', { n, text: 'a tent for two '.repeat(12) });
    window.tally.flush();
  });
  await fixture.settles({ counted: 40, queued: 0, sent: 40 });
  release();
  await browser.execute('return held.then(() => true)');
  await expectVisit(world, { sent: Array.from({ length: 40 }, (_, n) => ({ name: 'roomy', properties: { n: n + 1 } })) });
  assert.equal(new Set(recorder.batches.map(({ batch }) => batch)).size, recorder.batches.length);
});

/** With a text of 200 letters each, more than twice what may be under way. */
const MANY = 400;

shopTest('120 KB that wait as their page is left arrive once, what was stored without an answer too', async (world) => {
  const { browser, recorder, shop } = world;
  const fixture = new Fixture(world);
  await fixture.open();
  let release;
  const released = new Promise((resolve) => (release = () => resolve('lost')));
  recorder.once(misbehaviour.slow(released));
  recorder.always(() => released);
  await browser.execute((many) => {
    for (let n = 1; n <= many; n += 1) window.tally.track('heavy', { n, text: 'a tent for two '.repeat(13) });
  }, MANY);
  await recorder.posted(1);
  await browser.leavesFor(() => browser.execute(`location.href = '${fixture.url('?next')}'`));
  // A browser has six connections to one address: those that hang are in the way of the others until they break.
  release();
  await recorder.heal();
  await fixture.started();
  await until('all to arrive', () => recorder.events.length === MANY, { state: () => recorder.events.length });
  const bytes = recorder.posts.filter(({ answer }) => answer === 204).reduce((sum, { body }) => sum + body.length, 0);
  assert.ok(120_000 < bytes, `${bytes} bytes`);
  await shop.leave();
  const stored = recorder.posts[0].batch.batch;
  assert.equal(recorder.posts.filter(({ batch }) => batch.batch === stored).length, 2, 'its answer came when the page was gone');
  // The collector lists its newest 200.
  const numbers = recorder.events.map(({ properties }) => properties.n).sort((one, other) => one - other);
  assert.deepEqual(numbers, Array.from({ length: MANY }, (_, n) => n + 1));
});

shopTest('a tab that is closed right after an event has sent it', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  const first = await browser.driver.getWindowHandle();
  for (const storage of ['session', 'memory']) {
    fixture.config(fixture.configWith([CLICK], { storage, ...LATE }));
    await browser.newWindow();
    await fixture.open();
    await fixture.track(`last_word_${storage}`);
    await browser.closeWindow();
    await browser.switchTo(first);
    await recorder.event(`last_word_${storage}`);
  }
  await expectVisit(world, { sent: ['last_word_session', 'last_word_memory'] });
});

shopTest('a page that keeps the news of its end from everybody leaves its batch to the browser or the next page', async (world) => {
  const { browser, proxy, recorder } = world;
  proxy.injectScript(() => {
    for (const name of ['pagehide', 'visibilitychange', 'freeze']) {
      for (const target of [window, document]) target.addEventListener(name, (event) => event.stopImmediatePropagation(), true);
    }
  });
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await fixture.track('kept_quiet');
  await isStored(browser);
  await fixture.open('?next');
  await recorder.event('kept_quiet');
  await expectVisit(world, { sent: ['kept_quiet'] });
});

shopTest('storage that the shop empties or fills with its own keys changes nothing that is sent', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await fixture.track('stored');
  await isStored(browser);
  await browser.execute("sessionStorage.clear(); for (let n = 0; n < 10_000; n += 1) sessionStorage.setItem('own.' + n, n)");
  await fixture.track('afterwards');
  await flush(browser);
  await fixture.settles({ counted: 2, queued: 0, sent: 2 });
  assert.equal((await fixture.open('?next')).state, 'running');
  await fixture.track('between_foreign_keys');
  await flush(browser);
  await fixture.settles({ counted: 1, queued: 0, sent: 1 });
  assert.equal(await browser.execute("return Object.keys(sessionStorage).filter((key) => key.startsWith('own.')).length"), 10_000);
  await browser.execute('sessionStorage.clear()');
  await expectVisit(world, { sent: ['stored', 'afterwards', 'between_foreign_keys'] });
});

// Only Chromium prerenders.
if (engineName === 'chromium') {
  shopTest('a page that is prerendered counts once it is shown, and not before', async (world) => {
    const { browser, proxy, recorder, shop } = world;
    const view = { name: 'view', trigger: { navigation: {} } };
    new Fixture(world, { definitions: [view] });
    const rules = JSON.stringify({ prerender: [{ urls: ['/fixture'], eagerness: 'immediate' }] });
    const body = `<!doctype html><html lang="en"><head><title>before</title></head><body><a id="next" href="/fixture">next</a><script type="speculationrules">${rules}</script></body></html>`;
    proxy.override('/before', { headers: { 'content-type': 'text/html' }, body });
    await browser.goto(shop.url('/before'));
    await until('the page to be prerendered', () => proxy.requests.some(({ url, headers }) => url === '/fixture' && /prerender/.test(headers['sec-purpose'])));
    await until('its script to run', () => proxy.hasServed('/fixture.js'));
    assert.deepEqual(recorder.requests, []);
    await browser.follow('#next');
    await recorder.event('view');
    assert.ok(0 < (await browser.execute("return performance.getEntriesByType('navigation')[0].activationStart")), 'it was prerendered');
    await expectVisit(world, { sent: ['view'] });
  });
}
