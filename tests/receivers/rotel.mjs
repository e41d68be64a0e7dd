/**
 * A real OpenTelemetry collector, `rotel` of PyPI: takes OTLP and passes it on in protobuf.
 */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, freePort } from '../e2e/support/child.mjs';
import { built } from '../e2e/support/paths.mjs';
import { until } from '../e2e/support/until.mjs';

const program = () => {
  const libraries = built('python/lib');
  return join(libraries, readdirSync(libraries)[0], 'site-packages/rotel/rotel-agent');
};

export class Rotel {
  #child;
  #directory;
  url;

  /** Starts it; it exports to this address. */
  static async start(exportTo) {
    const rotel = new Rotel();
    rotel.#directory = await mkdtemp(join(tmpdir(), 'tallymark-rotel-'));
    const [http, grpc] = [await freePort(), await freePort()];
    rotel.url = `http://127.0.0.1:${http}`;
    const flags = [
      ['--otlp-http-endpoint', `127.0.0.1:${http}`],
      ['--otlp-grpc-endpoint', `127.0.0.1:${grpc}`],
      ['--exporter', 'otlp'],
      ['--otlp-exporter-endpoint', exportTo],
      ['--otlp-exporter-protocol', 'http'],
      ['--pid-file', join(rotel.#directory, 'pid')],
      ['--log-file', join(rotel.#directory, 'log')],
      ['--disable-batching'],
    ];
    rotel.#child = new Child(program(), ['start', ...flags.flat()]);
    await until('rotel to listen', () => fetch(rotel.url));
    return rotel;
  }

  async stop() {
    await this.#child.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
