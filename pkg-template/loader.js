/**
 * Loads the engine off the critical path, stands between it and the page, and outlives it.
 *
 * No rule of tallymark's own is in here: what counts, when and how often is the engine's. This
 * part holds calls and clicks until the engine runs, keeps batches where a trap can't reach them,
 * and lets nothing that goes wrong inside reach the page.
 */
import { watchEarly } from './early.js';
import { compile, readConfig, readWords, whenIdle, whenReady } from './load.js';
import { createStore } from './store.js';

/** Most calls that wait for the engine. */
const MAX_CALLS = 500;
/** A second fault in a page ends it: the first may have been an accident. */
const MAX_FAULTS = 2;

const nothing = () => ({ state: 'off', problems: [], counted: 0, queued: 0, sent: 0, dropped: {}, definitions: {} });

/** On a server there is no shopper: everything does nothing. */
const inert = {
  on: () => () => {},
  track() {},
  consent() {},
  status: nothing,
  flush: async () => {},
  stop() {},
};

/** Under this the page's one instance is found, also by another copy or version of this package. */
const RUNNING = Symbol.for('tallymark');
let alone;

const shared = () => {
  try {
    return (document[RUNNING] ??= {});
  } catch {
    // A document that takes no property: then this copy knows only of itself.
    return (alone ??= {});
  }
};

/** The page's one instance; `config` of later calls is ignored. */
export const begin = (config, sources) => {
  if (typeof document === 'undefined') return inert;
  return shared().api ?? create(config, sources);
};

