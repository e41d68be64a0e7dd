/**
 * The command line out of the packed package, as `npx tallymark` runs it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packedPackage, root } from '../e2e/support/paths.mjs';

const manifest = JSON.parse(readFileSync(join(packedPackage(), 'package.json'), 'utf8'));
const directory = mkdtempSync(join(tmpdir(), 'tallymark-cli-'));
after(() => rmSync(directory, { recursive: true }));

/** Runs `npx tallymark` with these words in a directory of its own. */
const tallymark = (...words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(packedPackage(), manifest.bin.tallymark), ...words], { cwd: directory, encoding: 'utf8' });
  return { status, stdout, stderr };
};

const file = (name, content) => {
  writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};

const CONFIG = {
  version: 1,
  site: 'shop',
  collector: { url: '/collect' },
  definitions: [
    {
      name: 'add_to_cart',
      trigger: { click: { selector: '.add' } },
      confirm: { any: [{ mutation: { selector: '.count', change: 'increase' } }] },
      otherwise: 'add_to_cart_failed',
      properties: {
        item_id: { attribute: 'data-sku', selector: '.card' },
        price: { text: '.price', type: 'money' },
        cards: { count: '.card' },
        gift: { value: '.gift', type: 'boolean' },
      },
    },
  ],
};

test('a config without a problem is told what leaves with it, and that is all', () => {
  file('tallymark.json', CONFIG);
  const { status, stdout, stderr } = tallymark('check');
  assert.equal(status, 0, stderr);
  assert.equal(stderr, 'tallymark.json: no problem\n');
  const rows = stdout.split('\n').filter((line) => line.startsWith('events[].properties.')).map((line) => line.split(/ {2,}/).slice(0, 4));
  const both = 'add_to_cart, add_to_cart_failed';
  assert.deepEqual(rows, [
    ['events[].properties.reason', 'add_to_cart_failed', 'refused or unproven', 'one of 2'],
    ['events[].properties.*', 'all', 'track()', 'text, number, boolean'],
    ['events[].properties.item_id', both, 'attribute data-sku of .card', 'text'],
    ['events[].properties.currency', both, 'currency beside text .price', 'text'],
    ['events[].properties.price_currency', both, 'currency beside text .price', 'text'],
    ['events[].properties.price', both, 'text .price', 'money'],
    ['events[].properties.cards', both, 'count .card', 'integer'],
    ['events[].properties.gift', both, 'value .gift', 'boolean'],
  ]);
});

test('the same is there for machines', () => {
  file('tallymark.json', CONFIG);
  const { status, stdout, stderr } = tallymark('check', '--json');
  assert.deepEqual([status, stderr], [0, '']);
  const { problems, events, leaves } = JSON.parse(stdout);
  assert.deepEqual(problems, []);
  assert.deepEqual(events.slice(0, 3), ['add_to_cart', 'add_to_cart_failed', 'add_to_cart_shown']);
  assert.deepEqual(leaves.find(({ field }) => field.endsWith('item_id')), {
    field: 'events[].properties.item_id',
    events: ['add_to_cart', 'add_to_cart_failed'],
    from: 'attribute data-sku of .card',
    type: 'text',
    scrub: 'code',
    longest: 200,
  });
});

test('in another format it tells what stands where in that format, and the types stay', () => {
  const { collector } = JSON.parse(readFileSync(join(root, 'formats/segment.json'), 'utf8'));
  const text = JSON.stringify(collector).replace('YOUR_WRITE_KEY', 'key');
  file('segment.json', { ...CONFIG, track: {}, collector: JSON.parse(text) });
  const { status, stdout, stderr } = tallymark('check', 'segment.json');
  assert.equal(status, 0, stderr);
  const rows = stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3));
  const both = 'add_to_cart, add_to_cart_failed';
  for (const row of [
    ['writeKey', 'all', 'constant "key"'],
    ['batch[].anonymousId', 'all', 'batch, as a UUID: random, new for each batch'],
    ['batch[].properties.product_id', both, 'events[].properties.item_id: attribute data-s'],
    ['batch[].context.page.url', 'all', 'events[].page.path, behind the page\'s origin: a'],
  ]) {
    const found = rows.find(([field]) => field === row[0]) ?? [];
    assert.ok(found.every((cell, column) => cell.startsWith(row[column])) && found.length, `${row[0]}: ${found}`);
  }
  assert.ok(!stdout.includes('\nevents[]'), stdout);
  assert.equal(tallymark('types', 'segment.json').stdout, tallymark('types', file('own.json', { ...CONFIG, track: {} })).stdout);
});

test('a wrong definition is named with its place, and fails the check', () => {
  const wrong = { ...CONFIG, definitions: [{ name: 'search', trigger: { clik: { selector: 'a' } } }] };
  file('wrong.json', wrong);
  const { status, stdout, stderr } = tallymark('check', 'wrong.json');
  assert.equal(status, 1);
  assert.equal(stderr, 'wrong.json: definitions[0].trigger: unknown trigger "clik"; did you mean "click"?\n');
  assert.ok(!stdout.includes('search'), 'a definition that does not work sends nothing');
  file('broken.json', '{ "version": 1, }');
  const broken = tallymark('check', 'broken.json');
  assert.deepEqual([broken.status, broken.stdout], [1, '']);
  assert.match(broken.stderr, /^broken\.json: not JSON: line 1, column 17/);
});

