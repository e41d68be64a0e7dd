/**
 * A collector that is down, busy, refuses or loses its answer: nothing is lost, nothing is stored twice, nothing
 * storms.
 */
import assert from 'node:assert/strict';
import { Fixture } from './support/fixture.mjs';
import { misbehaviour } from './support/recorder.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectBooks, expectVisit } from './support/visit.mjs';

/** After these a request without an answer is given up. */
const ANSWER_WITHIN_MS = 10_000;

const ids = (recorder) => recorder.posts.map(({ batch }) => batch.batch);
const tries = (recorder, wanted) => recorder.posts.filter(({ batch }) => batch.events.some(({ name }) => name === wanted));

/** An open page; its collector still works. */
const openFixture = async (world) => {
  const fixture = new Fixture(world);
  await fixture.open();
  return fixture;
};

shopTest('what a collector that is down has missed, it gets when it is up again', async (world) => {
  const { browser, recorder } = world;
  const fixture = await openFixture(world);
  await recorder.refuse();
  await fixture.track('while_down');
  await browser.execute('return tally.flush().then(() => true)');
  await fixture.settles({ counted: 1, queued: 1, sent: 0 });
  await recorder.heal();
  await fixture.settles({ counted: 1, queued: 0, sent: 1 });
  await expectVisit(world, { sent: ['while_down'] });
  assert.equal(new Set(ids(recorder)).size, 1);
});

shopTest('a collector that answers 503 is asked again, with longer pauses, until it has the same batch', async (world) => {
  const { recorder } = world;
  const fixture = await openFixture(world);
  recorder.always(misbehaviour.status(503));
  await fixture.track('first');
  await recorder.posted(2);
  await fixture.track('second');
  await recorder.posted(3);
  await world.browser.execute('const now = performance.now.bind(performance); performance.now = () => now() + 60_000');
  await recorder.heal();
  await fixture.settles({ counted: 2, queued: 0, sent: 2 });
  await expectVisit(world, { sent: ['first', 'second'] });
  assert.equal(new Set(ids(recorder)).size, 2);
  const [one, two] = tries(recorder, 'first').map(({ atMs }) => atMs);
  assert.ok(500 <= Math.ceil(two - one), `a pause of ${two - one} ms`);
  const waited = tries(recorder, 'first').map(({ batch }) => batch.waited_ms);
  assert.ok(waited[0] < waited.at(-1), `the time that the batch waited is told: ${waited}`);
  assert.ok(waited.every((ms) => ms % 60_000 === 0), `in minutes, since a shopper's pace is their own: ${waited}`);
});

shopTest('a collector that asks for patience gets it', async (world) => {
  const { recorder } = world;
  const fixture = await openFixture(world);
  recorder.once(misbehaviour.tooMany(2));
  await fixture.track('patient');
  await fixture.settles({ counted: 1, queued: 0, sent: 1 });
  const [first, second, ...others] = recorder.posts;
  assert.deepEqual(others, []);
  assert.equal(first.batch.batch, second.batch.batch);
  assert.ok(2000 <= Math.ceil(second.atMs - first.atMs), `asked again after ${second.atMs - first.atMs} ms`);
  const date = new Date(Date.now() + 3000).toUTCString();
  recorder.once(misbehaviour.status(429, { 'retry-after': date }));
  await fixture.track('until_then');
  await fixture.settles({ counted: 2, queued: 0, sent: 2 });
  const [, again, ...more] = tries(recorder, 'until_then').map(({ atMs }) => performance.timeOrigin + atMs);
  assert.deepEqual(more, []);
  assert.ok(Date.parse(date) <= Math.ceil(again), `asked again ${again - Date.parse(date)} ms after ${date}`);
  await expectVisit(world, { sent: ['patient', 'until_then'] });
});

shopTest('a batch that is refused is dropped at once, and the next one says so', async (world) => {
  const { recorder } = world;
  const fixture = await openFixture(world);
  recorder.once(misbehaviour.status(400));
  await fixture.track('refused');
  const { dropped } = await fixture.settles({ counted: 1, queued: 0, sent: 0 });
  assert.deepEqual(dropped, { rejected: 1 });
  await fixture.track('accepted');
  await fixture.settles({ counted: 2, queued: 0, sent: 1 });
  await world.shop.leave();
  assert.deepEqual(recorder.posts.map(({ answer }) => answer), [400, 204]);
  assert.deepEqual(recorder.batches.map(({ events, lost }) => [events.map(({ name }) => name), lost]), [[['accepted'], { rejected: 1 }]]);
});

shopTest('a batch whose answer was lost is sent again under its own id and stored once', async (world) => {
  const { recorder } = world;
  const fixture = await openFixture(world);
  recorder.once(misbehaviour.lostAnswer());
  await fixture.track('stored_once');
  await fixture.settles({ counted: 1, queued: 0, sent: 1 });
  await expectVisit(world, { sent: ['stored_once'] });
  assert.equal(recorder.posts.length, 2);
  assert.equal(new Set(ids(recorder)).size, 1);
});

shopTest('an answer that never comes holds nothing up, and its batch is sent again', async (world) => {
  const { recorder } = world;
  const fixture = await openFixture(world);
  recorder.once(misbehaviour.hang());
  await fixture.track('unanswered');
  const [hanging] = await recorder.posted(1);
  await fixture.track('meanwhile');
  await fixture.settles({ counted: 2, queued: 1, sent: 1 });
  await until('the batch to be sent again', () => 2 <= tries(recorder, 'unanswered').length, { withinMs: 3 * ANSWER_WITHIN_MS });
  await fixture.settles({ counted: 2, queued: 0, sent: 2 });
  const [, again] = tries(recorder, 'unanswered');
  assert.ok(ANSWER_WITHIN_MS <= Math.ceil(again.atMs - hanging.atMs), `sent again after ${again.atMs - hanging.atMs} ms`);
  assert.equal(again.batch.batch, hanging.batch.batch);
  await expectBooks(world);
  assert.deepEqual(recorder.events.map(({ name }) => name).sort(), ['meanwhile', 'unanswered']);
});

shopTest('what a page could not deliver the next page of the tab delivers', async (world) => {
  const { browser, recorder } = world;
  const fixture = await openFixture(world);
  await recorder.refuse();
  await fixture.track('on_the_first_page');
  await browser.execute('return tally.flush().then(() => true)');
  await browser.reload();
  await fixture.started();
  await recorder.heal();
  await recorder.event('on_the_first_page');
  await fixture.track('on_the_second_page');
  await expectVisit(world, { sent: ['on_the_first_page', 'on_the_second_page'] });
});
