/** Tiles for a first look and the table of every measure with its uncertainty and its definition. */
import type { Estimate, Measure, MeasureSummary, RunSummary } from '../../experiment/run-summary.ts';
import { formatInterval, formatShare, plural } from '../../base/format.ts';
import { html, type Content, type Markup } from './markup.ts';
import { buildTable, type Column } from './tables.ts';
import { isZeroEverywhere, measureText } from '../measure-text.ts';

const TILES_MAX = 6;
/** What a risk officer looks for first; a run without one of them shows the next measure instead. */
const TILES_FIRST: readonly string[] = [
  'insuranceFund.drawdownShare',
  'uncoveredLoss.amount',
  'adl.notional',
  'liquidation.forcedNotional',
  'liquidation.accounts',
  'price.dislocationMax',
];

export function buildMeasuresSection(summary: RunSummary): Markup {
  const { measures, paths } = summary;
  if (paths === 0 || measures.length === 0) {
    return html`<section id="measures" aria-labelledby="measures-title"><h2 id="measures-title">Measures</h2>
<p>No path finished, so there is nothing to measure.</p></section>`;
  }
  const told = measures.filter((measure) => !isZeroEverywhere(measure));
  const zeros = measures.filter(isZeroEverywhere);
  return html`<section id="measures" aria-labelledby="measures-title">
<h2 id="measures-title">Measures</h2>
<ul class="tiles">${tilesOf(measures).map(tile)}</ul>
${told.length === 0 ? null : paths === 1 ? singlePathTable(told) : ensembleTable(told, paths)}
${zeros.length === 0 ? null : zeroList(zeros, paths)}
</section>`;
}

function tilesOf(measures: readonly MeasureSummary[]): readonly MeasureSummary[] {
  const first = TILES_FIRST.flatMap((name) => measures.filter((measure) => measure.name === name));
  const rest = measures.filter((measure) => measure.worse !== 'neither' && !first.includes(measure));
  return [...first, ...rest].slice(0, TILES_MAX);
}

/** The tail where there are paths enough to speak of one, else the one value. */
function tile(measure: MeasureSummary): Markup {
  const { unit, label, worse, paths, worstPath } = measure;
  const worst = worse === 'lower' ? measure.min : measure.max;
  const spread =
    measure.min === measure.max
      ? 'the same on every path'
      : `median ${measureText(unit, measure.median.value)}, worst ${measureText(unit, worst)} on path ${worstPath}`;
  const value = paths === 1 ? measure.median.value : measure.p95.value;
  const what = paths === 1 ? 'the only path' : '95th percentile';
  return html`<li><span class="tile-label">${label}</span>
<span class="tile-value">${measureText(unit, value)}</span>
<span class="tile-note">${what}</span>
${paths === 1 ? null : html`<span class="tile-note">${spread}</span>`}</li>`;
}

function singlePathTable(measures: readonly MeasureSummary[]): Markup {
  return buildTable(
    'Measures, one path',
    [{ title: 'Measure' }, { title: 'Value', numeric: true }],
    measures.map((measure) => [nameCell(measure), measureText(measure.unit, measure.median.value)]),
  );
}

function ensembleTable(measures: readonly MeasureSummary[], paths: number): Markup {
  const level = measures[0].mean.interval.level;
  const tail = measures[0].tailPaths95;
  const columns: Column[] = [
    { title: 'Measure' },
    ...['Mean', 'Median', 'p95', 'p99', `ES95 (${plural(tail, 'path')})`, 'Worst (path)', 'Above zero'].map(
      (title) => ({
        title,
        numeric: true,
      }),
    ),
  ];
  const rows = measures.map((measure): Content[] => [
    nameCell(measure),
    ...[measure.mean, measure.median, measure.p95, measure.p99, measure.expectedShortfall95].map((estimate) =>
      estimateCell(measure.unit, estimate),
    ),
    html`${measureText(measure.unit, measure.worse === 'lower' ? measure.min : measure.max)} <span class="interval">(${measure.worstPath})</span>`,
    html`${formatShare(measure.probabilityPositive.value)} <span class="interval">${formatInterval('share', measure.probabilityPositive.interval)}</span>`,
  ]);
  return buildTable(
    `Measures over ${plural(paths, 'path')}; in brackets the ${Number((level * 100).toPrecision(4))} % confidence interval`,
    columns,
    rows,
  );
}

/** What did not happen, by name alone: the method section defines every measure. */
function zeroList(zeros: readonly MeasureSummary[], paths: number): Markup {
  const where = paths === 1 ? 'Zero' : 'Zero on every path';
  return html`<p class="zeros">${where}: ${zeros.map(({ label }) => label).join(', ')}.</p>`;
}

function estimateCell(unit: Measure['unit'], { value, interval }: Estimate): Markup {
  return html`${measureText(unit, value)} <span class="interval">${formatInterval(unit, interval)}</span>`;
}

function nameCell({ label, name, definition, unit }: Measure): Markup {
  return html`<details><summary>${label}</summary><p>${definition}</p><p><code>${name}</code>, in ${unit}</p></details>`;
}
