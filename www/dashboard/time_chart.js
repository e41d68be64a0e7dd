/** Events over time: stacked bars, the most frequent events by name and the rest together. */
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js';

import { byId, element, row, styled } from './dom.js';
import { bucketStart, duration, whole, words } from './format.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** As many colours as the style sheet has; the last one is for the rest. */
const COLOURS = 7;

let chart = null;

export function showTime({ counts }) {
  const series = named(counts.series);
  byId('time-about').textContent = series.length === 0
    ? 'Nothing in this span.'
    : `Counts per ${duration(counts.bucket_ms)}, when they happened.`;
  byId('legend').replaceChildren(...series.map(({ name, total }, at) => legendRow(name, total, at)));
  const rangeMs = counts.bucket_ms * counts.buckets;
  const starts = Array.from({ length: counts.buckets }, (_, at) => counts.start_ms + at * counts.bucket_ms);
  draw({
    labels: starts.map((ms) => bucketStart(ms, counts.bucket_ms, rangeMs)),
    datasets: series.map((one, at) => ({ label: words(one.name), data: one.counts, backgroundColor: colour(at) })),
  });
}

/** Draws again in the colours that the page has now. */
export function repaintTime() {
  if (!chart) return;
  chart.data.datasets.forEach((dataset, at) => { dataset.backgroundColor = colour(at); });
  Object.assign(chart.options, options());
  chart.update('none');
}

function named(series) {
  if (series.length <= COLOURS) return series;
  const rest = series.slice(COLOURS - 1);
  const counts = rest[0].counts.map((_, at) => rest.reduce((sum, one) => sum + one.counts[at], 0));
  const total = rest.reduce((sum, one) => sum + one.total, 0);
  return [...series.slice(0, COLOURS - 1), { name: `${rest.length} others`, total, counts }];
}

function legendRow(name, total, at) {
  const swatch = styled(element('span', { class: 'swatch', 'aria-hidden': 'true' }), 'background-color', `var(--series-${at})`);
  const label = element('span', { class: 'legend-name' }, swatch, words(name));
  return row(label, [whole(total)]);
}

function property(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colour(at) {
  return property(`--series-${at}`);
}

function options() {
  const ink = property('--ink-soft');
  const line = property('--line');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
  const ticks = { color: ink, font };
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    datasets: { bar: { categoryPercentage: 0.86, barPercentage: 1, borderRadius: 1 } },
    scales: {
      x: { stacked: true, grid: { display: false }, border: { color: line }, ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 18 } },
      y: { stacked: true, beginAtZero: true, grid: { color: line }, border: { display: false }, ticks: { ...ticks, precision: 0, maxTicksLimit: 6 } },
    },
    plugins: {
      tooltip: {
        backgroundColor: property('--ink'),
        titleColor: property('--paper'),
        bodyColor: property('--paper'),
        padding: 10,
        titleFont: font,
        bodyFont: font,
        boxPadding: 4,
        filter: ({ parsed }) => parsed.y > 0,
      },
    },
  };
}

function draw(data) {
  if (!chart) {
    chart = new Chart(byId('time'), { type: 'bar', data, options: options() });
    return;
  }
  chart.data = data;
  chart.update('none');
}
