/**
 * What each storage mode knows after a reload, on another page, in another tab, and after going back: docs/journey.md.
 */
import assert from 'node:assert/strict';
import { Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';

const DEFINITIONS = [
  { name: 'step', trigger: { click: { selector: '#step' } } },
  { name: 'hello', trigger: { tracked: {} } },
];
const BODY = '<button id="step">step</button>';

/** The shop's code counts once on the page that is open; a tab in the background can't be clicked in all engines. */
const hello = async (fixture) => {
  await fixture.started();
  const before = (await fixture.status()).counted;
  await fixture.track('hello');
  await until('it to be counted', async () => before < (await fixture.status()).counted);
};

/** A landing from a newsletter, a reload, another page, another tab, and back again; gives what was said in turn. */
const visit = async (world, storage) => {
  const { browser, recorder, shop } = world;
  const fixture = new Fixture(world, { definitions: DEFINITIONS, body: BODY, config: { storage, funnel: ['step', 'hello'], collector: { flush_after_ms: 60_000 } } });
  await fixture.open('?utm_medium=email');
  await browser.click('#step');
  await hello(fixture);
  await browser.reload();
  await hello(fixture);
  await browser.goto(fixture.url('?next'));
  await hello(fixture);
  const [first] = await browser.driver.getAllWindowHandles();
  await browser.newWindow();
  await fixture.open();
  await hello(fixture);
  await shop.leave();
  await browser.switchTo(first);
  await shop.leave();
  const said = ({ name }) => name === 'hello';
  await until('all four', () => recorder.events.filter(said).length === 4, { state: () => recorder.summary() });
  const told = {};
  for (const { channel, from, nth } of recorder.events.filter(said)) (told[`${channel} ${from ?? '-'}`] ??= []).push(nth);
  for (const numbers of Object.values(told)) numbers.sort();
  return told;
};

shopTest('in memory each page is a session of its own', async (world) => {
  // Landing: after the step. Reload: the address still says where it came from. Another page and another tab: direct.
  assert.deepEqual(await visit(world, 'memory'), { 'email step': [1], 'email -': [1], 'direct -': [1, 1] });
  assert.deepEqual(await world.browser.execute(() => [sessionStorage.length, localStorage.length]), [0, 0]);
});

for (const storage of ['session', 'local']) {
  shopTest(`with "${storage}" a session is a tab: reloads and other pages go on, another tab begins anew`, async (world) => {
    assert.deepEqual(await visit(world, storage), { 'email step': [1], 'email -': [2, 2], 'direct -': [1] });
  });
}
