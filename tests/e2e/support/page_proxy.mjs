/**
 * Stands between the browser and the demo shop: every page passes here, and can be altered on its way.
 *
 * Pages and files can be replaced or changed by path, scripts can be put into the head of every page. It also serves
 * and hears the script that counts errors, and one that tells when the engine runs.
 */
import { ENGINE_WATCH_PATH, ENGINE_WATCH_SCRIPT } from './engine_watch.mjs';
import { Errors, ERRORS_PATH, ERRORS_SCRIPT } from './errors.mjs';
import { readBody, Server } from './server.mjs';
import { relay, reply } from './relay.mjs';
import { until } from './until.mjs';

/** A page of the shop's origin without anything: where one goes to leave the shop. */
export const BLANK_PATH = '/__tests/blank';
const BLANK = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>blank</title>' };

const SCRIPT_TYPE = { 'content-type': 'text/javascript; charset=utf-8' };

export class PageProxy {
  #server;
  #target;
  #overrides = [];
  #scripts = new Map([
    [ERRORS_PATH, ERRORS_SCRIPT],
    [ENGINE_WATCH_PATH, ENGINE_WATCH_SCRIPT],
  ]);
  #head = '';
  #answering = 0;

  /** What went wrong in the pages. */
  errors = new Errors();

  /** Every request that came: `{ method, url, headers }`. */
  requests = [];

  static async start(target) {
    const proxy = new PageProxy();
    proxy.#target = target;
    proxy.#server = await Server.start((request, response) => proxy.#handle(request, response));
    return proxy;
  }

  /** The origin that the browser opens. */
  get url() {
    return this.#server.url;
  }

  /**
   * Alters what is answered at a path: a string is the whole pathname, a RegExp is tried on it. `change` is an
   * answer `{ status, headers, body }`, or a function that gets the shop's answer (its body as text) and gives one.
   */
  override(path, change) {
    const fits = typeof path === 'string' ? (pathname) => pathname === path : (pathname) => path.test(pathname);
    this.#overrides.push({ fits, change });
  }

  /** Puts a script into the head of every page, before all others but the tests' own. */
  injectScript(source) {
    this.#scripts.set(`/__tests/script-${this.#scripts.size}`, typeof source === 'function' ? `(${source})();` : source);
  }

  /** Puts any text into the head of every page, after these scripts. The shop's policy allows no inline script. */
  injectHead(html) {
    this.#head += html;
  }

  /** Whether a path has been asked for. */
  hasServed(path) {
    return this.requests.some(({ url }) => (typeof path === 'string' ? new URL(url, this.url).pathname === path : path.test(url)));
  }

  /** Resolves when no request of a page waits for its answer. */
  async idle() {
    await until('all requests of the page to be answered', () => this.#answering === 0);
  }

  async stop() {
    await this.#server.close();
  }

  async #handle(request, response) {
    this.#answering += 1;
    response.once('close', () => (this.#answering -= 1));
    const { method, url, headers } = request;
    const { pathname } = new URL(url, this.url);
    const body = await readBody(request);
    if (method === 'POST' && pathname === ERRORS_PATH) {
      this.errors.add(JSON.parse(body));
      return reply(response, { status: 204 });
    }
    if (pathname === BLANK_PATH) return reply(response, BLANK);
    if (this.#scripts.has(pathname)) return reply(response, { status: 200, headers: SCRIPT_TYPE, body: this.#scripts.get(pathname) });
    this.requests.push({ method, url, headers });
    return reply(response, await this.#answer({ method, url, headers }, body, pathname));
  }

  async #answer(request, body, pathname) {
    const override = this.#overrides.findLast(({ fits }) => fits(pathname));
    if (override && typeof override.change !== 'function') return this.#withScripts({ status: 200, headers: {}, ...override.change });
    const answer = await relay(request, body, this.#target);
    if (!override) return this.#withScripts(answer);
    return this.#withScripts(await override.change({ ...answer, body: answer.body.toString() }));
  }

  #withScripts(answer) {
    if (!answer.headers['content-type']?.startsWith('text/html')) return answer;
    const tags = [...this.#scripts.keys()].map((path) => `<script src="${path}"></script>`);
    const body = answer.body.toString().replace(/<head[^>]*>/i, (head) => head + tags.join('') + this.#head);
    return { ...answer, body };
  }
}
