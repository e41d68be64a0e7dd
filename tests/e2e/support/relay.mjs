/**
 * Passes a request on to another server as it came, and gives that server's answer whole.
 */
import { request as startRequest } from 'node:http';
import { readBody } from './server.mjs';

/** Headers of one connection, not of the message; and compression, so that bodies can be read. */
const NOT_PASSED_ON = new Set(['connection', 'keep-alive', 'transfer-encoding', 'accept-encoding', 'content-length']);

const passed = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.has(name)));

/**
 * Resolves to `{ status, headers, body }`. The Host header stays, so that the server behind sees the address that
 * the browser uses.
 */
export const relay = ({ method, url, headers }, body, origin) =>
  new Promise((resolve, reject) => {
    const own = { ...passed(headers), 'content-length': body.length };
    const outgoing = startRequest(new URL(url, origin), { method, headers: own, agent: false }, async (answer) => {
      try {
        resolve({ status: answer.statusCode, headers: passed(answer.headers), body: await readBody(answer) });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

/** Sends such an answer. */
export const reply = (response, { status, headers = {}, body = '' }) => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};
