/**
 * The five answers that a risk officer reads first: what broke, when, why, how bad, how sure. Plain sentences made
 * from the measures and tallies; they state what was simulated and nothing beyond it.
 */
import { formatClock, parseClockStart, type ClockStart } from '../base/civil-time.ts';
import { formatCount, formatInterval, formatShare, formatUsd, plural } from '../base/format.ts';
import { QUANTA_PER_USD } from '../base/units.ts';
import { exp } from '../numeric/math.ts';
import { quantileOfSorted, sortSample } from '../numeric/quantiles.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PathOutcome, PathTally } from '../simulation/path-outcome.ts';
import { paidBy } from './deleveraging-summary.ts';
import { STAGE_NAMES } from './stage-names.ts';
import type { Estimate, Findings, MeasureSummary } from './run-summary.ts';

interface Evidence {
  readonly scenario: Scenario;
  readonly tallies: readonly PathTally[];
  readonly measure: (name: string) => MeasureSummary;
  readonly clock: ClockStart | null;
  readonly accounts: number;
}

export function describeFindings(
  scenario: Scenario,
  outcomes: readonly PathOutcome[],
  measures: readonly MeasureSummary[],
): Findings {
  const tallies = outcomes.filter((outcome) => outcome.failure === null).map((outcome) => outcome.tally);
  if (tallies.length === 0) {
    const nothing = 'No path finished, so nothing can be said.';
    return { whatBroke: nothing, when: nothing, why: nothing, howBad: nothing, howSure: nothing };
  }
  const evidence: Evidence = {
    scenario,
    tallies,
    measure: (name) => measures.find((measure) => measure.name === name)!,
    clock: parseClockStart(scenario.startTime),
    accounts: scenario.agents.classes.reduce((sum, agentClass) => sum + agentClass.accounts, 0),
  };
  return {
    whatBroke: describeWhat(evidence),
    when: describeWhen(evidence),
    why: describeWhy(evidence),
    howBad: describeHowBad(evidence),
    howSure: describeHowSure(evidence),
  };
}

function describeWhat({ measure, tallies, accounts, scenario }: Evidence): string {
  const liquidated = measure('liquidation.accounts');
  if (liquidated.max === 0) return 'Nothing: no account fell below its maintenance margin on any path.';
  const parts = [
    `${formatCount(liquidated.median.value)} of ${plural(accounts, 'account')} fell below maintenance margin (median path)`,
  ];
  const drawdown = measure('insuranceFund.drawdownShare');
  if (scenario.venue.insuranceFund.initial > 0) {
    parts.push(
      drawdown.max === 0
        ? 'the insurance fund lost nothing'
        : `the insurance fund lost ${formatShare(drawdown.median.value)} of its balance at its lowest (worst path ${formatShare(drawdown.max)})`,
    );
  }
  const makers = measure('marketMaker.liquidated');
  if (makers.max > 0) parts.push(`market makers were liquidated on ${countOf(makers, tallies.length)}`);
  const takers = measure('takeover.takersLiquidated');
  if (takers.max > 0) {
    parts.push(`those who take positions over were liquidated themselves on ${countOf(takers, tallies.length)}`);
  }
  const adl = measure('adl.notional');
  if (adl.max > 0) parts.push(`auto-deleveraging was needed on ${countOf(adl, tallies.length)}`);
  else if (deleverages(scenario)) parts.push('auto-deleveraging was never needed');
  const uncovered = measure('uncoveredLoss.amount');
  if (uncovered.max > 0) parts.push(`loss was left uncovered on ${countOf(uncovered, tallies.length)}`);
  return `${parts.join('; ')}.`;
}

function describeWhen({ tallies, clock }: Evidence): string {
  const first = medianTime(tallies, (tally) => tally.firstBreachAtUs);
  if (first === null) return 'Never: no margin was breached.';
  const parts = [`first margin breach ${formatClock(clock, first)}`];
  const peak = medianTime(tallies, (tally) => tally.liquidatedMinuteMaxAtUs);
  if (peak !== null) parts.push(`heaviest minute of liquidations ${formatClock(clock, peak)}`);
  const low = medianTime(tallies, (tally) => (tally.fundMin < tally.fundInitial ? tally.fundMinAtUs : -1));
  if (low !== null) parts.push(`insurance fund at its lowest ${formatClock(clock, low)}`);
  const taker = medianTime(tallies, (tally) => tally.firstTakerBreachAtUs);
  if (taker !== null) parts.push(`first taker of positions below its own margin ${formatClock(clock, taker)}`);
  const adl = medianTime(tallies, (tally) => tally.firstDeleveragingAtUs);
  if (adl !== null) parts.push(`first auto-deleveraging ${formatClock(clock, adl)}`);
  const halt = medianTime(tallies, (tally) => tally.firstHaltAtUs);
  if (halt !== null) parts.push(`first halt ${formatClock(clock, halt)}`);
  return `Median over the paths where it happened: ${parts.join('; ')}.`;
}

