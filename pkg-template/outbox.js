/**
 * The requests that no collector has acknowledged, by batch id.
 *
 * Lives outside of the engine, so that leaving the page or a trap finds each batch ready. When to
 * send and when to give up is the engine's to say.
 */

/** Stands in a body for the milliseconds since it was held (`WAITED` in src/engine/encode.rs). */
const WAITED = '\u0001';
/** A request without an answer is given up after this time, milliseconds. */
const TIMEOUT_MS = 10_000;
/** What a tab stored longer ago is dropped, milliseconds. */
const MAX_AGE_MS = 86_400_000;
const PREFIX = 'batch.';

export const createOutbox = (store, answered) => {
  const entries = new Map();

  /** Takes up what an earlier page of this tab stored; what isn't ours to read is removed. */
  const takeUp = () => {
    for (const key of store.keys()) {
      const id = key.slice(PREFIX.length);
      if (!key.startsWith(PREFIX) || entries.has(id)) continue;
      const [version, wall, events, ...rest] = (store.read(key) ?? '').split('|');
      const age = Math.max(Date.now() - wall, 0);
      if (version === '1' && rest.length && events > 0 && age >= 0) {
        const body = age <= MAX_AGE_MS ? rest.join('|') : '';
        const heldAt = performance.now() - age;
        entries.set(id, { events: +events, body, heldAt, wall, tries: 0, isStored: true });
      } else {
        store.remove(key);
      }
    }
  };

  const outbox = {
    /** The collector's address, once the engine has read it. */
    url: undefined,

    /** Id, number of events and bytes of every batch, stored ones too; no bytes where one is too old. */
    list() {
      takeUp();
      return [...entries].map(([id, { events, body }]) => ({ id, events, bytes: body.length }));
    },

    /** Keeps a body under its id, in place of an earlier one. */
    hold(id, events, body) {
      entries.set(id, { events, body, heldAt: performance.now(), wall: Date.now(), tries: 0 });
    },

    /** Posts a batch as a CORS-simple request: no cookie, no referrer, no header of ours. */
    send(id) {
      const entry = entries.get(id);
      if (!entry || !outbox.url) return;
      const waited = Math.max(0, Math.round(performance.now() - entry.heldAt));
      entry.abort = new AbortController();
      const timer = setTimeout(() => entry.abort.abort(), TIMEOUT_MS);
      // Requests that outlive the page share 64 KiB with all others of the page; where there was
      // no room, the next try goes without.
      const keepalive = entry.tries % 2 === 0;
      entry.tries += 1;
      const request = {
        method: 'POST',
        body: entry.body.replace(WAITED, waited),
        keepalive,
        mode: 'cors',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
        cache: 'no-store',
        signal: entry.abort.signal,
      };
      entry.answer = (async () => {
        let status = 0;
        let retryAfter;
        try {
          const response = await fetch(outbox.url, request);
          status = response.status;
          retryAfter = response.headers.get('retry-after');
        } catch {
          // No answer: status 0 says so.
        }
        clearTimeout(timer);
        entry.answer = undefined;
        answered(id, status, milliseconds(retryAfter));
      })();
    },

    /** Posts everything that isn't under way: the engine can't say any more what to send. */
    sendAll() {
      for (const [id, entry] of entries) if (!entry.answer) outbox.send(id);
    },

    /** Drops a batch. */
    forget(id) {
      if (entries.get(id)?.isStored) store.remove(PREFIX + id);
      entries.delete(id);
    },

    /** Drops everything, what is under way and what is stored too. */
    purge() {
      for (const { abort } of entries.values()) abort?.abort();
      entries.clear();
      for (const key of store.keys()) store.remove(key);
    },

    /** Writes what isn't stored yet. */
    persist() {
      for (const [id, entry] of entries) {
        if (!entry.isStored) {
          entry.isStored = store.write(PREFIX + id, `1|${entry.wall}|${entry.events}|${entry.body}`);
        }
      }
    },

    /** Resolves when every request under way has got its answer, or none in time. */
    settled: () => Promise.all([...entries.values()].map(({ answer }) => answer)),
  };
  return outbox;
};

/** `Retry-After` in milliseconds, from seconds or a date. */
const milliseconds = (retryAfter) => {
  if (!retryAfter) return undefined;
  const wait = /^\d+$/.test(retryAfter) ? retryAfter * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait) ? undefined : wait;
};
