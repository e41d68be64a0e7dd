/**
 * Waits for the page's own clock, where the passing of time is what is tested: a page that is looked at for so long.
 */
import { until } from './until.mjs';

/** Longer than any test lets a page grow old. */
const WITHIN_MS = 30_000;

/** Milliseconds since the page that is open began. */
export const pageAge = (browser) => browser.execute('return performance.now()');

/** Resolves when the page that is open is at least so old. */
export const pageIsOld = async (browser, ageMs) => {
  await until(`the page to be ${ageMs} ms old`, async () => ageMs <= (await pageAge(browser)), { withinMs: WITHIN_MS });
};

/** Resolves when at least so much time has passed in the page from now on. */
export const timePasses = async (browser, ms) => pageIsOld(browser, (await pageAge(browser)) + ms);

/** Resolves when the page holds an event of this name: what is not yet sent waits in one of the browser's stores. */
export const isCounted = async (browser, name) => {
  const holds = (wanted) => [sessionStorage, localStorage].flatMap(Object.entries).some(([key, text]) => /^tallymark\.(batch|open)\./.test(key) && text.includes(`"name":"${wanted}"`));
  await until(`${name} to be counted`, () => browser.execute(holds, name), { withinMs: WITHIN_MS });
};

/** Resolves when so much time has passed while no page that could be asked is in front. */
export const timePassesElsewhere = async (ms) => {
  const start = performance.now();
  await until(`${ms} ms to pass`, () => ms <= performance.now() - start, { withinMs: WITHIN_MS });
};
