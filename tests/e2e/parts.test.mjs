/**
 * Parts of the engine: a page loads those that its config needs, and one that doesn't come takes only its own
 * definitions along.
 */
import assert from 'node:assert/strict';
import { CLICK, Fixture } from './support/fixture.mjs';
import { BLANK_PATH } from './support/page_proxy.mjs';
import { shopTest } from './support/shop_test.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const PRICED = {
  name: 'priced',
  trigger: { click: { selector: '#priced' } },
  properties: { price: { text: '#priced', type: 'money' } },
};
const BODY = '<button id="hello">hello</button> <button id="priced">EUR 12.50</button>';
const MISSING = /^definitions\[1\]\.properties\.price: needs tallymark\.money\.wasm, which could not be loaded$/;

const requested = ({ proxy }) =>
  proxy.requests.map(({ url }) => new URL(url, 'http://shop/').pathname.split('/').pop()).filter((file) => /^tallymark\..+\.wasm$/.test(file));

/** Opens the page, clicks both buttons and leaves; `sent` is what arrives, and nothing else does. */
const visit = async (world, fixture, sent) => {
  const { browser } = world;
  const status = await fixture.open();
  assert.equal(status.state, 'running');
  await browser.click('#hello');
  await browser.click('#priced');
  await fixture.settles({ counted: sent.length, sent: sent.length });
  await expectVisit(world, { sent });
  return status.problems.map(({ place, text }) => `${place}: ${text}`);
};

shopTest('a part comes when the config asks for it, and no other does', async (world) => {
  const fixture = new Fixture(world, { definitions: [CLICK, PRICED], body: BODY });
  const priced = { name: 'priced', properties: { price: 12.5, currency: 'EUR' } };
  assert.deepEqual(await visit(world, fixture, ['hello', priced]), []);
  assert.deepEqual(requested(world), ['tallymark.money.wasm']);
});

const broken = [
  ['is not there', () => ({ status: 404, type: 'text/html', body: 'no' })],
  ['is cut off', (fixture) => ({ body: fixture.file('tallymark.money.wasm').subarray(0, 400) })],
  ['is another module', () => ({ body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 120, 1, 121, 0, 0]) })],
];
for (const [what, answer] of broken) {
  shopTest(`a part that ${what} takes only its own definition along`, async (world) => {
    const fixture = new Fixture(world, { definitions: [CLICK, PRICED], body: BODY });
    fixture.replace('tallymark.money.wasm', answer(fixture));
    const problems = await visit(world, fixture, ['hello']);
    assert.equal(problems.length, 1);
    assert.match(problems[0], MISSING);
  });
}

const SEARCHES = `
  import { init } from '/fixture-package/index.js';
  window.tally = await init('/fixture.json');
  window.heard = [];
  tally.on('search', ({ properties }) => heard.push(properties.search_term));
`;

/** Tracks a search for each of the terms: `sent` is what callbacks hear and what leaves. */
const search = async (world, fixture, terms, sent) => {
  const { browser } = world;
  await fixture.open();
  for (const term of terms) await fixture.track('search', { search_term: term });
  await browser.execute(() => window.tally.flush());
  const status = await fixture.settles({ counted: sent.length, sent: sent.length });
  assert.deepEqual(await browser.execute(() => window.heard), sent);
  await expectVisit(world, { sent: sent.map((term) => ({ name: 'search', properties: { search_term: term } })) });
  return status;
};

shopTest('texts that hold nothing personal leave without the detectors', async (world) => {
  const fixture = new Fixture(world, { definitions: [CLICK], main: SEARCHES });
  const status = await search(world, fixture, ['blue jeans', 'size 42'], ['blue jeans', 'size 42']);
  assert.equal(status.scrubbed, undefined);
  assert.deepEqual(requested(world), []);
});

shopTest('a text that may be personal waits for the detectors', async (world) => {
  const fixture = new Fixture(world, { definitions: [CLICK], main: SEARCHES });
  const typed = ['call 0151 23456789', 'shoes', 'anna@example.com or bob@example.org', '4111 1111 1111 1111'];
  const status = await search(world, fixture, typed, ['call <phone>', 'shoes', '<email> or <email>', '<card>']);
  assert.equal(status.unread, undefined);
  assert.deepEqual(status.scrubbed, { email: 2, phone: 1, card: 1 });
  assert.deepEqual(requested(world), ['tallymark.scrub.wasm']);
});

shopTest('without the detectors a text that may be personal stays in the page', async (world) => {
  const fixture = new Fixture(world, { definitions: [CLICK], main: SEARCHES });
  fixture.replace('tallymark.scrub.wasm', { status: 404, body: 'no' });
  const status = await search(world, fixture, ['call 0151 23456789', 'shoes'], ['<unread>', 'shoes']);
  assert.equal(status.unread, 1);
  assert.equal(status.scrubbed, undefined);
  assert.deepEqual(status.problems, [{ place: '', text: 'needs tallymark.scrub.wasm, which could not be loaded' }]);
});

const CALLED = { name: 'called', trigger: { click: { selector: '#call' } }, properties: { number: { text: '#call' } } };

shopTest('where the config reads texts the detectors are there before the shopper leaves with one', async (world) => {
  const fixture = new Fixture(world, { definitions: [CALLED], body: `<a id="call" href="${BLANK_PATH}">0151 23456789</a>` });
  await fixture.open();
  assert.deepEqual(requested(world), ['tallymark.scrub.wasm']);
  await world.browser.follow('#call');
  await expectVisit(world, { sent: [{ name: 'called', properties: { number: '<phone>' } }] });
  expectNowhere(world.recorder, '0151', 'unread');
});

const MANY = Array.from({ length: 40 }, (_, index) => ({ name: `click_${index}`, trigger: { click: { selector: `.class-${index}` } } }));

for (const isThere of [true, false]) {
  shopTest(`many selectors count ${isThere ? 'by the part that looks them up' : 'without that part too'}`, async (world) => {
    const body = '<button id="hello" class="class-7 other">hello</button> <button id="priced">nothing</button>';
    const fixture = new Fixture(world, { definitions: MANY, body });
    if (!isThere) fixture.replace('tallymark.many.wasm', { status: 404, body: 'no' });
    const problems = await visit(world, fixture, ['click_7']);
    assert.deepEqual(problems, isThere ? [] : [': needs tallymark.many.wasm, which could not be loaded']);
    assert.deepEqual(requested(world), ['tallymark.many.wasm']);
  });
}
