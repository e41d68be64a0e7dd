/**
 * Builds the demo shop's and the dashboard's assets, with `tallymark` as a shop has it: from the packed npm package.
 *
 * `cargo xtask build` calls it and says where the package is and where the result goes. The pages themselves are
 * rendered by servers and name the entries, so those have fixed names.
 */
import { join } from 'node:path';
import { defineConfig } from 'vite';

const { TALLYMARK_NPM, TALLYMARK_WWW } = process.env;
if (!TALLYMARK_NPM || !TALLYMARK_WWW) {
  throw new Error('run `cargo xtask build`: it packs tallymark first and says where');
}

/** Resolves `tallymark` from the directory that holds the unpacked package, by the rules of node_modules. */
const packedTallymark = {
  name: 'packed-tallymark',
  enforce: 'pre',
  resolveId(source, _importer, options) {
    if (source !== 'tallymark' && !source.startsWith('tallymark/')) return null;
    return this.resolve(source, join(TALLYMARK_NPM, 'shop.js'), { ...options, skipSelf: true });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that chunks and the wasm are found wherever a server mounts the assets.
  base: './',
  publicDir: false,
  plugins: [packedTallymark],
  build: {
    outDir: TALLYMARK_WWW,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        shop: join(import.meta.dirname, 'shop/main.js'),
        dashboard: join(import.meta.dirname, 'dashboard/main.js'),
      },
      output: {
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: ({ names }) => (names.some((name) => name.endsWith('.css')) ? 'assets/[name].css' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
});
