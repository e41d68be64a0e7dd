/**
 * The requests that no collector has acknowledged, by batch id.
 *
 * Lives outside of the engine, so that leaving the page or a trap finds each batch ready. When to
 * send, to halve and to give up is the engine's to say. Loaded with the engine: before, there is
 * nothing to keep.
 */
/**
 * Stand in a body: U+0001 for the milliseconds since it was held, U+0002 between its parts, U+0003 for the wall clock in
 * milliseconds, U+0004 for the same as ISO 8601 (`WAITED`, `CUT`, `SENT_MS`, `SENT_ISO` in src/engine/encode.rs).
 */
const MARKS = /[\u0001-\u0004]/g;
const WAITED_STEP_MS = 60_000;
const CUT = '\u0002';
/** A request without an answer is given up after this time, milliseconds. */
const TIMEOUT_MS = 10_000;
/** Without Web Locks, what was stored so long ago is taken for abandoned, milliseconds. */
const ORPHAN_MS = 60_000;
/** Version of what is stored; the engine counts another as unreadable. */
const VERSION = '2';
/** Before a stored batch's id. */
const CLOSED = 'batch.';
/** The same, for a batch to which was still added when it was stored: a tab that is duplicated gets a copy of it. */
const OPEN = 'open.';
const KINDS = [OPEN, CLOSED];
const LOCK = 'tallymark.';
/** What a tab and its copies ask each other over, and how long an answer may take, milliseconds. */
const CHANNEL = 'tallymark.batches';
const ASK_MS = 300;

