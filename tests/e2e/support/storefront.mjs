/**
 * Small shops of other kinds, one phenomenon of real storefronts each: storefronts/*.html, with the definitions that
 * count right there in the page.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fixture } from './fixture.mjs';
import { root } from './paths.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** Opens one of them, with page types and more of a config if it needs some; each is a page of its own in the same tab. */
export const openStorefront = async (world, name, { pages = {}, query = '', config = {} } = {}) => {
  const body = read(`tests/e2e/storefronts/${name}.html`);
  const [, definitions] = /<script type="application\/json" id="definitions">(.*?)<\/script>/s.exec(body);
  const fixture = new Fixture(world, { definitions: JSON.parse(definitions), config: { pages, funnel: ['add_to_cart'], ...config }, body });
  await fixture.open(query);
  return fixture;
};

/** Serves the real jQuery at /jquery.js. */
export const serveJquery = (proxy) => {
  proxy.override('/jquery.js', { headers: { 'content-type': 'text/javascript' }, body: read('node_modules/jquery/dist/jquery.min.js') });
};
