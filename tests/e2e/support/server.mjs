/**
 * A small HTTP server on a loopback port of its own, for the proxies and fixture pages of the tests.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Ports that this process has used. A port is an origin: used again, the browser would bring its old storage. */
const usedPorts = new Set();

export class Server {
  #server;
  #sockets = new Set();
  #port = 0;

  /** Starts to listen; `handle` gets node's request and response, and may be asynchronous. */
  static async start(handle) {
    const server = new Server();
    await server.#listen(handle);
    return server;
  }

  /** `http://127.0.0.1:<port>`, the same for its whole life. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Refuses connections from now on, and breaks the open ones. */
  async close() {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.dropConnections();
    await closed;
  }

  /** Listens again on the same port. */
  async reopen() {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Breaks all open connections. */
  dropConnections() {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #listen(handle) {
    for (;;) {
      this.#server = createServer((request, response) => {
        Promise.resolve(handle(request, response)).catch((error) => {
          if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
          response.end(String(error?.stack ?? error));
        });
      });
      this.#server.on('connection', (socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
      });
      this.#server.listen(0, '127.0.0.1');
      await once(this.#server, 'listening');
      this.#port = this.#server.address().port;
      if (!usedPorts.has(this.#port)) break;
      await this.close();
    }
    usedPorts.add(this.#port);
  }
}

/** All of a request's body. */
export const readBody = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};
