/**
 * Mistakes of the shop's own: in the config, in callbacks. The rest works, and the page never notices.
 */
import assert from 'node:assert/strict';
import { CLICK, Fixture, PROVEN } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

const MISTAKES = [
  { name: 'mistyped', trigger: { clik: { selector: '#hello' } } },
  CLICK,
  { name: 'no_selector', trigger: { click: { selector: '#hello >> x' } } },
  PROVEN,
  { name: 'Not A Name', trigger: { click: { selector: '#hello' } } },
  { name: 'unknown_key', trigger: { click: { selector: '#hello' } }, confrim: {} },
];

/** The page counts up as a shop does after an add. */
const COUNT_UP = `document.querySelector('#add').addEventListener('click', () => {
  const count = document.querySelector('#count');
  setTimeout(() => count.replaceWith(Object.assign(count.cloneNode(), { textContent: Number(count.textContent) + 1 })), 30);
});`;

shopTest('what is right in a config works beside what is wrong, and what is wrong is told', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { definitions: MISTAKES, script: COUNT_UP });
  const { state, problems } = await fixture.open();
  assert.equal(state, 'running');
  await browser.click('#hello');
  await browser.click('#add');
  await fixture.settles({ counted: 2, sent: 2 });
  const text = (index) => problems.filter(({ place }) => place.startsWith(`definitions[${index}]`)).map(({ text: found }) => found).join('; ');
  assert.match(text(0), /"clik".*did you mean "click"/);
  assert.match(text(2), /#hello >> x.*selector/);
  assert.match(text(4), /lower case letters/);
  assert.match(text(5), /"confrim".*did you mean "confirm"/);
  assert.deepEqual([text(1), text(3)], ['', '']);
  for (const { place, text: found } of problems) assert.ok(place.startsWith('definitions[') && 10 < found.length, `${place}: ${found}`);
  await expectVisit(world, { sent: ['hello', 'add_to_cart'] });
});

shopTest('a config that is no JSON, or names no collector, leaves the page alone and says where it is wrong', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world);
  const configs = [
    ['{ "version": 1,\n  "site": "x",,\n}', /not JSON: line 2, column \d+/],
    [{ version: 1, site: 'x', definitions: [CLICK] }, /"collector" is missing/],
    [fixture.configWith([CLICK], { collector: { url: 'http://collect.example/v1/events' } }), /https/],
    ['', /not JSON/],
    ['[]', /expected an object, found a list/],
  ];
  for (const [config, expected] of configs) {
    fixture.config(config);
    const status = await fixture.open();
    assert.equal(status.state, 'off');
    assert.match(status.problems.map(({ place, text }) => `${place}: ${text}`).join('\n'), expected);
    await browser.click('#hello');
    await fixture.track('still_here');
    assert.equal((await fixture.status()).counted, 0);
  }
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
});

shopTest('a callback that throws, rejects, never ends or counts itself harms nobody', async (world) => {
  const { browser } = world;
  const script = `
    window.heard = [];
    const listen = () => {
      tally.on('hello', () => { throw new Error('thrown in a callback'); });
      tally.on('hello', async () => { throw new Error('rejected in a callback'); });
      tally.on('hello', () => new Promise(() => {}));
      tally.on('hello', () => { tally.track('again', { depth: 1 }); tally.status(); tally.flush(); });
      tally.on('again', ({ properties }) => { if (properties.depth < 3) tally.track('again', { depth: properties.depth + 1 }); });
      const end = tally.on('hello', () => heard.push('ended'));
      end();
      tally.on('hello', (event) => {
        const isFrozen = [event, event.properties, event.page, event.journey, event.journey.counted].every(Object.isFrozen);
        heard.push({ name: event.name, isFrozen, counted: event.journey.counted.hello, channel: event.journey.channel });
      });
    };
    addEventListener('tally-is-there', listen);`;
  const fixture = new Fixture(world, { config: { funnel: ['again'] }, script });
  await fixture.open();
  await browser.execute("dispatchEvent(new Event('tally-is-there'))");
  await browser.click('#hello');
  await fixture.settles({ counted: 4, sent: 4 });
  const again = [1, 2, 3].map((depth) => ({ name: 'again', nth: Math.min(depth, 2), properties: { depth } }));
  const heard = await until('the last callback', () => browser.execute('return heard.length ? heard : null'));
  assert.deepEqual(heard, [{ name: 'hello', isFrozen: true, counted: 1, channel: 'direct' }]);
  await expectVisit(world, { sent: ['hello', ...again] });
});

shopTest('calls that come before the engine runs are held, with whatever they say', async (world) => {
  const { browser } = world;
  const main = `
    import { init } from '/fixture-package/index.js';
    window.tally = await init('/fixture.json');
    const trap = { get price() { throw new Error('a getter of the shop'); } };
    tally.track('early', { price: 12.5, name: 'a@b.example', deep: { hidden: true }, list: [1], nothing: null, ok: true });
    tally.track('trapped', trap);
    tally.track('Not a name');
    tally.track('bare');
    window.off = (await init('/other.json')) === tally;`;
  const fixture = new Fixture(world, { main });
  await fixture.open();
  await fixture.settles({ counted: 3, sent: 3 });
  assert.equal(await browser.execute('return off'), true, 'a second init gives the first');
  const early = { name: 'early', properties: { price: 12.5, name: '<email>', ok: true } };
  await expectVisit(world, { sent: [early, 'trapped', 'bare'] });
  const { properties } = await world.recorder.event('early');
  assert.deepEqual(properties, early.properties);
});
