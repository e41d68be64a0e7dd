/**
 * What all commands need: the words they were given, the files they read, the engine.
 */
import { readFile } from 'node:fs/promises';

/** Something that the caller can mend: told as one line, exit code 2. */
export class Complaint extends Error {}

/** The config's usual name, where a command is not told another. */
export const CONFIG = 'tallymark.json';

/**
 * Splits `words` into options and the rest: `{ options, rest }`.
 *
 * @param {string[]} words
 * @param {Record<string, boolean>} known each option, and whether a value follows it
 */
export const readWords = (words, known) => {
  const options = {};
  const rest = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
    } else if (!Object.hasOwn(known, word)) {
      throw new Complaint(`unknown option "${word}"; known are: ${Object.keys(known).join(', ') || 'none'}`);
    } else if (known[word]) {
      index += 1;
      if (words[index] === undefined) throw new Complaint(`${word} needs a value`);
      options[word] = words[index];
    } else {
      options[word] = true;
    }
  }
  return { options, rest };
};

/** A file's text; `-` is standard input. */
export const readText = async (path) => {
  try {
    return await readFile(path === '-' ? '/dev/stdin' : path, 'utf8');
  } catch (error) {
    throw new Complaint(`${path} cannot be read (${error.code ?? error.message})`);
  }
};

/** The engine, compiled for Node from the same source as the one in pages. */
export const loadEngine = async () => {
  const { default: factory } = await import('./tools.js');
  const engine = factory();
  const wasm = await readFile(new URL('./tools.wasm', import.meta.url));
  engine.initSync({ module: new WebAssembly.Module(wasm) });
  return engine;
};

/**
 * What the engine says of a config.
 *
 * `leaves` is what leaves in the collector's format, `fields` the same in tallymark's own.
 *
 * @typedef {{ field: string, events: string[], from: string, type: string, scrub: string, longest: number }} Leaf
 * @returns {Promise<{ problems: { place: string, text: string }[], events: string[], fields: Leaf[], leaves: Leaf[] }>}
 */
export const checkConfig = async (path) => {
  const [text, engine] = await Promise.all([readText(path), loadEngine()]);
  return JSON.parse(engine.check(text));
};
