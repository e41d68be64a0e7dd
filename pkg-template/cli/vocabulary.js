/**
 * `npx tallymark vocabulary`: the words of the shop's own catalogue as a file that pages can ask.
 *
 * Reads what shops have anyway: a product feed as JSON, NDJSON, CSV or Google merchant XML, pages with JSON-LD, or a text
 * file of words. Which fields it takes is data below; the file itself is made by the engine.
 */
import { writeFile } from 'node:fs/promises';
import { Complaint, loadEngine, readText, readWords } from './files.js';

export const usage = 'vocabulary FEED… [--out shop.words] [--fields title,brand,…]';
export const summary = `the words of product feeds (JSON, NDJSON, CSV, merchant XML, pages with JSON-LD, .txt) as
the file for "search_terms": "vocabulary"`;

const OUT = 'shop.words';

/** Fields whose words shoppers search for; of descriptions only if asked, since people are named there. */
const FIELDS = [
  ...['title', 'name', 'brand', 'manufacturer', 'category', 'categories', 'product_type', 'google_product_category'],
  ...['color', 'colour', 'size', 'material', 'pattern', 'gender', 'age_group', 'keywords', 'tags', 'variant', 'model'],
  ...['sku', 'mpn', 'gtin', 'id', 'item_group_id'],
];

/** More words would make a file of more than 100 KB, which pages load. */
const MANY_WORDS = 50_000;

export const run = async (words) => {
  const { options, rest } = readWords(words, { '--out': true, '--fields': true });
  if (!rest.length) throw new Complaint('vocabulary needs a product feed; `npx tallymark help` says which kinds');
  const fields = new Set((options['--fields'] ?? FIELDS.join()).split(',').map(plain));
  const texts = [];
  for (const path of rest) {
    const found = extract(await readText(path), path, fields);
    if (!found.length) throw new Complaint(`${path}: none of these fields is in it: ${[...fields].join(', ')}`);
    texts.push(...found);
  }
  // Whoever searches "creme" means "crème": both are words of the catalogue.
  const all = texts.flatMap((text) => [text.normalize('NFC'), text.normalize('NFD').replace(/\p{M}/gu, '')]).join('\n');
  const file = (await loadEngine()).vocabulary(all);
  const out = options['--out'] ?? OUT;
  await writeFile(out, file);
  const count = Math.round((file.length - 4) / 2);
  console.error(`${out}: about ${count} words, ${file.length} bytes; of other words one in 2,200 is taken for one of them`);
  if (MANY_WORDS < count) console.error(`${out}: more than ${MANY_WORDS} words; pages load this file: choose fewer --fields`);
  return 0;
};

/** `g:Product Type` and `product_type` are the same field. */
const plain = (name) => name.toLowerCase().replace(/^.*:/, '').trim().replace(/[\s-]+/g, '_');

const extract = (text, path, fields) => {
  if (path.endsWith('.txt')) return [text];
  const start = text.trimStart();
  if (start.startsWith('<')) return /<(rss|feed|products?|items?)\b|<\?xml/i.test(start.slice(0, 500)) ? fromXml(text, fields) : fromPage(text, path, fields);
  if (start.startsWith('{') || start.startsWith('[')) return fromJson(text, path, fields);
  return fromCsv(text, fields);
};

const fromJson = (text, path, fields) => {
  const found = [];
  try {
    collect(JSON.parse(text), fields, false, found);
    return found;
  } catch {
    // More than one value: a value a line.
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    try {
      collect(JSON.parse(line), fields, false, found);
    } catch (error) {
      throw new Complaint(`${path}: line ${index + 1} is no JSON (${error.message})`);
    }
  }
  return found;
};

/** Every text and number under one of the fields, however deep. */
const collect = (value, fields, isWanted, found) => {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, fields, isWanted, found);
  } else if (value && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) collect(member, fields, isWanted || fields.has(plain(key)), found);
  } else if (isWanted && (typeof value === 'string' || typeof value === 'number')) {
    found.push(String(value));
  }
};

const fromPage = (text, path, fields) => {
  const found = [];
  for (const [, block] of text.matchAll(/<script[^>]*application\/ld\+json[^>]*>(.*?)<\/script>/gis)) found.push(...fromJson(block, path, fields));
  return found;
};

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decode = (text) =>
  text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (entity, name) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? ' ';
    return String.fromCodePoint(Math.min(0x10ffff, Number(name.replace(/^#x/i, '0x').replace(/^#/, ''))));
  });

/** Elements without elements in them, by name; `CDATA` is text. */
const fromXml = (text, fields) => {
  const found = [];
  for (const [, name, cdata, content] of text.matchAll(/<([\w:-]+)(?:\s[^>]*)?>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))\s*<\/\1>/gs)) {
    if (fields.has(plain(name))) found.push(cdata ?? decode(content));
  }
  return found;
};

/** RFC 4180, with the separator that the first line has most of. */
const fromCsv = (text, fields) => {
  const [first = ''] = text.split('\n', 1);
  const count = (separator) => first.split(separator).length;
  const separator = [',', ';', '\t', '|'].reduce((best, other) => (count(best) < count(other) ? other : best));
  const [head = [], ...rows] = csvRows(text, separator);
  const columns = head.map((name) => fields.has(plain(name)));
  return rows.flatMap((row) => row.filter((cell, column) => cell && columns[column]));
};

const csvRows = (text, separator) => {
  const rows = [];
  let row = [];
  let cell = '';
  let isQuoted = false;
  for (const character of `${text.replace(/^\ufeff/, '').replace(/\r/g, '').replace(/\n$/, '')}\n`) {
    if (character === '"') {
      // A quote twice in quotes is one quote; between words that makes no difference.
      isQuoted = !isQuoted;
    } else if (!isQuoted && (character === separator || character === '\n')) {
      row.push(cell);
      cell = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else {
      cell += character;
    }
  }
  return rows;
};
