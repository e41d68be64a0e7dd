/**
 * Failures inside the engine, wherever they happen: the page is unharmed, and one input at most is lost.
 *
 * `TALLYMARK_TRAPS=all` tries every call out of the engine, which takes some minutes.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { CLICK, Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectStored } from './support/visit.mjs';

/**
 * Makes the k-th call out of the engine fail as a trap does, or the next one: what was under way in the module stays half
 * done. What is called while the module is made and the config is read counts too.
 */
const FAIL = () => {
  let failing = Number(new URLSearchParams(location.search).get('fail'));
  let calls = 0;
  window.__failNext = () => (failing = calls + 1);
  const counted = (own) => (...values) => {
    calls += 1;
    if (calls === failing) throw new WebAssembly.RuntimeError('unreachable');
    return own(...values);
  };
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(Instance, [module, imports]) {
      const wrapped = {};
      for (const [from, members] of Object.entries(imports)) {
        wrapped[from] = from === 'c' ? members : Object.fromEntries(Object.entries(members).map(([name, own]) => [name, typeof own === 'function' ? counted(own) : own]));
      }
      return Reflect.construct(Instance, [module, wrapped]);
    },
  });
  Object.defineProperty(window, '__calls', { get: () => calls });
};

/** Counts the channels that are open: a message to a page in the back-forward cache throws it out of there. */
const WATCH_CHANNELS = () => {
  window.__channels = [];
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      window.__channels.push(name);
    }

    close() {
      window.__channels.splice(window.__channels.indexOf(this.name), 1);
      return super.close();
    }
  };
};

const CLICKS = 6;
const SCRIPT = `document.querySelector('#hello').addEventListener('click', () => (document.body.dataset.works = Number(document.body.dataset.works ?? 0) + 1));`;

/** One visit of six clicks, and the end of the page; the given call fails. Resolves to the number of calls. */
const visit = async (world, failing) => {
  const { browser, shop } = world;
  const fixture = new Fixture(world, { definitions: [CLICK], script: SCRIPT });
  await fixture.open(`?fail=${failing}`);
  for (let click = 0; click < CLICKS; click += 1) await browser.click('#hello');
  assert.equal(await browser.execute('return document.body.dataset.works'), String(CLICKS), 'the page works');
  const calls = await browser.execute('return window.__calls');
  await shop.leave();
  return calls;
};

const ALL = process.env.TALLYMARK_TRAPS === 'all';
/** Every so many calls: what is between differs in nothing but the place in the same functions. */
const SAMPLE = engineName === 'chromium' ? 9 : 45;
const STEP = ALL ? 1 : SAMPLE;

/** Losses that the batches reported as failures of the engine. */
const failures = ({ batches }) => batches.reduce((sum, batch) => sum + (batch.lost?.trap ?? 0), 0);

shopTest(
  'an engine that fails at any call costs the page nothing, and one input at most, which is told',
  async (world) => {
    const { proxy, recorder } = world;
    proxy.injectScript(FAIL);
    const all = await visit(world, 0);
    assert.ok(50 < all, `${all} calls`);
    const came = [];
    for (let call = 1; call < all; call += STEP) {
      const [events, traps] = [recorder.events.length, failures(recorder)];
      await visit(world, call);
      const books = () => [recorder.events.length - events, failures(recorder) - traps];
      await until('all that was clicked to be in the books', () => CLICKS <= books()[0] + books()[1], { state: () => [call, ...books()] });
      const [arrived, failed] = books();
      assert.ok(CLICKS - 1 <= arrived && arrived <= CLICKS, `call ${call}: ${arrived} events`);
      assert.ok(failed <= 1, `call ${call}: ${failed} failures`);
      came.push(arrived);
    }
    const lost = came.filter((arrived) => arrived < CLICKS).length;
    console.log(`${came.length} of ${all} calls made to fail: ${lost} visits lost one click of six, the others none`);
    // A small sample may have none of one kind.
    if (SAMPLE < 10) assert.ok(0 < lost && lost < came.length, 'some failures lose the click that is being handled, and others none');
    // The collector lists its newest 200.
    if (!ALL) await expectStored(world);
  },
  { limitMs: ALL ? 1_800_000 : undefined },
);

shopTest('an engine that fails twice is off, and what it had counted arrives', async (world) => {
  const { browser, proxy, recorder, shop } = world;
  proxy.injectScript(FAIL);
  proxy.injectScript(WATCH_CHANNELS);
  const fixture = new Fixture(world, { definitions: [CLICK] });
  await fixture.open();
  const channels = () => browser.execute("return window.__channels.filter((name) => name === 'tallymark.batches').length");
  assert.equal(await channels(), 1);
  const clickAndFail = () =>
    browser.execute(() => {
      window.__failNext();
      document.querySelector('#hello').click();
    });
  await browser.click('#hello');
  await browser.click('#hello');
  await clickAndFail();
  await browser.click('#hello');
  assert.equal((await fixture.status()).state, 'running');
  await clickAndFail();
  await browser.click('#hello');
  const { state, problems } = await fixture.status();
  assert.equal(state, 'off');
  assert.equal(problems.length, 2);
  assert.equal(await channels(), 1, 'a copy of the tab is told as long as the page lives');
  await browser.execute("dispatchEvent(new Event('pagehide'))");
  assert.equal(await channels(), 0, 'and the browser may keep the page that is left');
  await shop.leave();
  await until('what came before the failures', () => recorder.events.length === 3);
  assert.equal(failures(recorder), 1, 'the first is told by the fresh engine; nobody is there to tell the second');
  await expectStored(world);
});
