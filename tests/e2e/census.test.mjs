/**
 * A census of all that a whole visit sends and stores: nothing in it leads from one visit to another, or to a person.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS, TYPED, visitShop } from './support/journey.mjs';
import { root } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';
import { watchTouches } from './support/touches.mjs';
import { expectBooks, expectNowhere } from './support/visit.mjs';

/** Headers that browsers set by themselves; of ours there is none. */
const BROWSER_HEADERS = new Set([
  ...['host', 'connection', 'content-length', 'content-type', 'user-agent', 'accept', 'accept-encoding', 'accept-language'],
  ...['origin', 'priority', 'cache-control', 'pragma', 'sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform'],
  ...['sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-storage-access', 'sec-gpc', 'dnt'],
]);

/** Shorter values are shared by many; the rest must be the shop's own words. */
const TELLING_CHARS = 6;

/** What may be read of the browser: whether its shopper wants to be left alone (not every browser has both). */
const MAY_BE_READ = ['navigator.doNotTrack', 'navigator.globalPrivacyControl'];

/** What the engine reads of elements: the attributes, texts and controls of this visit that the config names. */
const ELEMENTS_READ = [
  ...['attribute data-sku', 'attribute name', 'value of input checkbox color', 'value of select select-one sort'],
  ...['text of span.badge.cart-count', 'text of span.badge.wishlist-count', 'text of span.price'],
  ...['text of dd.order-total', 'text of h2', 'text of p.muted', 'attribute data-total', 'attribute data-quantity', 'attribute data-price'],
  ...['value of input radio delivery', 'value of input radio payment'],
];

/** And of the window: what kind of device it is, chance for ids, the clock, and the length of the history. */
const WINDOW_READ = ['media (hover: none) and (pointer: coarse)', 'window.crypto', 'window.history', 'window.performance'];

/** The storage's keys that may be read and written; which are, depends on when the page is idle. */
const KEYS_TOUCHED = ['stored in session: tallymark.batch.ID', 'stored in session: tallymark.journey', 'stored in session: tallymark.open.ID'];

/** Words that the stored journey is written with. */
const STORED_WORDS = ['tallymark.journey', 'tallymark.batch', 'tallymark.open', 'counts', 'attempts', 'channel'];

/** Both visits buy and view the same: what it was worth, and the number that stands for the product that was viewed. */
const SAME_ORDER = [':123.8', ':39.9}', 'view_item/item_id', 'u001f1014'];

const read = (path) => readFileSync(join(root, path), 'utf8');

const words = (text) => text.match(/[\w.@+:/<>{}-]+/g)?.filter((word) => TELLING_CHARS <= word.length) ?? [];

/** The words of shop, config and format: everything that may be equal in two visits. */
const vocabulary = () => {
  const sources = ['www/tallymark.json', 'www/shop/products.json', 'docs/wire-format.md', 'docs/privacy.md', 'collector/src/shop/checkout.rs', 'collector/src/shop/baskets.rs'].map(read);
  return new Set([...sources, ...TYPED.searches, ...Object.keys(EVENTS), ...STORED_WORDS].flatMap(words).concat(SAME_ORDER).flatMap((word) => [word, ...word.split('.')]));
};

/** Keys and values of a parsed JSON, as text. */
const leaves = (json) => {
  if (json === null || typeof json !== 'object') return [String(json)];
  return Object.entries(json).flatMap(([key, value]) => [...(Array.isArray(json) ? [] : [key]), ...leaves(value)]);
};

/** The places of a batch's values, as `events[].page.path`; what is inside of properties and counts is the shop's. */
const places = (json, place = '') => {
  if (json === null || typeof json !== 'object' || /(^lost|\.properties)$/.test(place)) return [place];
  if (Array.isArray(json)) return json.flatMap((item) => places(item, `${place}[]`));
  return Object.entries(json).flatMap(([key, value]) => places(value, place ? `${place}.${key}` : key));
};

/** Reports requests to foreign origins as errors of the page. */
const watchOrigins = (proxy, recorder) => {
  proxy.injectScript(`((allowed) => new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      if (!allowed.includes(new URL(name).origin)) console.error('a request to ' + name);
    }
  }).observe({ type: 'resource', buffered: true }))(${JSON.stringify([proxy.url, recorder.url])})`);
};

