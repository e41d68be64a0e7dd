/**
 * What a comparison with held-back sessions says, in words. Works nothing out: the interval comes from the collector.
 *
 * An interval that holds 0 says nothing yet; one that doesn't says in which direction, with 95 % confidence.
 */
import { perHundred, whole, words } from './format.js';

/** In a word, for a table: `helps`, `harms`, `too early to tell`, or nothing where nothing is to compare. */
export function word({ low, high, shown, held_out: heldOut }) {
  if (low === null || high === null) return '';
  // Steps that come before the popup are never reached for the first time after it.
  if (shown.reached + heldOut.reached === 0) return '';
  if (low > 0) return 'helps';
  if (high < 0) return 'harms';
  return 'too early to tell';
}

/** In sentences: the steps that it helps or harms, else how far the truth may be from nothing at the last step. */
export function sentences(uplift) {
  const told = uplift.filter((row) => ['helps', 'harms'].includes(word(row))).map(effect);
  if (told.length > 0) return told;
  const compared = uplift.filter((row) => word(row) !== '').at(-1);
  return compared ? [`Too early to tell. ${range(compared)}`] : ['Nothing to compare yet: nobody has gone on, or one of the sides has no session.'];
}

function effect({ step, difference, low, high }) {
  const [verb, direction] = low > 0 ? ['helps', 'more'] : ['harms', 'fewer'];
  const [least, most] = [low, high].map(Math.abs).sort((a, b) => a - b);
  return `It ${verb}: of 100 sessions that saw it, ${perHundred(Math.abs(difference))} ${direction} reach “${words(step)}” (${perHundred(least)} to ${perHundred(most)}).`;
}

function range({ step, low, high, shown, held_out: heldOut }) {
  return `Of 100 sessions that saw it, between ${perHundred(-low)} fewer and ${perHundred(high)} more reach “${words(step)}”; `
    + `${whole(shown.sessions)} saw it, ${whole(heldOut.sessions)} did not.`;
}
