/**
 * What arrives of a page that is left in the very task in which it counts, in formats with and without a preflight.
 *
 * docs/collectors.md says what is lost; here it is measured. In each situation ten events are counted and the page goes on
 * to one without tallymark: how many have come when that is open is printed, engine by engine. With the tab's storage the
 * next page with tallymark sends what is missing, and each event is there once by its id. Without storage nothing sends
 * it; where no preflight is needed, nothing is missing.
 */
import assert from 'node:assert/strict';
import { engineName } from './support/browser.mjs';
import { Fixture } from './support/fixture.mjs';
import { misbehaviour } from './support/recorder.mjs';
import { shopTest } from './support/shop_test.mjs';
import { until } from './support/until.mjs';

const EVENTS = 10;
/** Requests of a page that is gone may come late; who waits longer is printed as lost, and nothing fails by it. */
const LATE_MS = 1500;

const SIMPLE = { content_type: 'text/plain', event: { id: '$event.id', name: '$event.name' } };
const ASKING = { ...SIMPLE, content_type: 'application/json', preflight: true };

const SITUATIONS = [
  { name: 'no preflight', format: SIMPLE, storage: 'memory' },
  { name: 'preflight, not asked before', format: ASKING, storage: 'memory' },
  { name: 'preflight, asked before', format: ASKING, storage: 'memory', asksBefore: true },
  { name: 'preflight, not asked before, tab storage', format: ASKING, storage: 'session' },
  { name: 'preflight, asked before, tab storage', format: ASKING, storage: 'session', asksBefore: true },
];

const BODY = '<button id="leave">leave</button>';
/** Names of their own, since what one situation has left in the tab the next one's page sends too. */
const nameOf = (place) => `left_${'abcde'[place]}_`;
const script = (place) => `
  document.querySelector('#leave').addEventListener('click', () => {
    for (let n = 0; n < ${EVENTS}; n += 1) tally.track('${nameOf(place)}' + n);
    location.href = '/fixture-left';
  });
`;

shopTest(`${EVENTS} events and the leaving of their page in one task, with and without a preflight`, async (world) => {
  const { browser, recorder, proxy } = world;
  proxy.override('/fixture-left', { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>left</title><p>left' });
  recorder.always(misbehaviour.status(204));
  const rows = [];
  for (const [place, { name, format, storage, asksBefore }] of SITUATIONS.entries()) {
    // Browsers remember a preflight's answer for an address.
    const url = `${recorder.url}/v1/events?end=${place}`;
    const fixture = new Fixture(world, { definitions: [], script: script(place), body: BODY, config: { storage, collector: { url, format, flush_after_ms: 600_000 } } });
    const came = (start) => recorder.posts.filter((post) => post.url === `/v1/events?end=${place}`).flatMap(({ batch }) => batch).filter((event) => event.name.startsWith(start));
    const ids = () => new Set(came(nameOf(place)).map(({ id }) => id)).size;
    await fixture.open(`?situation=${place}`);
    if (asksBefore) {
      await fixture.track('before');
      await browser.execute(() => window.tally.flush());
      assert.equal(came('before').length, 1);
    }
    const asked = () => recorder.requests.filter((request) => request.method === 'OPTIONS' && request.url === `/v1/events?end=${place}`).length;
    if (!asksBefore) assert.equal(asked(), 0, name);
    await browser.leavesFor(() => browser.click('#leave'));
    await until('what still comes', () => ids() === EVENTS, { withinMs: LATE_MS }).catch(() => {});
    rows.push([name, ids(), asked()]);
    if (format === SIMPLE) assert.equal(ids(), EVENTS, name);
    if (storage === 'session') {
      await fixture.open(`?situation=${place}&again`);
      await until('the next page to send the rest', () => ids() === EVENTS, { state: () => recorder.summary() });
    }
    assert.ok(ids() <= EVENTS, 'no event under two ids');
  }
  for (const [name, count, asked] of rows) console.log(`${engineName.padEnd(9)} ${name.padEnd(42)} ${count} of ${EVENTS} came before another page; asked ${asked} times`);
});