/** Share of shorts in what liquidations filled. */
function squeezedShare({ liquidatedNotional, liquidatedLongNotional }: PathTally): number {
  return liquidatedNotional === 0 ? 0 : 1 - liquidatedLongNotional / liquidatedNotional;
}

/** Mostly shorts were filled, and the mark rose further than it fell: where longs are taken over, a few shorts may be all that fills. */
function squeezes(tallies: readonly PathTally[], instrument: number): boolean {
  const rise = medianOver(tallies, (tally) => tally.markHighLog[instrument]);
  const fall = medianOver(tallies, (tally) => -tally.markLowLog[instrument]);
  return meanOver(tallies, squeezedShare) > 0.5 && rise > fall;
}

function describeWhy({ tallies, measure, scenario }: Evidence): string {
  const forced = scenario.venue.instruments.map((_, i) =>
    meanOver(tallies, (tally) => tally.liquidatedByInstrument[i] + tally.deleveragedByInstrument[i]),
  );
  const total = forced.reduce((sum, value) => sum + value, 0);
  const parts: string[] = [];
  if (total > 0) {
    const main = forced.indexOf(Math.max(...forced));
    const { symbol, contract, follows } = scenario.venue.instruments[main];
    // What a premium lost says little of the market: its underlying is told of instead.
    const priced = contract.kind === 'option' ? follows : main;
    const name = priced === main ? 'it' : scenario.venue.instruments[priced].symbol;
    const isSqueeze = squeezes(tallies, priced);
    const [outside, mark] = isSqueeze
      ? [
          medianOver(tallies, (tally) => exp(tally.indexHighLog[priced]) - 1),
          medianOver(tallies, (tally) => exp(tally.markHighLog[priced]) - 1),
        ]
      : [
          medianOver(tallies, (tally) => 1 - exp(tally.indexLowLog[priced])),
          medianOver(tallies, (tally) => 1 - exp(tally.markLowLog[priced])),
        ];
    parts.push(
      `${symbol} carried ${formatShare(forced[main] / total)} of what was liquidated or deleveraged; ${indexName(scenario)} took ${name} ${isSqueeze ? 'up' : 'down'} ${formatShare(outside)}, the venue's mark ${formatShare(mark)}`,
    );
    if (isSqueeze) {
      const above = medianOver(tallies, (tally) => exp(Math.max(...tally.dislocationHighLog)) - 1);
      if (above > 0) parts.push(`the worst book traded ${formatShare(above)} above its index`);
    }
  }
  const dislocation = measure('price.dislocationMax').median.value;
  if (dislocation > 0.0005) parts.push(`the worst book traded ${formatShare(dislocation)} below its index`);
  const forcedNotional = measure('liquidation.forcedNotional').mean.value;
  const takenOver = measure('takeover.notional').mean.value;
  if (forcedNotional > 0 && takenOver > 0) {
    parts.push(`the fund took over ${formatShare(takenOver / forcedNotional)} of forced notional`);
  }
  const taken = measure('takeover.takerNotional').mean.value;
  if (forcedNotional > 0 && taken > 0) {
    const gain = measure('takeover.takerGain').mean.value;
    const whole = takenOver > 0 ? 'it' : 'forced notional';
    parts.push(
      `vaults, providers and bidders took over ${formatShare(taken / forcedNotional)} of ${whole} and ${gain < 0 ? 'lost' : 'earned'} ${formatUsd(Math.abs(gain))} (mean)`,
    );
  }
  parts.push(...describeFaults(measure));
  return parts.length === 0 ? 'No forced trade occurred.' : `${parts.join('; ')}.`;
}

/** What the venue saw is not what was outside, where its oracle was at fault. */
function indexName({ venue }: Scenario): string {
  return venue.faults.some(({ kind }) => kind === 'oracle') ? 'the index, with its faults,' : 'outside prices';
}

/** What faults kept from arriving, and what was taken out. */
function describeFaults(measure: Evidence['measure']): string[] {
  const parts: string[] = [];
  const [lost, delayed] = [measure('fault.ordersLost').mean.value, measure('fault.ordersDelayed').mean.value];
  const hindered = [
    ...(delayed > 0 ? [`kept ${formatUsd(delayed)} of agents' orders waiting`] : []),
    ...(lost > 0 ? [`lost ${formatUsd(lost)}${delayed > 0 ? '' : " of agents' orders"}`] : []),
  ];
  if (hindered.length > 0) parts.push(`faults ${hindered.join(' and ')} (means)`);
  const [paid, unpaid] = [measure('withdrawal.paid').mean.value, measure('withdrawal.unpaid').mean.value];
  if (paid > 0 || unpaid > 0) {
    parts.push(`accounts took out ${formatUsd(paid)} and asked for ${formatUsd(unpaid)} more (means)`);
  }
  return parts;
}

