/**
 * Counts what goes wrong in the pages: uncaught errors, unhandled rejections, violated policies, lines on the console.
 *
 * The page proxy puts a script first into the head of every page; it reports to the proxy's own origin. So it works
 * in all three engines and across page loads. What a browser itself writes on its console (a failed request) is not
 * counted: no page can see it.
 */
import assert from 'node:assert/strict';

/** Where the script is served and where it reports, on the origin of the pages. */
export const ERRORS_PATH = '/__tests/errors';

/** Runs in the page, before anything else. */
const watch = (path) => {
  const send = window.fetch.bind(window);
  const pending = new Set();
  const report = (kind, ...parts) => {
    // An error's stack has its message in some engines only.
    const texts = parts.map((part) => (part instanceof Error ? `${part} ${part.stack}` : String(part)));
    const body = JSON.stringify({ kind, text: texts.join(' '), page: location.href });
    const sent = send(path, { method: 'POST', body, keepalive: true }).catch(() => {});
    pending.add(sent);
    sent.finally(() => pending.delete(sent));
  };
  addEventListener('error', (event) => {
    if (event instanceof ErrorEvent) report('error', event.message, `${event.filename}:${event.lineno}:${event.colno}`);
  });
  addEventListener('unhandledrejection', (event) => report('unhandledrejection', event.reason));
  document.addEventListener('securitypolicyviolation', (event) => report('policy', event.effectiveDirective, event.blockedURI));
  for (const level of ['error', 'warn', 'info', 'log', 'debug']) {
    const original = console[level];
    console[level] = (...parts) => {
      report(`console.${level}`, ...parts);
      original.apply(console, parts);
    };
  }
  // For `Errors.settle`: not enumerable, so that pages and tallymark see the window they know.
  Object.defineProperty(window, '__testsReported', { value: () => Promise.all(pending) });
};

/** The script that is served. */
export const ERRORS_SCRIPT = `(${watch})(${JSON.stringify(ERRORS_PATH)});`;

export class Errors {
  /** All that was reported: `{ kind, text, page }`. */
  list = [];

  /** Takes a report. */
  add(report) {
    this.list.push(report);
  }

  /** Takes those of a kind out of the list: what a test expects and has looked at. */
  take(kind) {
    const taken = this.list.filter((error) => error.kind === kind);
    this.list = this.list.filter((error) => error.kind !== kind);
    return taken;
  }

  /** Resolves when the page that is open has delivered its reports. */
  async settle(browser) {
    await browser.execute('return window.__testsReported?.().then(() => true)');
  }

  /** Fails if anything was reported. */
  expectNone() {
    assert.deepEqual(this.list, [], 'errors in the pages');
  }
}
