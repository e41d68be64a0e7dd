/**
 * `npx tallymark init --collector NAME`: the block for a collector into the shop's config, which is made if there is none.
 *
 * The templates are the package's `formats` folder; what they can say is told in docs/collectors.md.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CONFIG, Complaint, loadEngine, readWords } from './files.js';

export const usage = `init [${CONFIG}] --collector NAME [--url ADDRESS]`;
export const summary = `writes how a collector wants its requests into a config, or into a new one;
init --list tells the names`;

const FORMATS = new URL('../formats/', import.meta.url);

export const run = async (words) => {
  const { options, rest } = readWords(words, { '--collector': true, '--url': true, '--list': false });
  const names = (await readdir(FORMATS)).map((file) => basename(file, '.json')).sort();
  if (options['--list']) {
    for (const name of names) console.log(`${name.padEnd(14)} ${(await format(name)).for}`);
    return 0;
  }
  if (1 < rest.length) throw new Complaint(`init takes one file, not "${rest.join(' ')}"`);
  const [path = CONFIG] = rest;
  const name = options['--collector'];
  if (!name) throw new Complaint(`init needs --collector NAME; known are: ${names.join(', ')}`);
  if (!names.includes(name)) throw new Complaint(`unknown collector "${name}"; known are: ${names.join(', ')}`);
  const { collector } = await format(name);
  if (options['--url']) collector.url = options['--url'];
  const config = await configAt(path);
  const text = `${JSON.stringify({ ...config, collector: { ...kept(config.collector), ...collector } }, undefined, 2)}\n`;
  await writeFile(path, text);
  console.error(`${path}: collector is ${name} now`);
  return tellOpen(path, text);
};

const format = async (name) => JSON.parse(await readFile(new URL(`${name}.json`, FORMATS), 'utf8'));

/** The config that is there, or the least one. */
const configAt = async (path) => {
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw new Complaint(`${path} cannot be read (${error.code ?? error.message})`);
    return { version: 1, site: 'my_shop', collector: {}, definitions: [] };
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${path} is no JSON (${error.message}); nothing was written`);
  }
};

/** When batches go is the shop's choice, whatever the collector. */
const kept = (collector) => {
  const entries = Object.entries(collector ?? {});
  return Object.fromEntries(entries.filter(([key]) => key.startsWith('flush_')));
};

/** What is still to be done by hand. */
const tellOpen = async (path, text) => {
  const engine = await loadEngine();
  const { problems } = JSON.parse(engine.check(text));
  const ours = problems.filter(({ place }) => place.startsWith('collector'));
  for (const { place, text: what } of ours) console.error(`${path}: ${place}: ${what}`);
  return 0;
};
