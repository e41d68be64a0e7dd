/**
 * What is in the tarball, what its package.json promises, and what it does where there is no page.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { built, packedPackage, root } from '../e2e/support/paths.mjs';

const manifest = JSON.parse(readFileSync(join(packedPackage(), 'package.json'), 'utf8'));

/** Runs JavaScript in a Node of its own that has the package installed, and gives what it prints as JSON. */
const inNode = (code, type) => {
  const printed = execFileSync(process.execPath, [`--input-type=${type}`, '--eval', code], { cwd: built('npm'), encoding: 'utf8' });
  return JSON.parse(printed);
};

test('the tarball has exactly the files in files.txt', () => {
  const tarball = built(`npm/tallymark-${manifest.version}.tgz`);
  const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  const files = listed.map((path) => path.replace(/^package\//, '')).sort();
  const golden = readFileSync(join(import.meta.dirname, 'files.txt'), 'utf8').trim().split('\n');
  assert.deepEqual(files, golden, 'a file more or less is a decision: change files.txt with it');
});

test('the package brings nothing along', () => {
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies', 'scripts']) {
    assert.equal(manifest[kind], undefined, kind);
  }
});

test('its version is the workspace\'s', () => {
  const [, version] = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^\[workspace\.package\]\nversion = "(.+)"$/m);
  assert.equal(manifest.version, version);
});

test('bundlers and editors find every entry', async () => {
  const { messages, pkg } = await publint({ pkgDir: packedPackage(), level: 'suggestion', strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
  assert.equal(manifest.exports['.'].types, './dist/index.d.ts');
  assert.equal(manifest.type, 'module');
});

test('a bundler may drop the import when nothing of it is used', () => {
  // Only the script-tag build does something by being loaded.
  assert.deepEqual([manifest.sideEffects].flat().filter(Boolean), ['./dist/tallymark.iife.js']);
});

const SERVER_USE = `
  const before = Object.getOwnPropertyNames(globalThis).sort().join();
  const touched = [];
  globalThis.fetch = () => touched.push('fetch');
  for (const name of ['compile', 'compileStreaming', 'instantiate']) WebAssembly[name] = () => touched.push(name);
  const run = async ({ init, ...others }) => {
    const tally = await init('/tallymark.json');
    const off = tally.on('view_item', () => touched.push('callback'));
    tally.track('view_item', { item_id: 'A1' });
    tally.consent('granted');
    await tally.flush();
    off();
    tally.stop();
    const isUntouched = before === Object.getOwnPropertyNames(globalThis).sort().join();
    const timers = process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout');
    console.log(JSON.stringify({ others: Object.keys(others).filter((name) => name !== 'default'), touched, isUntouched, timers, status: tally.status() }));
  };
`;

const INERT = {
  others: [],
  touched: [],
  isUntouched: true,
  timers: [],
  status: { state: 'off', problems: [], counted: 0, queued: 0, sent: 0, dropped: {}, definitions: {} },
};

test('on a server it can be imported, does nothing and touches nothing', () => {
  assert.deepEqual(inNode(`${SERVER_USE} run(await import('tallymark'));`, 'module'), INERT);
});

test('on a server it can be required too', () => {
  assert.deepEqual(inNode(`${SERVER_USE} run({ ...require('tallymark') });`, 'commonjs'), INERT);
});

test('the wasm and the script-tag build are public paths', () => {
  const code = `console.log(JSON.stringify(['tallymark/tallymark.wasm', 'tallymark/tallymark.iife.js', 'tallymark/package.json']
    .map((path) => import.meta.resolve(path).split('/node_modules/tallymark/').at(-1))));`;
  assert.deepEqual(inNode(code, 'module'), ['dist/tallymark.wasm', 'dist/tallymark.iife.js', 'package.json']);
});
