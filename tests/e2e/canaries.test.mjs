/**
 * Everything that a page has is seeded with a canary of its own, and after a visit no canary is in anything that was sent
 * or stored, in any of 40 encodings, unless the config names the very field.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canaryFinder, ENCODINGS } from './support/canaries.mjs';
import { Fixture } from './support/fixture.mjs';
import { packedPackage } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectStored } from './support/visit.mjs';

/** Where a page keeps what; the canary of each is its name's. */
const PLACES = [
  ...['title', 'cookie', 'sessionStorage', 'localStorage', 'indexedDB', 'windowName', 'historyState', 'referrer', 'meta', 'comment'],
  ...['path', 'query', 'queryKey', 'fragment', 'utm', 'clickId', 'linkTarget', 'formAction', 'imageAlt', 'className', 'elementId'],
  ...['text', 'email', 'tel', 'password', 'hidden', 'textarea', 'select', 'searchBox', 'editable', 'dataAttribute', 'ariaLabel'],
  ...['consoleGlobal', 'dataLayer', 'jsonLd', 'microdata', 'shadowRoot', 'template', 'requestUrl', 'requestBody', 'typed', 'trackedName'],
];

/** These two the config names: they must be found where it says, or the test looks in the wrong way. */
const ALLOWED = { labelText: 'events[].properties.label', chosen: 'events[].properties.choice' };

const word = (place) => `zq${place.toLowerCase()}kx`;

const BODY = `<!-- ${word('comment')} -->
  <main class="${word('className')}" id="${word('elementId')}" data-secret="${word('dataAttribute')}" aria-label="${word('ariaLabel')}">
  <p class="label">${word('labelText')}</p><p>${word('text')} <i itemprop="name">${word('microdata')}</i></p>
  <a href="/fixture?to=${word('linkTarget')}">link</a><img alt="${word('imageAlt')}" src="data:,">
  <form id="form" novalidate action="/nowhere/${word('formAction')}"><input type="email" value="${word('email')}"><input type="tel" value="${word('tel')}">
  <input type="password" value="${word('password')}"><input type="hidden" value="${word('hidden')}"><textarea>${word('textarea')}</textarea>
  <select id="other"><option>${word('select')}</option></select><input type="search" id="box" value="${word('searchBox')}">
  <select id="choice"><option>-</option><option>${word('chosen')}</option></select><input id="typed"></form>
  <div contenteditable="true">${word('editable')}</div><template>${word('template')}</template><div id="host"></div>
  <button id="hello">hello</button> <button id="add">add</button> <output id="count">0</output></main>
  <script type="application/ld+json">{ "@type": "Product", "name": "${word('jsonLd')}", "sku": "WS-1" }</script>`;

/** Runs in the page before tallymark. */
const seed = `
  const word = ${word};
  document.title = word('title');
  document.cookie = 'seed=' + word('cookie');
  sessionStorage.setItem('seed', word('sessionStorage'));
  localStorage.setItem('seed', word('localStorage'));
  indexedDB.open(word('indexedDB'));
  window.name = word('windowName');
  history.replaceState({ seed: word('historyState') }, '');
  window.customer = { name: word('consoleGlobal') };
  window.dataLayer = [{ user: word('dataLayer') }];
  document.head.append(Object.assign(document.createElement('meta'), { name: 'author', content: word('meta') }));
  document.querySelector('#host').attachShadow({ mode: 'open' }).textContent = word('shadowRoot');
  document.querySelector('#form').addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('#add').addEventListener('click', () => {
    fetch('/fixture?request=' + word('requestUrl'), { method: 'POST', body: word('requestBody') }).catch(() => {});
    document.querySelector('#count').textContent = '1';
  });
`;

const click = (name, properties) => ({ name, trigger: { click: { selector: '#hello' } }, properties });

const DEFINITIONS = [
  click('hello', { label: { text: '.label' }, choice: { value: '#choice' }, sku: { json_ld: 'sku' } }),
  {
    name: 'add_to_cart',
    trigger: { click: { selector: '#add' } },
    confirm: { any: [{ response: { url: '/fixture*', status: '2xx' } }, { mutation: { selector: '#count', change: 'increase' } }] },
  },
  { name: 'page_view', trigger: { navigation: {} } },
  { name: 'sent', trigger: { submit: { selector: '#form', attempts: true } } },
  { name: 'changed', trigger: { change: { selector: '#choice' } } },
  { name: 'leaving', trigger: { exit_intent: {} } },
];

const storedIn = (browser) =>
  browser.execute(() => {
    const all = (storage) => Object.entries(storage).filter(([key]) => key !== 'seed');
    return { session: all(sessionStorage), local: all(localStorage), cookie: document.cookie.replace(/seed=\w+/, '') };
  });

