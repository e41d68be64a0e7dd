/**
 * Leaving the page in the very task in which something is counted loses nothing and doubles nothing.
 *
 * The last event of half of the trials is tracked by the page's code, of the others a click that the page proves and
 * leaves at once.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { Fixture, PROVEN } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';

/** Chromium opens a page fastest, and most shoppers have it. */
const [TRIALS, EVENTS] = engineName === 'chromium' ? [50, 40] : [25, 16];

/** The page counts and goes on to itself, all in the handler of one click. */
const SCRIPT = `
  const trial = Number(new URLSearchParams(location.search).get('trial'));
  const goOn = () => (location.href = '/fixture?trial=' + (trial + 1));
  const track = (events) => {
    for (let n = 0; n < events; n += 1) tally.track('tracked', { trial, n });
  };
  document.querySelector('#track').addEventListener('click', () => {
    track(${EVENTS});
    goOn();
  });
  document.querySelector('#add').addEventListener('click', () => {
    track(${EVENTS - 1});
    const count = document.querySelector('#count');
    count.textContent = Number(count.textContent) + 1;
    goOn();
  });
  document.querySelector('#add').dataset.trial = trial;
`;
const BODY = '<button id="track">track</button> <button id="add">add</button> <output id="count">0</output>';
const ADD = { ...PROVEN, properties: { trial: { attribute: 'data-trial', type: 'integer' } } };

shopTest(`${EVENTS} events and the leaving of their page in one task: ${TRIALS} trials`, async (world) => {
  const { browser, recorder, shop } = world;
  // Nothing is sent but by leaving.
  const fixture = new Fixture(world, { definitions: [ADD], script: SCRIPT, body: BODY, config: { collector: { flush_after_ms: 600_000 } } });
  await fixture.open('?trial=0');
  for (let trial = 0; trial < TRIALS; trial += 1) {
    await browser.click(trial % 2 ? '#add' : '#track');
    await until(`trial ${trial + 1}`, async () => new URL(await browser.url()).searchParams.get('trial') === String(trial + 1));
    assert.equal((await fixture.started()).state, 'running');
  }
  await shop.leave();
  const wanted = Array.from({ length: TRIALS * EVENTS }, (_, place) => {
    const [trial, n] = [Math.floor(place / EVENTS), place % EVENTS];
    return trial % 2 && n === EVENTS - 1 ? `add_to_cart ${trial}` : `tracked ${trial} ${n}`;
  });
  await until('all trials to come', () => wanted.length <= recorder.events.length).catch(() => {});
  // The recorder's batches are those that the real collector has acknowledged, each once.
  const stored = recorder.events.map(({ name, properties }) => [name, properties.trial, properties.n].filter((it) => it !== undefined).join(' '));
  const times = new Map();
  for (const event of stored) times.set(event, (times.get(event) ?? 0) + 1);
  const lost = wanted.filter((event) => !times.has(event));
  const doubled = wanted.filter((event) => 1 < times.get(event));
  const repeats = recorder.posts.length - new Set(recorder.posts.map(({ batch }) => batch.batch)).size;
  console.log(`${engineName}: ${TRIALS} trials, ${stored.length} events, ${lost.length} lost, ${doubled.length} doubled; ${repeats} of ${recorder.posts.length} requests repeated a batch`);
  assert.deepEqual({ lost, doubled, stored: stored.length }, { lost: [], doubled: [], stored: wanted.length });
});
