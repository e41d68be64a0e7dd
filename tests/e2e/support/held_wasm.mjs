/**
 * Keeps the shop's Wasm back: between a page's load and `release` the shop works and tallymark does not yet.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { built } from './paths.mjs';

/** From now on; gives `release`. */
export const holdWasm = async (proxy) => {
  const assets = built('www/assets');
  const file = (await readdir(assets)).find((name) => /^tallymark.*\.wasm$/.test(name));
  const body = await readFile(join(assets, file));
  let release;
  const released = new Promise((resolve) => (release = resolve));
  proxy.override(`/assets/${file}`, async (answer) => {
    await released;
    return { ...answer, body };
  });
  return release;
};
