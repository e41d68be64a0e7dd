/**
 * What a shopper does in the demo shop, and what a test says about the events that came of it.
 */
import assert from 'node:assert/strict';
import { Key } from './browser.mjs';
import { engineRuns } from './engine_watch.mjs';
import { BLANK_PATH } from './page_proxy.mjs';
import { BARRIER_PATH, matches } from './recorder.mjs';
import { until } from './until.mjs';

export class Shop {
  #browser;
  #proxy;
  #recorder;

  constructor({ browser, proxy, recorder }) {
    this.#browser = browser;
    this.#proxy = proxy;
    this.#recorder = recorder;
  }

  /** A page's whole address. */
  url(path = '/') {
    return new URL(path, this.#proxy.url).href;
  }

  /** Opens a page and resolves when it has loaded and the engine runs. */
  async open(path = '/') {
    await this.#browser.goto(this.url(path));
    await this.engineRuns();
  }

  async openCategory(category, query = '') {
    await this.open(`/c/${category}${query}`);
  }

  async openProduct(slug) {
    await this.open(`/p/${slug}`);
  }

  /** Resolves when the engine runs in the page. */
  async engineRuns() {
    const state = () => this.#proxy.requests.map(({ url }) => url);
    await until('the engine to run', () => engineRuns(this.#browser), { state });
  }

  /** Searches through the form in the header. */
  async search(term) {
    await this.#browser.leavesFor(() => this.#browser.type('form[role=search] input[type=search]', term, Key.ENTER));
  }

  /** Clicks "add to cart" of a product, or of the first that has such a button; doesn't wait for the shop. */
  async add(sku) {
    const product = sku ? `[data-product][data-sku="${sku}"]` : '[data-product]';
    await this.#browser.click(`${product} [data-add-to-cart]`);
  }

  /** The number in the header, 0 if there is none. */
  async cartCount() {
    return Number(await this.#browser.text('.cart-count'));
  }

  /** Adds a product and resolves when the counter shows it. */
  async addAndSee(sku) {
    const before = await this.cartCount();
    await this.add(sku);
    await until('the cart to count one more', async () => before < (await this.cartCount()));
  }

  /** Ticks a filter and resolves when the list shows it. */
  async filter(name, value) {
    // The box itself may be drawn by the label around it.
    await this.#browser.click(`form.facets label:has(input[name="${name}"][value="${value}"])`);
    const isApplied = async () => new URL(await this.#browser.url()).searchParams.getAll(name).includes(value);
    await until(`the address to say ${name}=${value}`, isApplied);
  }

  /** Leaves the shop, and resolves when all that the page sent on its way out has come and has been answered. */
  async leave() {
    await this.#browser.goto(this.url(BLANK_PATH));
    // What was sent before comes before this: browsers keep the order of requests to a server.
    const barrier = `${this.#recorder.url}${BARRIER_PATH}`;
    await this.#browser.execute((url) => fetch(url, { mode: 'no-cors', cache: 'no-store' }).catch(() => null).then(() => true), barrier);
    await this.#recorder.idle();
  }
}

/**
 * Waits until these events are acknowledged, and says that others are not among them.
 *
 * `sent` is a list of names or of parts of events. A name that stands there may have come only as often as it
 * stands there. `not_sent` is a list of the same kind, or "anything else". Leave the shop first where it matters
 * that nothing comes later.
 */
export const expectEvents = async (recorder, { sent, not_sent: notSent = [] }) => {
  for (const wanted of sent) await recorder.event(wanted);
  const nameOf = (wanted) => (typeof wanted === 'string' ? wanted : wanted.name);
  const names = sent.map(nameOf);
  const seen = recorder.events.filter(({ name }) => notSent === 'anything else' || names.includes(name));
  assert.deepEqual(seen.map(({ name }) => name).sort(), names.sort(), `each event as often as expected; what came: ${JSON.stringify(recorder.summary(), null, 1)}`);
  const unmatched = sent.reduce((left, wanted) => {
    const index = left.findIndex((event) => matches(event, wanted));
    assert.notEqual(index, -1, `an event of its own for ${JSON.stringify(wanted)}; what came: ${JSON.stringify(recorder.summary(), null, 1)}`);
    return left.toSpliced(index, 1);
  }, seen);
  assert.deepEqual(unmatched, []);
  if (notSent === 'anything else') return;
  for (const unwanted of notSent) {
    const found = recorder.events.filter((event) => matches(event, unwanted));
    assert.deepEqual(found, [], `${JSON.stringify(unwanted)} must not be sent`);
  }
};
