/**
 * What a wire format costs in the page: the call that counts the first event of a batch, and the one that counts the
 * twentieth, which writes all twenty anew.
 *
 * `cargo xtask bench` prints it for each shipped format, in microseconds; nothing passes or fails by it.
 * The clock is coarse, so each figure is the mean of many rounds.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fixture } from '../e2e/support/fixture.mjs';
import { root } from '../e2e/support/paths.mjs';
import { misbehaviour } from '../e2e/support/recorder.mjs';
import { shopTest } from '../e2e/support/shop_test.mjs';

/** Rounds of so many events stay below what would be taken for a flood. */
const [ROUNDS, BATCH] = [24, 20];

const formats = readdirSync(join(root, 'formats')).sort().map((file) => JSON.parse(readFileSync(join(root, 'formats', file), 'utf8').replace(/YOUR_/g, 'the-')));

/** Runs in the page: the mean of the first and of the last call of a batch, microseconds. */
const measure = async (rounds, batch) => {
  // Little enough that twenty fit into a request of every format: otherwise the sending is measured too.
  const properties = { item_id: 'WS-1001-M', quantity: 2 };
  const took = [0, 0];
  const timed = (place) => {
    const start = performance.now();
    window.tally.track('add_to_cart', properties);
    took[place] += performance.now() - start;
  };
  for (let round = 0; round < rounds; round += 1) {
    timed(0);
    for (let event = 2; event < batch; event += 1) window.tally.track('add_to_cart', properties);
    timed(1);
    await window.tally.flush();
  }
  return took.map((total) => Math.round((1000 * total) / rounds));
};

shopTest('what the formats cost', async (world) => {
  const { browser, recorder } = world;
  recorder.always(misbehaviour.status(204));
  console.log('µs a call that counts'.padEnd(24) + 'the first event'.padStart(18) + `the ${BATCH}th`.padStart(18));
  for (const { name, collector } of formats) {
    if (!collector.url) continue;
    const block = { ...collector, url: `${recorder.url}/v1/events?${name}`, flush_after_ms: 600_000, flush_at_events: 100 };
    const fixture = new Fixture(world, { definitions: [], config: { storage: 'memory', collector: block } });
    const { problems } = await fixture.open(`?format=${name}`);
    if (problems.length) throw new Error(JSON.stringify(problems));
    const [first, last] = await browser.execute(measure, ROUNDS, BATCH);
    console.log(name.padEnd(24) + String(first).padStart(18) + String(last).padStart(18));
  }
});
