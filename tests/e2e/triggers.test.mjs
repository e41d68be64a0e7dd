/**
 * Each trigger in a page of its own: what counts, and what looks like it and doesn't.
 *
 * When which of them matches is decided in the engine and tested natively (tests/journeys); here is what the browser
 * layer notices.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { CLICK, Fixture, PROVEN } from './support/fixture.mjs';
import { timePasses, timePassesElsewhere } from './support/page_time.mjs';
import { root } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

/** Longer than any wait that a definition below asks for, so that what is late is seen. */
const WOULD_COUNT_MS = 1500;

const named = (names, trigger) => names.map((name) => ({ name, trigger: trigger(name) }));

const SCREEN = [
  { name: 'impression', trigger: { visible: { selector: '.card', shown_ms: 200 } }, properties: { item_id: { attribute: 'data-sku' } } },
  { name: 'banner', trigger: { visible: { selector: '.banner', of: 'viewport', percent: 80, shown_ms: 0 } } },
  { name: 'article', trigger: { visible: { selector: '.article', percent: 90, shown_ms: 0 } } },
  { name: 'size_guide', trigger: { dwell: { active_ms: 600, selector: '.guide' } } },
  { name: 'scroll', trigger: { scroll: { percent: 75 } } },
];
const SCREEN_BODY = `<style>body { margin: 0 } .card { height: 100px } .gap { height: 2500px } .banner { height: 30px } .article { height: 3000px }</style>
  <div id="list"><div class="card" data-sku="A1"></div><div class="card" data-sku="HIDDEN" style="display: none"></div></div>
  <div class="banner"></div><div class="gap"></div>
  <div class="card" data-sku="B2"></div><p class="guide">S, M, L</p><div class="article"></div>`;

shopTest('elements count once they are on the screen, those that come later too, and others do not', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { definitions: SCREEN, body: SCREEN_BODY });
  await fixture.open();
  await recorder.event({ name: 'impression', properties: { item_id: 'A1' } });
  await browser.execute(() => document.querySelector('#list').insertAdjacentHTML('beforeend', '<div class="card" data-sku="C3"></div>'));
  await recorder.event({ name: 'impression', properties: { item_id: 'C3' } });
  await timePasses(browser, WOULD_COUNT_MS);
  assert.deepEqual(recorder.events.map(({ name }) => name), ['impression', 'impression'], 'nothing further down has counted');
  await browser.execute(() => document.querySelector('[data-sku="B2"]').scrollIntoView({ block: 'start', behavior: 'instant' }));
  await recorder.event({ name: 'impression', properties: { item_id: 'B2' } });
  await recorder.event('size_guide');
  assert.ok(!recorder.events.some(({ name }) => name === 'article'), 'four fifths of the screen are not nine tenths');
  await browser.execute(() => document.querySelector('.article').scrollIntoView({ block: 'start', behavior: 'instant' }));
  // It is larger than the screen, so it is the screen that it has to fill.
  await recorder.event('article');
  await browser.execute(() => scrollTo(0, document.body.scrollHeight));
  await recorder.event('scroll');
  await browser.execute(() => scrollTo(0, 0));
  await timePasses(browser, WOULD_COUNT_MS);
  const impressions = ['A1', 'C3', 'B2'].map((item) => ({ name: 'impression', properties: { item_id: item } }));
  await expectVisit(world, { sent: [...impressions, 'size_guide', 'article', 'scroll'] });
});

/** So many that selectors are looked up by what an element has, instead of tried. */
const MANY = 200;

