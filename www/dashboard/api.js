/** Asks the collector: the figures, the last events, and the stream of new ones. */

/** How long to wait before a stream that the browser gave up is opened again. */
const REOPEN_MS = 3000;

async function ask(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== ''));
  const answer = await fetch(`${path}?${query}`, { cache: 'no-store' });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

/** The figures of a site (none: the configured one) for the last `minutes` (none: all). */
export const summary = (site, minutes) => ask('/api/summary', { site, minutes });

/** The last events, newest first. */
export const lastEvents = async (site, limit) => (await ask('/api/events', { site, limit })).events;

/**
 * Listens to the stream for as long as the page is open. `onState` hears `live` and `lost`,
 * `onEvent` each event as it is committed.
 */
export function listen(onState, onEvent) {
  const source = new EventSource('/api/events/stream');
  source.addEventListener('ready', () => onState('live'));
  source.addEventListener('counted', (message) => onEvent(JSON.parse(message.data)));
  source.addEventListener('error', () => {
    onState('lost');
    // The browser comes back by itself unless the answer was no stream at all.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(onState, onEvent), REOPEN_MS);
  });
}
