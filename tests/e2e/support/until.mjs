/**
 * Waits for a condition, never for a time: asks again and again until it holds or the deadline has passed.
 */

/** Between two questions. */
const PAUSE_MS = 10;

/** How long a condition may take unless a test says otherwise; a machine under load needs more than an idle one. */
const DEFAULT_WITHIN_MS = 15_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Resolves to the first truthy value that `probe` gives.
 *
 * @param {string} what completes "waited … ms for", and stands in the error
 * @param {() => any} probe may be asynchronous; may throw until the end
 * @param {{ withinMs?: number, state?: () => any }} [options] `state` is shown in the error
 */
export const until = async (what, probe, { withinMs = DEFAULT_WITHIN_MS, state } = {}) => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let thrown;
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      thrown = error;
    }
    if (deadline <= performance.now()) {
      const seen = state ? `; what there is: ${JSON.stringify(state(), null, 1)}` : '';
      throw new Error(`waited ${withinMs} ms for ${what}${seen}`, { cause: thrown });
    }
    await pause(PAUSE_MS);
  }
};
