/**
 * Notes in each page when the engine runs: files that have come say nothing of that.
 *
 * The engine starts in the very task in which its instance is made, so that is what is watched. The page proxy puts
 * the script into every page.
 */

/** Where the script is served. */
export const ENGINE_WATCH_PATH = '/__tests/engine';

/** Runs in the page, before anything else. */
const watch = () => {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(Instance, parameters) {
      const instance = Reflect.construct(Instance, parameters);
      queueMicrotask(() => Object.defineProperty(window, '__testsEngineRuns', { value: true, configurable: true }));
      return instance;
    },
  });
};

/** The script that is served. */
export const ENGINE_WATCH_SCRIPT = `(${watch})();`;

/** Whether the engine runs in the page that is open. */
export const engineRuns = (browser) => browser.execute('return window.__testsEngineRuns === true');
