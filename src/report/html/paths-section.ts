/** The worst paths one by one, and what happened on the very worst. */
import { US_PER_HOUR } from '../../base/units.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import type { PathOutcome } from '../../simulation/path-outcome.ts';
import { formatClock, parseClockStart } from '../../base/civil-time.ts';
import { formatCount, formatHours, formatShare, formatUsd, plural } from '../../base/format.ts';
import { notableEventsOf } from '../notable-events.ts';
import { fundUseOf, pathsFromWorst, usdOf } from '../path-selection.ts';
import { html, type Content, type Markup } from './markup.ts';
import { buildTable } from './tables.ts';

const WORST_SHOWN = 10;

export function buildPathsSection(result: RunResult): Markup | null {
  const ordered = pathsFromWorst(result);
  if (ordered.length === 0) return null;
  const shown = ordered.slice(0, WORST_SHOWN);
  const title = ordered.length === 1 ? 'The path' : shown.length < ordered.length ? 'Worst ten paths' : 'All paths';
  return html`<section id="paths" aria-labelledby="paths-title">
<h2 id="paths-title">${title}</h2>
${buildTable(
  'By use of the insurance fund, worst first',
  [
    { title: 'Path', numeric: true },
    ...['Fund used', 'Fund low', 'Low at', 'Liquidated', 'Accounts', 'Deleveraged', 'Uncovered', 'Halts', 'Halted'].map(
      (name) => ({ title: name, numeric: true }),
    ),
    { title: 'First breach', numeric: true },
    { title: 'Digest' },
  ],
  shown.map((outcome) => rowOf(result, outcome)),
)}
</section>`;
}

function rowOf(result: RunResult, outcome: PathOutcome): Content[] {
  const { tally } = outcome;
  const start = parseClockStart(result.scenario.startTime);
  const money = (quanta: number) => formatUsd(usdOf(quanta));
  return [
    outcome.path,
    formatShare(fundUseOf(outcome)),
    money(tally.fundMin),
    tally.fundMin < tally.fundInitial ? formatClock(start, tally.fundMinAtUs) : 'never',
    money(tally.liquidatedNotional),
    formatCount(tally.accountsLiquidated),
    money(tally.deleveragedNotional),
    money(tally.uncoveredLoss),
    formatCount(tally.halts),
    formatHours(tally.haltedUs / US_PER_HOUR),
    formatClock(start, tally.firstBreachAtUs),
    html`<code>${outcome.digest.slice(0, 8)}</code>`,
  ];
}

export function buildEventsSection(result: RunResult): Markup | null {
  const worst = pathsFromWorst(result)[0];
  if (worst === undefined) return null;
  const events = notableEventsOf(result.scenario, worst);
  const head = html`<h2 id="events-title">What happened on path ${worst.path}</h2>`;
  if (events.length === 0) {
    return html`<section id="events" aria-labelledby="events-title">${head}<p>Nothing: no breach, no halt, no forced trade.</p></section>`;
  }
  return html`<section id="events" aria-labelledby="events-title">${head}
<p>Halts and the largest breaches, liquidations, takeovers, fund payments${result.scenario.venue.portfolio === null ? '' : ', losses beyond equity, conversions'} and deleveragings of the worst path:
${plural(events.length, 'event')} of ${formatCount(worst.factCount)} in its journal.</p>
<p class="filter"><label for="event-filter">Filter</label> <input id="event-filter" type="search" autocomplete="off"
 placeholder="words; -word leaves out" aria-describedby="event-count"> <span id="event-count" role="status">${plural(events.length, 'event')}</span></p>
${buildTable(
  `Events of path ${worst.path}`,
  [
    { title: 'Time' },
    { title: 'Event' },
    { title: 'Account', numeric: true },
    { title: 'Instrument' },
    { title: 'Detail' },
  ],
  events.map(({ time, what, account, instrument, detail }) => [time, what, account ?? '', instrument, detail]),
)}
</section>`;
}
