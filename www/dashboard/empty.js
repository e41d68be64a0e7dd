/** What a new user sees before the first event: how to send one. */
import { byId, element } from './dom.js';

export function showEmpty(site) {
  const section = byId('empty');
  if (section.dataset.site === site) return;
  section.dataset.site = site;
  const url = `${location.origin}/v1/events`;
  section.replaceChildren(
    element('h2', { id: 'empty-title' }, 'Nothing counted yet'),
    element('p', {}, `The collector runs and waits for the first batch of “${site}”. It shows here within a second.`),
    element(
      'ol',
      {},
      step('Name this collector in the shop’s tallymark.json:', `"collector": { "url": "${url}", "format": "tallymark" }`),
      step('Start tallymark on the shop’s pages:', "import { init } from 'tallymark';\n\nconst tally = await init('/tallymark.json');"),
      step('Look at a product, add it to the cart. Or send an event by hand:', byHand(site, url)),
    ),
  );
}

function step(text, code) {
  return element('li', {}, element('p', {}, text), element('pre', { tabindex: '0' }, element('code', {}, code)));
}

function byHand(site, url) {
  const batch = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    `curl ${url} -H 'content-type: text/plain' -d '{`,
    `  "v": 1, "site": ${JSON.stringify(site)}, "sdk": "by-hand", "waited_ms": 0,`,
    `  "batch": "${batch}",`,
    '  "events": [{ "name": "view_item", "seq": 1, "age_ms": 0, "nth": 1,',
    '    "page": { "path": "/" }, "channel": "direct", "device": "mouse" }] }\'',
  ].join('\n');
}
