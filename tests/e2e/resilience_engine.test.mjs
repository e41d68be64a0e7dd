/**
 * A part of the package that does not arrive or does not work: tallymark is off, the shop is as it was.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { Fixture } from './support/fixture.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** The page's own work, which must go on. */
const OWN_WORK = `document.querySelector('#hello').addEventListener('click', () => (document.body.dataset.works = 'yes'));`;

const NOT_FOUND = { status: 404, type: 'text/html', body: '<!doctype html><title>404</title>' };

/** Opens the page with something broken in it, and says that it is intact and that nothing is sent. */
const expectOff = async (world, fixture, problem) => {
  const { browser, recorder } = world;
  const { state, problems } = await fixture.open();
  assert.equal(state, 'off');
  assert.match(problems.map(({ text }) => text).join('\n'), problem);
  await browser.execute("tally.on('hello', () => {}); tally.consent('granted'); tally.track('hello'); tally.flush(); tally.status()");
  await browser.click('#hello');
  assert.equal(await browser.execute('return document.body.dataset.works'), 'yes');
  await expectVisit(world, { sent: [] });
  assert.deepEqual(recorder.requests, []);
};

const broken = [
  ['Wasm that is not there', (fixture) => fixture.replace('tallymark.wasm', NOT_FOUND), /tallymark\.wasm answered 404/],
  ['Wasm that is no Wasm', (fixture) => fixture.replace('tallymark.wasm', { body: Buffer.from('garbage in, nothing out') }), /could not start/],
  ['Wasm that is cut off', (fixture) => fixture.replace('tallymark.wasm', { body: fixture.file('tallymark.wasm').subarray(0, 20_000) }), /could not start/],
  ['glue that is not there', (fixture) => fixture.replace('engine.js', NOT_FOUND), /could not start/],
  ['glue that is no script', (fixture) => fixture.replace('engine.js', { type: 'text/javascript', body: 'this is no script' }), /could not start/],
  ['a config that is not there', (fixture) => fixture.replaceConfig(NOT_FOUND), /fixture\.json answered 404/],
];
for (const [what, breakIt, problem] of broken) {
  shopTest(`${what}: off, and the page works`, async (world) => {
    const fixture = new Fixture(world, { script: OWN_WORK });
    breakIt(fixture);
    await expectOff(world, fixture, problem);
  });
}

shopTest('Wasm under another type is compiled in one piece', async (world) => {
  const fixture = new Fixture(world);
  fixture.replace('tallymark.wasm', { type: 'application/octet-stream', body: fixture.file('tallymark.wasm') });
  assert.equal((await fixture.open()).state, 'running');
  await world.browser.click('#hello');
  await fixture.settles({ counted: 1, sent: 1 });
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('a policy that forbids Wasm: off, and the problem says what to allow', async (world) => {
  const { recorder, errors } = world;
  const policy = `default-src 'self'; script-src 'self'; connect-src 'self' ${recorder.url}`;
  const fixture = new Fixture(world, { script: OWN_WORK, headers: { 'content-security-policy': policy } });
  await expectOff(world, fixture, /Content-Security-Policy.*'wasm-unsafe-eval'.*script-src/);
  const violations = errors.take('policy');
  // WebKit refuses the instance without telling of a violation.
  assert.ok(violations.length <= 1, `no storm of violations in ${engineName}: ${JSON.stringify(violations)}`);
});

shopTest('a policy that allows just what the manual says is enough', async (world) => {
  const { recorder } = world;
  // The browser itself asks for a favicon.
  const policy = `default-src 'none'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${recorder.url}; require-trusted-types-for 'script'`;
  const fixture = new Fixture(world, { headers: { 'content-security-policy': policy } });
  assert.equal((await fixture.open()).state, 'running');
  await world.browser.click('#hello');
  await fixture.settles({ counted: 1, sent: 1 });
  await expectVisit(world, { sent: ['hello'] });
});

shopTest('a collector that the policy forbids is tried without a storm', async (world) => {
  const { browser, recorder, errors } = world;
  const policy = "default-src 'none'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
  const fixture = new Fixture(world, { headers: { 'content-security-policy': policy } });
  assert.equal((await fixture.open()).state, 'running');
  await browser.click('#hello');
  await fixture.settles({ counted: 1, sent: 0 });
  await until('the first try', () => 0 < errors.list.length);
  await browser.execute('return tally.flush().then(() => true)');
  assert.ok(errors.take('policy').length <= 3);
  assert.deepEqual(recorder.requests, []);
  await world.shop.leave();
  errors.take('policy');
});
