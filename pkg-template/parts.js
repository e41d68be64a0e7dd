/**
 * Parts of the engine that only some configs need: which there are is known to the engine, here they are loaded.
 */

/** What was compiled, by part: a second start needs it again. */
const compiled = [];

/** Adds those of the `parts` to a core whose bits are set in `lacking`; gives the bits of those that can't be had. */
export const addParts = async (parts, core, lacking, compile) => {
  let failed = 0;
  const add = async (address, part) => {
    if (!((lacking >> part) & 1)) return;
    try {
      compiled[part] ??= await compile(address());
      new WebAssembly.Instance(compiled[part], { c: core });
    } catch {
      // Told by the engine, where the config needs the part.
      failed |= 1 << part;
    }
  };
  await Promise.all(parts.map(add));
  return failed;
};
