/**
 * Keeps the clicks, submissions and changes that happen before the engine runs.
 *
 * Keeps elements only, reads nothing of them.
 */

/** Most events that are kept. */
const MAX_EARLY = 50;

const KINDS = ['click', 'submit', 'change'];

/** Starts listening; `stop()` ends it and gives `[kind, element]` of each event, once. */
export const watchEarly = () => {
  const kept = [];
  const keep = (event) => {
    const [target] = event.composedPath();
    if (kept.length < MAX_EARLY && target instanceof Element) kept.push([event.type, target]);
  };
  const options = { capture: true, passive: true };
  for (const kind of KINDS) document.addEventListener(kind, keep, options);
  return {
    stop() {
      for (const kind of KINDS) document.removeEventListener(kind, keep, options);
      return kept.splice(0);
    },
  };
};
