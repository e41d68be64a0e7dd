/**
 * Pages that are frozen, written over, shut in or crowded, and an engine that gets no memory: the page is unharmed, and what
 * was counted arrives once.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { engineName } from './support/browser.mjs';
import { BODY, CLICK, Fixture, PROVEN } from './support/fixture.mjs';
import { packedPackage } from './support/paths.mjs';
import { expectEvents } from './support/shop.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectStored, expectVisit } from './support/visit.mjs';

const WORKS = `document.addEventListener('click', () => (document.documentElement.dataset.works = Number(document.documentElement.dataset.works ?? 0) + 1));`;
const works = (browser) => browser.execute('return Number(document.documentElement.dataset.works)');

/** Nothing is sent by time alone. */
const LATE = { collector: { flush_after_ms: 600_000 } };

// Only Chromium's driver can freeze a page, by CDP.
if (engineName === 'chromium') {
  shopTest('a page that is frozen has sent what it had, and goes on when it is resumed', async (world) => {
    const { browser, recorder } = world;
    const fixture = new Fixture(world, { config: LATE });
    await fixture.open();
    await browser.click('#hello');
    await browser.execute("document.addEventListener('freeze', () => (document.body.dataset.frozen = 'yes'))");
    const frozen = await browser.driver.getWindowHandle();
    const front = await browser.newWindow();
    await browser.switchTo(frozen);
    await browser.driver.sendDevToolsCommand('Page.setWebLifecycleState', { state: 'frozen' });
    await recorder.event('hello');
    await browser.driver.sendDevToolsCommand('Page.setWebLifecycleState', { state: 'active' });
    assert.equal(await browser.execute('return document.body.dataset.frozen'), 'yes');
    await browser.switchTo(front);
    await browser.closeWindow();
    await browser.switchTo(frozen);
    await browser.click('#hello');
    await expectVisit(world, { sent: ['hello', 'hello'] });
    assert.equal(recorder.posts.length, 2);
  });
}

/** The number that stands there, and what comes behind it. */
const leb128 = (bytes, start) => {
  for (let [value, at, scale] = [0, start, 1]; ; at += 1, scale *= 128) {
    value += (bytes[at] & 127) * scale;
    if (bytes[at] < 128) return [value, at + 1];
  }
};

/** The module with as much memory as it has at its start: what asks for more is refused. */
const withoutGrowth = (module) => {
  // Section 5, 4 bytes, one memory with a maximum: https://webassembly.github.io/spec/core/binary/modules.html#memory-section
  let at = 8;
  while (at < module.length && module[at] !== 5) {
    const [length, start] = leb128(module, at + 1);
    at = start + length;
  }
  assert.deepEqual([...module.subarray(at, at + 4)], [5, 4, 1, 1], 'the memory section');
  assert.ok(module[at + 4] < module[at + 5], 'it may grow');
  const small = Buffer.from(module);
  small[at + 5] = small[at + 4];
  return small;
};

shopTest('an engine that gets no memory is off, and the page works', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { script: WORKS, definitions: [CLICK] });
  fixture.replace('tallymark.wasm', { body: withoutGrowth(fixture.file('tallymark.wasm')) });
  const { state, problems } = await fixture.open();
  assert.equal(state, 'off');
  assert.equal(problems.length, 2, 'it was started afresh once');
  await browser.click('#hello');
  assert.equal(await works(browser), 1);
  await expectVisit(world, { sent: [] });
});

shopTest('a name larger than all of the memory costs that call alone, and a text as large is cut', async (world) => {
  const { browser, recorder, shop } = world;
  const fixture = new Fixture(world, { script: WORKS, definitions: [CLICK], config: LATE });
  await fixture.open();
  await browser.click('#hello');
  // The memory has 32 pages of 64 KiB at most (MAX_MEMORY_PAGES in xtask/src/build/wasm.rs).
  await browser.execute(() => {
    const huge = 'a tent for four '.repeat(200_000);
    window.tally.track('heavy', { text: huge });
    window.tally.track(huge);
  });
  await until('the fresh start', async () => (await fixture.status()).state === 'running');
  await browser.click('#hello');
  assert.equal(await works(browser), 2);
  await browser.execute('return tally.flush().then(() => true)');
  await shop.leave();
  // What the journey has counted since it was written last is counted anew, so the numbers of events may repeat.
  await expectEvents(recorder, { sent: ['hello', 'heavy', 'hello'], not_sent: 'anything else' });
  await expectStored(world);
  const traps = recorder.batches.reduce((sum, { lost }) => sum + (lost?.trap ?? 0), 0);
  assert.equal(traps, 1, 'the call with the name');
});

