/**
 * The real collector with the demo shop, on free ports, with a database of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.mjs';
import { built, root } from './paths.mjs';

export class Collector {
  #child;
  #directory;

  /** Starts it, with the dashboard if asked; `publicUrl` is the origin at which pages reach it, if it isn't its own. */
  static async start({ publicUrl, dashboard = false } = {}) {
    const collector = new Collector();
    collector.#directory = await mkdtemp(join(tmpdir(), 'tallymark-collector-'));
    const flags = [
      ['--listen', '127.0.0.1:0'],
      ['--shop-listen', '127.0.0.1:0'],
      ['--shop-assets', built('www/assets')],
      ['--config', join(root, 'www/tallymark.json')],
      ['--database', join(collector.#directory, 'events.sqlite')],
      publicUrl ? ['--public-url', publicUrl] : [],
      dashboard ? ['--dashboard', built('www/assets')] : [],
    ];
    collector.#child = new Child(built('debug/tallymark-collector'), flags.flat());
    [, collector.url] = await collector.#child.match(/^collector (http:\S+?)\/?$/m);
    [, collector.shopUrl] = await collector.#child.match(/^shop (http:\S+?)\/?$/m);
    return collector;
  }

  /** What its database has, newest first. */
  async events() {
    const answer = await fetch(`${this.url}/api/events?limit=200`);
    if (!answer.ok) throw new Error(`/api/events answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()).events;
  }

  async stop() {
    await this.#child.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
