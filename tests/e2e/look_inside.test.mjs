/**
 * Shadow roots and frames that the config names: read, watched and listened to like the page itself; others are not.
 */
import assert from 'node:assert/strict';
import { shopTest } from './support/shop_test.mjs';
import { openStorefront } from './support/storefront.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

/** Resolves when the page that is open has counted so many events. */
const counts = (fixture, counted) => until(`${counted} events`, async () => (await fixture.status()).counted === counted, { state: () => fixture.status() });

/** Resolves when these selectors have so many elements that are looked into. */
const looksInto = async (fixture, wanted) => {
  const isThere = async () => {
    const { look_inside: told } = await fixture.status();
    return Object.entries(wanted).every(([selector, open]) => told[selector].open === open) && told;
  };
  return until(`to look into ${JSON.stringify(wanted)}`, isThere, { state: () => wanted });
};

shopTest('a shop of web components: what is in named shadow roots counts as if it were in the page', async (world) => {
  const { browser, recorder } = world;
  const config = { look_inside: ['shop-cart, shop-card', 'shop-price', 'shop-letter', 'shop-guide', 'shop-closed', '??'] };
  const fixture = await openStorefront(world, 'components', { config });
  const { problems } = await fixture.status();
  assert.deepEqual(problems, [{ place: 'look_inside', text: '"??" is no CSS selector; try it in the browser\'s console' }]);
  await browser.execute('window.comes()');
  const told = await looksInto(fixture, { 'shop-cart, shop-card': 3, 'shop-price': 2, 'shop-guide': 1 });
  assert.deepEqual(told['shop-closed'], { found: 1, open: 0 });
  // The guide is found when the page has changed, is on the screen, and is read.
  await counts(fixture, 2);
  await browser.execute('window.choose(1)');
  await counts(fixture, 4);
  await browser.execute('window.add(0)');
  await counts(fixture, 5);
  await browser.execute('window.add(1)');
  await counts(fixture, 6);
  await browser.execute('window.order()');
  await counts(fixture, 7);
  await browser.execute('window.secret.click()');
  const { definitions } = await fixture.status();
  assert.equal(definitions.add_to_cart.found, 2);
  assert.equal(definitions.impression.found, 1);
  await expectVisit(world, {
    sent: [
      { name: 'impression', properties: { guide: '4227 cm' } },
      'guide_read',
      { name: 'choose_size', properties: { size: '42', item_id: 'WS-2' } },
      { name: 'chosen', properties: { size: '42' } },
      { name: 'add_to_cart', properties: { item_id: 'WS-1', price: 19.9, all_in_cart: 0 } },
      { name: 'add_to_cart_failed', properties: { item_id: 'WS-2', price: 29.9, all_in_cart: 0, reason: 'refused' } },
      { name: 'newsletter', properties: { form: 'letter' } },
    ],
  });
  expectNowhere(recorder, 'ida', 'probe', 'secret');
});

const CHECKOUT = `<!doctype html><html lang="en"><head><title>1</title></head><body><form action="/payment-frame" class="step">
  <input name="name" value="Ida Probe"><label><input type="radio" name="tier" value="express" checked>express</label>
  <p class="cost">4,50 &euro;</p><select name="wrap"><option>none<option>paper</select><button>next</button></form>
  <button class="coupon" onclick="parent.document.querySelector('.total').textContent = '90,00 \\u20ac'">coupon</button></body></html>`;
const PAYMENT = `<!doctype html><html lang="en"><head><title>2</title></head><body><section class="step step-payment"><p class="terms">terms</p>
  <button class="coupon" onclick="parent.document.querySelector('.total').textContent = '80,00 \\u20ac'">coupon</button></section></body></html>`;

shopTest('a checkout in a named frame counts across its pages; other frames and other origins are not touched', async (world) => {
  const { browser, proxy, recorder } = world;
  const html = { 'content-type': 'text/html' };
  proxy.override('/checkout-frame', { headers: html, body: CHECKOUT });
  proxy.override('/payment-frame', { headers: html, body: PAYMENT });
  const config = { look_inside: ['#checkout', '#pay', '#widget'] };
  const fixture = await openStorefront(world, 'frames', { config });
  await looksInto(fixture, { '#checkout': 1 });
  // The collector answers there, on another port: another origin.
  await browser.execute((url) => document.querySelector('#pay').setAttribute('src', url), `${recorder.url}/v1/events`);
  await browser.execute(() => window.inFrame('#checkout', (inside) => {
    inside.querySelector('select').value = 'paper';
    inside.querySelector('select').dispatchEvent(new Event('change', { bubbles: true }));
    inside.querySelector('.coupon').click();
  }));
  await counts(fixture, 2);
  await browser.execute(() => window.inFrame('#checkout', (inside) => inside.querySelector('form').requestSubmit()));
  // The proof is in the frame's next page, and so is what comes onto the screen.
  await counts(fixture, 4);
  await browser.execute(() => window.inFrame('#checkout', (inside) => inside.querySelector('.coupon').click()));
  await counts(fixture, 5);
  await browser.execute(() => window.inFrame('#other', (inside) => inside.querySelector('.elsewhere').click()));
  for (const counted of [6, 7]) {
    await browser.execute('window.write()');
    await until('the frame to be heard', async () => {
      await browser.execute(() => window.inFrame('#widget', (inside) => inside.querySelector('.written')?.click()));
      return counted <= (await fixture.status()).counted;
    });
  }
  const { look_inside: told, definitions } = await fixture.status();
  assert.deepEqual(told['#checkout'], { found: 1, open: 1 });
  assert.equal(definitions.elsewhere.found, 0);
  await world.shop.leave();
  const others = recorder.events.filter(({ name }) => name !== 'written');
  assert.deepEqual(
    others.map(({ name, properties }) => ({ name, ...properties })),
    [
      { name: 'gift_wrap', kind: 'paper', cost: 4.5, currency: 'EUR' },
      { name: 'coupon', label: 'coupon' },
      { name: 'add_shipping_info', tier: 'express', steps: 1 },
      { name: 'terms_seen' },
      { name: 'coupon', label: 'coupon' },
    ],
  );
  expectNowhere(recorder, 'ida', 'probe', 'elsewhere');
});
