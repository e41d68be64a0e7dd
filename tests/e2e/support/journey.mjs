/**
 * A shopper's whole visit to the demo shop, who uses everything once and types what belongs to nobody else.
 */
import { isCounted, timePasses } from './page_time.mjs';
import { until } from './until.mjs';

/** What is typed into the shop on purpose to be looked for. */
export const TYPED = {
  searches: ['headlamps', 'hovercraft', 'anna.muster@example.org'],
  personal: {
    email: 'anna.muster@example.org',
    name: 'Anna Muster',
    street: 'Lindenweg 17',
    postcode: '10115',
    city: 'Musterstadt',
    phone: '+49 170 5550123',
  },
  notAnAddress: 'anna at home',
};

/** The events of such a visit, by name and number. */
export const EVENTS = {
  search: 1,
  search_no_results: 2,
  select_item: 2,
  view_item: 1,
  add_to_wishlist: 1,
  add_to_cart: 2,
  add_to_cart_failed: 1,
  view_item_list: 2,
  apply_filter: 1,
  sort: 1,
  size_reminder: 1,
  size_reminder_shown: 1,
  size_reminder_dismissed: 1,
  remove_from_cart: 1,
  newsletter: 1,
  view_cart: 1,
  begin_checkout: 1,
  add_contact_info: 1,
  add_shipping_info: 1,
  add_payment_info: 1,
  purchase: 1,
};

const searchFor = async (shop, term) => {
  await shop.search(term);
  await shop.engineRuns();
};

const follow = async ({ browser, shop }, selector) => {
  await browser.follow(selector);
  await shop.engineRuns();
};

const subscribe = async ({ browser }, address) => {
  await browser.type('#newsletter-email', address);
  await browser.click('form.newsletter button');
};

const lookAround = async (world) => {
  const { browser, shop } = world;
  await shop.open();
  await searchFor(shop, TYPED.searches[0]);
  await follow(world, '.product-card .card-name a');
  await isCounted(browser, 'view_item');
  await browser.click('.detail [data-wishlist]');
  await until('the wish', async () => (await browser.text('.wishlist-count')) === '1');
  await shop.addAndSee();
  await searchFor(shop, TYPED.searches[1]);
  await searchFor(shop, TYPED.searches[2]);
};

const choose = async (world) => {
  const { browser, shop } = world;
  await follow(world, '.site-nav a[href="/c/jackets"]');
  await shop.filter('color', 'red');
  await (await browser.find('#sort option[value="price"]')).click();
  await until('the order', async () => (await browser.url()).includes('sort=price'));
  await subscribe(world, TYPED.notAnAddress);
  await browser.appears('form.newsletter .field-error');
  // The attempt has had its time, and leaving the page is noticed.
  await timePasses(browser, 4100);
  await browser.click('main h1');
  await browser.leaveAtTop();
  await browser.appears('#size-dialog[open]');
  await browser.movePointer(600, 400);
  await browser.click('#size-dialog .dialog-close');
  await follow(world, '.product-card .card-name a');
  await shop.add();
  await browser.appears('.form-error');
  await follow(world, '.site-nav a[href="/c/packs"]');
  await shop.addAndSee('WS-3001');
};

const order = async (world) => {
  const { browser, shop } = world;
  await follow(world, 'a[href="/cart"]');
  await browser.click('[data-remove][data-sku="WS-3001"]');
  await until('the line to be gone', async () => (await browser.count('[data-remove]')) === 1);
  await follow(world, '#cart a[href="/checkout"]');
  await subscribe(world, TYPED.personal.email);
  await browser.appears('.newsletter-done');
  for (const [name, text] of Object.entries(TYPED.personal)) await browser.type(`#${name}`, text);
  for (let step = 0; step < 3; step += 1) await follow(world, '.checkout-form button[type=submit]');
  await browser.appears('.order-done');
  await shop.engineRuns();
};

/** Goes through the shop from the first page to the order. */
export const visitShop = async (world) => {
  await lookAround(world);
  await choose(world);
  await order(world);
};
