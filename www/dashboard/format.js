/** Numbers, times and names as people read them. */

const LOCALE = 'en-GB';
const WHOLE = new Intl.NumberFormat(LOCALE);
const PERCENT = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const POINTS = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const PER_HUNDRED = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const DAY_CLOCK = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What stands where there is nothing to divide by. */
export const NONE = '–';

export const whole = (count) => WHOLE.format(count);

/** A share as per cent. */
export const percent = (share) => (share === null || share === undefined ? NONE : PERCENT.format(share));

/** A difference of two shares in percentage points, with its sign. */
export const points = (share) => (share === null ? NONE : POINTS.format(share * 100));

/** A share as so many of 100. */
export const perHundred = (share) => PER_HUNDRED.format(share * 100);

/** `1 session`, `2 sessions`. */
export const counted = (count, one, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`;

/** `add_to_cart` as words. */
export const words = (name) => name.replaceAll('_', ' ');

/** The share of two counts; none where there is nothing. */
export const share = (part, all) => (all > 0 ? part / all : null);

/** A time of today as a clock shows it, an older one with its day. */
export function moment(ms, now = Date.now()) {
  return now - ms < 12 * HOUR_MS ? SECONDS.format(ms) : DAY_CLOCK.format(ms);
}

/** The beginning of a bucket of this length. */
export function bucketStart(ms, bucketMs, rangeMs) {
  if (bucketMs >= DAY_MS) return DAY.format(ms);
  if (bucketMs < MINUTE_MS) return SECONDS.format(ms);
  return rangeMs > DAY_MS ? DAY_CLOCK.format(ms) : CLOCK.format(ms);
}

/** A bucket's length in words. */
export function duration(ms) {
  for (const [unit, unitMs] of [['day', DAY_MS], ['hour', HOUR_MS], ['minute', MINUTE_MS]]) {
    if (ms >= unitMs) return ms === unitMs ? unit : `${whole(Math.round(ms / unitMs))} ${unit}s`;
  }
  return `${whole(Math.round(ms / SECOND_MS))} seconds`;
}

/** The chosen span in words. */
export function span(minutes) {
  if (minutes === null) return 'all there is';
  if (minutes >= 60) return minutes === 60 ? 'the last hour' : `the last ${whole(minutes / 60)} hours`;
  return `the last ${minutes} minutes`;
}
