/**
 * The entry of the script-tag build: `<script src="…/tallymark.iife.js" data-config="/tallymark.json" defer>`.
 *
 * Offers the same functions as `window.tallymark`, at once; calls are held until the engine runs.
 */
import { begin } from './loader.js';

// Read while the script runs: afterwards it is null. A page may have an element of that name.
const script = document.currentScript;

if (script instanceof HTMLScriptElement && script.dataset.config) {
  const base = script.src;
  window.tallymark = begin(script.dataset.config, {
    glue: () => import(new URL('engine.js', base).href),
    wasm: () => new URL('tallymark.wasm', base),
  });
}
