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

/** Recipes that count while a page is just looked at: only in tests that name them, so that none depends on its pace. */
const AMBIENT = ['visible', 'scroll', 'idle', 'return'];

/** Waits of recipes that a test shortens: milliseconds, by the name of the setting. */
const SHORT = { after_ms: 2000, away_ms: 1000 };

const isWanted = ({ name, trigger }, also) => also.includes(name) || !AMBIENT.some((kind) => kind in trigger);

const shortened = (definition) => {
  const [[kind, settings]] = Object.entries(definition.trigger);
  if (!['idle', 'return'].includes(kind)) return definition;
  const short = Object.entries(SHORT).filter(([setting]) => setting in settings);
  return { ...definition, trigger: { [kind]: { ...settings, ...Object.fromEntries(short) } } };
};

/** The recipes in one config, ambient ones only if they are named. */
export const recipesConfig = (collectorUrl, also = []) => {
  const definitions = RECIPES.filter((recipe) => isWanted(recipe, also)).map(shortened);
  return { ...FRAME, collector: { url: `${collectorUrl}/v1/events` }, definitions };
};

/** A test in the demo shop with all recipes in place of the shop's own config, `also` these ambient ones. */
export const recipeTest = (name, body, also = []) =>
  shopTest(name, async (world) => {
    const config = JSON.stringify(recipesConfig(world.recorder.url, also));
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
