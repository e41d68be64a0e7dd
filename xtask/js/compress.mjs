/**
 * Prints how many bytes each file named on the command line has: raw, gzip -9 and brotli 11, as one JSON object.
 *
 * Node brings both compressors, so that xtask needs to compile neither.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const measure = (path) => {
  const bytes = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, { params }).length };
};

console.log(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((path) => [basename(path), measure(path)]))));
