// Goal: every stage of the waterfall and every policy of deleveraging works in whole runs from a scenario's keys, with
// every invariant checked after every event, and each was really reached. Method: one crowd in a crash whose fund is small.
import { describe, expect, it } from 'vitest';
import { WATERFALL_STAGES, type WaterfallStage } from '../../src/exchange/loss/loss-rules.ts';
import { DELEVERAGING_ALLOCATIONS } from '../../src/margin/deleveraging-allocation.ts';
import { DELEVERAGING_RANKINGS } from '../../src/margin/deleveraging-rank.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { factsOf, sum } from './facts.ts';
import { crowd, runAudited, type Settings } from './small-scenario.ts';

const POOR: Settings = {
  'run.duration': '7 min',
  'venue.insuranceFund.initial': '2 k USD',
  'venue.circuitBreakers.halt': 'off',
  'market.prices.ramps': '[{ from: 2 min, to: 5 min, move: -35 % }]',
  'agents.classes[2].equity': '20 k USD',
};
const MEMBERS =
  '{ skinInTheGame: 300 USD, skinInTheGameSecond: 200 USD, members: [{ class: retail, contribution: 10 USD }, { class: dip, contribution: 20 USD }], assessmentCap: 50 % }';

const run = (settings: Settings): PathOutcome => runAudited(crowd({ ...POOR, ...settings }));

const paidBy = (outcome: PathOutcome, stage: WaterfallStage): number =>
  sum(
    factsOf(outcome, 'lossStage')
      .filter(({ a }) => WATERFALL_STAGES[a] === stage)
      .map(({ value }) => value),
  );

describe('the waterfall', () => {
  it.each<[WaterfallStage[], Settings]>([
    [['insuranceFund', 'profitHaircut'], {}],
    [['insuranceFund', 'socialisedLoss'], {}],
    [['insuranceFund', 'clawback'], { 'venue.clawback': '{ period: 1 min }' }],
    [
      ['insuranceFund', 'defaulterContribution', 'skinInTheGame', 'defaultFund', 'skinInTheGameSecond', 'assessments'],
      { 'venue.defaultFund': MEMBERS },
    ],
    [['profitHaircut', 'socialisedLoss', 'withdrawalHaircut'], {}],
  ])('of %j begins with its first stage, and each is paid by those that it names', (stages, settings) => {
    const outcome = run({ 'venue.waterfall': `[${stages.join(', ')}]`, ...settings });
    const paying = stages.filter((stage) => stage !== 'insuranceFund' && stage !== 'withdrawalHaircut');
    const reached = paying.filter((stage) => paidBy(outcome, stage) > 0);
    // Whoever can pay all of it leaves nothing for those behind.
    expect(reached).toContain(paying[0]);
    if (stages.includes('assessments')) expect(reached).toEqual(paying);
    // What each of them paid is what they paid together.
    const shares = factsOf(outcome, 'lossShare').filter(({ b }) => WATERFALL_STAGES[b] !== undefined);
    for (const stage of ['profitHaircut', 'socialisedLoss', 'clawback', 'defaultFund', 'assessments'] as const) {
      const borne = sum(shares.filter(({ b }) => WATERFALL_STAGES[b] === stage).map(({ value }) => value));
      expect(borne).toBe(paidBy(outcome, stage));
    }
  });

  it('leaves uncovered what prefunded money and calls do not reach, and says how much they cover', () => {
    const outcome = run({ 'venue.waterfall': '[defaultFund, assessments]', 'venue.defaultFund': MEMBERS });
    expect(outcome.tally.uncoveredLoss).toBeGreaterThan(0);
    expect(outcome.tally.lossesCovered).toBeLessThan(outcome.tally.lossAccounts);
    expect(outcome.tally.lossLargestTwo).toBeGreaterThanOrEqual(outcome.tally.lossLargest);
  });

  it('has funds of groups, money that flows in, a surplus and a trigger', () => {
    const outcome = run({
      'venue.insuranceFunds': '[{ name: eth, initial: 500 USD, instruments: [ETH] }]',
      'venue.insuranceFund': `{ initial: 2 k USD, surplusShare: 100 %, inflow: { amount: 100 USD, interval: 1 min }, drawdownTrigger: { window: 5 min, drawdown: 30 % } }`,
    });
    const { tally } = outcome;
    expect(tally.groupFundsPaid).toBeGreaterThan(0);
    expect(tally.fundSurplus).toBeGreaterThan(0);
    // One a minute; nothing happens at the end of the run any more.
    expect(tally.fundInflows).toBe(6 * 1_000_000);
    expect(tally.fundStandBacks).toBeGreaterThan(0);
  });

  it('leaves no more uncovered with a larger fund, where nobody is deleveraged', () => {
    const uncovered = ['0 USD', '2 k USD', '16 k USD'].map(
      (initial) =>
        run({
          'venue.waterfall': '[insuranceFund]',
          'venue.insuranceFund.initial': initial,
          // All else on the same path: what the fund sells would move prices.
          'venue.insuranceFund.unwindInterval': '1 h',
          'venue.insuranceFund.inventoryMargin': '0 %',
        }).tally.uncoveredLoss,
    );
    expect(uncovered).toEqual(uncovered.toSorted((x, y) => y - x));
    expect(uncovered[0]).toBeGreaterThan(uncovered.at(-1)!);
  });
});