function describeHowBad({ measure, scenario, tallies }: Evidence): string {
  const forced = measure('liquidation.forcedNotional');
  const parts = [
    `forced notional ${formatUsd(forced.median.value)} (median), ${formatUsd(forced.p95.value)} (95th percentile)`,
    `fund drawdown ${formatUsd(measure('insuranceFund.drawdown').median.value)} (median), ${formatUsd(measure('insuranceFund.drawdown').expectedShortfall95.value)} (mean of the worst 5 %)`,
    `auto-deleveraged ${formatUsd(measure('adl.notional').mean.value)} (mean), ${formatUsd(measure('adl.notional').max)} (worst)`,
    `uncovered loss ${formatUsd(measure('uncoveredLoss.amount').mean.value)} (mean), ${formatUsd(measure('uncoveredLoss.amount').max)} (worst)`,
  ];
  return `${parts.join('; ')}.${describeLaterStages(scenario, tallies)}`;
}

/** Who else bore loss: stages of the waterfall beside the fund and deleveraging; nothing where none of them did. */
function describeLaterStages({ venue }: Scenario, tallies: readonly PathTally[]): string {
  const paid = venue.waterfall
    .filter((stage) => stage !== 'insuranceFund' && stage !== 'autoDeleveraging')
    .map((stage) => ({ stage, quanta: meanOver(tallies, (tally) => paidBy(stage, tally)) }))
    .filter(({ quanta }) => quanta > 0)
    .map(({ stage, quanta }) => `${STAGE_NAMES[stage]} ${formatUsd(quanta / QUANTA_PER_USD)}`);
  return paid.length === 0 ? '' : ` Others bore loss as well (means): ${paid.join(', ')}.`;
}

function describeHowSure({ tallies, measure, scenario }: Evidence): string {
  const paths = tallies.length;
  const adl = measure('adl.notional').probabilityPositive;
  const parts = [plural(paths, 'path')];
  if (deleverages(scenario)) {
    parts.push(
      `probability of auto-deleveraging ${formatShare(adl.value)} ${formatInterval('share', adl.interval)} at 95 % confidence`,
    );
  }
  if (scenario.venue.insuranceFund.initial > 0) {
    parts.push(describeMedian(measure('insuranceFund.drawdownShare').median));
  }
  if (hasOneStory(scenario)) {
    parts.push('outside prices are the same on every path, so that intervals are of what agents do alone');
  }
  if (paths < PATHS_FOR_P99) {
    parts.push(
      `the 99th percentile of ${plural(paths, 'path')} is not bounded from above (${PATHS_FOR_P99} paths would do)`,
    );
  }
  return `${parts.join('; ')}. Model error is not in these intervals.`;
}

function describeMedian({ value, interval }: Estimate): string {
  const isOpen = interval.low === null && interval.high === null;
  const range = isOpen ? '(not bounded by so few paths)' : formatInterval('share', interval);
  return `median fund drawdown ${formatShare(value)} ${range}`;
}

/** Whether the venue can deleverage anybody: where it cannot, that it did not says nothing. */
function deleverages({ venue }: Scenario): boolean {
  return venue.waterfall.includes('autoDeleveraging');
}

/** Whether nothing is drawn in the outside prices. */
function hasOneStory({ market: { noise } }: Scenario): boolean {
  return noise === null || noise.volatilityAnnual.every((volatility) => volatility === 0);
}

/** Fewest paths whose largest value bounds the 99th percentile at 97.5 % one-sided confidence: 0.99^n <= 0.025. */
export const PATHS_FOR_P99 = 368;

function countOf(measure: MeasureSummary, paths: number): string {
  const count = measure.values.filter((value) => value > 0).length;
  return `${formatCount(count)} of ${plural(paths, 'path')}`;
}

function meanOver(tallies: readonly PathTally[], read: (tally: PathTally) => number): number {
  return tallies.reduce((sum, tally) => sum + read(tally), 0) / tallies.length;
}

function medianOver(tallies: readonly PathTally[], read: (tally: PathTally) => number): number {
  return quantileOfSorted(sortSample(tallies.map(read)), 0.5);
}

/** Median of the times at which something happened, null when it never did. */
function medianTime(tallies: readonly PathTally[], read: (tally: PathTally) => number): number | null {
  const times = tallies.map(read).filter((timeUs) => timeUs >= 0);
  return times.length === 0 ? null : quantileOfSorted(sortSample(times), 0.5);
}
