/** The last events as they arrive. Adds them once a frame, so that a burst costs one layout. */
import { byId, element } from './dom.js';
import { counted, moment } from './format.js';

const MAX_SHOWN = 50;
/** A screen reader hears of new events no more often than this. */
const NEWS_MS = 30_000;

/** The last events, newest first, whether they are shown yet or not. */
let events = [];
/** The newest event on the page; ids grow in the order of arrival. */
let shownId = 0;
let replaced = false;
let paused = false;
let frame = null;
let newsCount = 0;
let newsTimer = null;

/** These are the last events now, newest first: another site's, or all that came meanwhile. */
export function showEvents(latest) {
  const newestId = latest[0]?.id ?? 0;
  // Newer ones were counted while the list was on its way.
  events = [...events.filter((event) => event.id > newestId), ...latest].slice(0, MAX_SHOWN);
  replaced = true;
  plan();
}

/** Forgets all events: another site's come next. */
export function clearEvents() {
  events = [];
  replaced = true;
}

/** Adds one on top. */
export function addEvent(event) {
  if (event.id <= (events[0]?.id ?? 0)) return;
  events = [event, ...events].slice(0, MAX_SHOWN);
  announce();
  plan();
}

/** Makes the pause button work. */
export function startFeed() {
  byId('pause').addEventListener('click', () => {
    paused = !paused;
    byId('pause').setAttribute('aria-pressed', String(paused));
    label();
    plan();
  });
}

function plan() {
  if (paused) label();
  else frame ??= requestAnimationFrame(render);
}

function label() {
  const newer = events.filter((event) => event.id > shownId).length;
  const count = newer === MAX_SHOWN ? `${newer} or more` : newer;
  byId('pause').textContent = paused ? `Paused${newer > 0 ? `, ${count} new` : ''}` : 'Pause';
}

function render() {
  frame = null;
  if (paused) return;
  const list = byId('feed');
  if (replaced) {
    list.replaceChildren(...events.map(item));
  } else {
    const newer = events.filter((event) => event.id > shownId).map(item);
    for (const made of newer) made.classList.add('new');
    list.prepend(...newer);
    while (list.children.length > MAX_SHOWN) list.lastElementChild.remove();
  }
  replaced = false;
  shownId = events[0]?.id ?? 0;
}

function announce() {
  newsCount += 1;
  newsTimer ??= setTimeout(() => {
    byId('feed-news').textContent = `${counted(newsCount, 'new event')}.`;
    newsCount = 0;
    newsTimer = null;
  }, NEWS_MS);
}

/** A property's value in words: of a list what its items have, as "WS-1 79 EUR; WS-2 19 EUR". */
function told(value) {
  return Array.isArray(value) ? value.map((item) => Object.values(item).join(' ')).join('; ') : String(value);
}

function item(event) {
  const { name, occurred_ms: occurredMs, page, from, nth, channel, device, arm, properties } = event;
  const facts = [page.type ?? null, from ? `after ${from}` : null, nth > 1 ? 'not the first of its session' : null, channel, device]
    .concat(Object.entries(arm ?? {}).map(([definition, side]) => `${definition}: ${side}`));
  const pairs = Object.entries(properties ?? {}).map(([key, value]) => element('div', {}, element('dt', {}, key), element('dd', {}, told(value))));
  return element(
    'li',
    { 'data-outcome': name.endsWith('_failed') ? 'bad' : null },
    element('p', { class: 'what' }, element('code', { class: 'name' }, name), element('time', { datetime: new Date(occurredMs).toISOString() }, moment(occurredMs))),
    element('p', { class: 'where' }, element('code', {}, page.path), ` ${facts.filter(Boolean).join(' · ')}`),
    pairs.length > 0 ? element('dl', {}, ...pairs) : null,
  );
}
