/**
 * A small page of our own on the shop's origin, with the packed package and a config that the test writes.
 *
 * Here a test can see `tally`, break one of its parts, and script what the page does. What needs a real shop is
 * tested in the demo shop.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { engineIsWhole } from './engine_watch.mjs';
import { packedPackage } from './paths.mjs';
import { until } from './until.mjs';

const PAGE_PATH = '/fixture';
const PACKAGE_PATH = '/fixture-package/';
const CONFIG_PATH = '/fixture.json';
const MAIN_PATH = '/fixture.js';

const TYPES = { js: 'text/javascript', wasm: 'application/wasm', json: 'application/json', ts: 'text/plain' };

/** Sends at once, so that a test waits for nothing but what it tests. */
const FLUSH_AFTER_MS = 200;

const DEFAULT_MAIN = `
  import { init } from '${PACKAGE_PATH}index.js';
  window.tally = await init('${CONFIG_PATH}');
`;

/** The smallest definitions with and without proof. */
export const CLICK = { name: 'hello', trigger: { click: { selector: '#hello' } } };
export const PROVEN = {
  name: 'add_to_cart',
  trigger: { click: { selector: '#add' } },
  confirm: { any: [{ mutation: { selector: '#count', change: 'increase' } }] },
  otherwise: 'add_to_cart_failed',
};
export const BODY = `<button id="hello">hello</button> <button id="add">add</button> <output id="count">0</output>`;

export class Fixture {
  #world;
  #headers = {};

  /** A page that isn't open yet: `definitions` and the rest of the `config`, `body` HTML, a module as `script`. */
  constructor(world, { definitions = [CLICK, PROVEN], config = {}, body = BODY, script = '', main = DEFAULT_MAIN, headers = {} } = {}) {
    this.#world = world;
    this.#headers = headers;
    const { proxy } = world;
    const dist = join(packedPackage(), 'dist');
    for (const file of readdirSync(dist)) this.replace(file, { body: readFileSync(join(dist, file)) });
    this.config(this.configWith(definitions, config));
    this.#serve(MAIN_PATH, `${script};${main}`);
    const html = `<!doctype html><html lang="en"><head><title>fixture</title></head><body>${body}<script type="module" src="${MAIN_PATH}"></script></body></html>`;
    proxy.override(PAGE_PATH, { headers: { 'content-type': 'text/html', ...headers }, body: html });
  }

  /** A whole config that names the recorder. */
  configWith(definitions, config = {}) {
    const { collector, ...others } = config;
    const url = `${this.#world.recorder.url}/v1/events`;
    return { version: 1, site: 'waystone', collector: { url, flush_after_ms: FLUSH_AFTER_MS, ...collector }, definitions, ...others };
  }

  /** Serves this config, an object or any text. */
  config(config) {
    this.#serve(CONFIG_PATH, typeof config === 'string' ? config : JSON.stringify(config));
  }

  /** Answers another way for the config: `{ status, headers, body }`. */
  replaceConfig(answer) {
    this.#world.proxy.override(CONFIG_PATH, answer);
  }

  /** Answers another way for a file of the package. */
  replace(file, { status = 200, type = TYPES[file.split('.').pop()], body = '' }) {
    this.#world.proxy.override(PACKAGE_PATH + file, { status, headers: { 'content-type': type }, body });
  }

  /** A file of the package as it is. */
  file(name) {
    return readFileSync(join(packedPackage(), 'dist', name));
  }

  /** Its whole address. */
  url(query = '') {
    return this.#world.shop.url(PAGE_PATH + query);
  }

  /** Opens it and resolves to the status when tallymark has started or has given up. */
  async open(query = '') {
    await this.#world.browser.goto(this.url(query));
    return this.started();
  }

  /** Resolves to the status when tallymark has started or has given up. */
  async started() {
    const status = await until('tallymark to start', async () => {
      const status = await this.status();
      return status && status.state !== 'loading' && status;
    });
    await engineIsWhole(this.#world.browser);
    return status;
  }

  /** What `tally.status()` gives. */
  async status() {
    return this.#world.browser.execute(() => window.tally?.status());
  }

  /** Resolves when the status contains this, and says that its books balance. */
  async settles(wanted) {
    let found;
    const isSettled = async () => {
      found = await this.status();
      return Object.entries(wanted).every(([key, value]) => found[key] === value) && found;
    };
    const status = await until(`the status to be ${JSON.stringify(wanted)}`, isSettled, { state: () => found });
    expectBalance(status);
    return status;
  }

  /** Calls `tally.track()` in the page. */
  async track(name, properties) {
    await this.#world.browser.execute((...values) => window.tally.track(...values), name, properties ?? {});
  }

  #serve(path, body) {
    this.#world.proxy.override(path, { headers: { 'content-type': TYPES[path.split('.').pop()] }, body });
  }
}

/** What was counted is sent, waits, or was dropped for a stated reason. */
export const expectBalance = (status) => {
  const { queue_full: full = 0, rejected = 0, too_large: large = 0, consent = 0 } = status.dropped;
  const accounted = status.sent + status.queued + full + rejected + large + consent;
  assert.equal(accounted, status.counted, `counted = sent + waiting + dropped: ${JSON.stringify(status)}`);
};