const create = (config, sources) => {
  const callbacks = new Map();
  const calls = [];
  const problems = [];
  const store = createStore();
  let state = 'loading';
  let engine;
  let ender;
  let faults = 0;
  let untold = 0;
  let loaded;
  let lacking = 0;
  let missed = 0;
  let mayStore = false;
  let isPersisting = false;
  let isSaved = false;
  let choice;
  let outbox;
  const own = shared();
  let words;

  let early = watchEarly();
  /** Ends the watch for clicks before the engine runs; gives what it has kept. */
  const endEarly = () => {
    const kept = early?.stop() ?? [];
    early = undefined;
    return kept;
  };
  // The shop's other tabs hear of the choice as it is made; nothing is stored for it.
  let tabs = window.BroadcastChannel && new BroadcastChannel('tallymark.consent');
  if (tabs) tabs.onmessage = ({ data }) => choose(data);

  /** Tells the engine, or holds what is told until there is one. */
  const call = (word, text = '', value, number) => {
    if (engine) guarded(() => engine.tell(word, text, value, number))();
    else if (state !== 'loading') return;
    else if (calls.length < MAX_CALLS) calls.push([word, text, value, number]);
    else missed += word === 'track';
  };

  /**
   * Takes the shopper's choice. A fresh engine after a trap must know it from its start, and a no empties the outbox
   * even where no engine runs.
   */
  const choose = (word) => {
    choice = word;
    if (word !== 'granted') (outbox ? outbox.purge : store.clear)();
    call('consent', word);
  };

  /** Nothing that is thrown inside leaves this function. */
  const guarded = (callback) => {
    const { signal } = ender;
    return (...values) => {
      if (signal.aborted) return undefined;
      try {
        return callback(...values);
      } catch (error) {
        if (!signal.aborted) fault(error);
        return undefined;
      }
    };
  };

  /** The engine can't be trusted any more: send what is held, then start afresh, once. */
  const fault = (error) => {
    ender.abort();
    engine = undefined;
    faults += 1;
    untold += 1;
    problems.push({ place: '', text: `stopped: ${error}` });
    outbox.sendAll();
    state = faults < MAX_FAULTS ? 'loading' : 'off';
    if (state === 'off') {
      endEarly();
      // What is held is let go by nobody else any more.
      ender = new AbortController();
      window.addEventListener('pagehide', () => persist(true), { capture: true, passive: true, signal: ender.signal });
    } else early ??= watchEarly();
    launch();
  };

  /** Writes what would be lost with the page; later when idle, unless the page is being left. */
  const persist = (isLeaving) => {
    const saved = engine && guarded(() => engine.snapshot())();
    // Without an engine what it said last holds.
    if (engine) mayStore = saved !== undefined;
    outbox.persist(mayStore, isLeaving);
    if (saved) isSaved = store.write('journey', saved);
  };

  const persistLater = () => {
    if (isPersisting) return;
    isPersisting = true;
    whenIdle(() => {
      isPersisting = false;
      persist();
    });
  };

  const notify = (name, event) => {
    const { properties, page, journey } = event;
    const told = Object.freeze({
      name,
      properties: Object.freeze(properties),
      page: Object.freeze(page),
      journey: Object.freeze({ ...journey, counted: Object.freeze(journey.counted) }),
      respond: (outcome) => call('respond', name, outcome),
    });
    for (const callback of callbacks.get(name) ?? []) {
      // In a task of its own: the engine has returned, and a callback that fails fails alone.
      queueMicrotask(async () => {
        try {
          await callback(told);
        } catch (error) {
          if (outbox.isDebug) console.error('tallymark: a callback failed', error);
        }
      });
    }
  };

  /** A function that tells the engine of what `cue` stands for; jQuery hands over `more`. */
  const caller = (cue) => guarded((event, more) => engine?.notice(cue, event, more));

  /** What the engine may ask of us. */
  const host = (signal, add) => ({
    window,
    isAgain: faults > 0,
    ready(url, debug, area, headers) {
      outbox.url = url;
      outbox.headers = headers && JSON.parse(headers);
      outbox.isDebug = debug;
      outbox.area = area;
      outbox.disown();
    },
    failed: (found) => problems.push(...found),
    lacks(parts) {
      lacking = parts;
    },
    fetch(parts) {
      own.coming = add(parts).then((failed) => signal.aborted || call('came', '', failed));
    },
    caller,
    listen(target, names, cue) {
      const options = { capture: true, passive: true, signal };
      for (const name of names.split(' ')) target.addEventListener(name, caller(cue), options);
    },
    ending: (observer) => signal.addEventListener('abort', () => observer.disconnect()),
    choice: () => choice,
    words: () => words,
    erased: () => isSaved && store.read('journey') === undefined,
    saved: () => store.read('journey'),
    visits: () => store.read('visits', 'localStorage'),
    visited: (visits) => store.write('visits', visits, 'localStorage'),
    held: outbox.list,
    hold(...batch) {
      outbox.hold(...batch);
      persistLater();
    },
    halve(...batches) {
      outbox.halve(...batches);
      persistLater();
    },
    send: outbox.send,
    forget: outbox.forget,
    purge: outbox.purge,
    persist,
    hears: (name) => callbacks.has(name),
    notify,
  });

  const launch = async () => {
    if (state === 'off') return;
    ender = new AbortController();
    const { signal } = ender;
    try {
      // Kept, so that a fresh start comes before the shopper can do anything else, or leave.
      loaded ??= Promise.all([
        sources.glue(),
        compile(sources.wasm()),
        readConfig(config).then(async (read) => {
          words = await readWords(read);
          return read;
        }),
      ]);
      const [glue, module, text] = await loaded;
      if (signal.aborted) return;
      // What an instance that was stopped has left is still to be delivered.
      outbox = own.outbox ??= glue.createOutbox(store);
      outbox.tell = call;
      outbox.report = (text) => problems.push({ place: 'collector.url', text });
      const { initSync, Tally, parts: files } = glue.default((callback, ms) => setTimeout(guarded(callback), ms));
      const core = initSync({ module });
      const add = (parts) => glue.addParts(files, core, parts, compile);
      const ours = { ...host(signal, add), wordsAbove: glue.wordsAbove };
      let absent = -1;
      let failed = 0;
      do {
        lacking = 0;
        engine = Tally.start(ours, text, absent, failed);
        if (lacking) failed |= await add(lacking);
        if (signal.aborted) return;
        absent &= ~lacking | failed;
      } while (lacking);
      started();
    } catch (error) {
      if (signal.aborted) return;
      // One that can be compiled and fails while it starts may do better the next time.
      if (window.WebAssembly && error instanceof WebAssembly.RuntimeError && faults + 1 < MAX_FAULTS) {
        fault(error);
        return;
      }
      state = 'off';
      ender.abort();
      endEarly();
      problems.push({ place: '', text: explain(error) });
    }
  };

  const started = () => {
    if (!engine) {
      state = 'off';
      ender.abort();
      endEarly();
      return;
    }
    state = 'running';
    for (const [kind, target, event] of endEarly()) call('replay', kind, target, Number(event.defaultPrevented));
    for (const held of calls.splice(0)) call(...held);
    if (missed) call('lost', 'flood', missed);
    missed = 0;
    if (!untold) return;
    call('lost', 'trap', untold);
    untold = 0;
    // What failed may have been the page's last word.
    call('flush');
  };

  whenReady(launch);

  const api = {
    on(name, callback) {
      const own = callbacks.get(name) ?? new Set();
      callbacks.set(name, own.add(callback));
      return () => {
        own.delete(callback);
        if (!own.size && callbacks.get(name) === own) callbacks.delete(name);
      };
    },
    track(name, properties) {
      let own = {};
      try {
        own = { ...properties };
      } catch {
        // A getter of the shop's failed: the event counts without properties.
      }
      call('track', String(name), own);
    },
    consent(word) {
      choose(String(word));
      tabs?.postMessage(choice);
    },
    status() {
      const status = engine && guarded(() => engine.status())();
      if (status) return { ...status, problems: [...problems, ...status.problems] };
      return { ...nothing(), state, problems: [...problems] };
    },
    async flush() {
      // What waits for a part of the engine is to go too.
      if (own.coming) await own.coming;
      call('flush');
      await outbox?.settled();
    },
    stop() {
      call('flush');
      // The next init() goes on from what is written.
      if (outbox) persist(true);
      const ended = engine;
      if (ended) guarded(() => ended.tell('stop', ''))();
      engine = undefined;
      state = 'off';
      // What is still acknowledged is done; the rest waits for another init() or page.
      if (outbox) outbox.tell = (word, id, status) => status >= 200 && status < 300 && outbox.forget(id);
      ender?.abort();
      endEarly();
      tabs = tabs?.close();
      callbacks.clear();
      if (own.api === api) own.api = undefined;
    },
  };
  own.api = api;
  return api;
};

const explain = (error) =>
  /unsafe-eval|Content Security|\bCSP\b/i.test(error)
    ? `the page's Content-Security-Policy forbids WebAssembly; add 'wasm-unsafe-eval' to script-src (${error})`
    : `could not start: ${error}`;
