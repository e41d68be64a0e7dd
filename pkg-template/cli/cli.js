#!/usr/bin/env node
/**
 * `npx tallymark COMMAND`: the table of commands, and nothing else.
 *
 * A command is a file in this directory that exports `usage`, `summary` and `run(words)`, which gives the exit code. It
 * prints what was asked for on standard output and everything else on standard error.
 */
import { Complaint } from './files.js';

/** One line a command; its file is loaded when it is called. */
const COMMANDS = {
  init: () => import('./init.js'),
  check: () => import('./check.js'),
  types: () => import('./types.js'),
  vocabulary: () => import('./vocabulary.js'),
};

const help = async () => {
  const lines = ['Usage: npx tallymark COMMAND', ''];
  for (const load of Object.values(COMMANDS)) {
    const { usage, summary } = await load();
    lines.push(`  ${usage}`, ...summary.split('\n').map((line) => `      ${line}`));
  }
  return lines.join('\n');
};

const main = async ([word = 'help', ...words]) => {
  if (['help', '--help', '-h'].includes(word)) {
    console.log(await help());
    return 0;
  }
  if (!Object.hasOwn(COMMANDS, word)) {
    throw new Complaint(`unknown command "${word}"; known are: ${Object.keys(COMMANDS).join(', ')}`);
  }
  const { run } = await COMMANDS[word]();
  return run(words);
};

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What the caller can mend is a line; anything else is a fault of ours, told in full.
  console.error(error instanceof Complaint ? `tallymark: ${error.message}` : error);
  process.exitCode = 2;
}
