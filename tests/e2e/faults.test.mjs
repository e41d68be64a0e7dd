/**
 * Floods, large pages and a browser without WebAssembly: the page is unharmed, and every loss is in the books.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { BODY, CLICK, Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';

/** Losses of a kind that the batches reported. */
const lost = ({ batches }, reason) => batches.reduce((sum, batch) => sum + (batch.lost?.[reason] ?? 0), 0);

/** Resolves when nothing waits any more: what leaves with the page is bounded. */
const allIsSent = (fixture) => until('all to be sent', async () => (await fixture.status()).queued === 0);

shopTest('a million calls in a loop are bounded, and each is in the books', async (world) => {
  const { browser, recorder, shop } = world;
  const times = engineName === 'chromium' ? 1_000_000 : 100_000;
  const fixture = new Fixture(world, { definitions: [CLICK] });
  await fixture.open();
  await browser.execute((times) => { for (let call = 0; call < times; call += 1) window.tally.track('flooded', { kind: 'paper' }); }, times);
  await browser.click('#hello');
  const { counted, dropped } = await fixture.status();
  // The click may come too early to be let through again.
  const told = counted + dropped.flood;
  assert.ok(times <= told && told <= times + 1, `${counted} counted, ${dropped.flood} dropped`);
  assert.ok(500 <= counted, `${counted} counted`);
  await allIsSent(fixture);
  await shop.leave();
  await until('the books to balance', () => recorder.events.length + lost(recorder, 'flood') + lost(recorder, 'queue_full') === told, {
    state: () => ({ arrived: recorder.events.length, flood: lost(recorder, 'flood'), full: lost(recorder, 'queue_full'), told }),
  });
});

shopTest('more calls than are held before the engine runs are counted as lost', async (world) => {
  const { recorder, shop } = world;
  const main = `
    import { init } from '/fixture-package/index.js';
    window.tally = await init('/fixture.json');
    for (let call = 0; call < 700; call += 1) tally.track('early');
  `;
  const fixture = new Fixture(world, { definitions: [CLICK], main });
  await fixture.open();
  const { counted, dropped } = await fixture.status();
  assert.equal(counted + dropped.flood, 700);
  await allIsSent(fixture);
  await shop.leave();
  await until('the books to balance', () => recorder.events.length + lost(recorder, 'flood') === 700, { state: () => [recorder.events.length, lost(recorder, 'flood')] });
});

shopTest('a page of 100,000 elements that changes all the time is counted like any other', async (world) => {
  const { browser, recorder, shop } = world;
  const definitions = [CLICK];
  for (let number = 1; number < 200; number += 1) {
    definitions.push({ name: `seen_${number}`, trigger: { mutation: { selector: `#cell-${number}`, change: 'increase' } }, limit: { times: 1, per: 'page' } });
  }
  const script = `
    const grid = document.createElement('div');
    for (let cell = 0; cell < 100_000; cell += 1) grid.append(Object.assign(document.createElement('i'), { id: 'cell-' + cell, textContent: '0' }));
    document.body.append(grid);
    let changes = 0;
    const change = () => {
      for (let time = 0; time < 100; time += 1) grid.children[changes++ % 1000].dataset.at = changes;
      if (changes < 20_000) setTimeout(change, 10);
      else { document.querySelector('#cell-7').textContent = '1'; document.body.dataset.done = 'yes'; }
    };
    setTimeout(change, 300);
  `;
  const fixture = new Fixture(world, { definitions, script, body: BODY });
  await fixture.open();
  await browser.click('#hello');
  await until('the page to be still', () => browser.execute('return document.body.dataset.done === "yes"'));
  await until('the change to be counted', async () => (await fixture.status()).counted === 2);
  await shop.leave();
  await until('both', () => recorder.events.length === 2);
  assert.deepEqual(recorder.events.map(({ name }) => name).sort(), ['hello', 'seen_7']);
});

shopTest('without WebAssembly tallymark is off, and says so', async (world) => {
  const { browser, proxy, recorder } = world;
  proxy.injectScript(() => { delete window.WebAssembly; });
  const fixture = new Fixture(world);
  const { state, problems } = await fixture.open();
  assert.equal(state, 'off');
  assert.equal(problems.length, 1);
  await browser.click('#hello');
  await world.shop.leave();
  assert.deepEqual(recorder.requests, []);
});
