/**
 * Notes in each page when the engine runs: files that have come say nothing of that.
 *
 * An instance may be one that still waits for parts, and starts when they have come. The engine listens to the end of the
 * page in the very task in which it starts, so that is what is watched. The page proxy puts the script into every page.
 */

/** Where the script is served. */
export const ENGINE_WATCH_PATH = '/__tests/engine';

/** Runs in the page, before anything else. */
const watch = () => {
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function addEventListener(name, listener, options) {
    listen.call(this, name, listener, options);
    if (name !== 'pagehide' || !options?.signal) return;
    queueMicrotask(() => Object.defineProperty(window, '__testsEngineRuns', { value: true, configurable: true }));
  };
};

/** The script that is served. */
export const ENGINE_WATCH_SCRIPT = `(${watch})();`;

/** What the loader has fetched for a running engine: the part that scrubs texts. */
const COMING = "Promise.resolve(document[Symbol.for('tallymark')]?.coming).then(() => true)";

/** Whether the engine runs in the page that is open, with all that it has asked for. */
export const engineRuns = (browser) => browser.execute(`return window.__testsEngineRuns === true && ${COMING}`);

/** Resolves when a running engine has what it has asked for. */
export const engineIsWhole = (browser) => browser.execute(`return ${COMING}`);
