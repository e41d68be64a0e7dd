/**
 * Recipes for a product's page, and for what shops offer beside their products.
 */
import assert from 'node:assert/strict';
import { isCounted, timePasses } from './support/page_time.mjs';
import { recipeTest, stayHere } from './support/recipes.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

/** Three active seconds, and then some. */
const READ_MS = 3200;

const SECRETS = { email: 'ida.probe@example.org', password: 'correct-horse-9', review: 'I wore it on the Matterhorn', message: 'Twenty of us leave in May' };

const choose = (browser, selector, value) => browser.execute((of, to) => {
  const select = document.querySelector(of);
  select.value = to;
  select.dispatchEvent(new Event('change', { bubbles: true }));
}, selector, value);

/** Unfolds a part of the page and looks at it for as long as the recipes ask. */
const reads = async (browser, part, inside) => {
  await browser.click(`${part} summary`);
  await browser.execute((selector) => document.querySelector(selector).scrollIntoView({ block: 'center' }), `${part} ${inside}`);
  await timePasses(browser, READ_MS);
};

recipeTest('a product page: chosen, kept, compared, shared, taken along, reviewed, read and viewed, another after it, and the same again', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openProduct('ridge-shell-jacket');
  await stayHere(browser);
  await browser.click('label:has(input[name=size][value=M])');
  await browser.click('.detail [data-wishlist]');
  await until('the wish', async () => (await browser.text('.wishlist-count')) === '1');
  // A pressed heart takes it off again: nothing.
  await browser.click('.detail [data-wishlist]');
  await until('the wish to be gone', async () => (await browser.count('.detail [data-wishlist][aria-pressed=false]')) === 1);
  await browser.click('[data-compare]');
  await browser.appears('.compare-link[aria-label="Compare: 1 products"]');
  await browser.click('[data-share="photos"]');
  await browser.click('a[download]');
  await browser.click('.review-form button');
  await browser.appears('.review-form .field-error');
  await choose(browser, '#stars', '4');
  await browser.type('#review', SECRETS.review);
  await browser.click('.review-form button');
  await browser.appears('.review-done');
  await reads(browser, '.size-guide', 'table');
  await reads(browser, '.shipping-costs', 'p');
  await isCounted(browser, 'view_item');
  await shop.openProduct('wren-headlamp');
  await isCounted(browser, 'view_another_item');
  await shop.openProduct('ridge-shell-jacket');
  await isCounted(browser, 'view_item_again');
  const item_id = 'WS-1001-M';
  await expectVisit(world, {
    sent: [
      { name: 'choose_variant', properties: { option: 'size', item_variant: 'M' } },
      // Wishes have no size.
      { name: 'add_to_wishlist', properties: { item_id: 'WS-1001' } },
      { name: 'add_to_compare', properties: { item_id } },
      { name: 'share', properties: { method: 'photos', item_id } },
      { name: 'download_brochure', properties: { item_id } },
      { name: 'review_failed', properties: { reason: 'refused' } },
      { name: 'obstacle', properties: { message: 'Please choose from one to five stars.' } },
      { name: 'review', properties: { stars: 4 } },
      { name: 'size_guide_read', properties: { item_id } },
      'shipping_costs_read',
      { name: 'view_item', nth: 1, properties: { item_id: 'WS-1001', price: 129.9, currency: 'EUR' } },
      { name: 'view_item', nth: 2, properties: { item_id: 'WS-5001' } },
      { name: 'view_another_item', properties: { item_id: 'WS-5001' } },
      { name: 'view_item', nth: 2, properties: { item_id: 'WS-1001' } },
      { name: 'view_another_item', properties: { item_id: 'WS-1001' } },
      { name: 'view_item_again', properties: { item_id: 'WS-1001' } },
    ],
  });
  expectNowhere(recorder, SECRETS.review, 'matterhorn', 'photos.example');
});

recipeTest('a fifth product cannot be compared, and a link of the recent ones is no card', async (world) => {
  const { browser, shop } = world;
  for (const slug of ['lark-1-tent', 'lark-2-tent', 'barrow-3-tent', 'swift-tarp', 'glade-pop-up-shelter']) {
    await shop.openProduct(slug);
    await browser.click('[data-compare]');
    await until('an answer', async () => (await browser.count('[data-compare][aria-pressed=true], .alert-danger')) === 1);
  }
  await browser.follow('.recent-list li:last-child a');
  await shop.engineRuns();
  const compared = ['WS-4001', 'WS-4002', 'WS-4003', 'WS-4005'].map((item_id) => ({ name: 'add_to_compare', properties: { item_id } }));
  await expectVisit(world, {
    sent: [...compared, 'add_to_compare_failed', { name: 'obstacle', properties: { message: 'Up to 4 can be compared. Take one out first.' } }, 'select_recent'],
  });
});

recipeTest('letters, an account, the newsletter, prices for clubs, the feed and a network', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.open('/trade');
  await browser.follow('a.btn[href="/contact?topic=quote"]');
  await shop.engineRuns();
  await choose(browser, '#topic', 'quote');
  await browser.type('#contact-email', SECRETS.email);
  await browser.type('#message', SECRETS.message);
  await browser.follow('.contact-form button');
  await shop.engineRuns();
  await shop.open('/account');
  // What the browser itself holds back is no attempt.
  await browser.click('.account-form button');
  await browser.type('#account-email', 'taken@example.com');
  await browser.type('#account-password', SECRETS.password);
  await browser.follow('.account-form button');
  await shop.engineRuns();
  await browser.type('#account-email', SECRETS.email);
  await browser.type('#account-password', SECRETS.password);
  await browser.follow('.account-form button');
  await shop.engineRuns();
  assert.equal(await browser.count('.account-done'), 1);
  await stayHere(browser);
  await browser.click('.social li:last-child a');
  await browser.type('#newsletter-email', 'ida at home');
  await browser.click('form.newsletter button');
  await browser.appears('.newsletter .field-error');
  await browser.type('#newsletter-email', SECRETS.email);
  await browser.click('form.newsletter button');
  await browser.appears('.newsletter-done');
  await browser.execute(() => addEventListener('click', (event) => event.preventDefault()));
  await browser.click('a[href="/feed.xml"]');
  await expectVisit(world, {
    sent: [
      'view_pricing',
      { name: 'generate_lead', properties: { topic: 'quote' } },
      { name: 'sign_up_failed', properties: { reason: 'refused' } },
      'sign_up',
      { name: 'follow', properties: { network: 'Our films' } },
      'newsletter_failed',
      { name: 'obstacle', properties: { message: 'That doesn’t look like an e-mail address.' } },
      'newsletter',
      'rss',
    ],
  });
  expectNowhere(recorder, ...Object.values(SECRETS), 'ida', 'probe', 'taken@', 'videos.example');
});
