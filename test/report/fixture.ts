// A whole run in memory, made without the engine: plausible figures, the same ones each time.

import { QUANTA_PER_USD, US_PER_HOUR } from '../../src/base/units.ts';
import type { RunResult } from '../../src/experiment/run-result.ts';
import type { Estimate, Measure, MeasureSummary, RunSummary, Verdict } from '../../src/experiment/run-summary.ts';
import {
  expectedShortfallOfSorted,
  probabilityInterval,
  quantileInterval,
  quantileOfSorted,
  sortSample,
} from '../../src/numeric/quantiles.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathOutcome, PathTally } from '../../src/simulation/path-outcome.ts';
import { makePath } from './fixture-path.ts';
import { makeScenario, type FixtureOptions } from './fixture-scenario.ts';

export type { FixtureOptions } from './fixture-scenario.ts';

const LEVEL = 0.95;
const usd = (quanta: number) => quanta / QUANTA_PER_USD;
const higher = 'higher' as const;

const measures: readonly (Measure & { readonly of: (tally: PathTally) => number })[] = [
  {
    name: 'insuranceFund.drawdownShare',
    unit: 'share',
    worse: higher,
    label: 'Fund used',
    definition: '(initial fund - lowest fund) / initial fund.',
    of: (tally) => (tally.fundInitial - tally.fundMin) / tally.fundInitial,
  },
  {
    name: 'liquidation.notional',
    unit: 'USD',
    worse: higher,
    label: 'Liquidated',
    definition: 'Notional that liquidation orders filled in the book, over all instruments.',
    of: (tally) => usd(tally.liquidatedNotional),
  },
  {
    name: 'liquidation.accounts',
    unit: 'count',
    worse: higher,
    label: 'Accounts hit',
    definition: 'Accounts that fell below their maintenance margin at least once.',
    of: (tally) => tally.accountsLiquidated,
  },
  {
    name: 'adl.notional',
    unit: 'USD',
    worse: higher,
    label: 'Deleveraged',
    definition: 'Notional of positions that auto-deleveraging closed.',
    of: (tally) => usd(tally.deleveragedNotional),
  },
  {
    name: 'loss.uncovered',
    unit: 'USD',
    worse: higher,
    label: 'Uncovered loss',
    definition: 'Loss that is left after the whole waterfall.',
    of: (tally) => usd(tally.uncoveredLoss),
  },
  {
    name: 'halt.hours',
    unit: 'hours',
    worse: higher,
    label: 'Halted',
    definition: 'Time in which trading stood still, summed over instruments.',
    of: (tally) => tally.haltedUs / US_PER_HOUR,
  },
  {
    name: 'mark.low',
    unit: 'share',
    worse: 'lower',
    label: 'Lowest mark',
    definition: 'Lowest mark price of the first instrument, as a change against its initial price.',
    of: (tally) => Math.exp(tally.markLowLog[0]!) - 1,
  },
];

function summarise({ of, ...measure }: (typeof measures)[number], finished: readonly PathOutcome[]): MeasureSummary {
  const values = finished.map(({ tally }) => of(tally));
  const sorted = sortSample(values);
  const worstValue = measure.worse === 'lower' ? sorted[0]! : sorted[sorted.length - 1]!;
  const estimate = (value: number, p?: number): Estimate => {
    const interval = p === undefined ? { lower: null, upper: null } : quantileInterval(sorted, p, LEVEL);
    return { value, interval: { low: interval.lower, high: interval.upper, level: LEVEL } };
  };
  const positive = values.filter((value) => value > 0).length;
  const share = probabilityInterval(positive, values.length, LEVEL);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return {
    ...measure,
    paths: values.length,
    mean: { value: mean, interval: { low: mean * 0.9, high: mean * 1.1, level: LEVEL } },
    median: estimate(quantileOfSorted(sorted, 0.5), 0.5),
    p95: estimate(quantileOfSorted(sorted, 0.95), 0.95),
    p99: estimate(quantileOfSorted(sorted, 0.99), 0.99),
    expectedShortfall95: estimate(expectedShortfallOfSorted(sorted, 0.95)),
    tailPaths95: Math.max(1, Math.ceil(values.length * 0.05)),
    min: sorted[0]!,
    max: sorted[sorted.length - 1]!,
    worstPath: finished[values.indexOf(worstValue)]!.path,
    probabilityPositive: {
      value: positive / values.length,
      interval: { low: share.lower, high: share.upper, level: LEVEL },
    },
    values,
  };
}

