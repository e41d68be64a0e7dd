/**
 * What scrub costs: microseconds a text in Chromium and natively, of the same texts in one run, and bytes by detector.
 *
 * `cargo xtask bench` prints it; with TALLYMARK_DOCS=1 it also writes it into docs/privacy.md. Nothing passes or fails by it.
 * In the page a text costs what a call of track() with twenty of them takes more than one with twenty booleans, so reading
 * it, handing it over and writing it into the batch count, too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fixture } from '../e2e/support/fixture.mjs';
import { root } from '../e2e/support/paths.mjs';
import { misbehaviour } from '../e2e/support/recorder.mjs';
import { shopTest } from '../e2e/support/shop_test.mjs';

/** Texts a call, calls, and how often all are made: the fastest round counts, the others were disturbed. */
const [AT_ONCE, CALLS, ROUNDS] = [20, 20, 9];

const target = process.env.TALLYMARK_TARGET ?? join(root, 'target');

const lines = readFileSync(join(root, 'tests/scrub/sample.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));

/** Evenly drawn from the sample's free texts. */
const drawn = (is) => {
  const all = lines.filter((line) => line.field === 'free_text' && is(line));
  const step = Math.floor(all.length / (AT_ONCE * CALLS));
  return Array.from({ length: AT_ONCE * CALLS }, (_, index) => all[index * step].text);
};

const GROUPS = {
  'clean texts of a shop': drawn(({ secret }) => !secret),
  'texts with an identifier': drawn(({ encoding }) => encoding === 'plain'),
  'with an encoded one': drawn(({ secret, encoding }) => secret && encoding !== 'plain'),
};

/** Runs in the page: the mean of a call with these values, microseconds; each call's batch is sent before the next. */
const measure = async (calls, rounds) => {
  const events = calls.map((values) => Object.fromEntries(values.map((value, index) => [`p${index}`, value])));
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    let took = 0;
    for (const properties of events) {
      const start = performance.now();
      window.tally.track('search', properties);
      took += performance.now() - start;
      await window.tally.flush();
    }
    best = Math.min(best, took);
  }
  return (1000 * best) / calls.length;
};

const chunked = (texts) => Array.from({ length: CALLS }, (_, call) => texts.slice(call * AT_ONCE, (call + 1) * AT_ONCE));

/** Microseconds a text by the engine compiled for this machine, the fastest of as many rounds. */
const natively = (texts) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallymark-scrub-'));
  const path = join(folder, 'texts.jsonl');
  writeFileSync(path, texts.map((text) => JSON.stringify({ field: 'free_text', text })).join('\n'));
  const once = () => {
    const { stderr, status } = spawnSync(join(target, 'release/examples/scrub'), [path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${stderr}\nis it built? cargo build --release --example scrub`);
    return Number(/([\d.]+) µs/.exec(stderr)[1]);
  };
  const best = Math.min(...Array.from({ length: ROUNDS }, once));
  rmSync(folder, { recursive: true });
  return best;
};

const table = (head, rows) => [head, `| --- |${' ---: |'.repeat(head.split('|').length - 3)}`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

/** Bytes of the part by detector; compressed as a whole, of which each has its share. */
const bytes = () => {
  const read = (name) => JSON.parse(readFileSync(join(target, name), 'utf8'));
  const [weights, sizes] = [read('scrub-weights.json'), read('sizes.json')];
  const DETECTORS = {
    email: ['email'],
    'phone, card and what both share': ['phone', 'card', 'digits'],
    'national ids, VIN, IMEI': ['ids'],
    iban: ['iban'],
    'ip, mac, uuid': ['net'],
    token: ['token'],
    geo: ['geo'],
    'encodings and look-alikes': ['normalise', 'fold'],
  };
  const all = Object.values(weights).reduce((sum, count) => sum + count);
  const rows = Object.entries(DETECTORS).map(([name, modules]) => [name, modules.reduce((sum, module) => sum + (weights[module] ?? 0), 0)]);
  rows.sort(([, one], [, other]) => other - one);
  rows.push(['shared by all, base64 and hexadecimal', all - rows.reduce((sum, [, count]) => sum + count, 0)]);
  rows.push(['all', all]);
  const share = (count) => Math.round((sizes['part scrub'].brotli * count) / all);
  return table('| scrub\'s bytes | raw | share of the part after brotli |', rows.map(([name, count]) => [name, count, share(count)]));
};

shopTest('what scrub costs', async (world) => {
  const { browser, recorder } = world;
  recorder.always(misbehaviour.status(204));
  const config = { storage: 'memory', collector: { url: `${recorder.url}/v1/events`, flush_after_ms: 600_000, flush_at_events: 100 } };
  const fixture = new Fixture(world, { definitions: [], config });
  /** In a page of its own: more events would be taken for a flood. */
  const call = async (values) => {
    const { problems } = await fixture.open('');
    if (problems.length) throw new Error(JSON.stringify(problems));
    // The detectors come with the first text that needs them.
    await browser.execute(async () => {
      window.tally.track('search', { search_term: 'anna@example.com' });
      await window.tally.flush();
    });
    await fixture.settles({ sent: 1 });
    const took = await browser.execute(measure, chunked(values), ROUNDS);
    const { counted, unread } = await browser.execute(() => window.tally.status());
    if (counted !== 1 + CALLS * ROUNDS || unread) throw new Error(`${counted} were counted, and ${unread} texts not read`);
    return took;
  };
  const flags = await call(Array.from({ length: AT_ONCE * CALLS }, () => true));
  const rows = [];
  for (const [name, texts] of Object.entries(GROUPS)) {
    const took = ((await call(texts)) - flags) / AT_ONCE;
    rows.push([name, took.toFixed(1), natively(texts).toFixed(1)]);
  }
  const report = `${table('| µs a text | in Chromium | natively |', rows)}\n\n${bytes()}`;
  console.log(`\n${report}\n`);
  if (process.env.TALLYMARK_DOCS) {
    const path = join(root, 'docs/privacy.md');
    const marked = /(<!-- scrub-cost -->\n)[^]*(<!-- \/scrub-cost -->)/;
    writeFileSync(path, readFileSync(path, 'utf8').replace(marked, (_, begin, end) => `${begin}${report}\n${end}`));
  }
});
