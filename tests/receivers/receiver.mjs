/**
 * A server on another origin than the page's that writes down what comes, and answers as its collector would.
 */
import { gunzipSync } from 'node:zlib';
import { relay, reply } from '../e2e/support/relay.mjs';
import { readBody, Server } from '../e2e/support/server.mjs';

/** What a page's request needs; a preflight's answer is kept, as docs/collectors.md tells shops to. */
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type,sp-anonymous', 'access-control-max-age': '600' };

export class Receiver {
  #server;
  #answer;

  /** Everything but preflights, in order: `{ path, headers, body }`, unpacked. */
  requests = [];
  /** How often a browser asked first. */
  preflights = 0;

  /** `answer` gives the body for a request; a text that is an address gets the requests passed on. */
  static async start(answer = () => '{}') {
    const receiver = new Receiver();
    receiver.#answer = answer;
    receiver.#server = await Server.start((request, response) => receiver.#handle(request, response));
    return receiver;
  }

  get url() {
    return this.#server.url;
  }

  async stop() {
    await this.#server.close();
  }

  async #handle(request, response) {
    if (request.method === 'OPTIONS') {
      this.preflights += 1;
      return reply(response, { status: 204, headers: CORS });
    }
    const raw = await readBody(request);
    const { url: path, headers } = request;
    const body = (headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw);
    const recorded = { path, headers, bytes: body, body: body.toString() };
    this.requests.push(recorded);
    if (typeof this.#answer === 'string') {
      const { status, headers: given, body: text } = await relay(request, raw, this.#answer);
      recorded.status = status;
      return reply(response, { status, headers: { ...given, ...CORS }, body: text });
    }
    return reply(response, { status: 200, headers: { 'content-type': 'application/json', ...CORS }, body: this.#answer(recorded) });
  }
}