test('what cannot be read or is not known is one line and exit code 2', () => {
  for (const [words, expected] of [
    [['check', 'none.json'], 'tallymark: none.json cannot be read (ENOENT)\n'],
    [['check', '--jsn'], 'tallymark: unknown option "--jsn"; known are: --json\n'],
    [['chek'], /^tallymark: unknown command "chek"; known are: init, check, /],
  ]) {
    const { status, stdout, stderr } = tallymark(...words);
    assert.deepEqual([status, stdout], [2, ''], words.join(' '));
    assert.match(stderr, expected instanceof RegExp ? expected : new RegExp(`^${expected.replace(/[.()]/g, '\\$&')}$`));
  }
});

test('help lists every command', () => {
  const { status, stdout } = tallymark();
  assert.equal(status, 0);
  for (const command of ['init', 'check', 'types', 'vocabulary']) assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
  assert.equal(tallymark('--help').stdout, stdout);
});

test('its types let a shop use the names of its config and no others', () => {
  file('tallymark.json', CONFIG);
  const { status, stdout } = tallymark('types');
  assert.equal(status, 0);
  assert.match(stdout, /^ {2}add_to_cart: \{ item_id\?: string; currency\?: string; price_currency\?: string; price\?: number; cards\?: number; gift\?: boolean; \};$/m);
  assert.match(stdout, /^ {2}add_to_cart_failed: \{ reason\?: string; item_id\?: string;.*\};$/m);
  assert.match(stdout, /^ {2}add_to_cart_dismissed: \{ \};$/m);
});

test('the demo shop\'s own config passes', () => {
  const { status, stderr } = tallymark('check', join(root, 'www/tallymark.json'));
  assert.equal(status, 0, stderr);
});

const PRODUCTS = [{ id: 'WS-1', title: 'Regenjacke Größe M', brand: { name: 'Waystone' }, description: 'von Anna genäht', price: 12 }];

/** The same product in every kind of feed. */
const FEEDS = {
  'feed.json': JSON.stringify({ products: PRODUCTS }),
  'feed.ndjson': `${JSON.stringify(PRODUCTS[0])}\n${JSON.stringify({ id: 'WS-2', title: 'Zelt' })}\n`,
  'feed.csv': '\ufeffid;Title;brand;description\r\nWS-1;"Regenjacke; Größe M";Waystone;"von ""Anna"" genäht"\r\n',
  'feed.xml': `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>WS-1</g:id>
    <title><![CDATA[Regenjacke Größe M]]></title><g:brand>Way&#115;tone</g:brand><description>von Anna</description></item></channel></rss>`,
  'page.html': `<!doctype html><p>Anna</p><script type="application/ld+json">{ "@type": "Product", "sku": "WS-1",
    "name": "Regenjacke Größe M", "brand": { "name": "Waystone" }, "description": "von Anna" }</script>`,
  'words.txt': 'Regenjacke Größe M WS-1 Waystone',
};

test('the words of a catalogue are found in every kind of feed, and of descriptions only if asked', () => {
  for (const [name, content] of Object.entries(FEEDS)) {
    file(name, content);
    const { status, stderr } = tallymark('vocabulary', name, '--out', 'feed.words');
    assert.equal(status, 0, `${name}: ${stderr}`);
    const words = readFileSync(join(directory, 'feed.words'));
    assert.equal(words.subarray(0, 4).toString(), 'tmw1');
    // What the engine makes of the same words: the filter is a function of its words alone.
    file('same.txt', name === 'feed.ndjson' ? 'regenjacke größe m ws 1 2 zelt waystone' : 'regenjacke größe m ws 1 waystone');
    tallymark('vocabulary', 'same.txt', '--out', 'same.words');
    assert.deepEqual(words, readFileSync(join(directory, 'same.words')), name);
  }
  file('feed.json', FEEDS['feed.json']);
  tallymark('vocabulary', 'feed.json', '--out', 'own.words');
  tallymark('vocabulary', 'feed.json', '--fields', 'title,description', '--out', 'described.words');
  assert.notDeepEqual(readFileSync(join(directory, 'own.words')), readFileSync(join(directory, 'described.words')));
});

test('a feed of 50,000 words makes a file of at most 100 KB', () => {
  file('many.txt', Array.from({ length: 50_000 }, (_, number) => `wort${number.toString(36)}`).join(' '));
  const { status, stderr } = tallymark('vocabulary', 'many.txt', '--out', 'many.words');
  assert.equal(status, 0, stderr);
  const bytes = readFileSync(join(directory, 'many.words')).length;
  assert.ok(bytes <= 100 * 1024, `${bytes} bytes`);
  assert.match(stderr, /about 50000 words, 100004 bytes; of other words one in 2,200/);
});

test('a feed without any of the fields, or none at all, is said to be so', () => {
  file('empty.json', [{ price: 1 }]);
  file('broken.ndjson', '{"title":"a"}\n{oops}\n');
  for (const [words, expected] of [
    [['vocabulary'], /needs a product feed/],
    [['vocabulary', 'empty.json'], /empty\.json: none of these fields is in it: title, /],
    [['vocabulary', 'broken.ndjson'], /broken\.ndjson: line 2 is no JSON/],
  ]) {
    const { status, stderr } = tallymark(...words);
    assert.equal(status, 2, words.join(' '));
    assert.match(stderr, expected);
  }
});
