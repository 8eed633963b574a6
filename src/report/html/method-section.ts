/** How the figures are made, for those who have to vouch for them. */
import type { RunSummary } from '../../experiment/run-summary.ts';
import { html, type Markup } from './markup.ts';
import { buildDefinitions } from './tables.ts';

const TERMS: readonly (readonly [string, string])[] = [
  ['Path', 'One run of the scenario with its own random numbers, all derived from the seed.'],
  ['Mark price', 'The price that margin is computed with; the assumptions say how it is made.'],
  ['Breach', 'Equity of an account over all its positions is below its maintenance margin.'],
  ['Liquidated', 'Notional that liquidation orders traded in the book, counted once an order.'],
  [
    'Taken over',
    'The insurance fund, or a vault or provider before it, takes the position of an account and sells it off.',
  ],
  [
    'Auto-deleveraging',
    'Positions of the other side are closed, in rank order or shared out, because nobody else takes the loss.',
  ],
  ['Uncovered loss', 'What is left after the whole waterfall. Never dropped, never below zero.'],
  ['Fund used', 'Initial fund less its lowest equity, as a share of the initial fund.'],
  ['Median, p95, p99', 'The value that this share of paths does not pass towards the worse side; no interpolation.'],
  ['ES95', 'Expected shortfall: the mean of the worst 5 % of paths, rounded up to whole paths.'],
  ['Interval of a percentile', 'Order statistics (Conover 3.2); unbounded where there are too few paths to bound it.'],
  ['Interval of a probability', 'Clopper and Pearson: exact, never too narrow.'],
  ['Interval of a mean', 'Student-t.'],
  ['Interval of ES95', 'Percentile bootstrap; optimistic for small tails.'],
  ['Uncertain verdict', 'The interval lies on both sides of the limit: other paths could decide otherwise.'],
  ['Fingerprint', 'SHA-256 over all applied events and the final state of every path, in path order.'],
];

export function buildMethodSection({ measures }: RunSummary): Markup {
  return html`<section id="method" aria-labelledby="method-title">
<h2 id="method-title">Method</h2>
<p>Every path is a sequence of discrete events on one clock: outside prices move, marks follow, accounts in breach are
liquidated against a book whose price their orders move, and the next accounts are checked at the new price. Money is
counted in whole units of 0.0001 USD and is conserved exactly; positions net to zero at every event.</p>
<h3>Terms</h3>
${buildDefinitions(TERMS)}
${
  measures.length === 0
    ? null
    : html`<h3>Measures</h3>${buildDefinitions(
        measures.map(({ name, definition, unit }) => [name, `${definition} Unit: ${unit}.`]),
      )}`
}
</section>`;
}