describe('deleveraging', () => {
  const only = { 'venue.waterfall': '[autoDeleveraging]' };

  const ranked = (ranking: string): PathOutcome => run({ ...only, 'venue.autoDeleveraging.ranking': ranking });

  it('is another one by each ranking', () => {
    const outcomes = DELEVERAGING_RANKINGS.map(ranked);
    expect(Math.min(...outcomes.map(({ tally }) => tally.deleveragingRounds))).toBeGreaterThan(0);
    const digests = new Map(DELEVERAGING_RANKINGS.map((ranking, n) => [ranking, outcomes[n]!.digest]));
    // Among winners these two are one rule.
    expect(digests.get('bybit')).toBe(digests.get('bitmex'));
    expect(new Set(digests.values()).size).toBe(digests.size - 1);
  });

  it('that begins where chance says is the same each time', () => {
    expect(ranked('dydx').digest).toBe(ranked('dydx').digest);
  });

  it.each(DELEVERAGING_ALLOCATIONS)('allocated by %s tells what it asked of whom', (allocation) => {
    const { tally } = run({ ...only, 'venue.autoDeleveraging.allocation': allocation });
    expect(tally.deleveragingRounds).toBeGreaterThan(0);
    expect(tally.deleveragingBurdenNotionalMax).toBeGreaterThan(0);
    expect(tally.deleveragingBurdenNotionalMax).toBeLessThan(tally.deleveragedNotional);
    expect(tally.deleveragingRanksBroken).toBeLessThanOrEqual(tally.deleveragingRounds);
    // At bankruptcy price nobody bears more than was needed.
    expect(tally.deleveragingOvershoot).toBe(0);
  });

  it('at the mark before the last takes more than was needed', () => {
    const { tally } = run({ ...only, 'venue.autoDeleveraging.price': 'previousMark' });
    expect(tally.deleveragingBorne).toBeGreaterThan(0);
    expect(tally.deleveragingOvershoot).toBeGreaterThan(0);
  });

  it('turns the order of leverage round down a queue more often than by water-filling', () => {
    const broken = (allocation: string): number => {
      const { tally } = run({ ...only, 'venue.autoDeleveraging.allocation': allocation });
      return tally.deleveragingRanksBroken / tally.deleveragingRounds;
    };
    expect(broken('queue')).toBeGreaterThan(broken('waterFilling'));
  });

  it('is followed by orders that hedge again, whose moves are told', () => {
    const { tally } = run(only);
    expect(tally.rehedgeMoveLog.some((move) => move !== 0)).toBe(true);
  });
});
