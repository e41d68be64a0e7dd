/** Fetches and compiles, at a time when the page has nothing better to do. */

/** Latest time for work that waits until the page is idle, milliseconds. */
const IDLE_TIMEOUT_MS = 1000;

/** Calls back when the page is idle; WebKit doesn't tell, so there it is the next task. */
export const whenIdle = (callback) => {
  if (typeof requestIdleCallback === 'function') {
    requestIdleCallback(callback, { timeout: IDLE_TIMEOUT_MS });
  } else {
    setTimeout(callback, 1);
  }
};

/** Calls back when the document is parsed, seen by somebody (not prerendered) and idle. */
export const whenReady = (callback) => {
  if (document.prerendering) {
    document.addEventListener('prerenderingchange', () => whenReady(callback), { once: true });
  } else if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => whenIdle(callback), { once: true });
  } else {
    whenIdle(callback);
  }
};

/** Compiles the module at `url` as it arrives; in one piece where streaming can't work. */
export const compile = async (url) => {
  const response = await fetched(url);
  const isWasm = response.headers.get('content-type')?.startsWith('application/wasm');
  // A server that sends another type makes streaming fail in every browser.
  if (isWasm && WebAssembly.compileStreaming) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
};

/** The config as text: fetched from an address, or written from an object. */
export const readConfig = async (config) => {
  if (typeof config !== 'string') return JSON.stringify(config);
  const response = await fetched(config);
  return response.text();
};

/** The file of words that a config names, as bytes; nothing where there is none: the engine says so. */
export const readWords = async (config) => {
  try {
    const { vocabulary } = JSON.parse(config);
    return vocabulary && new Uint8Array(await (await fetched(vocabulary)).arrayBuffer());
  } catch {
    return undefined;
  }
};

const fetched = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${new URL(url, location).pathname} answered ${response.status}`);
  return response;
};
