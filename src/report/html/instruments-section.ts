/** What happened to each instrument: how low, how much was closed by force, how long it stood still. */
import { exp } from '../../numeric/math.ts';
import { quantileOfSorted, sortSample } from '../../numeric/quantiles.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import type { PathTally } from '../../simulation/path-outcome.ts';
import { formatChange, formatCount, formatUsd } from '../../base/format.ts';
import { kindText, quotedPrice } from '../contract-text.ts';
import { coMovementRows } from '../co-movement-rows.ts';
import { haltsOf } from '../halts.ts';
import { finishedPaths, usdOf } from '../path-selection.ts';
import { html, type Content, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';

export function buildInstrumentsSection(result: RunResult): Markup | null {
  const finished = finishedPaths(result);
  if (finished.length === 0) return null;
  const { instruments } = result.scenario.venue;
  const halts = instruments.map(() => 0);
  for (const { journal } of finished) {
    for (const { instrument } of haltsOf(journal, result.scenario.run.durationUs)) {
      if (instrument >= 0 && instrument < halts.length) halts[instrument] = halts[instrument] + 1;
    }
  }
  const over = (pick: (tally: PathTally) => number | undefined) =>
    sortSample(finished.map(({ tally }) => pick(tally) ?? 0));
  const { portfolio, funding } = result.scenario.venue;
  const columns = [
    'Start',
    'Index low',
    'Mark low',
    'Mark below index',
    'Liquidated',
    'Deleveraged',
    ...(funding === null ? [] : ['Funding by longs']),
    'Halts',
    'Open interest',
  ];
  const rows = instruments.map((instrument, k): Content[] => {
    const low = (pick: (tally: PathTally) => readonly number[]) => lowCell(over((tally) => pick(tally)[k]));
    return [
      instrument.symbol,
      ...(portfolio === null ? [] : [kindText(instrument)]),
      quotedPrice(instrument, instrument.priceInitialTicks),
      low(({ indexLowLog }) => indexLowLog),
      low(({ markLowLog }) => markLowLog),
      low(({ dislocationLowLog }) => dislocationLowLog),
      sumCell(over(({ liquidatedByInstrument }) => liquidatedByInstrument[k])),
      sumCell(over(({ deleveragedByInstrument }) => deleveragedByInstrument[k])),
      ...(funding === null ? [] : [sumCell(over(({ longFundingByInstrument }) => longFundingByInstrument[k]))]),
      formatCount(halts[k] / finished.length),
      instrument.contract.kind === 'spot'
        ? ''
        : openInterestCell(
            over((tally) => tally.openInterestInitial[k]),
            over((tally) => tally.openInterestFinal[k]),
          ),
    ];
  });
  const caption =
    finished.length === 1
      ? 'Each instrument on the only path'
      : 'Each instrument: median over paths, and its worst in brackets; halts are the mean';
  return html`<section id="instruments" aria-labelledby="instruments-title">
<h2 id="instruments-title">Instruments</h2>
${buildTable(
  caption,
  [
    { title: 'Instrument' },
    ...(portfolio === null ? [] : [{ title: 'Kind' }]),
    ...columns.map((title) => ({ title, numeric: true })),
  ],
  rows,
)}
${portfolio === null ? null : html`<p>${PORTFOLIO_NOTE}</p>`}
${coMovementTable(result)}
</section>`;
}

/** How prices moved together before it broke and then. */
function coMovementTable({ summary }: RunResult): Markup | null {
  if (!summary.coMovement) return null;
  const numeric = (title: string) => ({ title, numeric: true });
  return html`${buildTable(
    'Prices together: 5-minute returns of the marks, median over paths that broke',
    [{ title: '' }, ...['Before', 'During', 'Ratio'].map(numeric)],
    coMovementRows(summary.coMovement),
  )}<p>${CO_MOVEMENT_NOTE}</p>`;
}

const CO_MOVEMENT_NOTE =
  'It breaks in the first five minutes in which 1 % of the open interest is closed by force, and for 70 minutes. Betas that rise while correlation can hardly do so say that books gave way, not that prices found a common cause.';

const PORTFOLIO_NOTE =
  'Prices of options are premiums: they move by far more than the market does. Liquidated and deleveraged options count at their premiums, open interest at the notional of the underlying. Balances of spot assets are no positions.';

/** Falls are losses and rank as such: of an even number of paths the median is the milder one, as in findings and measures. */
function lowCell(logs: Float64Array): Markup {
  const falls = sortSample(logs.map((log) => -log));
  const change = (fall: number) => formatChange(exp(-fall) - 1);
  return withWorst(logs.length, change(quantileOfSorted(falls, 0.5)), change(falls[falls.length - 1]));
}

function sumCell(quanta: Float64Array): Markup {
  const money = (value: number) => formatUsd(usdOf(value));
  return withWorst(quanta.length, money(quantileOfSorted(quanta, 0.5)), money(quanta.at(-1)!));
}

function openInterestCell(initial: Float64Array, final: Float64Array): Markup {
  const money = (sample: Float64Array) => formatUsd(usdOf(quantileOfSorted(sample, 0.5)));
  return html`${money(initial)} <span class="interval">to ${money(final)}</span>`;
}

function withWorst(paths: number, median: string, worst: string): Markup {
  return paths === 1 ? html`${median}` : html`${median} <span class="interval">(${worst})</span>`;
}
