/**
 * The browser's storage, which may be missing, full or emptied at any time.
 *
 * Every access may throw and is tried each time anew: failing means that nothing is kept, which
 * is what the page would have without us. `area` is `sessionStorage`, the tab's, or `localStorage`,
 * which all tabs share.
 */

const PREFIX = 'tallymark.';
const AREAS = ['sessionStorage', 'localStorage'];

export const createStore = () => {
  const attempt = (area, action) => {
    try {
      return action(window[area]);
    } catch {
      return undefined;
    }
  };
  const store = {
    /** The text under a key, or nothing. */
    read: (key, area = AREAS[0]) => attempt(area, (storage) => storage.getItem(PREFIX + key)) ?? undefined,
    /** Whether the text could be written. */
    write: (key, text, area = AREAS[0]) =>
      attempt(area, (storage) => {
        storage.setItem(PREFIX + key, text);
        return true;
      }) ?? false,
    remove: (key, area = AREAS[0]) => attempt(area, (storage) => storage.removeItem(PREFIX + key)),
    /** Our keys, without the prefix. */
    keys: (area = AREAS[0]) =>
      attempt(area, (storage) => {
        const keys = [];
        for (let index = 0; index < storage.length; index += 1) {
          const key = storage.key(index);
          if (key?.startsWith(PREFIX)) keys.push(key.slice(PREFIX.length));
        }
        return keys;
      }) ?? [],
    /** Removes all our keys. */
    clear() {
      for (const area of AREAS) for (const key of store.keys(area)) store.remove(key, area);
    },
  };
  return store;
};
