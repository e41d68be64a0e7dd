/**
 * Where the tests find what they test: everything is built by `cargo xtask build` into cargo's target directory.
 *
 * `cargo xtask test` says which directory that is; without it, it is the one at the root.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout. */
export const root = resolve(import.meta.dirname, '../../..');

/** Cargo's target directory. */
export const target = process.env.TALLYMARK_TARGET ?? join(root, 'target');

/** A built file or directory, by its path in the target directory; says how to build it if it isn't there. */
export const built = (path) => {
  const found = join(target, path);
  if (!existsSync(found)) throw new Error(`${found} is missing; run \`cargo xtask build\``);
  return found;
};

/** The npm package as a shop gets it: packed and unpacked. */
export const packedPackage = () => built('npm/node_modules/tallymark');