/** What a visit leaves behind in the browser. */
const leftIn = async (browser) => {
  const stores = await browser.execute(async () => ({
    session: Object.entries(sessionStorage),
    local: Object.keys(localStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    cookie: document.cookie,
    name: window.name,
    caches: await globalThis.caches?.keys(),
  }));
  const cookies = await browser.driver.manage().getCookies();
  return { ...stores, cookies: cookies.map(({ name }) => name) };
};

/** A whole visit with a fresh profile; gives its part of the requests, and what it left. */
const visit = async (world) => {
  const { browser, recorder, shop, errors } = world;
  await browser.restart();
  const before = recorder.requests.length;
  await visitShop(world);
  const left = await leftIn(browser);
  await errors.settle(browser);
  await shop.leave();
  return { left, requests: recorder.requests.slice(before) };
};

const expectCleanRequests = (requests, origin) => {
  for (const { method, url, headers, batch } of requests) {
    assert.equal(method, 'POST', 'no preflight, nothing but batches');
    assert.equal(url, '/v1/events');
    assert.equal(headers.origin, origin);
    assert.equal(headers['content-type'], 'text/plain;charset=UTF-8');
    assert.match(batch.batch, /^[0-9a-f]{32}$/);
    const unknown = Object.keys(headers).filter((name) => !BROWSER_HEADERS.has(name));
    assert.deepEqual(unknown, [], 'no cookie, no referer, no header of ours');
  }
};

const expectCleanBrowser = ({ session, local, databases, cookie, name, caches = [], cookies }) => {
  assert.deepEqual({ local, databases, cookie, name, caches }, { local: [], databases: [], cookie: '', name: '', caches: [] });
  assert.deepEqual(cookies, ['waystone_cart'], "the shop's own, which is sent to nobody else");
  assert.deepEqual(session.map(([key]) => key).filter((key) => !key.startsWith('tallymark.')), []);
};

/** All words of a visit that are long enough to tell it from others. */
const tellingWords = ({ left, requests }) => {
  const stored = left.session.flatMap(([key, text]) => [key, text.replaceAll('\\u0001', '0').replaceAll('\u0001', '0')]);
  const sent = requests.flatMap(({ url, batch }) => [url, ...leaves(batch)]);
  return new Set([...sent, ...stored].flatMap(words));
};

shopTest('two visits have nothing in common but the shop, and neither has a person in it', async (world) => {
  const { proxy, recorder, collector } = world;
  watchOrigins(proxy, recorder);
  const touched = watchTouches(proxy);
  const visits = [await visit(world), await visit(world)];
  for (const { left, requests } of visits) {
    assert.ok(0 < requests.length);
    expectCleanRequests(requests, proxy.url);
    expectCleanBrowser(left);
    const events = [...new Map(requests.map(({ batch }) => [batch.batch, batch])).values()].flatMap((batch) => batch.events);
    const counts = Object.fromEntries(Object.keys(EVENTS).map((name) => [name, events.filter((event) => event.name === name).length]));
    assert.deepEqual(counts, EVENTS);
    assert.equal(events.length, Object.values(EVENTS).reduce((sum, count) => sum + count), 'and no event else');
    await expectBooks({ recorder: { events }, collector: { events: async () => events } });
  }
  const ids = visits.map(({ requests }) => new Set(requests.map(({ batch }) => batch.batch)));
  assert.deepEqual([...ids[0]].filter((id) => ids[1].has(id)), []);
  assert.equal((await collector.events()).length, recorder.events.length);

  const known = vocabulary();
  const [first, second] = visits.map(tellingWords);
  assert.deepEqual([...first].filter((word) => second.has(word) && !known.has(word)), [], 'equal in both visits');
  const personal = [...Object.values(TYPED.personal), 'muster', 'lindenweg', '5550123', TYPED.notAnAddress];
  expectNowhere(recorder, ...personal);
  const stored = visits.map(({ left }) => JSON.stringify(left.session).toLowerCase()).join();
  for (const text of personal) assert.ok(!stored.includes(text.toLowerCase()), `"${text}" was stored`);

  const all = touched().filter((what) => !MAY_BE_READ.includes(what));
  const isKey = (what) => what.startsWith('stored in ');
  assert.deepEqual(all.filter((what) => !isKey(what)), [...ELEMENTS_READ, ...WINDOW_READ].sort(), 'what is read');
  assert.deepEqual(all.filter((what) => isKey(what) && !KEYS_TOUCHED.includes(what)), [], 'whose keys are touched');
  assert.ok(all.includes(KEYS_TOUCHED[1]), 'the watch sees the storage');
  const sent = new Set(visits.flatMap(({ requests }) => requests.flatMap(({ batch }) => places(batch))));
  // The demo shop has no holdout, so it never sends an arm.
  const expected = documented().filter((field) => field !== 'events[].arm');
  assert.deepEqual([...sent].sort(), expected.sort(), 'what is sent is what docs/privacy.md says');
});

/** The fields of the first table of the privacy page. */
const documented = () => {
  assert.ok(existsSync(join(root, 'docs/privacy.md')));
  const table = read('docs/privacy.md').split(/\n\n/).find((part) => part.startsWith('| field '));
  return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, field]) => field);
};
