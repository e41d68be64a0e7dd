/**
 * Shops that never load a second page: changes of the address are views where the shopper sees another page.
 *
 * In WebKit, which tells no page of pushState, the same holds: tallymark compares the address twice a second.
 */
import assert from 'node:assert/strict';
import { Fixture } from './support/fixture.mjs';
import { pageAge } from './support/page_time.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';
import { expectVisit } from './support/visit.mjs';

/** The time a new view has to be drawn before it is read. */
const SETTLE_MS = 300;

const CONFIG = { pages: { list: { path: '/fixture/list/{list}' }, product: { path: '/fixture/product/{slug}' } } };
const VIEW = {
  name: 'view_item',
  trigger: { navigation: { back: false } },
  when: [{ page: 'product' }],
  properties: { item_name: { text: 'h1' }, variants: { count: '.variant' } },
};
const LIST = { name: 'view_item_list', trigger: { navigation: { back: false } }, when: [{ page: 'list' }], properties: { list: { path: 'list' } } };
const CHOOSE = { name: 'choose', trigger: { click: { selector: '.choose' } }, within: '.card', properties: { item_id: { attribute: 'data-sku' } } };

/** Draws a page 100 ms after its address, as shops do that must ask for it first. */
const SCRIPT = `
  const draw = (title, variants) => setTimeout(() => {
    document.querySelector('h1').textContent = title;
    document.querySelector('#variants').innerHTML = '<i class="variant"></i>'.repeat(variants);
  }, 100);
  const go = (path, title, variants) => {
    history.pushState(null, '', path);
    draw(title, variants);
  };
  document.querySelector('#lamp').addEventListener('click', () => go('/fixture/product/lamp', 'A lamp', 2));
  document.querySelector('#tent').addEventListener('click', () => go('/fixture/product/tent', 'A tent', 3));
  document.querySelector('#list').addEventListener('click', () => go('/fixture/list/all', 'All', 0));
  document.querySelector('#query').addEventListener('click', () => history.replaceState(null, '', location.pathname + '?colour=red'));
  document.querySelector('#other').addEventListener('click', () => { history.replaceState(null, '', '/fixture/product/bag'); draw('A bag', 1); });
`;
const BODY = '<h1>Start</h1><div id="variants"></div>' + ['lamp', 'tent', 'list', 'query', 'other'].map((id) => `<button id="${id}">${id}</button>`).join(' ');

const titleIs = (browser, title) => until(`the page "${title}"`, async () => (await browser.text('h1')) === title);

/** Resolves when so many events are counted. */
const counts = (fixture, counted) => fixture.settles({ counted });

const product = (name, variants) => ({ name: 'view_item', page: { type: 'product', path: '/fixture/product/{slug}' }, properties: { item_name: name, variants } });

shopTest('a new address is a view once the page is drawn, the same address with another query is none', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { definitions: [VIEW, LIST], config: CONFIG, script: SCRIPT, body: BODY });
  await fixture.open();
  await browser.click('#list');
  await counts(fixture, 1);
  await browser.click('#lamp');
  await counts(fixture, 2);
  await browser.click('#query');
  await until('the query', async () => (await browser.url()).includes('colour=red'));
  await browser.click('#tent');
  await counts(fixture, 3);
  const sent = [{ name: 'view_item_list', properties: { list: 'all' } }, product('A lamp', 2), product('A tent', 3)];
  await expectVisit(world, { sent });
});

shopTest('going back is no view where a definition says so, and a replaced path is one', async (world) => {
  const { browser } = world;
  const fixture = new Fixture(world, { definitions: [VIEW, { ...LIST, trigger: { navigation: {} } }], config: CONFIG, script: SCRIPT, body: BODY });
  await fixture.open();
  await browser.click('#list');
  await counts(fixture, 1);
  await browser.click('#lamp');
  await counts(fixture, 2);
  await browser.back();
  await until('the list', async () => (await browser.url()).endsWith('/list/all'));
  await counts(fixture, 3);
  await browser.forward();
  await until('the lamp', async () => (await browser.url()).endsWith('/product/lamp'));
  const forwardAt = await pageAge(browser);
  await browser.click('#other');
  await titleIs(browser, 'A bag');
  await counts(fixture, 4);
  assert.ok(SETTLE_MS <= (await pageAge(browser)) - forwardAt);
  await expectVisit(world, { sent: ['view_item_list', product('A lamp', 2), 'view_item_list', product('A bag', 1)] });
});

shopTest('a click in an open shadow root counts, what a closed one hides does not', async (world) => {
  const { browser } = world;
  const script = `
    for (const mode of ['open', 'closed']) {
      const host = document.querySelector('#' + mode);
      const root = host.attachShadow({ mode });
      root.innerHTML = '<article class="card" data-sku="WS-' + mode + '" style="display: inline"><button class="choose">choose in the ' + mode + ' root</button></article>';
    }`;
  const fixture = new Fixture(world, { definitions: [CHOOSE], script, body: '<span id="open"></span><p><span id="closed"></span></p>' });
  await fixture.open();
  await browser.click('#closed');
  await browser.click('#open');
  await counts(fixture, 1);
  await expectVisit(world, { sent: [{ name: 'choose', properties: { item_id: 'WS-open' } }] });
});

shopTest('a link that takes itself out of the page before it is looked at counts, and stops nothing', async (world) => {
  const { browser } = world;
  const script = `addEventListener('click', (event) => { if (event.target.matches('a')) { event.preventDefault(); event.target.remove(); } }, true);`;
  const body = '<article class="card" data-sku="WS-1"><a class="choose" href="https://elsewhere.example/">gone</a> <button class="choose">stays</button></article>';
  const fixture = new Fixture(world, { definitions: [CHOOSE], config: { funnel: ['choose'] }, script, body });
  await fixture.open();
  await browser.click('a.choose');
  await browser.click('button.choose');
  await counts(fixture, 2);
  assert.deepEqual((await fixture.status()).problems, []);
  await expectVisit(world, { sent: [{ name: 'choose', nth: 1 }, { name: 'choose', nth: 2, properties: { item_id: 'WS-1' } }] });
});
