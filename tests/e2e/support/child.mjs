/**
 * Programs that run as long as a test needs them: drivers, browsers, the virtual screen, the collector.
 *
 * Each is the head of its own process group, so that ending it ends what it has started, also when the test run
 * itself is interrupted.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './until.mjs';

/** How long a program may take to end by itself before it is killed. */
const END_WITHIN_MS = 5_000;

/** How much of what a program wrote is kept for error messages. */
const KEPT_LINES = 200;

const running = new Set();

const signalGroup = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};

process.on('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** A running program. */
export class Child {
  #child;
  #name;
  #lines = [];

  /** Starts a program; it has not yet said anything. */
  constructor(program, args, { env = {}, stdio = ['ignore', 'pipe', 'pipe'], cwd } = {}) {
    this.#name = program;
    this.#child = spawn(program, args, { env: { ...process.env, ...env }, stdio, cwd, detached: true });
    this.#child.on('error', (error) => this.#lines.push(String(error)));
    for (const stream of this.#child.stdio.slice(1)) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#keep(line));
    }
    if (this.#child.pid) running.add(this.#child);
    this.#child.once('exit', () => running.delete(this.#child));
  }

  /** What it has written, both streams. */
  get output() {
    return this.#lines.join('\n');
  }

  /** Whether it has ended or could not be started. */
  get hasEnded() {
    return !this.#child.pid || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The first match of `pattern` in what it writes. */
  async match(pattern) {
    const match = () => this.output.match(pattern);
    await until(`${this.#name} to write ${pattern}`, () => match() || this.hasEnded, { state: () => this.output });
    const found = match();
    if (!found) throw new Error(`${this.#name} has ended without writing ${pattern}; it wrote: ${this.output}`);
    return found;
  }

  /** Asks it to end, and kills it if it doesn't. */
  async stop() {
    if (this.hasEnded) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    signalGroup(this.#child, 'SIGTERM');
    const kill = setTimeout(() => signalGroup(this.#child, 'SIGKILL'), END_WITHIN_MS);
    await ended;
    clearTimeout(kill);
    // What it has started may outlive it.
    signalGroup(this.#child, 'SIGKILL');
  }

  #keep(line) {
    this.#lines.push(line);
    if (KEPT_LINES < this.#lines.length) this.#lines.shift();
  }
}

/** Where on the PATH a program is; says so if it isn't. */
export const onPath = (name) => {
  const found = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, name)).find(existsSync);
  if (!found) throw new Error(`${name} is not on the PATH; \`cargo xtask test e2e\` installs it as root on Debian`);
  return found;
};

/** A TCP port that was free a moment ago, for programs that cannot choose one themselves. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
