/**
 * Shops that install the package in their own way: a Vite build, and a script tag. Each must deliver an event.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'vite';
import { Browser } from '../e2e/support/browser.mjs';
import { Collector } from '../e2e/support/collector.mjs';
import { PageProxy } from '../e2e/support/page_proxy.mjs';
import { built, packedPackage } from '../e2e/support/paths.mjs';
import { Recorder } from '../e2e/support/recorder.mjs';
import { expectEvents, Shop } from '../e2e/support/shop.mjs';
import { until } from '../e2e/support/until.mjs';
import { serveSite } from './support/static_site.mjs';

const fixtures = join(import.meta.dirname, 'fixtures');
const config = JSON.parse(readFileSync(join(fixtures, 'config.json'), 'utf8'));
const { version } = JSON.parse(readFileSync(join(packedPackage(), 'package.json'), 'utf8'));

/** Node ends a test that hangs; npm and Vite take a few seconds on a machine under load. */
const limits = { timeout: 90_000 };

let browser;
let directory;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallymark-consumer-'));
  browser = await Browser.start('chromium');
});
after(async () => {
  await browser?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Opens a built site, clicks, leaves, and expects the event at the collector. */
const expectDelivery = async (t, site, tally) => {
  const recorder = await Recorder.start();
  t.after(() => recorder.stop());
  const collector = await Collector.start({ publicUrl: recorder.url });
  t.after(() => collector.stop());
  recorder.collectorUrl = collector.url;
  const collectorConfig = { ...config.collector, url: `${recorder.url}/v1/events` };
  const server = await serveSite(site, { '/tallymark.json': { ...config, collector: collectorConfig } });
  t.after(() => server.close());
  const proxy = await PageProxy.start(server.url);
  t.after(() => proxy.stop());
  const shop = new Shop({ browser, proxy, recorder });
  await shop.open();
  await until('tallymark to run', () => browser.execute(`return ${tally}?.status().state === 'running'`), {
    state: () => proxy.requests.map(({ url }) => url),
  });
  assert.deepEqual(await browser.execute(`return ${tally}.status().problems`), []);
  await browser.click('[data-wishlist]');
  await proxy.errors.settle(browser);
  await shop.leave();
  const event = { name: 'add_to_wishlist', properties: { item_id: 'WS-1001-M' } };
  await expectEvents(recorder, { sent: [event], not_sent: 'anything else' });
  assert.equal((await collector.events()).length, 1);
  proxy.errors.expectNone();
};

test('a shop built by Vite delivers an event', limits, async (t) => {
  const root = join(directory, 'vite');
  cpSync(join(fixtures, 'vite'), root, { recursive: true });
  const tarball = built(`npm/tallymark-${version}.tgz`);
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], { cwd: root, stdio: 'ignore' });
  await build({ root, configFile: false, logLevel: 'warn', build: { target: 'es2022' } });
  await expectDelivery(t, join(root, 'dist'), 'window.tally');
});

test('a page with a script tag delivers an event', limits, async (t) => {
  const root = join(directory, 'script_tag');
  cpSync(join(fixtures, 'script_tag'), root, { recursive: true });
  cpSync(join(packedPackage(), 'dist'), join(root, 'vendor'), { recursive: true });
  await expectDelivery(t, root, 'window.tallymark');
});