const EVENTS = [
  ...named(Array.from({ length: MANY }, (_, index) => `never_${index}`), (name) => ({ click: { selector: `.${name}, #${name}` } })),
  ...named(['found_by_id'], () => ({ click: { selector: 'p + #copy' } })),
  ...named(['found_by_attribute'], () => ({ click: { selector: 'a[href^="https://www.facebook.com/way"]' } })),
  ...named(['found_above'], () => ({ click: { selector: '.carousel, .never' } })),
  { name: 'cart_changed', trigger: { dom_event: { name: 'cart:changed' } }, properties: { item_id: { event: 'id' } } },
  ...named(['drawer_opened'], () => ({ dom_event: { name: 'drawer:opened', selector: '.drawer' } })),
  ...named(['added_to_cart'], (name) => ({ dom_event: { name } })),
  ...named(['before', 'later', 'by_gtag'], (event) => ({ data_layer: { event } })),
  ...named(['copy_coupon'], () => ({ copy: { selector: '.coupon' } })),
  ...named(['share'], () => ({ share: {} })),
  ...named(['print'], () => ({ print: {} })),
  ...named(['rage_click'], () => ({ click: { selector: 'button', times: 3, within_ms: 5000 } })),
  { name: 'stock_asked', trigger: { response: { url: '/__tests/blank' } } },
  { name: 'gift_wrap', trigger: { tracked: { name: 'gift_wrap_chosen' } } },
  ...named(['contact'], () => ({ submit: { selector: 'form' } })),
  ...named(['letter'], () => ({ submit: { selector: '#by-script, #invalid', attempts: true } })),
];
const EVENTS_BODY = `<script src="/jquery.js"></script>
  <div class="drawer"><b id="inside">cart</b></div> <b id="outside">cart</b>
  <p class="coupon">SUMMER-10</p> <p class="text">nothing</p> <button id="copy">copy</button>
  <a id="share" href="https://www.facebook.com/sharer/sharer.php?u=x">share</a> <a id="follow" href="https://www.facebook.com/waystone">follow</a>
  <section><div><button id="dead"><i id="icon">buy</i></button></div></section>
  <section><div><button id="more">more</button><ul></ul></div></section>
  <section><div><input id="amount" type="number" value="1"><button id="up">more</button></div></section>
  <section><div class="carousel"><button id="leaf">›</button></div></section>
  <iframe name="sink" title="sink"></iframe>
  <form id="sent" target="sink" action="/__tests/blank"><input name="q"><button type="submit" class="next">send</button></form>
  <form id="invalid" target="sink" action="/__tests/blank" novalidate><input required><button class="next">send</button></form>
  <form id="cancelled"><button class="next">send</button></form>
  <form id="by-script"><button class="next">send</button></form>
  <form id="leaving" action="/__tests/blank"><button class="next">send</button></form>`;
const EVENTS_SCRIPT = `
  window.dataLayer = [{ event: 'before', id: 1 }, { event: 'unwanted' }, 'event', null];
  window.gtag = function () { dataLayer.push(arguments); };
  for (const id of ['cancelled', 'by-script']) document.getElementById(id).addEventListener('submit', (event) => event.preventDefault());
  for (const id of ['share', 'follow']) document.getElementById(id).addEventListener('click', (event) => event.preventDefault());
  document.getElementById('more').addEventListener('click', ({ target }) => target.nextElementSibling.append(document.createElement('li')));
  document.getElementById('up').addEventListener('click', () => { document.getElementById('amount').value++; });
  window.toCopy = '.text';
  document.getElementById('copy').addEventListener('click', () => {
    getSelection().selectAllChildren(document.querySelector(window.toCopy));
    document.execCommand('copy');
  });
`;

const clicks = async (browser, selector, times) => {
  for (let click = 0; click < times; click += 1) await browser.click(selector);
};

/** A tag manager's page with jQuery: what is pushed and triggered in it. */
const pushAndTrigger = () => {
  const { jQuery, dataLayer } = window;
  const inside = document.querySelector('#inside');
  for (const target of [document, window, inside]) target.dispatchEvent(new CustomEvent('cart:changed', { detail: { id: 'A1' } }));
  inside.dispatchEvent(new Event('drawer:opened'));
  document.querySelector('#outside').dispatchEvent(new Event('drawer:opened', { bubbles: true }));
  jQuery(document.body).trigger('added_to_cart', [{ fragment: 'x' }, 'hash']);
  // jQuery hears the browser's events too: this is one.
  document.body.dispatchEvent(new Event('added_to_cart', { bubbles: true }));
  dataLayer.push({ event: 'later' }, { event: 'unwanted' });
  window.gtag('event', 'by_gtag', { value: 1 });
  window.gtag('config', 'by_gtag');
  const touched = () => { window.isTouched = true; };
  dataLayer.push({ get event() { touched(); return 'later'; } }, Object.create({ event: 'later' }));
  // Tag managers drop old entries.
  dataLayer.splice(0, 3);
  dataLayer.push({ event: 'later' });
  window.dispatchEvent(new Event('beforeprint'));
};

