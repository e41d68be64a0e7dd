/**
 * Leaving the page in the very task in which something is counted loses nothing and doubles nothing.
 *
 * Half of the trials are tracked by the page's code, half are clicks that the page proves and leaves at once.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { Fixture, PROVEN } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectBooks } from './support/visit.mjs';

const TRIALS = 50;

/** The page counts and goes on to itself, all in the handler of one click. */
const SCRIPT = `
  const trial = Number(new URLSearchParams(location.search).get('trial'));
  const goOn = () => (location.href = '/fixture?trial=' + (trial + 1));
  document.querySelector('#track').addEventListener('click', () => {
    tally.track('tracked', { trial });
    goOn();
  });
  document.querySelector('#add').addEventListener('click', () => {
    const count = document.querySelector('#count');
    count.textContent = Number(count.textContent) + 1;
    goOn();
  });
  document.querySelector('#add').dataset.trial = trial;
`;
const BODY = '<button id="track">track</button> <button id="add">add</button> <output id="count">0</output>';
const ADD = { ...PROVEN, properties: { trial: { attribute: 'data-trial', type: 'integer' } } };

shopTest(`an event and the leaving of its page in one task: ${TRIALS} trials`, async (world) => {
  const { browser, recorder, collector, shop } = world;
  // Nothing is sent but by leaving.
  const fixture = new Fixture(world, { definitions: [ADD], script: SCRIPT, body: BODY, config: { collector: { flush_after_ms: 600_000 } } });
  await fixture.open('?trial=0');
  for (let trial = 0; trial < TRIALS; trial += 1) {
    await browser.click(trial % 2 ? '#add' : '#track');
    await until(`trial ${trial + 1}`, async () => new URL(await browser.url()).searchParams.get('trial') === String(trial + 1));
    assert.equal((await fixture.started()).state, 'running');
  }
  await shop.leave();
  const wanted = Array.from({ length: TRIALS }, (_, trial) => ({ name: trial % 2 ? 'add_to_cart' : 'tracked', trial }));
  await until('all trials to come', () => TRIALS <= recorder.events.length, { state: () => recorder.summary() }).catch(() => {});
  const stored = (await collector.events()).map(({ name, properties }) => ({ name, trial: properties.trial }));
  const times = (event) => stored.filter(({ name, trial }) => name === event.name && trial === event.trial).length;
  const lost = wanted.filter((event) => times(event) === 0);
  const doubled = wanted.filter((event) => 1 < times(event));
  const repeats = recorder.posts.length - new Set(recorder.posts.map(({ batch }) => batch.batch)).size;
  console.log(`${engineName}: ${TRIALS} trials, ${stored.length} events, ${lost.length} lost, ${doubled.length} doubled; ${repeats} of ${recorder.posts.length} requests repeated a batch`);
  assert.deepEqual({ lost, doubled, stored: stored.length }, { lost: [], doubled: [], stored: TRIALS });
  await expectBooks(world);
});
