/**
 * The package's entry: `init`, and where the rest of the package is found.
 *
 * Importing it does nothing, on a server too. The engine is loaded when the page is idle.
 */
import { begin } from './loader.js';

const sources = {
  glue: () => import('./engine.js'),
  wasm: () => new URL('./tallymark.wasm', import.meta.url),
};

/** Starts tallymark, once a page; see index.d.ts. */
export const init = async (config) => begin(config, sources);
