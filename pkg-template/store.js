/**
 * The tab's `sessionStorage`, which may be missing, full or emptied at any time.
 *
 * Every access may throw and is tried each time anew: failing means that nothing is kept, which
 * is what the page would have without us.
 */

const PREFIX = 'tallymark.';

export const createStore = () => {
  const attempt = (action) => {
    try {
      return action(sessionStorage);
    } catch {
      return undefined;
    }
  };
  return {
    /** The text under a key, or nothing. */
    read: (key) => attempt((storage) => storage.getItem(PREFIX + key)) ?? undefined,
    /** Whether the text could be written. */
    write: (key, text) =>
      attempt((storage) => {
        storage.setItem(PREFIX + key, text);
        return true;
      }) ?? false,
    remove: (key) => attempt((storage) => storage.removeItem(PREFIX + key)),
    /** Our keys, without the prefix. */
    keys: () =>
      attempt((storage) => {
        const keys = [];
        for (let index = 0; index < storage.length; index += 1) {
          const key = storage.key(index);
          if (key?.startsWith(PREFIX)) keys.push(key.slice(PREFIX.length));
        }
        return keys;
      }) ?? [],
  };
};