shopTest('a page that is written over works, and what was counted arrives; its new elements are not heard', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { config: LATE });
  await fixture.open();
  await browser.click('#hello');
  await browser.execute((body, works) => {
    document.open();
    document.write(`<!doctype html><title>another</title>${body}<script>${works}</script>`);
    document.close();
  }, BODY, WORKS);
  await browser.click('#hello');
  assert.equal(await works(browser), 1);
  await fixture.track('wish');
  await browser.execute('return tally.flush().then(() => true)');
  await expectVisit(world, { sent: ['hello', 'wish'] });
});

shopTest('a body that is replaced as a whole is watched as the one before', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { definitions: [CLICK, PROVEN] });
  await fixture.open();
  await browser.click('#hello');
  await browser.execute((body) => {
    const other = document.createElement('body');
    other.innerHTML = body;
    document.body.replaceWith(other);
  }, BODY);
  await browser.click('#hello');
  await browser.click('#add');
  await browser.execute("document.querySelector('#count').textContent = '1'");
  await until('all to be counted', async () => (await fixture.status()).counted === 3);
  await expectVisit(world, { sent: ['hello', 'hello', 'add_to_cart'] });
});

shopTest('in a frame without an origin, where storage throws, tallymark counts in memory', async (world) => {
  const { browser, proxy } = world;
  const fixture = new Fixture(world, { script: WORKS });
  const dist = join(packedPackage(), 'dist');
  // To such a frame all is another origin.
  const types = { js: 'text/javascript', wasm: 'application/wasm', ts: 'text/plain' };
  const open = { 'access-control-allow-origin': '*' };
  for (const file of readdirSync(dist)) {
    proxy.override(`/fixture-package/${file}`, { headers: { 'content-type': types[file.split('.').pop()], ...open }, body: readFileSync(join(dist, file)) });
  }
  const main = `${WORKS}
    import { init } from '/fixture-package/index.js';
    try { sessionStorage.length; } catch { document.documentElement.dataset.throws = 'yes'; }
    window.tally = await init(${JSON.stringify(fixture.configWith([CLICK]))});`;
  proxy.override('/fixture.js', { headers: { 'content-type': 'text/javascript', ...open }, body: main });
  proxy.override('/framing', { headers: { 'content-type': 'text/html' }, body: `<!doctype html><html><head><title>framing</title></head><body><iframe sandbox="allow-scripts" src="/fixture"></iframe></body></html>` });
  await browser.goto(world.shop.url('/framing'));
  await browser.driver.switchTo().frame(0);
  assert.equal((await fixture.started()).state, 'running');
  assert.equal(await browser.execute('return document.documentElement.dataset.throws'), 'yes');
  await browser.click('#hello');
  assert.equal(await works(browser), 1);
  await fixture.settles({ counted: 1, sent: 1 });
  await browser.driver.switchTo().defaultContent();
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('an engine that comes late has all that happened before', async (world) => {
  const { browser, proxy } = world;
  const fixture = new Fixture(world, { definitions: [CLICK], config: LATE });
  const body = fixture.file('tallymark.wasm');
  let release;
  const released = new Promise((resolve) => (release = resolve));
  proxy.override(/tallymark\.wasm$/, async (answer) => {
    await released;
    return { ...answer, status: 200, headers: { 'content-type': 'application/wasm' }, body };
  });
  await browser.goto(fixture.url());
  await until('tallymark to load', async () => (await fixture.status())?.state === 'loading');
  await fixture.track('early');
  await browser.click('#hello');
  release();
  await fixture.started();
  await expectVisit(world, { sent: ['early', 'hello'] });
});

/** Opening one takes half a second, and twice that in the slower engines. */
const TABS = engineName === 'chromium' ? 20 : 5;

shopTest(`${TABS} tabs with a common storage leave what they counted, and one of them sends each once`, async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { definitions: [CLICK], config: { storage: 'local', ...LATE } });
  await fixture.open();
  const first = await browser.driver.getWindowHandle();
  await recorder.refuse();
  const names = [];
  for (let tab = 1; tab < TABS; tab += 1) {
    await browser.newWindow();
    await fixture.open();
    names.push(`of_tab_${tab}`);
    await fixture.track(`of_tab_${tab}`);
    await browser.execute("dispatchEvent(new Event('pagehide'))");
  }
  for (const handle of await browser.driver.getAllWindowHandles()) {
    if (handle === first) continue;
    await browser.switchTo(handle);
    await browser.closeWindow();
  }
  await browser.switchTo(first);
  await recorder.heal();
  await browser.reload();
  await fixture.started();
  await until('all to arrive', () => recorder.events.length === names.length, { state: () => recorder.summary() });
  // The page hears of the last answer after the recorder has given it; one that is left before keeps the batch.
  const stored = () => browser.execute("return Object.keys(localStorage).filter((key) => key.startsWith('tallymark.'))");
  await until('nothing to be left', async () => (await stored()).length === 0);
  await expectVisit(world, { sent: names });
});