/** The leaf of each text in a body. */
const leavesOf = (value, place = '') => {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${place}[]`));
  if (value && typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => leavesOf(item, place ? `${place}.${key}` : key));
  return [[place, String(value)]];
};

shopTest('of the canaries in a page none is sent or stored, in whatever encoding, but the two that the config names', async (world) => {
  const { browser, proxy, recorder } = world;
  proxy.override(/^\/fixture\/zqpath/, { headers: { 'content-type': 'text/html' }, body: '' });
  const fixture = new Fixture(world, { definitions: DEFINITIONS, body: BODY, script: seed, config: { track: { allowed: ['kind'] } } });
  // A link from another page of the shop, whose address is the referrer.
  await browser.goto(fixture.url(`?from=${word('referrer')}`));
  assert.deepEqual((await fixture.started()).problems, []);
  const query = `?${word('queryKey')}=1&q=${word('query')}&utm_campaign=${word('utm')}&gclid=${word('clickId')}#${word('fragment')}`;
  await browser.leavesFor(() => browser.execute((address) => (location.href = address), fixture.url(query)));
  await fixture.started();
  await browser.type('#typed', word('typed'));
  await browser.execute(() => {
    const choice = document.querySelector('#choice');
    choice.selectedIndex = 1;
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    document.querySelector('#form').requestSubmit();
  });
  await browser.click('#hello');
  await browser.click('#add');
  await browser.execute((name) => {
    window.tally.track(name, { kind: 'x' });
    window.tally.track('allowed', { kind: 'gift', note: 'zqtrackednamekx' });
    history.pushState({}, '', `/fixture/${'zqpathkx'}-1`);
  }, word('trackedName'));
  await recorder.event('add_to_cart');
  await until('the view of the new address', () => recorder.events.filter(({ name }) => name === 'page_view').length === 3 || browser.execute('return tally.flush()').then(() => false));
  const stored = await storedIn(browser);
  await browser.execute('return tally.flush()');
  await recorder.idle();

  const find = canaryFinder([...PLACES, ...Object.keys(ALLOWED)].map(word));
  for (const { url, headers, body, batch } of recorder.requests) {
    // The shop's own origin and the browser's headers are no part of the page; the referrer would be.
    assert.deepEqual(find(`${url} ${JSON.stringify(headers)}`), [], 'in the address or the headers');
    for (const [place, text] of leavesOf(batch ?? {})) {
      const may = Object.entries(ALLOWED).filter(([, allowed]) => allowed === place).map(([name]) => word(name));
      assert.deepEqual(find(text).filter((canary) => !may.includes(canary)), [], `in ${place}: ${text}`);
    }
    assert.deepEqual(find(body).filter((canary) => !Object.keys(ALLOWED).map(word).includes(canary)), [], 'in the body as it is');
  }
  assert.deepEqual(find(JSON.stringify(stored)).filter((canary) => !Object.keys(ALLOWED).map(word).includes(canary)), [], 'in the storage');
  assert.equal(stored.cookie.trim(), '');
  const hello = recorder.events.find(({ name }) => name === 'hello');
  assert.deepEqual(hello.properties, { label: word('labelText'), choice: word('chosen'), sku: 'WS-1' });
  assert.deepEqual(recorder.events.find(({ name }) => name === 'allowed').properties, { kind: 'gift' });
  assert.deepEqual(new Set(recorder.events.map(({ name }) => name)), new Set(['page_view', 'hello', 'add_to_cart', 'sent', 'changed', 'allowed']));
  await expectStored(world);

  // What was sent is what `npx tallymark check` says of this config.
  const { loadEngine } = await import(join(packedPackage(), 'cli/files.js'));
  const { leaves } = JSON.parse((await loadEngine()).check(JSON.stringify(fixture.configWith(DEFINITIONS, { track: { allowed: ['kind'] } }))));
  const names = leaves.map(({ field }) => field);
  for (const [place] of recorder.posts.flatMap(({ batch }) => leavesOf(batch))) {
    assert.ok(names.some((field) => (field.endsWith('.*') ? place.startsWith(field.slice(0, -1)) : place === field)), `${place} is in the manifest`);
  }
});

shopTest('the finder of canaries finds one in each of forty encodings', async () => {
  assert.equal(ENCODINGS.length, 40);
  const canary = word('title');
  const find = canaryFinder([canary, word('email')]);
  for (const [name, encode] of ENCODINGS) assert.deepEqual(find(`x ${encode(canary)} y`), [canary], name);
  assert.deepEqual(find(readFileSync(join(packedPackage(), 'README.md'), 'utf8')), []);
});
