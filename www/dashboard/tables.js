/** The two tables: channels by funnel step, and the ways to each step. */
import { byId, element, head, row, styled } from './dom.js';
import { NONE, percent, share, whole, words } from './format.js';

export function showChannels({ channels, funnel }) {
  const names = funnel.steps.map((step) => words(step.name));
  const rows = channels.map(({ channel, sessions }) => {
    const rate = share(sessions.at(-1), sessions[0]);
    const bar = styled(element('span', { class: 'meter', 'aria-hidden': 'true' }), '--share', String(Math.min(1, rate ?? 0)));
    return row(channel, [...sessions.map(whole), element('td', { class: 'with-meter' }, bar, element('span', { class: 'rate' }, percent(rate)))]);
  });
  byId('channels').replaceChildren(head(['Channel', ...names, 'Through']), body(rows, names.length + 2));
}

export function showTransitions({ transitions, funnel }) {
  const steps = [null, ...funnel.steps.map((step) => step.name)];
  // Rows that stand for few events are one, which is no step: it comes last.
  const place = (name) => (steps.includes(name) ? steps.indexOf(name) : steps.length);
  const ways = [...Map.groupBy(transitions, ({ name }) => name)].sort(([a], [b]) => place(a) - place(b));
  const most = Math.max(1, ...transitions.map(({ count }) => count));
  const rows = ways.map(([name, counts]) => row(words(name), steps.map((step) => cell(counts.find(({ from }) => from === step)?.count ?? 0, most))));
  const columns = steps.map((step) => (step === null ? 'at the start' : `after ${words(step)}`));
  byId('transitions').replaceChildren(head(['Step', ...columns]), body(rows, columns.length + 1));
}

function cell(count, most) {
  if (count === 0) return element('td', { class: 'none' }, NONE);
  // The square root keeps rare ways visible beside the main one.
  return styled(element('td', {}, whole(count)), '--share', Math.sqrt(count / most).toFixed(3));
}

function body(rows, columns) {
  const nothing = element('tr', {}, element('td', { colspan: columns, class: 'nothing' }, 'Nothing in this span.'));
  return element('tbody', {}, ...(rows.length > 0 ? rows : [nothing]));
}
