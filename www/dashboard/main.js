/**
 * The live dashboard: asks for the figures, shows them, and asks again soon after the stream says
 * that something was counted. Works nothing out: the figures come from the collector.
 */
import './style.css';
import './parts.css';

import { lastEvents, listen, summary as askSummary } from './api.js';
import { showAttempts, showLosses } from './attempts.js';
import { byId, element } from './dom.js';
import { showEmpty } from './empty.js';
import { addEvent, clearEvents, showEvents, startFeed } from './feed.js';
import { span } from './format.js';
import { showFunnel } from './funnel.js';
import { showPopups } from './popups.js';
import { refresher } from './refresher.js';
import { showChannels, showTransitions } from './tables.js';
import { showTiles } from './tiles.js';
import { repaintTime, showTime } from './time_chart.js';

const MAX_EVENTS = 50;
const SECTIONS = [showTiles, showFunnel, showTime, showChannels, showTransitions, showAttempts, showPopups, showLosses];

const query = new URLSearchParams(location.search);
const chosen = { site: query.get('site') ?? '', minutes: query.get('minutes') ?? '60' };
const figures = refresher(ask);
let shownSite = null;

async function ask() {
  const { site, minutes } = chosen;
  try {
    const summary = await askSummary(site, minutes);
    // Something else may have been chosen meanwhile; its answer is on the way.
    if (site === chosen.site && minutes === chosen.minutes) show(summary);
  } catch (error) {
    notice(`The figures can’t be read: ${error.message}`);
  }
}

function show(summary) {
  shownSite = summary.site;
  document.title = `${summary.site} · tallymark`;
  byId('site').textContent = summary.site;
  offerSites(summary);
  offerExports(summary);
  byId('feed-hidden').hidden = summary.min_group === null;
  byId('pause').hidden = summary.min_group !== null;
  const nothingEver = summary.totals.events_ever === 0 && summary.totals.batches === 0;
  byId('empty').hidden = !nothingEver;
  byId('content').hidden = nothingEver;
  if (nothingEver) showEmpty(summary.site);
  else for (const showSection of SECTIONS) showSection(summary);
  notice(summary.problem ? `The config can’t be read, so its last good version is used: ${summary.problem}` : quiet(summary, nothingEver));
}

function quiet({ totals, minutes }, nothingEver) {
  if (nothingEver || totals.events > 0) return '';
  return `Nothing was counted in ${span(minutes)}. A longer span has ${totals.events_ever} events.`;
}

function notice(text) {
  const line = byId('notice');
  // A text that stays the same isn't announced again.
  if (line.textContent !== text) line.textContent = text;
  line.hidden = text === '';
}

function offerSites({ site, sites }) {
  const all = sites.includes(site) ? sites : [site, ...sites];
  byId('site-choice').hidden = all.length < 2;
  byId('site').hidden = all.length >= 2;
  const select = byId('site-select');
  if ([...select.options].map((option) => option.value).join('\n') === all.join('\n')) return;
  select.replaceChildren(...all.map((name) => element('option', { value: name, selected: name === site }, name)));
}

function offerExports({ site, minutes }) {
  const span = minutes === null ? { site } : { site, minutes };
  for (const format of ['csv', 'ndjson']) byId(`export-${format}`).href = `/api/export?${new URLSearchParams({ format, ...span })}`;
}

async function loadEvents() {
  const { site } = chosen;
  try {
    const events = await lastEvents(site, MAX_EVENTS);
    if (site === chosen.site) showEvents(events);
  } catch (error) {
    notice(`The last events can’t be read: ${error.message}`);
  }
}

/** Shows another site or span, and puts it in the address so that it can be kept. */
function choose(change) {
  Object.assign(chosen, change);
  history.replaceState(null, '', `?${new URLSearchParams(chosen)}`);
  figures.now();
}

function onState(state) {
  byId('live').dataset.state = state;
  byId('live-text').textContent = state === 'live' ? 'Live' : 'Connection lost, trying again';
  if (state !== 'live') return;
  // Whatever came while the stream was away.
  figures.now();
  loadEvents();
}

function onEvent(event) {
  if (event.site !== (chosen.site || shownSite)) return;
  // Where single events aren't told, only that there was one.
  if (event.name) addEvent(event);
  figures.soon();
}

const current = [...byId('ranges').querySelectorAll('input')].find((input) => input.value === chosen.minutes);
if (current) current.checked = true;
byId('ranges').addEventListener('change', (change) => choose({ minutes: change.target.value }));
byId('site-select').addEventListener('change', (change) => {
  choose({ site: change.target.value });
  clearEvents();
  loadEvents();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaintTime);
startFeed();
listen(onState, onEvent);
figures.now();
