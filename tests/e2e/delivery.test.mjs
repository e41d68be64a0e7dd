/**
 * What a real outbox does where the simulation has a model (tests/simulation.rs): halves, storage that tabs share, one
 * instance a page, nothing left behind; and a killed page, where the browser has `fetchLater`.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { engineName } from './support/browser.mjs';
import { CLICK, Fixture } from './support/fixture.mjs';
import { misbehaviour } from './support/recorder.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** Nothing is sent by time alone. */
const LATE = { collector: { flush_after_ms: 600_000 } };

const flush = (browser) => browser.execute('return tally.flush().then(() => true)');

shopTest('a batch that is too large for the collector comes in halves, in order and once', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  recorder.once(misbehaviour.status(413), misbehaviour.status(413));
  await browser.execute("for (let n = 1; n <= 5; n += 1) tally.track('many', { n, text: 'a|b' }); tally.track('Not a name'); tally.flush()");
  await fixture.settles({ counted: 5, queued: 0, sent: 5 });
  await expectVisit(world, { sent: Array.from({ length: 5 }, (_, n) => ({ name: 'many', properties: { n: n + 1, text: 'a|b' } })) });
  const sizes = recorder.posts.map(({ batch, answer }) => [batch.events.map(({ seq }) => seq).join(''), answer]);
  assert.deepEqual(sizes.slice(0, 2), [['12345', 413], ['12', 413]]);
  assert.deepEqual(sizes.slice(2).sort(), [['1', 204], ['2', 204], ['345', 204]]);
  assert.equal(new Set(recorder.posts.map(({ batch }) => batch.batch)).size, 5, 'each half has an id of its own');
  const lost = recorder.batches.flatMap((batch) => (batch.lost ? [[batch.events[0].seq, batch.lost]] : []));
  assert.deepEqual(lost, [[1, { invalid: 1 }]], 'losses go with the first half');
});

shopTest('with local storage a closed tab leaves its batches to the next, and one tab sends them', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: { storage: 'local' } });
  await fixture.open();
  const first = await browser.driver.getWindowHandle();
  await browser.newWindow();
  await fixture.open();
  await recorder.refuse();
  await fixture.track('of_a_closed_tab');
  await flush(browser);
  const stored = (handle) => browser.execute("return Object.keys(localStorage).filter((key) => /^tallymark\\.(batch|open)\\./.test(key)).length", handle);
  await until('the batch to be stored', async () => (await stored()) === 1);
  await browser.closeWindow();
  await browser.switchTo(first);
  await recorder.heal();
  await Promise.all([browser.reload(), recorder.event('of_a_closed_tab')]);
  await browser.newWindow();
  await fixture.open();
  await until('the batch to be gone', async () => (await stored()) === 0);
  const { length } = recorder.batches;
  assert.equal(recorder.posts.filter(({ answer }) => answer === 204).length, length, 'nothing is sent twice');
  await browser.closeWindow();
  await browser.switchTo(first);
  await expectVisit(world, { sent: ['of_a_closed_tab'] });
});

shopTest('a copy of a tab that is asked later leaves the open batch to the first', async (world) => {
  const { browser, recorder } = world;
  // A window that a page opens begins with a copy of its sessionStorage, as a duplicated tab does. That the first is
  // hidden then would close its batch.
  const script = `
    document.querySelector('#add').addEventListener('click', () => {
      addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true);
      window.open(location.href, 'copy');
    });
  `;
  const fixture = new Fixture(world, { definitions: [CLICK], script, config: { consent: 'required', ...LATE } });
  await fixture.open();
  await browser.execute("tally.consent('granted')");
  await fixture.track('of_the_first');
  const open = () => browser.execute("return Object.keys(sessionStorage).filter((key) => key.startsWith('tallymark.open.')).length");
  await until('the open batch to be stored', async () => (await open()) === 1);
  const first = await browser.driver.getWindowHandle();
  await browser.click('#add');
  const copy = await until('the copy', async () => (await browser.driver.getAllWindowHandles()).find((handle) => handle !== first));
  await browser.switchTo(copy);
  assert.equal((await fixture.started()).state, 'waiting_for_consent');
  await until('the copied batch to be gone', async () => (await open()) === 0);
  await browser.switchTo(first);
  await fixture.track('of_the_first_too');
  assert.equal(await open(), 1, 'the first tab keeps it');
  await flush(browser);
  await fixture.settles({ counted: 2, sent: 2 });
  await browser.switchTo(copy);
  await browser.execute("tally.consent('granted')");
  await fixture.track('of_the_copy');
  await flush(browser);
  await fixture.settles({ counted: 1, sent: 1 });
  await browser.closeWindow();
  await browser.switchTo(first);
  await expectVisit(world, { sent: ['of_the_first', 'of_the_first_too', 'of_the_copy'] });
  assert.equal(recorder.posts.length, 2, 'nothing is sent twice');
});

