/**
 * Every shipped format, from a real browser to what is real of its collector.
 *
 * The shopper's day travels from Chromium to a server on another origin. What came is read back by the collector itself
 * or by its own code where a registry has it; else it is held, field by field, against what the vendor's own client sends
 * for the same day. The table at the end is the one in docs/collectors.md; `UPDATE_EXPECT=1` writes it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HTTP } from 'cloudevents';
import { build } from 'esbuild';
import { Browser } from '../e2e/support/browser.mjs';
import { Collector } from '../e2e/support/collector.mjs';
import { built, root } from '../e2e/support/paths.mjs';
import { until } from '../e2e/support/until.mjs';
import { CLIENTS } from './clients.mjs';
import { compare } from './compare.mjs';
import { DAY, standing } from './day.mjs';
import { Receiver } from './receiver.mjs';
import { Rotel } from './rotel.mjs';
import { Shop } from './shop.mjs';

const LIMITS = { timeout: 120_000 };
/** What no collector is asked about: tests/e2e/data_layer_out.test.mjs shows it. */
const IN_PAGE = { against: 'a page whose list has a `push` of its own', sent: '–', back: '–' };
const PAGE = join(root, 'docs/collectors.md');
const BEGIN = '<!-- proofs: made by `UPDATE_EXPECT=1 cargo xtask test receivers` -->\n';
const END = '<!-- /proofs -->';

const formats = readdirSync(join(root, 'formats'))
  .sort()
  .map((file) => JSON.parse(readFileSync(join(root, 'formats', file), 'utf8')));
const format = (name) => formats.find((it) => it.name === name);

/** Of each format: what it was proven against, events sent and read back. */
const proofs = new Map();

let browser;
let shop;
before(async () => {
  const { outputFiles } = await build({ entryPoints: [join(import.meta.dirname, 'page_clients.mjs')], bundle: true, format: 'esm', write: false, logLevel: 'error' });
  browser = await Browser.start('chromium');
  shop = await Shop.start(browser, outputFiles[0].text);
});
after(async () => {
  await browser?.stop();
  await shop?.stop();
});

/** A receiver that ends with the test. */
const receiver = async (t, answer) => {
  const started = await Receiver.start(answer);
  t.after(() => started.stop());
  return started;
};

/** The format's block as a shop fills it in, with the address of this receiver. */
const filledIn = ({ collector }, { url }) => {
  const block = JSON.parse(JSON.stringify(collector).replace(/YOUR_([A-Z_]+)/g, (_, word) => `the-${word.toLowerCase()}`));
  const { pathname, search } = new URL(block.url);
  return { ...block, url: url + pathname + search };
};

/** The day in this format; what came, and that the browser asked first if and only if the format says so. */
const sent = async (name, to) => {
  const { sent: events } = await shop.visit(name, filledIn(format(name), to), DAY);
  assert.equal(0 < to.preflights, format(name).preflight, `${name}: a preflight`);
  const { pathname, search } = new URL(filledIn(format(name), to).url);
  assert.deepEqual([...new Set(to.requests.map(({ path }) => path))], [pathname + search], name);
  return events;
};

/** What was read back is the shopper's day: names, properties and where each event stands. */
const expectDay = (name, events, against, found) => {
  const plain = found.map(({ name: event, properties, ...at }) => ({ name: event, properties, ...Object.fromEntries(['nth', 'channel', 'device', 'from'].map((key) => [key, at[key] || undefined])) }));
  assert.deepEqual(plain, DAY.map((event, place) => ({ ...event, ...standing(place) })), name);
  proofs.set(name, { against, sent: events, back: found.length });
};

test('tallymark: the embedded collector has the day', LIMITS, async (t) => {
  const collector = await Collector.start();
  t.after(() => collector.stop());
  const to = await receiver(t, collector.url);
  const events = await sent('tallymark', to);
  const kept = (await collector.events()).sort((one, other) => one.seq - other.seq);
  expectDay('tallymark', events, 'the embedded collector', kept.map((event) => ({ ...event, properties: event.properties ?? {} })));
});

test('cloudevents: the CloudEvents SDK of Node reads the day', LIMITS, async (t) => {
  const to = await receiver(t);
  const events = await sent('cloudevents', to);
  const read = to.requests.flatMap(({ headers, body }) => HTTP.toEvent({ headers, body }));
  for (const event of read) assert.ok(event.validate());
  assert.deepEqual(read.map(({ type }) => type), DAY.map(({ name }) => `tallymark.${name}`));
  assert.equal(new Set(read.map(({ id }) => id)).size, DAY.length, 'ids of their own');
  expectDay('cloudevents', events, 'the CloudEvents SDK of Node', read.map(({ data }) => ({ ...data, name: data.event, properties: data.properties ?? {} })));
});

