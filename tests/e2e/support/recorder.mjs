/**
 * Stands between the page and the real collector: writes down every request, and misbehaves when it is told to.
 *
 * The shop names the recorder as its collector. Until a test scripts something, requests go to the real collector
 * and its answers come back untouched.
 */
import { readBody, Server } from './server.mjs';
import { relay, reply } from './relay.mjs';
import { until } from './until.mjs';

/**
 * A request as it came.
 *
 * @typedef {object} Recorded
 * @property {string} method
 * @property {string} url path and query
 * @property {Record<string, string>} headers by lower-case name
 * @property {string} body
 * @property {any} batch the parsed body, undefined if it isn't JSON
 * @property {number} atMs when it had come, on the clock of `performance.now()`
 * @property {string | number} answer "pending", the status that was answered, "lost", or why there is none
 */

/** What may be put before the collector; each says what becomes of one request. */
export const misbehaviour = {
  /** Answers by itself; nothing reaches the collector. */
  status: (status, headers = {}) => async () => ({ status, headers }),
  /** 429 with the seconds to wait. */
  tooMany: (retryAfterS) => async () => ({ status: 429, headers: { 'retry-after': String(retryAfterS) } }),
  /** The collector stores the batch, and its answer is lost on the way back: the connection breaks. */
  lostAnswer: () => async (forward) => {
    await forward();
    return 'lost';
  },
  /** The connection breaks before anything is stored. */
  brokenConnection: () => async () => 'lost',
  /** Never answers. */
  hang: () => () => new Promise(() => {}),
  /** Answers as the collector does when `until` has resolved. */
  slow: (until) => async (forward) => {
    const answer = await forward();
    await until;
    return answer;
  },
};

/** Answered here and not written down: see `Shop.leave`. */
export const BARRIER_PATH = '/__tests/barrier';

/** What a cross-origin answer needs to be readable by the page; the real collector sends the same. */
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };

export class Recorder {
  #server;
  #behaviours = [];
  #standing;

  /** All requests, in the order of their arrival. @type {Recorded[]} */
  requests = [];

  /** The real collector's origin, once it runs. */
  collectorUrl;

  static async start() {
    const recorder = new Recorder();
    recorder.#server = await Server.start((request, response) => recorder.#handle(request, response));
    return recorder;
  }

  /** The origin that the page is told. */
  get url() {
    return this.#server.url;
  }

  /** Requests that carry batches. */
  get posts() {
    return this.requests.filter(({ method }) => method === 'POST');
  }

  /** The batches that a 2xx acknowledged, each id once: as it came first, which is what a collector keeps. */
  get batches() {
    const acknowledged = this.posts.filter(({ answer, batch }) => 200 <= answer && answer < 300 && batch);
    const kept = new Map();
    for (const { batch } of acknowledged) if (!kept.has(batch.batch)) kept.set(batch.batch, batch);
    return [...kept.values()];
  }

  /** The events of these batches, in order. */
  get events() {
    return this.batches.flatMap(({ events }) => events);
  }

  /** Does this to the next request, and to as many after it as there are more of them. */
  once(...behaviours) {
    this.#behaviours.push(...behaviours);
  }

  /** Does this to every request until `heal`. */
  always(behaviour) {
    this.#standing = behaviour;
  }

  /** Refuses connections until `heal`. */
  async refuse() {
    await this.#server.close();
  }

  /** Is the collector again. */
  async heal() {
    this.#behaviours = [];
    this.#standing = undefined;
    await this.#server.reopen();
  }

  /** Resolves to the first event that matches, once it is acknowledged. */
  async event(wanted) {
    const what = typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
    return until(`the event ${what} to be acknowledged`, () => this.events.find((event) => matches(event, wanted)), { state: () => this.summary() });
  }

  /** Resolves when so many requests with batches have come, answered or not. */
  async posted(count) {
    await until(`${count} posts`, () => count <= this.posts.length, { state: () => this.summary() });
    return this.posts;
  }

  /** Resolves when no request waits for its answer. */
  async idle() {
    await until('all requests to be answered', () => this.requests.every(({ answer }) => answer !== 'pending'), { state: () => this.summary() });
  }

  /** What came, shortly, for error messages. */
  summary() {
    return this.requests.map(({ method, url, answer, batch }) => {
      const events = batch?.events?.map(({ name, properties }) => (properties ? `${name} ${JSON.stringify(properties)}` : name));
      return { request: `${method} ${url}`, answer, events, lost: batch?.lost };
    });
  }

  async stop() {
    await this.#server.close();
  }

  async #handle(request, response) {
    const { method, url, headers } = request;
    if (url === BARRIER_PATH) return reply(response, { status: 204 });
    const recorded = { method, url, headers, body: '', batch: undefined, atMs: performance.now(), answer: 'pending' };
    this.requests.push(recorded);
    try {
      const body = await readBody(request);
      recorded.body = body.toString();
      recorded.batch = parsed(recorded.body);
      const answer = await this.#answer({ method, url, headers }, body);
      recorded.answer = answer === 'lost' ? 'lost' : answer.status;
      if (answer === 'lost') response.destroy();
      else reply(response, { ...answer, headers: { ...CORS, ...answer.headers } });
    } catch (error) {
      recorded.answer = `failed: ${error.message}`;
      throw error;
    }
    return undefined;
  }

  async #answer(request, body) {
    const forward = () => relay(request, body, this.collectorUrl);
    // A preflight is the browser's own question, not the page's request.
    const behaviour = request.method === 'POST' ? (this.#behaviours.shift() ?? this.#standing) : undefined;
    return behaviour ? behaviour(forward) : forward();
  }
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Whether an event has this name, or contains all that `wanted` says of it. */
export const matches = (event, wanted) => (typeof wanted === 'string' ? event.name === wanted : contains(event, wanted));

const contains = (found, wanted) => {
  if (wanted === null || typeof wanted !== 'object') return Object.is(found, wanted);
  if (found === null || typeof found !== 'object') return false;
  if (Array.isArray(wanted) && found.length !== wanted.length) return false;
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(found, key) && contains(found[key], value));
};
