/** Attempts that failed, by reason, and what senders report as lost. */
import { byId, element, head, keyed, row, styled } from './dom.js';
import { counted, percent, share, whole, words } from './format.js';
import { LOSSES } from './losses.js';

const REASONS = {
  refused: 'refused by the shop',
  unproven: 'no proof that it worked',
};

export function showAttempts({ attempts }) {
  const shown = attempts.map(attempt);
  byId('attempts').replaceChildren(...(shown.length > 0 ? shown : [note('No definition in the config has “otherwise”: failed attempts are not counted.')]));
}

function attempt({ name, attempts, confirmed, failed, failed_rate: rate, reasons }) {
  const bar = element(
    'div',
    { class: 'split', 'aria-hidden': 'true' },
    part('good', confirmed),
    ...reasons.map(({ reason, count }) => part(kind(reason), count)),
  );
  const rows = [row(keyed('good', 'worked'), [whole(confirmed), percent(share(confirmed, attempts))])]
    .concat(reasons.map(({ reason, count }) => row(keyed(kind(reason), REASONS[reason] ?? words(reason)), [whole(count), percent(share(count, attempts))])));
  const summary = attempts === 0
    ? 'Not tried in this span.'
    : `${percent(rate)} of ${counted(attempts, 'attempt')} failed (${whole(failed)}).`;
  return element(
    'section',
    { class: 'block' },
    element('h3', {}, words(name)),
    element('p', {}, summary),
    attempts > 0 ? bar : null,
    attempts > 0 ? element('table', {}, head(['Outcome', 'Count', 'Share']), element('tbody', {}, ...rows)) : null,
  );
}

export function showLosses({ losses, totals }) {
  const rows = losses.map(({ reason, count }) => row(LOSSES[reason] ?? words(reason), [whole(count)]));
  const all = totals.events + totals.lost;
  byId('losses').replaceChildren(
    ...(rows.length > 0
      ? [
          element('p', {}, `${counted(totals.lost, 'event')}, ${percent(share(totals.lost, all))} of all that happened.`),
          element('table', {}, head(['Reason', 'Events']), element('tbody', {}, ...rows)),
        ]
      : [note('None in this span. Senders report in the next batch whatever they had to drop.')]),
  );
}

function kind(reason) {
  return reason === 'refused' ? 'bad' : 'unsure';
}

function part(kind, count) {
  return styled(element('span', { class: kind }), 'flex-grow', String(count));
}

function note(text) {
  return element('p', { class: 'nothing' }, text);
}
