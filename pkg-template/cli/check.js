/**
 * `npx tallymark check`: what is wrong in a config, and everything that can leave a page with it.
 *
 * Whether a selector is CSS is found out in a browser only.
 */
import { CONFIG, Complaint, checkConfig, readWords } from './files.js';

export const usage = `check [${CONFIG}] [--json]`;
export const summary = `problems of a config, and everything that can leave a page with it;
exit code 1 if there is a problem`;

/** Widest column, characters; a selector may be longer. */
const MAX_WIDTH = 48;

export const run = async (words) => {
  const { options, rest } = readWords(words, { '--json': false });
  if (1 < rest.length) throw new Complaint(`check takes one file, not "${rest.join(' ')}"`);
  const [path = CONFIG] = rest;
  const found = await checkConfig(path);
  if (options['--json']) {
    console.log(JSON.stringify(found, undefined, 2));
  } else {
    for (const line of table(found.leaves)) console.log(line);
  }
  for (const { place, text } of found.problems) console.error(place ? `${path}: ${place}: ${text}` : `${path}: ${text}`);
  if (!found.problems.length && !options['--json']) console.error(`${path}: no problem`);
  return found.problems.length ? 1 : 0;
};

const HEAD = ['field', 'of', 'from', 'type', 'longest', 'scrub'];

const table = (leaves) => {
  if (!leaves.length) return [];
  const rows = leaves.map(({ field, events, from, type, longest, scrub }) => [field, events.join(', ') || 'all', from, type, String(longest), scrub]);
  const widths = HEAD.map((head, column) => Math.min(MAX_WIDTH, Math.max(...[HEAD, ...rows].map((row) => row[column].length))));
  const line = (row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd();
  return [HEAD, widths.map((width) => '-'.repeat(width)), ...rows].map(line);
};