test('clickhouse, ndjson and otlp: ClickHouse and an OpenTelemetry collector have the day', LIMITS, async (t) => {
  const exported = await receiver(t);
  const rotel = await Rotel.start(exported.url);
  t.after(() => rotel.stop());
  const to = { clickhouse: await receiver(t), ndjson: await receiver(t), otlp: await receiver(t, rotel.url) };
  const events = {};
  for (const name of Object.keys(to)) events[name] = await sent(name, to[name]);
  assert.deepEqual(to.otlp.requests.map(({ status }) => status), [200], 'the OpenTelemetry collector takes it');
  await until('the OpenTelemetry collector to pass it on', () => exported.requests.length);
  const bodies = Object.fromEntries(Object.entries(to).map(([name, { requests }]) => [name, requests.map(({ body }) => body)]));
  const input = JSON.stringify({ ...bodies, exported: exported.requests.map(({ bytes }) => bytes.toString('base64')) });
  const read = JSON.parse(execFileSync(built('python/bin/python'), [join(import.meta.dirname, 'judge.py')], { input, encoding: 'utf8' }));
  expectDay('clickhouse', events.clickhouse, 'ClickHouse\'s engine (chdb), its table and its `INSERT`', read.clickhouse);
  expectDay('ndjson', events.ndjson, 'ClickHouse\'s engine (chdb), a table of lines', read.ndjson);
  expectDay('otlp', events.otlp, 'OpenTelemetry\'s protobuf schema', read.otlp);
  expectDay('otlp', events.otlp, 'an OpenTelemetry collector (rotel), and OpenTelemetry\'s protobuf schema', read.exported);
});

for (const [name, { client, answer, send, theirs, ours, explained }] of Object.entries(CLIENTS)) {
  test(`${name}: what ${client} sends, we send`, LIMITS, async (t) => {
    const [to, other] = [await receiver(t), await receiver(t, answer)];
    const events = await sent(name, to);
    await send(other.url, shop, other, format(name).collector.format.names);
    const back = compare(name, ours(to.requests), theirs(other.requests), { client, ...explained });
    proofs.set(name, { against: `what ${client.replace(/ [\d.]+$/, '')} sends, field by field`, sent: events, back });
  });
}

test('the template of the walk-through in docs/collectors.md works as it stands there', LIMITS, async (t) => {
  const page = readFileSync(PAGE, 'utf8');
  const block = (kind) => page.match(new RegExp(`\`\`\`${kind} walkthrough\n([\\s\\S]*?)\n\`\`\``))[1];
  const { collector, ...config } = JSON.parse(block('json'));
  const to = await receiver(t);
  const url = to.url + new URL(collector.url).pathname;
  const bought = [{ name: 'add_to_cart', properties: { item_id: 'A1', price: 12.9, currency: 'EUR' } }];
  await shop.visit('walkthrough', { ...collector, url }, bought, { config: { ...config, storage: 'memory' }, path: '/' });
  const fresh = (text) => text.replace(/[0-9a-f]{8}-[-0-9a-f]{27}/, 'ID').replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z/, 'TIME');
  assert.deepEqual(to.requests.map(({ body }) => fresh(decodeURIComponent(body))), [fresh(block('text'))]);
  assert.equal(to.preflights, 0);
});

test('the table of docs/collectors.md says what was seen', () => {
  proofs.set('data_layer', IN_PAGE);
  const table = ['| format | proven against | events sent | read back | preflight | bytes an event | at page end |', '| --- | --- | --- | --- | --- | --- | --- |'];
  for (const { name, preflight } of formats) {
    const { against, sent: events, back } = proofs.get(name);
    assert.equal(format(name).proof, against, `"proof" of formats/${name}.json`);
    const bytes = name === 'data_layer' ? '–' : goldenBytes(name);
    const end = { data_layer: 'at once', true: 'see below', false: 'sent' }[name === 'data_layer' ? name : preflight];
    table.push(`| [${name}](#${name}) | ${against} | ${events} | ${back} | ${preflight ? 'yes' : 'no'} | ${bytes} | ${end} |`);
  }
  const text = `${table.join('\n')}\n`;
  console.log(text);
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  if (process.env.UPDATE_EXPECT) writeFileSync(PAGE, page.slice(0, from) + text + page.slice(to));
  else assert.equal(page.slice(from, to), text, 'UPDATE_EXPECT=1 writes it');
});

/** Bytes of the golden bodies by event; they are the same on every machine. */
const goldenBytes = (name) => {
  const { steps } = JSON.parse(readFileSync(join(root, 'tests/formats/day.json'), 'utf8'));
  const body = readFileSync(join(root, `tests/formats/${name}.body`));
  return Math.floor(body.length / steps.filter(({ track }) => track).length);
};
