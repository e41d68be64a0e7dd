/**
 * The shop's page with the packed package: one load for each format, real input where the shopper clicks.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { packedPackage } from '../e2e/support/paths.mjs';
import { reply } from '../e2e/support/relay.mjs';
import { Server } from '../e2e/support/server.mjs';
import { until } from '../e2e/support/until.mjs';
import { BODY, CONFIG } from './day.mjs';

const TYPES = { js: 'text/javascript', wasm: 'application/wasm', ts: 'text/plain', json: 'application/json' };

/** Where the page is. */
const PRODUCT = '/p/ridge-tent';
const PAGES = [PRODUCT, '/'];

const PAGE = `<!doctype html><html lang="en"><head><title>A tent</title><link rel="icon" href="data:,"></head><body>${BODY}<script type="module">
  import { init } from '/package/index.js';
  window.failures = [];
  for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, (event) => failures.push(String(event.message ?? event.reason)));
  const config = new URLSearchParams(location.search).get('config');
  window.tally = config ? await init(config) : undefined;
</script></body></html>`;

export class Shop {
  #server;
  #browser;
  #files = new Map();

  /** `clients` is the script of the vendors' clients that run in pages. */
  static async start(browser, clients) {
    const shop = new Shop();
    shop.#browser = browser;
    shop.#files.set('/clients.js', clients);
    const dist = join(packedPackage(), 'dist');
    for (const file of readdirSync(dist)) shop.#files.set(`/package/${file}`, readFileSync(join(dist, file)));
    shop.#server = await Server.start((request, response) => shop.#serve(request, response));
    return shop;
  }

  get url() {
    return this.#server.url;
  }

  /** Does all of `day` with a config that names this collector; gives tallymark's own status. */
  async visit(name, collector, day, { config = CONFIG, path = PRODUCT } = {}) {
    const browser = this.#browser;
    this.#files.set(`/${name}.json`, JSON.stringify({ ...config, collector: { ...collector, flush_after_ms: 600_000, flush_at_events: 100 } }));
    await browser.goto(`${this.url}${path}?config=/${name}.json`);
    const status = () => browser.execute(() => window.tally?.status());
    await until('tallymark to start', async () => !['loading', undefined].includes((await status())?.state));
    assert.deepEqual((await status()).problems, [], name);
    for (const event of day) {
      if (config.definitions.some(({ name: defined }) => defined === event.name)) await browser.click('#add');
      else await browser.execute((given, properties) => window.tally.track(given, properties), event.name, event.properties);
    }
    await until(`${day.length} events to be counted`, async () => (await status()).counted === day.length);
    await browser.execute(() => window.tally.flush());
    let seen;
    const isSent = async () => (seen = await status()).sent === day.length;
    await until(`${name} to be acknowledged`, isSent, { state: () => seen });
    assert.deepEqual(await browser.execute(() => window.failures), [], name);
    return seen;
  }

  /** A page with the vendors' clients in place of tallymark, and what `act` gives in it. */
  async withClients(act, ...parameters) {
    await this.#browser.goto(this.url + PRODUCT);
    await this.#browser.execute("return import('/clients.js').then((clients) => { window.clients = clients; })");
    return this.#browser.execute(act, ...parameters);
  }

  async stop() {
    await this.#server.close();
  }

  #serve({ url }, response) {
    const [path] = url.split('?');
    const body = PAGES.includes(path) ? PAGE : this.#files.get(path);
    if (body === undefined) return reply(response, { status: 404 });
    const type = PAGES.includes(path) ? 'text/html' : TYPES[path.split('.').pop()];
    return reply(response, { status: 200, headers: { 'content-type': type }, body });
  }
}