function verdictsOf(summaries: readonly MeasureSummary[], hostileText?: string): Verdict[] {
  const of = (name: string) => summaries.find((summary) => summary.name === name)!;
  const verdict = (threshold: string, name: string, estimate: Estimate, limit: number, unit: Measure['unit']) => {
    const { low, high } = estimate.interval;
    return {
      threshold: hostileText ?? threshold,
      passed: estimate.value < limit,
      value: estimate.value,
      limit,
      unit,
      measure: name,
      interval: estimate.interval,
      uncertain: (low ?? -Infinity) < limit && (high ?? Infinity) >= limit,
      paths: of(name).paths,
      worstPath: of(name).worstPath,
    };
  };
  const fund = of('insuranceFund.drawdownShare');
  const adl = of('adl.notional').probabilityPositive;
  return [
    verdict('insuranceFund.drawdownShare.p99 < 0.99', fund.name, fund.p99, 0.99, 'share'),
    verdict('insuranceFund.drawdownShare.median < 0.2', fund.name, fund.median, 0.2, 'share'),
    verdict('probability(adl.notional > 0) < 0.05', 'adl.notional', adl, 0.05, 'share'),
    verdict('liquidation.notional.p95 < 500 M USD', 'liquidation.notional', of('liquidation.notional').p95, 5e8, 'USD'),
  ];
}

function summaryOf(scenario: Scenario, outcomes: readonly PathOutcome[], hostileText?: string): RunSummary {
  const finished = outcomes.filter(({ failure }) => failure === null);
  const summaries = finished.length === 0 ? [] : measures.map((measure) => summarise(measure, finished));
  const text = (own: string) => hostileText ?? own;
  return {
    schemaVersion: 1,
    scenario: scenario.name,
    title: scenario.title,
    seed: scenario.run.seed,
    version: '0.1.0',
    fingerprint: '9f3a12cd'.repeat(8),
    partial: false,
    pathsPlanned: outcomes.length,
    paths: finished.length,
    failedPaths: outcomes
      .filter(({ failure }) => failure !== null)
      .map(({ path, failure }) => ({
        path,
        kind: failure!.kind,
        message: text(failure!.message),
        event: '12 Mar 10:48:00, rank 3, sequence 48123',
      })),
    findings: {
      whatBroke: text(
        'The insurance fund lost more than half of its money on 9 of 31 paths; auto-deleveraging followed.',
      ),
      when: 'The fund was lowest at 13 Mar 02:19 on the median path, three minutes after the second fall began.',
      why: 'The book took liquidation orders of BTC at up to 9.8 % below the index, past the bankruptcy price of longs.',
      howBad: 'In the worst 5 % of paths the fund paid $9.81 M of $12.9 M and $3.1 M of positions were deleveraged.',
      howSure: '31 paths bound a probability to about 18 points; p99 is the largest value seen and has no upper bound.',
    },
    warnings: [],
    measures: summaries,
    verdicts: finished.length === 0 ? [] : verdictsOf(summaries, hostileText),
    population: {
      accounts: 20_000,
      equity: 320e6 * QUANTA_PER_USD,
      leverage: 5.4,
      classes: scenario.agents.classes.map((agents, k) => ({
        name: text(agents.name),
        kind: agents.kind,
        firstAccount: k * 4_000,
        accounts: agents.accounts,
        equity: (64e6 * QUANTA_PER_USD) / (k + 1),
        longNotional: (300e6 * QUANTA_PER_USD) / (k + 1),
        shortNotional: (200e6 * QUANTA_PER_USD) / (k + 1),
        stretch: 1.08,
      })),
    },
    margin: null,
    losses: null,
    deleveraging: null,
    controls: null,
    correlation: {
      repaired: true,
      distance: 0.013,
      largestChange: { row: 'BTC', column: 'XRP', from: 0.98, to: 0.972 },
    },
    reproduce: 'aftershock run scenarios/historical/black-thursday-2020.yaml --seed black-thursday --paths 32',
  };
}

export function makeRun(options: FixtureOptions = {}): RunResult {
  const scenario = makeScenario(options);
  const failedPath = options.failedPath === undefined ? 13 : options.failedPath;
  const outcomes = Array.from({ length: scenario.run.paths }, (_, path) =>
    makePath(scenario, path, { calm: options.calm ?? false, fails: path === failedPath }),
  );
  return { scenario, summary: summaryOf(scenario, outcomes, options.hostileText), outcomes };
}
