/**
 * Pages that change what the language and the browser are: tallymark counts there, or is off; the page is as it was.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, CLICK, Fixture, PROVEN } from './support/fixture.mjs';
import { root } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';
import { expectEvents } from './support/shop.mjs';
import { expectStored } from './support/visit.mjs';

/** A script of npm's, or of Debian's packages, which the browsers' installation brings along. */
const library = (path) => readFileSync(path.startsWith('/') ? path : join(root, 'node_modules', path), 'utf8');

/**
 * The page does all by itself, with what it has put aside: on some of these pages no driver can run a script. The shop
 * raises its counter when something is added.
 */
const ASIDE = `
  Object.defineProperty(window, 'aside', { value: Object.freeze({
    click: Function.prototype.call.bind(HTMLElement.prototype.click),
    find: Document.prototype.querySelector.bind(document),
    listen: Function.prototype.call.bind(EventTarget.prototype.addEventListener),
    wait: setTimeout.bind(window),
  }) });
`;
const MAIN = `
  import { init } from '/fixture-package/index.js';
  const { click, find, listen, wait } = window.aside;
  listen(find('#add'), 'click', () => wait(() => (find('#count').textContent = '1'), 20));
  const tally = await init('/fixture.json');
  const visit = () => {
    if (tally.status().state !== 'running') return wait(visit, 20);
    click(find('#hello'));
    click(find('#add'));
    tally.track('gift_wrap', { kind: 'paper' });
  };
  visit();
`;

const SENT = ['hello', 'add_to_cart', { name: 'gift_wrap', properties: { kind: 'paper' } }];
/** Each is a step, so that each says which of the session it is. */
const CONFIG = { funnel: ['hello', 'add_to_cart', 'gift_wrap'] };

const pages = {
  'where all that the language has is frozen': () => {
    const frozen = new Set();
    const freeze = (value) => {
      if ((typeof value !== 'object' && typeof value !== 'function') || !value || frozen.has(value)) return;
      frozen.add(value);
      for (const key of Reflect.ownKeys(value)) {
        const { value: inner, get, set } = Object.getOwnPropertyDescriptor(value, key);
        [inner, get, set].forEach(freeze);
      }
      freeze(Object.getPrototypeOf(value));
      Object.freeze(value);
    };
    [Object, Function, Array, String, Number, Boolean, Symbol, Promise, Map, Set, WeakMap, RegExp, Date, Error, Math, JSON, Reflect, Proxy, Uint8Array, ArrayBuffer].forEach(freeze);
  },
  'where every object has inherited more': () => {
    for (const { prototype } of [Object, Array, Function, String, Number, Map, Promise, EventTarget, Element]) {
      prototype.each = function each() { return this; };
      prototype.extend = 'everything';
      prototype.length ??= 7;
    }
  },
  'where inherited accessors throw': () => {
    for (const name of ['properties', 'respond', 'kind', 'events', 'glue', 'wasm', 'text', 'note', 'journey']) {
      Object.defineProperty(Object.prototype, name, {
        get() { throw new Error(`${name} was read`); },
        set(value) { Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true }); },
        configurable: true,
      });
    }
  },
  'where everything is written as JSON in another way': () => {
    for (const { prototype } of [Object, Array, String, Number, Boolean]) {
      Object.defineProperty(prototype, 'toJSON', { value: () => 'the shop\'s', configurable: true, writable: true });
    }
  },
  'whose JSON throws': () => {
    JSON.parse = JSON.stringify = () => { throw new Error('no JSON today'); };
  },
  'whose fetch counts and passes on': () => {
    const own = window.fetch;
    window.fetch = function fetch(...values) { return own.apply(this, values); };
  },
  'whose promises are its own': () => {
    const Native = Promise;
    window.Promise = class ShopPromise extends Native {};
  },
  'whose timers are its own': () => {
    for (const name of ['setTimeout', 'requestIdleCallback', 'queueMicrotask']) {
      const own = window[name];
      if (own) window[name] = function timer(callback, ...values) { return own.call(window, () => callback(), ...values); };
    }
  },
  'whose clocks are coarse, and ten years ahead': () => {
    const own = { performance: performance.now.bind(performance), date: Date.now };
    performance.now = () => Math.floor(own.performance() / 100) * 100;
    Date.now = () => own.date() + 10 * 365 * 86_400_000;
  },
  'without requestIdleCallback, Navigation API, BroadcastChannel and fetchLater': () => {
    for (const name of ['requestIdleCallback', 'navigation', 'BroadcastChannel', 'fetchLater', 'PerformanceObserver']) {
      Object.defineProperty(window, name, { value: undefined, configurable: true });
    }
  },
  'with jQuery': library('jquery/dist/jquery.js'),
  'with zone.js, as Angular has it': library('zone.js/bundles/zone.umd.js'),
  'with Prototype': library('/usr/share/javascript/prototype/prototype.js'),
  'with MooTools': library('/usr/share/javascript/mootools/mootools.js'),
};

/** The page is visited, and what is sent is what is sent from any other. */
const expectCounted = async (world, fixture) => {
  const { browser, recorder } = world;
  await browser.goto(fixture.url());
  await expectEvents(recorder, { sent: SENT, not_sent: 'anything else' });
  await world.shop.leave();
  await expectEvents(recorder, { sent: SENT, not_sent: 'anything else' });
  await expectStored(world);
  assert.deepEqual(recorder.events.map(({ nth }) => nth), [1, 1, 1]);
};

for (const [what, script] of Object.entries(pages)) {
  shopTest(`a page ${what} is counted like any other`, async (world) => {
    const { proxy } = world;
    proxy.injectScript(ASIDE);
    proxy.injectScript(script);
    await expectCounted(world, new Fixture(world, { definitions: [CLICK, PROVEN], config: CONFIG, main: MAIN }));
  });
}

const CLOBBERED = ['tallymark', 'fetch', 'performance', 'crypto', 'navigation', 'history', 'location', 'navigator', 'referrer', 'hidden', 'cookie'];

shopTest('a page whose forms have the names of what we use is counted like any other', async (world) => {
  const { proxy } = world;
  proxy.injectScript(ASIDE);
  const forms = CLOBBERED.map((name) => `<form name="${name}" id="${name}"></form><img name="${name}" alt="">`).join('');
  await expectCounted(world, new Fixture(world, { definitions: [CLICK, PROVEN], config: CONFIG, main: MAIN, body: forms + BODY }));
});
