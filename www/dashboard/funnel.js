/** The funnel: one bar a step, between two steps the share that goes on, and the worst in words. */
import { byId, element, styled } from './dom.js';
import { counted, percent, whole, words } from './format.js';

export function showFunnel({ funnel }) {
  const most = Math.max(1, ...funnel.steps.map((step) => step.sessions));
  byId('funnel').replaceChildren(...funnel.steps.map((step, at) => item(step, funnel.steps[at - 1], funnel, most)));
  byId('worst').replaceChildren(...verdict(funnel));
}

function item(step, previous, funnel, most) {
  const worst = funnel.worst_drop_off?.to === step.name && funnel.worst_drop_off.from === previous?.name;
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' }, element('span', { class: 'fill' }));
  styled(bar.firstChild, 'inline-size', step.sessions > 0 ? `max(3px, ${(100 * step.sessions) / most}%)` : '0');
  return element(
    'li',
    { class: worst ? 'worst' : null },
    previous ? passage(step, previous, worst) : null,
    element('span', { class: 'step' }, element('span', { class: 'name' }, words(step.name)), element('span', { class: 'count' }, whole(step.sessions))),
    bar,
  );
}

function passage(step, previous, worst) {
  const rate = step.rate_from_previous;
  if (rate === null) return element('p', { class: 'passage' }, 'nobody came this far yet');
  const leaving = previous.sessions - step.sessions;
  const text = leaving < 0
    ? `${counted(-leaving, 'session')} more than before: they skipped ${words(previous.name)}`
    : `${percent(rate)} go on, ${whole(leaving)} ${leaving === 1 ? 'leaves' : 'leave'}`;
  return element('p', { class: 'passage' }, text, worst ? element('strong', { class: 'flag' }, 'worst drop-off') : null);
}

function verdict({ steps, worst_drop_off: worst }) {
  if (steps.length < 2) return ['Name at least two events under “funnel” in the config to see where sessions are lost.'];
  if (!worst) return ['No drop-off yet.'];
  return [
    'Most are lost between ',
    element('strong', {}, words(worst.from)),
    ' and ',
    element('strong', {}, words(worst.to)),
    `: ${percent(worst.rate)} of sessions (${whole(worst.lost)}) do not go on.`,
  ];
}
