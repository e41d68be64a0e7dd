/**
 * Faults of the engine and floods of the page: the page is unharmed, and every loss is in the books.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { BODY, CLICK, Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectStored } from './support/visit.mjs';

/** Losses of a kind that the batches reported. */
const lost = ({ batches }, reason) => batches.reduce((sum, batch) => sum + (batch.lost?.[reason] ?? 0), 0);

/**
 * Makes the k-th call out of the engine fail as a trap does: what was under way in the module stays half done. What is
 * called while the module is made and the config is read counts too.
 */
const FAIL = () => {
  const k = Number(new URLSearchParams(location.search).get('fail'));
  let calls = 0;
  const failing = (own) => (...values) => {
    calls += 1;
    if (calls === k) throw new WebAssembly.RuntimeError('unreachable');
    return own(...values);
  };
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(Instance, [module, imports]) {
      const wrapped = {};
      for (const [from, members] of Object.entries(imports)) {
        wrapped[from] = from === 'c' ? members : Object.fromEntries(Object.entries(members).map(([name, own]) => [name, typeof own === 'function' ? failing(own) : own]));
      }
      return Reflect.construct(Instance, [module, wrapped]);
    },
  });
  Object.defineProperty(window, '__calls', { get: () => calls });
};

const CLICKS = 6;

/** One visit of six clicks, and the end of the page. */
const visit = async (world, k) => {
  const { browser, shop } = world;
  const fixture = new Fixture(world, { definitions: [CLICK], script: `document.querySelector('#hello').addEventListener('click', () => (document.body.dataset.works = Number(document.body.dataset.works ?? 0) + 1));` });
  await fixture.open(`?fail=${k}`);
  for (let click = 0; click < CLICKS; click += 1) await browser.click('#hello');
  assert.equal(await browser.execute('return document.body.dataset.works'), String(CLICKS), 'the page works');
  const calls = await browser.execute('return window.__calls');
  await shop.leave();
  return calls;
};

/** Every so many calls: what is between differs in nothing but the place in the same functions. */
const STEP = engineName === 'chromium' ? 9 : 45;

shopTest('an engine that fails at any call costs the page nothing, and one input at most', async (world) => {
  const { proxy, recorder } = world;
  proxy.injectScript(FAIL);
  const all = await visit(world, 0);
  assert.ok(50 < all, `${all} calls`);
  const tried = [];
  for (let k = 1; k < all; k += STEP) {
    const [events, traps] = [recorder.events.length, lost(recorder, 'trap')];
    await visit(world, k);
    await until('all that was clicked to be in the books', () => CLICKS <= recorder.events.length - events + lost(recorder, 'trap') - traps, {
      state: () => ({ k, events: recorder.events.length - events, traps: lost(recorder, 'trap') - traps }),
    });
    const [came, failed] = [recorder.events.length - events, lost(recorder, 'trap') - traps];
    assert.ok(CLICKS - 1 <= came && came <= CLICKS, `call ${k}: ${came} events`);
    assert.ok(failed <= 1, `call ${k}: ${failed} failures`);
    tried.push(came);
  }
  await expectStored(world);
});

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
