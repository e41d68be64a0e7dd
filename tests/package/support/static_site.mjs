/**
 * Serves the files of a directory, as a shop's web server does: with the right types, and nothing else.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { reply } from '../../e2e/support/relay.mjs';
import { Server } from '../../e2e/support/server.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Starts to serve `directory`; `extra` maps paths to JSON that is served beside its files. */
export const serveSite = (directory, extra = {}) =>
  Server.start(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    if (Object.hasOwn(extra, pathname)) {
      return reply(response, { status: 200, headers: { 'content-type': TYPES['.json'] }, body: JSON.stringify(extra[pathname]) });
    }
    const path = normalize(pathname === '/' ? '/index.html' : pathname);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    try {
      const body = await readFile(join(directory, path));
      return reply(response, { status: 200, headers: { 'content-type': type }, body });
    } catch {
      return reply(response, { status: 404, headers: { 'content-type': 'text/plain' }, body: `there is no ${path}` });
    }
  });