/** How long a copy waits for what other pages say that they hold (ASK_MS in pkg-template/outbox.js). */
const ASK_MS = 300;

shopTest('a copy of a tab does not send again what came in halves before the copy had a page', async (world) => {
  const { browser, proxy, recorder } = world;
  // On a machine that is busy with other things messages take longer.
  proxy.injectScript(`
    const own = window.setTimeout;
    window.setTimeout = (callback, ms, ...values) => own.call(window, callback, ms === ${ASK_MS} ? 10_000 : ms, ...values);
  `);
  const script = `
    document.querySelector('#add').addEventListener('click', () => {
      addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true);
      window.open('about:blank', 'copy');
    });
  `;
  const fixture = new Fixture(world, { definitions: [CLICK], script, config: LATE });
  await fixture.open();
  await fixture.track('many', { n: 1 });
  const open = () => browser.execute("return Object.keys(sessionStorage).filter((key) => key.startsWith('tallymark.open.')).length");
  await until('the open batch to be stored', async () => (await open()) === 1);
  const first = await browser.driver.getWindowHandle();
  await browser.click('#add');
  const copy = await until('the copy', async () => (await browser.driver.getAllWindowHandles()).find((handle) => handle !== first));
  await browser.switchTo(first);
  recorder.once(misbehaviour.status(413));
  await browser.execute("for (let n = 2; n <= 4; n += 1) tally.track('many', { n })");
  await flush(browser);
  await fixture.settles({ counted: 4, queued: 0, sent: 4 });
  await browser.switchTo(copy);
  await fixture.open();
  await until('the copied batch to be gone', async () => (await open()) === 0);
  await fixture.track('of_the_copy');
  await flush(browser);
  await fixture.settles({ counted: 1, sent: 1 });
  await browser.closeWindow();
  await browser.switchTo(first);
  await expectVisit(world, { sent: [...[1, 2, 3, 4].map((n) => ({ name: 'many', properties: { n } })), 'of_the_copy'] });
  assert.equal(recorder.posts.length, 4, 'whole, two halves, and the copy\'s own');
});

shopTest('only the hiding of a page, and only its leaving, send all there is, and both send it once', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  const hide = "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'));";
  const leave = "dispatchEvent(new Event('pagehide'));";
  for (const [name, events] of [['hidden', hide], ['left', leave], ['hidden_first', hide + leave], ['left_first', leave + hide]]) {
    await browser.execute(`tally.track('${name}'); ${events}`);
    await recorder.event(name);
  }
  await fixture.settles({ counted: 4, queued: 0, sent: 4 });
  await expectVisit(world, { sent: ['hidden', 'left', 'hidden_first', 'left_first'] });
  assert.equal(recorder.posts.length, 4);
});

shopTest('a second copy of the package is given the first one\'s instance, and counts nothing of its own', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world);
  await fixture.open();
  const add = (source, config) => {
    const script = document.createElement('script');
    return new Promise((resolve) => Object.assign(script, { src: source, onload: resolve }).setAttribute('data-config', config) || document.head.append(script));
  };
  await browser.execute(add, '/fixture-package/tallymark.iife.js', '/fixture.json');
  assert.equal(await browser.execute('return window.tallymark === window.tally'), true);
  await browser.click('#hello');
  await fixture.settles({ counted: 1, queued: 0, sent: 1 });
  await expectVisit(world, { sent: ['hello'] });
});

const ROUNDS = 1000;

