/**
 * Recipes for what shoppers do without pressing anything: look, watch, copy, print, pause, leave and come back;
 * and for clicks to which nothing happens.
 */
import assert from 'node:assert/strict';
import { BLANK_PATH } from './support/page_proxy.mjs';
import { timePasses, timePassesElsewhere } from './support/page_time.mjs';
import { recipeTest, stayHere } from './support/recipes.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const DAY_MS = 86_400_000;

const LARK = 'WS-4001';

/** Copies what stands in an element. Browsers let a page do that in a click only, so the next one is used. */
const copy = async (browser, selector) => {
  await browser.execute((from) => {
    const select = () => {
      getSelection().selectAllChildren(document.querySelector(from));
      document.execCommand('copy');
    };
    addEventListener('click', select, { once: true });
  }, selector);
  await browser.click('.detail .brand');
};

/** Plays the film to its end, faster than life. */
const play = () => {
  const film = document.querySelector('.product-video');
  film.playbackRate = 8;
  film.addEventListener('ended', () => (film.dataset.isOver = true));
  return film.play();
};

const clicks = async (browser, selector, times) => {
  for (let click = 0; click < times; click += 1) await browser.click(selector);
};

recipeTest('a film that is watched, words that are copied, a page that is printed, and no rage where things work', async (world) => {
  const { browser, shop, recorder } = world;
  await shop.openProduct('lark-1-tent');
  await stayHere(browser);
  await copy(browser, '.coupon-code');
  await copy(browser, '.detail h1');
  await copy(browser, '.description');
  await browser.execute(() => dispatchEvent(new Event('beforeprint')));
  await browser.click('[data-share="photos"]');
  // The browser's own sheet, which a driver cannot press.
  await browser.execute(() => {
    Object.defineProperty(navigator, 'share', { value: async () => {}, configurable: true });
    document.querySelector('[data-share="native"]').hidden = false;
  });
  await browser.click('[data-share="native"]');
  // Steppers and carousels are pressed again and again.
  await clicks(browser, '[data-more]', 4);
  await clicks(browser, '.gallery-next', 4);
  await browser.execute(() => document.querySelector('[data-share="mail"]').scrollIntoView({ block: 'center' }));
  await clicks(browser, '.detail a.chip[data-share="mail"]', 3);
  await browser.execute(play);
  await browser.appears('.product-video[data-is-over]');
  const shared = (method) => ({ name: 'share', properties: { method, item_id: LARK } });
  await expectVisit(world, {
    sent: [
      'copy_coupon',
      { name: 'copy_product_name', properties: { item_id: LARK } },
      'print',
      shared('photos'),
      shared('native'),
      { name: 'share_done', properties: { method: 'native' } },
      ...[1, 2, 3].map(() => shared('mail')),
      'rage_click',
      { name: 'video_start', properties: { item_id: LARK } },
      ...['video_25', 'video_50', 'video_75', 'video_complete'],
    ],
  });
  expectNowhere(recorder, 'TRAIL10', 'Lark 1 Tent', 'mailto');
});

recipeTest('cards on the screen, a page scrolled to its end, a tab that is left, a day that is not the first, and a checkout that lies open', async (world) => {
  const { browser, shop, recorder } = world;
  await browser.goto(shop.url(BLANK_PATH));
  await browser.execute((days) => localStorage.setItem('tallymark.visits', JSON.stringify(days)), [Math.floor(Date.now() / DAY_MS) - 3, 0]);
  await shop.openCategory('maps');
  // A card is an impression after a second on the screen.
  await timePasses(browser, 2000);
  const seen = await browser.execute(() => {
    const isSeen = ({ top, bottom, height }) => Math.min(bottom, innerHeight) - Math.max(top, 0) >= height / 2;
    return [...document.querySelectorAll('.product-card')].filter((card) => isSeen(card.getBoundingClientRect())).map(({ dataset }) => dataset.sku);
  });
  const cards = await browser.count('.product-card');
  assert.ok(0 < seen.length && seen.length < cards, `${seen.length} of ${cards} cards are on the screen`);
  await browser.leavesFor(() => shop.add('WS-6001'));
  await shop.engineRuns();
  await shop.openProduct('wren-headlamp');
  await browser.execute(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
  await browser.hide();
  await timePassesElsewhere(1100);
  await browser.show();
  await shop.open('/checkout');
  await browser.click('.checkout-form h1');
  await timePasses(browser, 2300);
  await shop.leave();
  // Later pages have cards, too; those of the first page come first.
  const impressions = recorder.events.filter(({ name }) => name === 'view_promotion').slice(0, seen.length);
  const shown = new Set(impressions.map(({ properties }) => properties.item_id));
  assert.deepEqual([...shown].sort(), seen.sort(), 'the cards that were on the screen');
  const others = recorder.events.map(({ name }) => name).filter((name) => name !== 'view_promotion');
  assert.deepEqual(others.sort(), ['add_to_cart', 'begin_checkout', 'hesitation', 'return_to_tab', 'returned_within_a_week', 'scroll_depth', 'view_item_list', 'view_item_list']);
}, ['view_promotion', 'scroll_depth', 'return_to_tab', 'hesitation']);
