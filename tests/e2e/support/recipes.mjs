/**
 * The recipes of docs/recipes.md in the demo shop: all of them at once, so that each scenario also says that no other
 * recipe counts what it should not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { root } from './paths.mjs';
import { shopTest } from './shop_test.mjs';

const PAGE = readFileSync(join(root, 'docs/recipes.md'), 'utf8');

/** The page's first block is the frame, the others are definitions. */
const [FRAME, ...RECIPES] = [...PAGE.matchAll(/^```json\n(.*?)\n```$/gms)].map(([, block]) => JSON.parse(block));

/** All recipes in one config. */
export const recipesConfig = (collectorUrl) => ({ ...FRAME, collector: { url: `${collectorUrl}/v1/events` }, definitions: RECIPES });

/** A test in the demo shop with all recipes in place of the shop's own config. */
export const recipeTest = (name, body) =>
  shopTest(name, async (world) => {
    const config = JSON.stringify(recipesConfig(world.recorder.url));
    world.proxy.override('/tallymark.json', { headers: { 'content-type': 'application/json' }, body: config });
    await body(world);
  });

/** Links that open a tab, a program or a file: clicked as ever, and kept from doing it. */
export const stayHere = (browser) =>
  browser.execute(() => {
    addEventListener('click', (event) => event.target.closest('a[target], a[download], a[href^="mailto:"]') && event.preventDefault());
  });

/** What was lost, over all batches, and why. */
export const expectLost = (recorder, wanted) => {
  const lost = {};
  for (const batch of recorder.batches) {
    for (const [reason, count] of Object.entries(batch.lost ?? {})) lost[reason] = (lost[reason] ?? 0) + count;
  }
  assert.deepEqual(lost, wanted, 'what was lost');
};
