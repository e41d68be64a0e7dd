/** `npx tallymark init`: the template of a collector into a shop's config. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packedPackage, root } from '../e2e/support/paths.mjs';

const directory = mkdtempSync(join(tmpdir(), 'tallymark-init-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const tallymark = (...words) => {
  const command = [join(packedPackage(), 'cli/cli.js'), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: directory, encoding: 'utf8' });
  return { status, stdout, stderr };
};
const config = () => JSON.parse(readFileSync(join(directory, 'tallymark.json'), 'utf8'));
const names = readdirSync(join(root, 'formats')).map((file) => file.replace('.json', ''));

test('a shop without a config gets one for its collector, and is told what to fill in', () => {
  for (const name of names) {
    rmSync(join(directory, 'tallymark.json'), { force: true });
    const { status, stderr } = tallymark('init', '--collector', name);
    assert.equal(status, 0, stderr);
    const shipped = readFileSync(join(root, `formats/${name}.json`), 'utf8');
    assert.deepEqual(config().collector, JSON.parse(shipped).collector, name);
    const open = shipped.match(/YOUR_[A-Z_]+/g) ?? [];
    for (const word of open) assert.match(stderr, new RegExp(`"${word}"`));
    assert.equal(stderr.trim().split('\n').length, 1 + open.length, stderr);
  }
});

test('a config that is there keeps all but its collector', () => {
  const before = { version: 1, site: 'waystone', collector: { url: '/old', flush_at_events: 7 }, definitions: [{ name: 'a' }] };
  writeFileSync(join(directory, 'tallymark.json'), JSON.stringify(before));
  assert.equal(tallymark('init', '--collector', 'umami', '--url', 'https://umami.shop.example/api/batch').status, 0);
  const { collector, ...others } = config();
  assert.deepEqual(others, { version: 1, site: 'waystone', definitions: [{ name: 'a' }] });
  assert.deepEqual([collector.url, collector.flush_at_events], ['https://umami.shop.example/api/batch', 7]);
});

test('nothing is written over a file that is no JSON, or for a collector that nobody knows', () => {
  writeFileSync(join(directory, 'tallymark.json'), '{ "version": 1, }');
  const broken = tallymark('init', '--collector', 'umami');
  assert.equal(broken.status, 2);
  assert.match(broken.stderr, /^tallymark: tallymark\.json is no JSON \(.*\); nothing was written\n$/);
  const unknown = tallymark('init', '--collector', 'umamy');
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, /^tallymark: unknown collector "umamy"; known are: amplitude, /);
  assert.equal(readFileSync(join(directory, 'tallymark.json'), 'utf8'), '{ "version": 1, }');
});

test('the list names every collector and what it is for', () => {
  const { status, stdout } = tallymark('init', '--list');
  assert.equal(status, 0);
  assert.deepEqual(stdout.trim().split('\n').map((line) => line.split(' ')[0]), names.sort());
});
