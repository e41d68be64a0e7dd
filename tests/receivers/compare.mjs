/**
 * Holds our requests against those of a vendor's own client for the same events, field by field.
 */
import assert from 'node:assert/strict';

const WORDS = { ours: 'only ours', theirs: 'only theirs', differ: 'differ' };
const KINDS = Object.keys(WORDS);

/** The fields of a value by their path, such as `properties.price`. */
const fields = (value, path = '') => {
  if (value === null || typeof value !== 'object' || (Array.isArray(value) && value.length === 0)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => fields(inner, path ? `${path}.${key}` : key));
};

/**
 * Which fields both have, only we, only they, and which differ.
 *
 * `explained` says why for each difference: `{ ours, theirs, differ }`, each an object of reasons by path. A reason that
 * nothing needs is as wrong as a difference without one, so that the tables stay true.
 */
export const compare = (format, ours, theirs, explained) => {
  assert.equal(ours.length, theirs.length, `${format}: as many events as ${explained.client} sends`);
  const found = { both: new Set(), ours: new Set(), theirs: new Set(), differ: new Map() };
  ours.forEach((event, place) => {
    const [own, other] = [new Map(fields(event)), new Map(fields(theirs[place]))];
    for (const [path, value] of own) {
      if (!other.has(path)) found.ours.add(path);
      else if (value === other.get(path)) found.both.add(path);
      else found.differ.set(path, [value, other.get(path)]);
    }
    for (const path of other.keys()) if (!own.has(path)) found.theirs.add(path);
  });
  const seen = { ours: [...found.ours], theirs: [...found.theirs], differ: [...found.differ.keys()] };
  const fits = (path, reason) => path === reason || (reason.endsWith('*') && path.startsWith(reason.slice(0, -1)));
  const wrong = {};
  for (const kind of KINDS) {
    const reasons = Object.keys(explained[kind] ?? {});
    for (const path of seen[kind]) if (!reasons.some((reason) => fits(path, reason))) wrong[`${kind}: ${path}`] = found.differ.get(path) ?? 'no reason';
    // What may differ, such as a time, can be equal now and then.
    const known = kind === 'differ' ? [...seen[kind], ...found.both] : seen[kind];
    for (const reason of reasons) if (!known.some((path) => fits(path, reason))) wrong[`${kind}: ${reason}`] = 'needs no reason';
  }
  assert.deepEqual(wrong, {}, `${format} beside ${explained.client}`);
  const table = [`${format} beside ${explained.client}: ${[...found.both].filter((path) => !found.differ.has(path)).length} fields are equal`];
  for (const [kind, word] of Object.entries(WORDS)) {
    for (const [path, why] of Object.entries(explained[kind] ?? {})) table.push(`  ${word.padEnd(13)}${path.padEnd(42)}${why}`);
  }
  console.log(table.join('\n'));
  return ours.length;
};
