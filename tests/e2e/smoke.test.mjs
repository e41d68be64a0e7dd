/**
 * Whether the ground is firm on which all other tests stand: the shop opens, and the browser's input, back/forward
 * cache and error count are real.
 */
import assert from 'node:assert/strict';
import { misbehaviour } from './support/recorder.mjs';
import { expectEvents } from './support/shop.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';

shopTest('the shop opens and loads the engine from the packed package', async ({ browser, shop, proxy }) => {
  await shop.open();
  assert.match(await browser.driver.getTitle(), /Waystone/);
  assert.ok(proxy.hasServed('/tallymark.json'));
  assert.equal(await browser.execute('return document.visibilityState'), 'visible');
  assert.equal(await browser.execute('return document.hasFocus()'), true);
});

shopTest('a page that one comes back to is the very page that one has left', async ({ browser, shop, proxy }) => {
  proxy.injectScript(() => addEventListener('pageshow', ({ persisted }) => (document.documentElement.dataset.persisted = persisted)));
  await shop.open();
  await browser.execute('document.documentElement.dataset.kept = "yes"');
  await proxy.idle();
  await browser.follow('.site-nav a');
  await browser.back();
  await until('the page to be shown again', () => browser.execute('return document.documentElement.dataset.persisted === "true"'));
  assert.equal(await browser.execute('return document.documentElement.dataset.kept'), 'yes');
});

shopTest('a mouse that leaves the page at the top is seen to leave', async ({ browser, shop, proxy }) => {
  proxy.injectScript(() => {
    document.documentElement.addEventListener('mouseleave', ({ clientY, isTrusted, relatedTarget }) => {
      document.documentElement.dataset.leave = JSON.stringify({ isAbove: clientY <= 0, isTrusted, relatedTarget });
    });
  });
  await shop.open();
  await browser.leaveAtTop();
  const leave = JSON.parse(await browser.execute('return document.documentElement.dataset.leave'));
  assert.deepEqual(leave, { isAbove: true, isTrusted: true, relatedTarget: null });
});

shopTest('clicks and keys are real', async ({ browser, shop }) => {
  await shop.open();
  await browser.execute(() => {
    document.addEventListener('click', ({ isTrusted }) => (document.documentElement.dataset.click = isTrusted), { once: true });
  });
  // Not the middle of the page: there may be a link.
  await browser.click('h1');
  assert.equal(await browser.execute('return document.documentElement.dataset.click'), 'true');
  await shop.search('lamp');
  assert.equal(new URL(await browser.url()).searchParams.get('q'), 'lamp');
});

shopTest('an error in any page of a test is counted', async ({ shop, proxy, errors }) => {
  proxy.injectScript(() => {
    setTimeout(() => {
      throw new Error('uncaught here');
    });
    Promise.reject(new Error('rejected here'));
    console.error('written here');
  });
  await shop.open();
  await shop.open('/cart');
  await until('the reports of both pages', () => errors.list.length === 6, { state: () => errors.list });
  await shop.leave();
  const reported = ['error', 'unhandledrejection', 'console.error'].flatMap((kind) => errors.take(kind));
  const texts = reported.map(({ text }) => /\w+ here/.exec(text)?.[0]);
  assert.deepEqual(texts, ['uncaught here', 'uncaught here', 'rejected here', 'rejected here', 'written here', 'written here']);
});

shopTest('the recorder stands in for a collector that fails in each way', async ({ recorder, collector }) => {
  const post = async (batch) => {
    const event = { name: 'view_item', seq: 1, age_ms: 0, page: { path: '/' }, nth: 1, channel: 'direct', device: 'mouse' };
    const body = JSON.stringify({ v: 1, site: 'waystone', sdk: '0.1.0', batch: batch.repeat(32), waited_ms: 0, events: [event] });
    const answer = await fetch(`${recorder.url}/v1/events`, { method: 'POST', body, headers: { 'content-type': 'text/plain;charset=UTF-8' } });
    return answer.status;
  };
  recorder.once(misbehaviour.status(503), misbehaviour.tooMany(1), misbehaviour.brokenConnection(), misbehaviour.lostAnswer());
  assert.equal(await post('a'), 503);
  assert.equal(await post('a'), 429);
  await assert.rejects(post('a'));
  assert.deepEqual(await collector.events(), [], 'nothing has reached the collector');
  await assert.rejects(post('a'));
  assert.equal((await collector.events()).length, 1, 'only the answer was lost');
  await recorder.refuse();
  await assert.rejects(post('a'));
  await recorder.heal();
  assert.equal(await post('a'), 204);
  assert.equal((await collector.events()).length, 1, 'the collector knows the batch');
  assert.deepEqual(recorder.posts.map(({ answer }) => answer), [503, 429, 'lost', 'lost', 204]);
  await expectEvents(recorder, { sent: ['view_item'], not_sent: 'anything else' });
});
