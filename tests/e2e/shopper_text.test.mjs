/**
 * What a shopper types: fields that are never read, whatever the config says, and search terms that are.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Fixture } from './support/fixture.mjs';
import { packedPackage } from './support/paths.mjs';
import { shopTest } from './support/shop_test.mjs';
import { expectNowhere, expectVisit } from './support/visit.mjs';

const SECRET = 'Geheimnis';

/** Controls with something in them, by the name under which the config asks for their value. */
const REFUSED = {
  ...Object.fromEntries(['text', 'email', 'tel', 'password', 'url', 'hidden', 'date', 'file', 'color', 'submit'].map((type) => [type, `<input type="${type}" class="TARGET" ${type === 'file' ? '' : `value="${SECRET}"`}>`])),
  typeless: `<input class="TARGET" value="${SECRET}">`,
  area: `<textarea class="TARGET">${SECRET}</textarea>`,
  street: `<input type="search" class="TARGET" autocomplete="street-address" value="${SECRET}">`,
  country: `<select class="TARGET" autocomplete="shipping country"><option>${SECRET}</option></select>`,
  card: `<input type="number" class="TARGET" autocomplete="cc-csc" value="4711">`,
  button: `<button class="TARGET" value="${SECRET}">x</button>`,
};
const READ = {
  search: ['<input type="search" class="TARGET" value="tent">', 'tent'],
  number: ['<input type="number" class="TARGET" value="3">', '3'],
  range: ['<input type="range" class="TARGET" min="0" max="9" value="7">', '7'],
  box: ['<input type="checkbox" class="TARGET" value="gift" checked>', 'gift'],
  radio: ['<input type="radio" class="TARGET" value="blue" checked>', 'blue'],
  choice: ['<select class="TARGET"><option>M<option selected>L</select>', 'L'],
};
/** Elements whose text is asked for. */
const EDITED = {
  note: `<div class="TARGET" contenteditable>${SECRET}</div>`,
  inside: `<div contenteditable="true"><b class="TARGET">${SECRET}</b></div>`,
  around: `<section class="TARGET">to: <i contenteditable="plaintext-only">${SECRET}</i></section>`,
  field: `<textarea class="TARGET">${SECRET}</textarea>`,
};

const place = (name, html) => html.replace('TARGET', `at-${name}`);

shopTest('fields that a shopper types into are never touched, and choices are read', async (world) => {
  const { browser, recorder } = world;
  const values = [...Object.entries(REFUSED), ...Object.entries(READ).map(([name, [html]]) => [name, html])];
  const definition = (name, properties) => ({ name, trigger: { click: { selector: '#hello' } }, properties });
  const asked = (names, source) => Object.fromEntries(names.map((name) => [name, { [source]: `.at-${name}` }]));
  const fixture = new Fixture(world, {
    definitions: [
      definition('refused', { ...asked(Object.keys(REFUSED), 'value') }),
      definition('read', asked(Object.keys(READ), 'value')),
      definition('edited', asked(Object.keys(EDITED), 'text')),
      definition('label', { text: { text: '.label' } }),
    ],
    body: `<button id="hello">hello</button><p class="label" contenteditable="false">Tents</p>
      ${[...values, ...Object.entries(EDITED)].map(([name, html]) => place(name, html)).join('\n')}`,
  });
  assert.deepEqual((await fixture.open()).problems, []);
  // The page's errors are counted: a value that is read throws.
  await browser.execute((refused) => {
    for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement, HTMLButtonElement]) {
      const { get, ...rest } = Object.getOwnPropertyDescriptor(prototype, 'value');
      Object.defineProperty(prototype, 'value', {
        ...rest,
        get() {
          if (refused.some((name) => this.matches(`.at-${name}`))) throw new Error(`the value of ${this.outerHTML} was read`);
          return get.call(this);
        },
      });
    }
  }, Object.keys(REFUSED));
  await browser.click('#hello');
  await browser.execute('return tally.flush()');
  const event = Object.fromEntries(recorder.events.map(({ name, properties }) => [name, properties]));
  assert.deepEqual(event, {
    refused: undefined,
    read: Object.fromEntries(Object.entries(READ).map(([name, [, value]]) => [name, value])),
    edited: undefined,
    label: { text: 'Tents' },
  });
  const { problems } = await fixture.status();
  assert.deepEqual(problems, [], 'nothing was stopped by a getter that threw');
  expectNowhere(recorder, SECRET, '4711');
  await expectVisit(world, { sent: ['edited', 'label', 'read', 'refused'] });
});

const SEARCH = { name: 'search', trigger: { navigation: {} }, properties: { search_term: { query: 'q' } } };
const TERMS = { search_terms: 'vocabulary', vocabulary: '/shop.words' };

shopTest('of search terms only words of the catalogue are sent, from the first page on', async (world) => {
  const { proxy, recorder } = world;
  const { loadEngine } = await import(join(packedPackage(), 'cli/files.js'));
  const words = (await loadEngine()).vocabulary('Regenjacke Größe M, Waystone');
  proxy.override('/shop.words', { body: Buffer.from(words) });
  const fixture = new Fixture(world, { definitions: [SEARCH], config: TERMS });
  assert.deepEqual((await fixture.open('?q=regenjacke+GR%C3%96SSE+m+anna+muster')).problems, []);
  assert.deepEqual((await recorder.event('search')).properties, { search_term: 'regenjacke <other> m <other>' });
  await fixture.track('asked', { search_term: 'WAYSTONE größe?' });
  assert.deepEqual((await recorder.event('asked')).properties, { search_term: 'waystone größe' });
  expectNowhere(recorder, 'anna', 'muster');
  await expectVisit(world, { sent: ['asked', 'search'] });
});

shopTest('without the file of words no word is sent, and the problem says so', async (world) => {
  const { proxy, recorder } = world;
  proxy.override('/shop.words', { status: 404, body: 'gone' });
  const fixture = new Fixture(world, { definitions: [SEARCH], config: TERMS });
  const { problems } = await fixture.open('?q=regenjacke');
  assert.deepEqual(problems, [{ place: 'vocabulary', text: 'no file of words could be read there; every word becomes <other>' }]);
  assert.deepEqual((await recorder.event('search')).properties, { search_term: '<other>' });
  await expectVisit(world, { sent: ['search'] });
});