/** `store` is what `createStore` gives. */
export const createOutbox = (store) => {
  const entries = new Map();
  /** Ids of stored batches for which a lock was asked, with what lets go of it. */
  const locks = new Map();
  /** Ids of stored batches that another page may hold, with the timer of its answer. */
  const asked = new Map();
  /** Ids of batches that came in halves: a copy of this tab may have one as it was before. */
  const halved = [];
  let channel;
  let hasReported = false;

  const write = (key, { wall, note, body }) => store.write(key, [VERSION, wall, note, body].join('|'), outbox.area);

  /**
   * Takes up a stored batch; what isn't ours has a note or an age that the engine can't read. A page that has ended
   * between writing it anew and removing it left two, of which the later has all.
   */
  const take = (id) => {
    if (entries.has(id)) return;
    for (const stored of KINDS) {
      const text = store.read(stored + id, outbox.area);
      const [version, wall, note, ...rest] = text?.split('|') ?? [];
      if (text === undefined || +wall < entries.get(id)?.wall) continue;
      const heldAt = performance.now() - Math.max(Date.now() - wall, 0);
      entries.set(id, { note: (version === VERSION && note) || '', body: rest.join('|'), heldAt, wall, tries: 0, stored, isStored: true });
    }
  };

  const isShared = () => outbox.area === 'localStorage';

  /** Asks for the lock of a batch that all tabs see: one page at a time sends it. */
  const lock = (id, granted) => {
    if (locks.has(id)) return;
    locks.set(id, undefined);
    const hold = (own) => {
      // The batch may be gone before the lock comes.
      if (!own || !locks.has(id)) return undefined;
      granted?.();
      return new Promise((release) => locks.set(id, release));
    };
    // A browser that refuses locks to a page has refused it the storage too.
    navigator.locks?.request(LOCK + id, { ifAvailable: true }, hold).catch(() => {});
  };

  const unlock = (id) => {
    locks.get(id)?.();
    locks.delete(id);
  };

  const endAsking = (id) => {
    clearTimeout(asked.get(id));
    asked.delete(id);
  };

  /** Another page asks what is held here, or says what it holds. */
  const hear = ({ data: id }) => {
    if (!id) {
      for (const [held, { stored }] of entries) if (stored) channel.postMessage(held);
      for (const held of halved) channel.postMessage(held);
    } else if (!entries.has(id)) {
      endAsking(id);
      // If it still adds to the batch, this tab is a copy of its tab: what was copied is less.
      store.remove(OPEN + id);
    }
  };

  /**
   * A tab has its storage for itself, unless it was made as a copy of another; who holds a batch says so. Locks would
   * do the same, but Firefox keeps no page in its back-forward cache that has one as it is left.
   */
  const converse = () => {
    if (channel || isShared() || !window.BroadcastChannel) return;
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = hear;
  };

  /** Locks would keep the page out of the back-forward cache, and messages would throw it out of there. */
  const letGo = () => {
    for (const id of [...locks.keys()]) unlock(id);
    for (const id of [...asked.keys()]) endAsking(id);
    channel = channel?.close();
  };

  /** Takes up what is stored and is no other page's. */
  const claim = (id, stored) => {
    if (entries.has(id) || locks.has(id) || asked.has(id)) return;
    const granted = () => {
      asked.delete(id);
      take(id);
      outbox.tell('claimed');
    };
    if (!isShared()) {
      asked.set(id, setTimeout(granted, ASK_MS));
    } else if (navigator.locks) {
      lock(id, granted);
    } else {
      const [, wall] = (store.read(stored + id, outbox.area) ?? '').split('|');
      if (!(Math.abs(Date.now() - wall) < ORPHAN_MS)) take(id);
    }
  };

  const filled = ({ body, heldAt }) => {
    // Coarse, as the ages of events are: how long a shopper looks before leaving shows their pace.
    const waited = Math.max(0, Math.floor((performance.now() - heldAt) / WAITED_STEP_MS)) * WAITED_STEP_MS;
    // The end of this minute: a clock's milliseconds would tell one device from others.
    const sent = new Date(Math.ceil(Date.now() / 60000) * 60000);
    const marked = [waited, '', +sent, sent.toISOString()];
    return body.replace(MARKS, (mark) => marked[mark.charCodeAt() - 1]);
  };

  /** A CORS-simple request if the format has no other: no cookie, no referrer, no header but the format's. */
  const request = (entry, keepalive, signal) => ({
    method: 'POST',
    headers: outbox.headers,
    body: filled(entry),
    keepalive,
    mode: 'cors',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
    cache: 'no-store',
    signal,
  });

  /** Places a batch with the browser, which sends it when the page ends in whatever way. */
  const defer = (entry) => {
    if (entry.deferred || entry.answer || typeof fetchLater !== 'function') return;
    const deferred = new AbortController();
    try {
      fetchLater(outbox.url, request(entry, true, deferred.signal));
    } catch {
      // More than the browser takes of one page: what was placed before stays.
      return;
    }
    entry.deferred = deferred;
    entry.stale?.abort();
    entry.stale = undefined;
  };

  const withdraw = ({ deferred, stale }) => {
    deferred?.abort();
    stale?.abort();
  };

  /** Says once why nothing is answered, as far as the browser lets a page know. */
  const explain = async () => {
    if (hasReported || !outbox.isDebug) return;
    hasReported = true;
    let text = 'does not answer, or the page or an extension forbids to ask it';
    try {
      await fetch(outbox.url, { method: 'HEAD', mode: 'no-cors', credentials: 'omit', cache: 'no-store' });
      text = "answers, but not to this page's origin; it must send access-control-allow-origin";
    } catch {
      // The text says so.
    }
    outbox.report(text);
  };

  const outbox = {
    /** The collector's address, and in which storage batches may be kept: the engine says it. */
    url: undefined,
    area: 'sessionStorage',
    /** Headers of requests, where the format has some. */
    headers: undefined,
    isDebug: false,
    /** Tells the engine: a word, and what belongs to it. */
    tell() {},
    /** Takes words for the shop's developer. */
    report() {},

    /** Drops copies of what other pages have: also where nothing may be read yet, for later it can't be told any more. */
    disown() {
      converse();
      channel?.postMessage('');
    },

    /** Id, note, bytes and age in milliseconds of every batch; what is stored follows by `claimed`. */
    list(mayRead) {
      if (mayRead) {
        for (const key of store.keys(outbox.area)) {
          for (const stored of KINDS) if (key.startsWith(stored)) claim(key.slice(stored.length), stored);
        }
        if (asked.size) outbox.disown();
      }
      return [...entries].map(([id, { note, body, heldAt }]) => ({ id, note, bytes: body.length, age: performance.now() - heldAt }));
    },

    /** Keeps a body under its id, in place of an earlier one. */
    hold(id, note, body) {
      const before = entries.get(id);
      // What the browser has of it stays there until it has the new one.
      const stale = before && (before.deferred ?? before.stale);
      // So does what is stored of it, which is to go with it.
      entries.set(id, { note, body, heldAt: performance.now(), wall: Date.now(), tries: 0, stale, stored: before?.stored });
    },

    /** Keeps a batch as two: the first `count` events and the losses, and the other events. */
    halve(id, count, first, firstNote, second, secondNote) {
      const { body, heldAt, wall } = entries.get(id);
      const parts = body.split(CUT);
      const [behind, lost, end] = parts.slice(-3);
      const keep = (own, note, events, losses) => {
        const half = [parts[0], ...events, behind, losses, end].join(CUT);
        entries.set(own, { note, body: half.split(id).join(own), heldAt, wall, tries: 0 });
      };
      keep(first, firstNote, parts.slice(1, 2 * count), lost);
      keep(second, secondNote, parts.slice(2 * count + 1, -3), '');
      outbox.forget(id);
      halved.push(id);
    },

    /** Posts a batch. */
    send(id) {
      const entry = entries.get(id);
      if (!entry || !outbox.url) return;
      entry.abort = new AbortController();
      let end;
      // Not every fetch of a page or an extension hears of the abort.
      const late = new Promise((_, reject) => (end = reject));
      const timer = setTimeout(() => {
        entry.abort.abort();
        end();
      }, TIMEOUT_MS);
      // Requests that outlive the page share 64 KiB with all others of the page; where there was
      // no room, the next try goes without.
      const options = request(entry, entry.tries % 2 === 0, entry.abort.signal);
      entry.tries += 1;
      entry.answer = (async () => {
        let status = 0;
        let retryAfter;
        try {
          const asked = fetch(outbox.url, options);
          withdraw(entry);
          entry.deferred = entry.stale = undefined;
          const response = await Promise.race([asked, late]);
          status = response.status;
          retryAfter = response.headers.get('retry-after');
        } catch {
          // No answer: status 0 says so.
          if (!entry.abort.signal.aborted) explain();
        }
        clearTimeout(timer);
        entry.answer = undefined;
        outbox.tell('answered', id, status, milliseconds(retryAfter));
        // It waits for another try, which the page may not live to see.
        if (entries.get(id) === entry) defer(entry);
      })();
    },

    /** Posts everything that isn't under way: the engine can't say any more what to send. */
    sendAll() {
      for (const [id, entry] of entries) if (!entry.answer) outbox.send(id);
    },

    /** Drops a batch. */
    forget(id) {
      const entry = entries.get(id);
      if (!entry) return;
      withdraw(entry);
      if (entry.stored) for (const stored of KINDS) store.remove(stored + id, outbox.area);
      entries.delete(id);
      unlock(id);
    },

    /** Drops everything, what is under way and what is stored too. */
    purge() {
      for (const entry of entries.values()) {
        withdraw(entry);
        entry.abort?.abort();
      }
      entries.clear();
      letGo();
      store.clear();
    },

    /** Gives the browser what it doesn't have yet, and the storage if it may be written. */
    persist(mayWrite, isLeaving) {
      for (const [id, entry] of entries) {
        // In this order: what the browser sends must never have less than what is stored.
        defer(entry);
        const stored = isLeaving || entry.tries ? CLOSED : OPEN;
        const isThere = entry.isStored && entry.stored === stored;
        if (!mayWrite || isThere || !write(stored + id, entry)) continue;
        if (entry.stored && entry.stored !== stored) store.remove(entry.stored + id, outbox.area);
        entry.stored = stored;
        entry.isStored = true;
        if (isShared()) lock(id);
        else converse();
      }
      if (isLeaving) letGo();
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
