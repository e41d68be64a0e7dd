/**
 * When to ask again: soon after something happened, never more often than the pause allows, and
 * now and then without cause. One question at a time.
 */

/** After an event the figures are asked for this soon: with what else its batch brings. */
const SETTLE_MS = 150;
/** Between the beginnings of two questions, however many events arrive. */
const PAUSE_MS = 600;
/** Without events the figures still change: old events leave the span. */
const IDLE_MS = 20_000;

/** `ask` is called at the times this decides; it must not throw. */
export function refresher(ask) {
  let timer = null;
  let dueAt = Infinity;
  let startedAt = -Infinity;
  let running = false;

  async function run() {
    running = true;
    dueAt = Infinity;
    startedAt = performance.now();
    await ask();
    running = false;
    planAt(Math.min(dueAt, performance.now() + IDLE_MS));
  }

  /** Moves the next question forward, never back. */
  function planAt(at) {
    dueAt = Math.min(dueAt, at);
    if (running) return;
    clearTimeout(timer);
    timer = setTimeout(run, Math.max(0, dueAt - performance.now()));
  }

  return {
    /** Something was counted. */
    soon: () => planAt(Math.max(performance.now() + SETTLE_MS, startedAt + PAUSE_MS)),
    /** Somebody waits for the answer. */
    now: () => planAt(performance.now()),
  };
}
