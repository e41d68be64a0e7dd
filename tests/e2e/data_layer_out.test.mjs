/**
 * Events in the page's own data layer, which a tag manager has taken over.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BODY, Fixture } from './support/fixture.mjs';
import { root } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';

const LINES = '<ul><li class="line" data-sku="A1">&euro;12.90</li><li class="line" data-sku="B2">&euro;5.00</li></ul>';
const PURCHASE = {
  name: 'purchase',
  trigger: { click: { selector: '#hello' } },
  properties: { items: { list: '.line', each: { item_id: { attribute: 'data-sku' }, price: { text: true, type: 'money' } } } },
};

const WHILE_OPEN = [
  ['view_item', { item_id: 'A1', price: 12.9, currency: 'EUR' }],
  ['gift_wrap', { item_id: 'grün & "gold"' }],
];

shopTest('events reach the data layer that a tag manager has taken over, and nothing is posted', async (world) => {
  const { collector } = JSON.parse(readFileSync(join(root, 'formats/data_layer.json'), 'utf8'));
  // As a tag manager does it: its own push, which throws in the middle.
  const script = `window.seen = []; window.dataLayer = []; window.dataLayer.push = (entry) => { seen.push(entry); if (seen.length === 2) throw new Error('a tag failed'); };`;
  const fixture = new Fixture(world, { definitions: [PURCHASE], config: { collector }, body: BODY + LINES, script });
  await fixture.open();
  for (const [event, properties] of WHILE_OPEN) await fixture.track(event, properties);
  await world.browser.click('#hello');
  await fixture.settles({ counted: 3, sent: 3 });
  assert.deepEqual(await world.browser.execute(() => window.seen), [
    { ecommerce: null },
    { event: 'view_item', ecommerce: { currency: 'EUR', value: 12.9, items: [{ item_id: 'A1', price: 12.9 }] } },
    { event: 'gift_wrap', item_id: 'grün & "gold"' },
    { ecommerce: null },
    { event: 'purchase', ecommerce: { currency: 'EUR', items: [{ item_id: 'A1', price: 12.9 }, { item_id: 'B2', price: 5 }] } },
  ]);
  assert.deepEqual(world.recorder.requests, []);
});