shopTest("the page's own events, its jQuery and its data layer, copies, shares and forms count, and their doubles do not", async (world) => {
  const { browser, proxy, recorder } = world;
  const jquery = readFileSync(join(root, 'node_modules/jquery/dist/jquery.min.js'));
  proxy.override('/jquery.js', { headers: { 'content-type': 'text/javascript' }, body: jquery });
  const fixture = new Fixture(world, { definitions: EVENTS, body: EVENTS_BODY, script: EVENTS_SCRIPT });
  await fixture.open();
  await browser.execute(pushAndTrigger);
  await browser.execute(() => fetch('/__tests/blank').then((answer) => answer.text()));
  await fixture.track('gift_wrap_chosen');
  await browser.click('#copy');
  await browser.execute("window.toCopy = '.coupon'");
  await browser.click('#copy');
  await browser.click('#share');
  await browser.click('#follow');
  await clicks(browser, '#icon', 3);
  await clicks(browser, '#more', 4);
  await clicks(browser, '#up', 4);
  await clicks(browser, '#leaf', 4);
  for (const form of ['sent', 'invalid', 'cancelled', 'by-script']) await browser.click(`#${form} button`);
  await until('the data layer to be read', async () => recorder.events.filter(({ name }) => name === 'later').length === 2);
  assert.equal(await browser.execute('return window.isTouched'), null, 'a getter of the page was called');
  await browser.leavesFor(() => browser.click('#leaving button'));
  const changed = { name: 'cart_changed', properties: { item_id: 'A1' } };
  const found = ['found_by_id', 'found_by_id', 'found_by_attribute', 'found_above', 'found_above', 'found_above', 'found_above'];
  const sent = [...found, changed, changed, changed, 'drawer_opened', 'added_to_cart', 'added_to_cart'];
  sent.push('before', 'later', 'later', 'by_gtag', 'copy_coupon', 'share', 'print', 'stock_asked', 'gift_wrap', 'rage_click', 'letter', 'letter', 'contact', 'contact');
  await expectVisit(world, { sent });
  expectNowhere(recorder, 'SUMMER-10', 'facebook');
});

const FILM = '/videos/pitching.webm';
const MOMENTS = [
  ...named(['video_start'], () => ({ video: {} })),
  ...[25, 50, 75, 100].map((percent) => ({ name: `video_${percent}`, trigger: { video: { selector: 'video', percent } }, properties: { film: { attribute: 'id' } } })),
  { name: 'idle', trigger: { idle: { after_ms: 2000 } } },
  { name: 'return', trigger: { return: { away_ms: 1000 } } },
  { name: 'return_late', trigger: { return: { away_ms: 60_000 } } },
];
const MOMENTS_BODY = ['skipped', 'watched', 'untouched'].map((id) => `<video id="${id}" src="${FILM}" muted playsinline width="80"></video>`).join('');

/** Plays a film to its end, faster than life; `skip` goes to its last tenth as soon as it plays. */
const play = (id, skip) => {
  const film = document.getElementById(id);
  film.muted = true;
  film.playbackRate = skip ? 1 : 8;
  if (skip) film.addEventListener('timeupdate', () => { film.currentTime = film.duration * 0.9; }, { once: true });
  film.addEventListener('ended', () => (film.dataset.isOver = true));
  return film.play();
};

shopTest('a film counts as far as it was really watched, and shoppers who pause or come back count', async (world) => {
  const { browser, recorder } = world;
  const fixture = new Fixture(world, { definitions: MOMENTS, body: MOMENTS_BODY });
  await fixture.open();
  await browser.execute(play, 'skipped', true);
  await browser.execute(play, 'watched', false);
  await browser.appears('#skipped[data-is-over]');
  await browser.appears('#watched[data-is-over]');
  await recorder.event('idle');
  await browser.hide();
  await timePassesElsewhere(1100);
  await browser.show();
  await recorder.event('return');
  const watched = [25, 50, 75, 100].map((percent) => ({ name: `video_${percent}`, properties: { film: 'watched' } }));
  const idles = recorder.events.filter(({ name }) => name === 'idle');
  await expectVisit(world, { sent: ['video_start', 'video_start', ...watched, ...idles.map(() => 'idle'), 'return'] });
});

shopTest('what has changed proves an add before the next click undoes it', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { definitions: [CLICK, PROVEN] });
  await fixture.open();
  // Between two changes the engine may see each; all come within one burst, of which it looks at the first and the end.
  await browser.execute(async () => {
    const [add, hello, count] = ['add', 'hello', 'count'].map((id) => document.getElementById(id));
    hello.addEventListener('click', () => (count.textContent = '0'));
    add.click();
    for (const change of [() => (count.title = 'busy'), () => (count.textContent = '1'), () => hello.click()]) {
      change();
      await null;
    }
  });
  await fixture.settles({ counted: 2, sent: 2 });
  await expectVisit(world, { sent: ['hello', 'add_to_cart'] });
});