/** Runs in the page before anything else: counts what is registered and not yet ended. */
const watchRegistrations = () => {
  const live = { listeners: new Set(), observers: 0, timers: new Set() };
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function listen(name, callback, options) {
    if (options?.passive) {
      const own = { target: this, name, callback };
      live.listeners.add(own);
      if (options.signal) addEventListener.call(options.signal, 'abort', () => live.listeners.delete(own), { once: true });
    }
    return addEventListener.call(this, name, callback, options);
  };
  const { removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.removeEventListener = function unlisten(name, callback, options) {
    for (const own of live.listeners) {
      if (own.target === this && own.name === name && own.callback === callback) live.listeners.delete(own);
    }
    return removeEventListener.call(this, name, callback, options);
  };
  for (const name of ['MutationObserver', 'PerformanceObserver']) {
    const { observe, disconnect } = window[name].prototype;
    const own = new WeakSet();
    window[name].prototype.observe = function start(...values) {
      if (!own.has(this)) live.observers += 1;
      own.add(this);
      return observe.apply(this, values);
    };
    window[name].prototype.disconnect = function end() {
      if (own.delete(this)) live.observers -= 1;
      return disconnect.call(this);
    };
  }
  const { setTimeout: set, clearTimeout: clear } = window;
  window.setTimeout = (callback, delay, ...values) => {
    const id = set(() => { live.timers.delete(id); callback(); }, delay, ...values);
    // WebKit's driver ends scripts that take too long (support/browser.mjs) by a timer in the page.
    if (delay !== 30_000) live.timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => { live.timers.delete(id); clear(id); };
  window.liveNow = () => ({ listeners: live.listeners.size, observers: live.observers, timers: live.timers.size });
};

shopTest(`begun and stopped ${ROUNDS} times, nothing is left behind`, async (world) => {
  const { browser, proxy } = world;
  proxy.injectScript(watchRegistrations);
  const script = "import { init as begin } from '/fixture-package/index.js'; window.begin = () => begin('/fixture.json');";
  const definitions = [
    CLICK,
    { name: 'counted', trigger: { mutation: { selector: '#count', change: 'increase' } } },
  ];
  const fixture = new Fixture(world, { definitions, script, config: LATE });
  await fixture.open();
  await fixture.track('begun');
  const running = await browser.execute('return liveNow()');
  assert.ok(5 < running.listeners && 0 < running.observers && 0 < running.timers, JSON.stringify(running));
  const round = async (times) => {
    for (let n = 0; n < times; n += 1) {
      window.tally.stop();
      window.tally = await window.begin();
      // One in fifty gets its engine, the others are stopped while it loads.
      while (n === 0 && window.tally.status().state === 'loading') await new Promise((resolve) => setTimeout(resolve, 5));
    }
    window.tally.stop();
  };
  for (let n = 0; n < ROUNDS; n += 50) await browser.execute(round, 50);
  let left;
  const isClean = async () => {
    left = await browser.execute('return liveNow()');
    return Object.values(left).every((count) => count === 0);
  };
  await until('all to have ended', isClean, { state: () => left });
  await browser.execute('return begin().then((it) => { window.tally = it; return true; })');
  await fixture.started();
  await browser.click('#hello');
  await expectVisit(world, { sent: ['begun', 'hello'] });
});

const KILLS = 5;

/** The browser's processes that run pages. */
const renderers = async (browser) => {
  const profile = (await browser.driver.getCapabilities()).get('chrome').userDataDir;
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1];
      return [{ pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }];
    } catch {
      return [];
    }
  });
  const isWithin = ({ command, parent }) => command.includes(profile) || processes.some((other) => other.pid === parent && isWithin(other));
  return processes.filter((it) => it.command.includes('--type=renderer') && isWithin(it)).map(({ pid }) => Number(pid));
};

if (engineName === 'chromium') {
  shopTest(`a page that is killed right after an event: ${KILLS} kills`, async (world) => {
    const { browser, recorder } = world;
    const fixture = new Fixture(world, { config: { storage: 'memory', ...LATE } });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await fixture.open();
      await fixture.track('killed', { kill });
      // What is held is placed when the page is idle: a page that never is again loses it (docs/delivery.md).
      await browser.execute('return new Promise((placed) => requestIdleCallback(() => requestIdleCallback(() => placed(true))))');
      for (const pid of await renderers(browser)) process.kill(pid, 'SIGKILL');
      await recorder.event({ name: 'killed', properties: { kill } });
      await browser.restart();
    }
    console.log(`${KILLS} kills, ${recorder.events.length} events`);
    assert.equal(recorder.events.length, KILLS);
    assert.equal(recorder.posts.length, KILLS);
  });
}
