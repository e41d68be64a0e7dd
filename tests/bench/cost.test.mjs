/**
 * What tallymark costs a page: a click that matches nothing and one that matches, with 10, 100 and 1,000 definitions;
 * and a page that changes a thousand times a second, with and without definitions that look at changes.
 *
 * `cargo xtask bench` runs it on the packed package in Chromium and prints tables; figures depend on the machine and on
 * what else it does, so nothing here passes or fails by them. A click is dispatched by a script, so that only listeners
 * are measured: rounds of many, the median round, less the same clicks on the same page after `stop()`. The changing page
 * is measured by the browser's own book of its main thread (`TaskDuration` of CDP's Performance domain, processor time).
 *
 * Definitions are short, since a config has at most 64 KiB: a thousand of them have 65 bytes each.
 */
import { Fixture } from '../e2e/support/fixture.mjs';
import { timePasses } from '../e2e/support/page_time.mjs';
import { shopTest } from '../e2e/support/shop_test.mjs';

const COUNTS = [10, 100, 1000];
const ROUNDS = 21;
/** A click that matches fills a batch of 20; more at once would measure a flood. */
const CLICKS = { miss: 200, hit: 20 };
/** Between rounds, so that what a round has left to do is done outside of the next. */
const PAUSE_MS = 60;
/** Elements between a click and the document, as a shop's page has them. */
const DEPTH = 15;

const nested = (inner) => '<div class="a b">'.repeat(DEPTH) + inner + '</div>'.repeat(DEPTH);
const CLICK_BODY = nested('<div class="card" data-sku="A1"><i class="price">€ 9.90</i><button class="h3"><b id="hit">add</b></button> <button><b id="miss">other</b></button></div>');

/** One that is hit, and others: a class, an attribute, an element with a class. */
const clickDefinitions = (count) =>
  Array.from({ length: count }, (_, index) => {
    const selector = [`.h${index}`, `[h${index}]`, `a.h${index}`][index % 3];
    const hit = { within: '.card', properties: { item_id: { attribute: 'data-sku' }, price: { text: '.price', type: 'money' } } };
    return { name: `c${index}`, trigger: { click: { selector } }, ...(index === 3 && hit) };
  });

/** Runs in the page: microseconds a click, the median of the rounds. */
const clickCost = async (selector, rounds, clicks, pauseMs) => {
  const element = document.querySelector(selector);
  const times = [];
  while (times.length < rounds) {
    const start = performance.now();
    for (let click = 0; click < clicks; click += 1) element.click();
    times.push(((performance.now() - start) * 1000) / clicks);
    await new Promise((done) => setTimeout(done, pauseMs));
  }
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)];
};

const print = (rows) => {
  for (const row of rows) console.log(row.map((cell, index) => (index ? String(cell).padStart(12) : String(cell).padEnd(44))).join(''));
};

shopTest('what a click costs', async (world) => {
  const { browser } = world;
  const rows = [['µs a click above the page without tallymark', 'misses', 'matches']];
  for (const count of COUNTS) {
    const fixture = new Fixture(world, { definitions: clickDefinitions(count), body: CLICK_BODY, config: { storage: 'memory' } });
    const { problems } = await fixture.open(`?definitions=${count}`);
    if (problems.length) throw new Error(JSON.stringify(problems));
    const measure = (what) => browser.execute(clickCost, `#${what}`, ROUNDS, CLICKS[what], PAUSE_MS);
    const [miss, hit] = [await measure('miss'), await measure('hit')];
    const { counted } = await fixture.status();
    if (counted !== ROUNDS * CLICKS.hit) throw new Error(`${counted} clicks have counted`);
    await browser.execute(() => window.tally.stop());
    const [noMiss, noHit] = [await measure('miss'), await measure('hit')];
    rows.push([`${count} definitions`, (miss - noMiss).toFixed(1), (hit - noHit).toFixed(1)]);
  }
  print(rows);
});

const CHANGES_MS = 5000;
const CHANGING_BODY = `${'<div class="row"><b class="count">0</b></div>'.repeat(200)}<div id="board"></div>`;
const LISTENING = clickDefinitions(100);
const PAGES = [
  ['tallymark stopped', [], true],
  ['100 definitions, none for changes', LISTENING, false],
  ['… and one `visible`', [...LISTENING, { name: 'seen', trigger: { visible: { selector: '.row' } } }], false],
  ['… and one `data_layer`', [...LISTENING, { name: 'pushed', trigger: { data_layer: { event: 'pushed' } } }], false],
  ['… and one `mutation`', [...LISTENING, { name: 'shown', trigger: { mutation: { selector: '.alert', change: 'appear' } } }], false],
  ['… and ten `mutation`', [...LISTENING, ...Array.from({ length: 10 }, (_, index) => ({ name: `shown_${index}`, trigger: { mutation: { selector: `.alert-${index}`, change: 'appear' } } }))], false],
];

/** Runs in the page: four changes each four milliseconds, each in a task of its own, as frameworks and tickers make them. */
const changeAllTheTime = () => {
  const board = document.querySelector('#board');
  const counts = document.querySelectorAll('.count');
  window.changes = 0;
  const channel = new MessageChannel();
  const change = () => {
    const turn = (window.changes += 1);
    const count = counts[turn % counts.length];
    if (turn % 4 === 0) count.textContent = turn;
    else if (turn % 4 === 1) count.parentNode.className = `row turn-${turn % 8}`;
    else if (turn % 4 === 2) board.append(document.createElement('i'));
    else board.lastChild.remove();
  };
  channel.port1.onmessage = change;
  setInterval(() => { for (let index = 0; index < 4; index += 1) channel.port2.postMessage(0); }, 4);
};

shopTest('what a page costs that changes all the time', async (world) => {
  const { browser } = world;
  const { driver } = browser;
  await driver.sendAndGetDevToolsCommand('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await driver.sendAndGetDevToolsCommand('Performance.getMetrics', {});
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  const rows = [['ms of the main thread in a second', 'busy', 'changes']];
  for (const [what, definitions, isStopped] of PAGES) {
    const fixture = new Fixture(world, { definitions, body: CHANGING_BODY, config: { storage: 'memory' } });
    const { problems } = await fixture.open(`?page=${rows.length}`);
    if (problems.length) throw new Error(JSON.stringify(problems));
    if (isStopped) await browser.execute(() => window.tally.stop());
    await browser.execute(changeAllTheTime);
    const [before, from] = [await busyMs(), await browser.execute('return [performance.now(), window.changes]')];
    await timePasses(browser, CHANGES_MS);
    const [after, to] = [await busyMs(), await browser.execute('return [performance.now(), window.changes]')];
    const seconds = (to[0] - from[0]) / 1000;
    rows.push([what, ((after - before) / seconds).toFixed(1), Math.round((to[1] - from[1]) / seconds)]);
  }
  print(rows);
});
