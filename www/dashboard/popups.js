/** Popups: called for, shown, accepted, dismissed; and, where some were held back, what it changes. */
import { byId, element, head, keyed, row, styled } from './dom.js';
import { NONE, percent, points, share, whole, words } from './format.js';
import { sentences, word } from './verdict.js';

export function showPopups({ popups }) {
  const shown = popups.map(popup);
  const nothing = element('p', { class: 'nothing' }, 'No definition in the config has the trigger “exit_intent” or a “holdout”.');
  byId('popups').replaceChildren(...(shown.length > 0 ? shown : [nothing]));
}

function popup(popup) {
  const { name, counted, held_back: heldBack, shown, accepted, dismissed } = popup;
  const unanswered = Math.max(0, shown - accepted - dismissed);
  const bar = element('div', { class: 'split', 'aria-hidden': 'true' }, part('good', accepted), part('bad', dismissed), part('unsure', unanswered));
  const rows = [
    row('called for', [whole(counted), '']),
    heldBack > 0 ? row('held back', [whole(heldBack), `${percent(share(heldBack, counted))} of calls`]) : null,
    row('shown', [whole(shown), `${percent(popup.shown_rate)} of ${heldBack > 0 ? 'the others' : 'calls'}`]),
    row(keyed('good', 'accepted'), [whole(accepted), `${percent(popup.accepted_rate)} of shown`]),
    row(keyed('bad', 'dismissed'), [whole(dismissed), `${percent(popup.dismissed_rate)} of shown`]),
    row(keyed('unsure', 'no answer'), [whole(unanswered), `${percent(share(unanswered, shown))} of shown`]),
  ];
  return element(
    'section',
    { class: 'block' },
    element('h3', {}, words(name)),
    element('p', {}, shown > 0 ? `${percent(popup.accepted_rate)} of those who saw it accepted.` : 'Not shown in this span.'),
    shown > 0 ? bar : null,
    element('table', {}, head(['Outcome', 'Count', 'Share']), element('tbody', {}, ...rows.filter(Boolean))),
    popup.uplift.length > 0 ? uplift(popup) : null,
  );
}

/** Sessions that saw the popup beside those it was held back from. */
function uplift({ uplift }) {
  const rows = uplift.map(({ step, shown, held_out: heldOut, difference, low, high }) => row(words(step), [
    rate(shown),
    rate(heldOut),
    difference === null ? NONE : `${points(difference)} (${points(low)} to ${points(high)})`,
    word({ low, high, shown, held_out: heldOut }) || NONE,
  ]));
  const [{ shown, held_out: heldOut }] = uplift;
  return element(
    'div',
    { class: 'uplift' },
    element('h4', {}, 'Does it help?'),
    ...sentences(uplift).map((sentence) => element('p', { class: 'verdict' }, sentence)),
    element('p', { class: 'about' }, `Sessions that reach a step after it: ${whole(shown.sessions)} saw it, from ${whole(heldOut.sessions)} it was held back. Difference in points, with 95 % confidence.`),
    element(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': 'Comparison with sessions without the popup', tabindex: '0' },
      element('table', {}, head(['Step', 'Saw it', 'Held back', 'Difference', 'So far']), element('tbody', {}, ...rows)),
    ),
  );
}

function rate({ sessions, reached }) {
  return percent(share(reached, sessions));
}

function part(kind, count) {
  return styled(element('span', { class: kind }), 'flex-grow', String(count));
}
