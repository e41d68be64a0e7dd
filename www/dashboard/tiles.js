/** The totals on top: four numbers, each with the one it has to be seen with. */
import { byId, element } from './dom.js';
import { NONE, counted, percent, share, whole, words } from './format.js';

export function showTiles(summary) {
  byId('tiles').replaceChildren(events(summary), sessions(summary), failures(summary), conversion(summary));
}

function tile(name, figure, note) {
  return element('div', { class: 'tile' }, element('dt', {}, name), element('dd', { class: 'figure' }, figure), element('dd', { class: 'note' }, note));
}

function events({ totals }) {
  return tile('Events', whole(totals.events), `in ${counted(totals.batches, 'batch', 'batches')}`);
}

function sessions({ totals, funnel }) {
  const [first] = funnel.steps;
  if (!funnel.steps.some((step) => step.name === 'add_to_cart')) return tile('Sessions with an add', NONE, 'needs add to cart in the funnel');
  const adds = totals.sessions_with_an_add;
  const note = first && first.name !== 'add_to_cart' && first.sessions >= adds && adds > 0
    ? `${percent(share(adds, first.sessions))} of ${counted(first.sessions, 'session')} with ${words(first.name)}`
    : 'at least one add to cart';
  return tile('Sessions with an add', whole(adds), note);
}

function failures({ attempts }) {
  const adds = attempts.find((attempt) => attempt.name === 'add_to_cart');
  if (!adds) return tile('Add failures', NONE, 'no “otherwise” in the config for add to cart');
  if (adds.attempts === 0) return tile('Add failures', whole(0), 'no attempts yet');
  return tile('Add failures', whole(adds.failed), `${percent(adds.failed_rate)} of ${counted(adds.attempts, 'attempt')}`);
}

function conversion({ funnel }) {
  const first = funnel.steps.at(0);
  const last = funnel.steps.at(-1);
  const note = first && last !== first ? `${words(first.name)} → ${words(last.name)}` : 'needs a funnel of two steps';
  return tile('Conversion', percent(funnel.conversion), note);
}
