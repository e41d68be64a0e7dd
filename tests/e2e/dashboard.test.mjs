/**
 * The dashboard on a real collector: what it says of known batches, at a desk and on a phone, by day and by night.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LOSSES } from '../../www/dashboard/losses.js';
import { duration, moment, span } from '../../www/dashboard/format.js';
import { sentences, word } from '../../www/dashboard/verdict.js';
import { Browser } from './support/browser.mjs';
import { Collector } from './support/collector.mjs';
import { root } from './support/paths.mjs';
import { until } from './support/until.mjs';

const PHONE = { width: 390, height: 844 };

let browser;
let collector;

before(async () => {
  browser = await Browser.start();
});

after(async () => {
  await browser?.stop();
  await collector?.stop();
});

const compared = (low, difference, high, reached = 9) => ({
  step: 'add_to_cart', low, difference, high, shown: { sessions: 400, reached }, held_out: { sessions: 100, reached },
});

test('a comparison is said in words that fit its interval', () => {
  const help = compared(0.021, 0.05, 0.08);
  assert.equal(word(help), 'helps');
  assert.deepEqual(sentences([help]), ['It helps: of 100 sessions that saw it, 5 more reach “add to cart” (2.1 to 8).']);
  const harm = compared(-0.08, -0.05, -0.021);
  assert.equal(word(harm), 'harms');
  assert.deepEqual(sentences([compared(-0.1, 0, 0.1), harm]), ['It harms: of 100 sessions that saw it, 5 fewer reach “add to cart” (2.1 to 8).']);
  const early = compared(-0.03, 0.01, 0.05);
  assert.equal(word(early), 'too early to tell');
  assert.deepEqual(sentences([early]), ['Too early to tell. Of 100 sessions that saw it, between 3 fewer and 5 more reach “add to cart”; 400 saw it, 100 did not.']);
  for (const nothing of [compared(null, null, null), compared(-0.02, 0, 0.02, 0)]) {
    assert.equal(word(nothing), '');
    assert.deepEqual(sentences([nothing]), ['Nothing to compare yet: nobody has gone on, or one of the sides has no session.']);
  }
});

test('spans and lengths are said as people say them', () => {
  assert.equal(span(null), 'all there is');
  assert.equal(span(60), 'the last hour');
  assert.equal(span(1440), 'the last 24 hours');
  assert.equal(span(15), 'the last 15 minutes');
  assert.equal(duration(15_000), '15 seconds');
  assert.equal(duration(60_000), 'minute');
  assert.equal(duration(3 * 3_600_000), '3 hours');
  const now = Date.UTC(2026, 10, 25, 12);
  assert.match(moment(now - 60_000, now), /^\d\d:\d\d:\d\d$/);
  assert.match(moment(now - 86_400_000, now), /^\d{1,2} \w{3,4},? /);
});

test('each reason for a loss that the wire format has is said in words, and no other', async () => {
  const page = await readFile(join(root, 'docs/wire-format.md'), 'utf8');
  const [, section] = page.split('\n## Losses');
  const listed = [...section.split('\n## ')[0].matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
  assert.deepEqual(Object.keys(LOSSES).sort(), listed.sort());
});

let batches = 0;

/** Sends a batch; an event is [name, what differs]. */
const send = async (events, more = {}) => {
  const made = events.map(([name, differs], at) => ({
    name, seq: at + 1, age_ms: 0, page: { type: 'product', path: '/p/{slug}' }, nth: 1, channel: 'search', device: 'mouse', ...differs,
  }));
  const batch = (++batches).toString(16).padStart(32, '0');
  const body = JSON.stringify({ v: 1, site: 'waystone', sdk: 'test', batch, waited_ms: 0, events: made, ...more });
  const answer = await fetch(`${collector.url}/v1/events`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
  assert.equal(answer.status, 204, await answer.text());
};

const sides = ['shown', 'held_out'];

/** Thirty sessions a side, of which 24 and six go on to add; so the popup helps. */
const sendComparison = async () => {
  for (const side of sides) {
    const arm = { size_reminder: side };
    for (let session = 0; session < 30; session += 1) {
      const goesOn = session < (side === 'shown' ? 24 : 6);
      const channel = session % 2 ? 'email' : 'search';
      const events = [['view_item', { channel }], ['size_reminder', { channel, arm, from: 'view_item' }]];
      if (side === 'shown') events.push(['size_reminder_shown', { channel, arm, from: 'view_item' }]);
      if (goesOn) events.push(['add_to_cart', { channel, arm, from: 'view_item' }]);
      await send(events);
    }
  }
};

const text = (id) => browser.execute((id) => document.getElementById(id).innerText, id);
const overflow = () => browser.execute(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Runs in the page: counts what goes wrong from here on. */
const countErrors = () => {
  window.errorsSeen = [];
  addEventListener('error', (event) => window.errorsSeen.push(event.message));
  addEventListener('unhandledrejection', (event) => window.errorsSeen.push(String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) => window.errorsSeen.push(event.effectiveDirective));
};
const errors = () => browser.execute(() => window.errorsSeen);

test('figures, verdicts and losses of known batches are on the page, which fits a phone', async () => {
  collector = await Collector.start({ dashboard: true });
  await browser.goto(`${collector.url}/`);
  await until('the page to wait for the first batch', async () => (await text('empty')).includes('Nothing counted yet'));
  assert.equal(await overflow(), 0);
  await browser.execute(countErrors);

  await sendComparison();
  await send([['search', { properties: { search_term: '<img src=x onerror=alert(1)>' } }], ['add_to_cart_failed', { properties: { reason: 'refused', items: [{ item_id: 'WS-1', price: 79 }, { item_id: 'WS-2', price: 19 }] } }]], { lost: { queue_full: 3, unanswered: 1 } });
  await until('the last event to be shown', async () => (await text('feed')).includes('<img src=x onerror=alert(1)>'));
  assert.match(await text('feed'), /WS-1 79; WS-2 19/, 'a list says what its lines have');
  await until('the losses to be shown', async () => (await text('losses')).includes('too much was waiting'));

  assert.match(await text('popups'), /It helps: of 100 sessions that saw it, 60 more reach “add to cart” \(\d/);
  assert.match(await text('popups'), /held back\s+30\s+50% of calls\s+shown\s+30\s+100% of the others/);
  assert.match(await text('popups'), /Saw it\s+Held back\s+Difference/i);
  assert.match(await text('losses'), /4 events, 2 % of all|4 events, [\d.]+% of all/);
  assert.match(await text('losses'), /tried, and never answered\s+1/);
  assert.match(await text('funnel'), /view item\s*60/);
  assert.match(await text('funnel'), /50% go on, 30 leave/);
  assert.match(await text('channels'), /search\s+30\s+15/);
  assert.match(await text('transitions'), /add to cart/);
  assert.match(await text('attempts'), /refused by the shop\s+1/);
  assert.equal(await browser.execute(() => document.querySelectorAll('#feed img').length), 0, 'captured markup stays text');
  assert.equal(await overflow(), 0, 'at a desk');
  assert.deepEqual(await errors(), []);
  const { TALLYMARK_PICTURES: pictures } = process.env;
  if (pictures) await browser.screenshot(join(pictures, `dashboard-${browser.name}.png`));

  const exported = await browser.execute(() => document.getElementById('export-csv').getAttribute('href'));
  const csv = await (await fetch(`${collector.url}${exported}`)).text();
  assert.equal(csv.split('\r\n').length, 1 + 60 + 60 + 30 + 30 + 2 + 1, 'the export has every event of the span');

  await browser.driver.manage().window().setRect(PHONE);
  await browser.goto(`${collector.url}/?minutes=60`);
  await until('the figures to be shown again', async () => (await text('funnel')).includes('view item'));
  assert.equal(await overflow(), 0, 'on a phone');
  if (pictures) await browser.screenshot(join(pictures, `dashboard-phone-${browser.name}.png`));
});
