/**
 * The end of a visit, and what holds of every visit's events whatever they are.
 */
import assert from 'node:assert/strict';
import { expectEvents } from './shop.mjs';

const names = (events) => events.map(({ name }) => name).sort();

/**
 * The books balance: in one tab's session one event of a funnel's step is the first and all others are later ones, which don't say where they came from, and the collector has stored exactly what it acknowledged.
 */
export const expectBooks = async ({ recorder, collector }) => {
  const telling = recorder.events.filter(({ nth }) => nth !== undefined);
  assert.ok(recorder.events.every(({ nth, from }) => from === undefined || nth === 1), 'the way to a step is told once');
  for (const name of new Set(names(telling))) {
    const numbers = recorder.events.filter((event) => event.name === name).map(({ nth }) => nth);
    numbers.sort((one, other) => one - other);
    assert.deepEqual(numbers, numbers.map((_, index) => (index === 0 ? 1 : 2)), `the numbers of ${name}`);
  }
  await expectStored({ recorder, collector });
};

/** The collector's database has each acknowledged event once. */
export const expectStored = async ({ recorder, collector }) => {
  assert.deepEqual(names(await collector.events()), names(recorder.events), 'what the collector has stored');
};

/** The shopper leaves: exactly these events were sent, in the end and in all, and the books balance. */
export const expectVisit = async (world, { sent }) => {
  await world.shop.leave();
  await expectEvents(world.recorder, { sent, not_sent: 'anything else' });
  await expectBooks(world);
};

/** None of these texts is in the address or the body of anything that was sent. */
export const expectNowhere = (recorder, ...texts) => {
  const all = recorder.requests.map(({ url, body }) => `${url} ${body}`.toLowerCase());
  for (const text of texts) assert.ok(!all.some((sent) => sent.includes(text.toLowerCase())), `"${text}" was sent`);
};
