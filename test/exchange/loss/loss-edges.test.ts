// Goal: the fund's trigger, the record of deleveraging and periods of profit keep to docs/exchange-rules.md, section 13, at the
// edges. Method: each part by itself with figures by hand, and a venue over three periods.
import { describe, expect, it } from 'vitest';
import { DeleveragingRecorder, keepsRanks, type Party } from '../../../src/exchange/loss/deleveraging-record.ts';
import { FundTrigger } from '../../../src/exchange/loss/fund-trigger.ts';
import { DefaultFund } from '../../../src/exchange/loss/default-fund.ts';
import { NO_LOSS_RULES, type WaterfallStage } from '../../../src/exchange/loss/loss-rules.ts';
import { sumPrefunded } from '../../../src/exchange/loss/prefunded.ts';
import { SmallExchange, smallRules, usd } from '../small-venue.ts';
import { liquidatedDebtor } from './debtor.ts';

const SECOND_US = 1_000_000;

const party = (account: number, parts: Partial<Party> = {}): Party => ({
  account,
  leverageBefore: 1,
  leverageAfter: 1,
  leverageOfLot: 0,
  lots: 1,
  notional: 0,
  borne: 0,
  ...parts,
});

describe('the trigger of the fund', () => {
  it('stands back from its drawdown on, rounded up, until the fund or its peak is back', () => {
    // 30 % of 101 are 30.3, so 31: down to 70.
    const trigger = new FundTrigger({ windowUs: 10, drawdownPpm: 300_000 });
    const states = [
      [0, 101],
      [1, 71],
      [2, 70],
      [3, 71],
      [4, 69],
      // The peak of time 0 has left the window (0, 10].
      [10, 69],
    ] as const;
    const changes = states.map(([timeUs, equity]) => [trigger.observe(timeUs, equity), trigger.standsBack]);
    expect(changes).toEqual([
      [false, false],
      [false, false],
      [true, true],
      [true, false],
      [true, true],
      [true, false],
    ]);
    expect(trigger.peak).toBe(71);
  });

  it('leaves a fund alone that has nothing to lose', () => {
    const trigger = new FundTrigger({ windowUs: 10, drawdownPpm: 300_000 });
    expect([trigger.observe(0, 0), trigger.standsBack]).toEqual([false, false]);
  });
});

describe('the record of deleveraging', () => {
  it('counts what each round gave up beyond its own need, and no fewer lots needed than were closed', () => {
    const recorder = new DeleveragingRecorder(1);
    const round = (parties: readonly Party[], needed: number, neededLots: number) =>
      recorder.round({ instrument: 0, parties, needed, neededLots, notionalPerLot: 50 });
    round([party(4, { lots: 2, borne: 5, notional: 100 })], 10, 1);
    round([party(4, { borne: 8, notional: 50 }), party(5, { borne: 12, notional: 40 })], 6, 3);
    // Nobody closed any: no round.
    round([party(6, { lots: 0 })], 100, 100);
    expect(recorder.record).toMatchObject({
      rounds: 2,
      needed: 16,
      borne: 25,
      overshoot: 14,
      // The first round closed a lot too many, the second fewer than it needed.
      lots: [4],
      overshootLots: [1],
      overshootNotional: 50,
      burdenLotsMax: [3],
      burdenMax: 13,
      burdenNotionalMax: 150,
      ranksBroken: 0,
    });
  });

  it('holds everybody against the lowest of all who were more leveraged', () => {
    const order = (last: number): Party[] => [
      party(4, { leverageBefore: 10, leverageAfter: 2 }),
      // Within a lot of the first, though its other end is above.
      party(5, { leverageBefore: 8, leverageAfter: 2.1, leverageOfLot: 0.2 }),
      party(6, { leverageBefore: 3, leverageAfter: last }),
    ];
    expect([keepsRanks(order(2)), keepsRanks(order(2.2))]).toEqual([true, false]);
  });
});

it('the clawback takes from the profits of the present period alone', () => {
  // Ten short win 20 by 5 s, 10 more by 15 s and 5 more by 25 s, which alone are of the period that began at 20 s; 15 are missing.
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [
      { equityUsd: 20, lots: 10 },
      { equityUsd: 1_000, lots: -10 },
    ],
    rules: { waterfall: ['clawback'], loss: { ...NO_LOSS_RULES, clawbackPeriodUs: 10 * SECOND_US } },
  });
  small.moveTo(98, 5);
  small.moveTo(97, 10);
  small.moveTo(96.5, 10);
  small.exchange.liquidate(4);
  small.exchange.audit();
  expect(small.take('lossStage', 'uncoveredLoss').map(([kind, , , value]) => [kind, value])).toEqual([
    ['lossStage', 5],
    ['uncoveredLoss', 10],
  ]);
  expect(small.equityUsd(5)).toBe(1_030);
});

it('an inflow is observed: a fund that it brings back pays again at once', () => {
  // The fund of 100 pays 40 at 1 s and stands back at the next look; 20 at 5 s bring it to 80, above 70.
  const small = liquidatedDebtor({
    fundUsd: 100,
    rules: {
      loss: {
        ...NO_LOSS_RULES,
        trigger: { windowUs: 3_600 * SECOND_US, drawdownPpm: 300_000 },
        inflow: { amount: usd(20), intervalUs: 5 * SECOND_US },
      },
    },
  });
  small.moveTo(95);
  small.runTo(5);
  expect(small.take('fundTrigger', 'fundInflow')).toEqual([
    ['fundTrigger', 0, 0, 60, 1, usd(100)],
    ['fundInflow', 0, 0, 20, 0, usd(80)],
    ['fundTrigger', 0, 0, 80, 0, usd(100)],
  ]);
});

describe('a clearing house', () => {
  // 1,000 long lose 5 each with 1,000 behind them: 4,000. Contributions: 1,000 of the defaulter, 2,000 each of two others.
  const house = (waterfall: WaterfallStage[], assessmentPpm: number): SmallExchange => {
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 1_000, lots: 1_000 },
        { equityUsd: 5_000, lots: -500 },
        { equityUsd: 5_000, lots: -500 },
      ],
      rules: {
        waterfall,
        reserves: [{ name: 'default fund', initial: usd(5_000) }],
        loss: {
          ...NO_LOSS_RULES,
          defaultFund: {
            members: [
              { first: 4, end: 5, contribution: usd(1_000) },
              { first: 5, end: 7, contribution: usd(2_000) },
            ],
            assessmentPpm,
          },
        },
      },
    });
    small.moveTo(95);
    small.take();
    small.exchange.liquidate(4);
    small.exchange.audit();
    return small;
  };

  it('asks the others alone for what the defaulter owes', () => {
    expect(house(['defaultFund'], 0).take('lossShare', 'lossStage')).toEqual([
      ['lossShare', 5, 0, 2_000, 4, 8],
      ['lossShare', 6, 0, 2_000, 4, 8],
      ['lossStage', 4, 0, 4_000, 8, usd(1_000)],
    ]);
  });

  it('looks at those who were called upon, not at those whose fund paid', () => {
    expect(house(['defaultFund'], 0).exchange.breachCheckIsDue()).toBe(false);
    expect(house(['assessments'], 1_000_000).exchange.breachCheckIsDue()).toBe(true);
  });
});

it('a haircut of profits is of what winners can pay, and they are looked at', () => {
  // Profits of 30 and 10, but the first has only 10 to pay with; 6 to share are 30 % of 20.
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [
      { equityUsd: 44, lots: 10 },
      { equityUsd: -20, lots: -6 },
      { equityUsd: 1_000, lots: -2 },
    ],
    rules: { waterfall: ['profitHaircut'] },
  });
  small.moveTo(95);
  small.take();
  small.exchange.liquidate(4);
  expect(small.take('lossStage')).toEqual([['lossStage', 4, 0, 6, 2, 300_000]]);
  expect(small.exchange.breachCheckIsDue()).toBe(true);
});

it('what is set aside beforehand is that of stages which the waterfall has', () => {
  const rules = (waterfall: WaterfallStage[]) =>
    smallRules({
      priceUsd: 100,
      fundUsd: 1,
      holders: [],
      rules: {
        waterfall,
        reserves: [
          { name: 'fund of A', initial: usd(2) },
          { name: 'default fund', initial: usd(4) },
          { name: 'skin in the game', initial: usd(8) },
          { name: 'skin in the game, second', initial: usd(16) },
          { name: 'vault', initial: usd(32) },
        ],
        loss: { ...NO_LOSS_RULES, groups: [{ reserve: 'fund of A', instruments: [0] }] },
      },
    });
  expect(sumPrefunded(rules(['insuranceFund', 'autoDeleveraging']))).toBe(usd(3));
  expect(sumPrefunded(rules(['skinInTheGame', 'defaultFund']))).toBe(usd(12));
  expect(sumPrefunded(rules(['skinInTheGameSecond', 'insuranceFund']))).toBe(usd(19));
  expect(sumPrefunded(rules(['socialisedLoss']))).toBe(0);
});

it('a member can be called upon for whole quanta of its share, less what it paid', () => {
  const fund = new DefaultFund({ members: [{ first: 4, end: 6, contribution: 11 }], assessmentPpm: 250_000 });
  expect(fund.assessableOf(1)).toBe(2);
  fund.assessed[1] = 1.5;
  expect([fund.assessableOf(0), fund.assessableOf(1)]).toEqual([2, 0.5]);
});

it('losses of accounts are told largest first, whichever came first', () => {
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [
      { equityUsd: 10, lots: 3 },
      { equityUsd: 10, lots: 10 },
      { equityUsd: 10, lots: 5 },
    ],
  });
  small.moveTo(95);
  for (const account of [4, 5, 6]) small.exchange.liquidate(account);
  expect(small.exchange.lossRecord().losses).toEqual([40, 15, 5].map(usd));
});

it('a fund below zero is observed as one of nothing', () => {
  // It takes ten lots at 95 with a debt of 40, and loses 150 by 80.
  const small = liquidatedDebtor({
    fundUsd: 100,
    rules: { loss: { ...NO_LOSS_RULES, trigger: { windowUs: 3_600 * SECOND_US, drawdownPpm: 900_000 } } },
  });
  expect(small.fundUsd()).toBe(60);
  small.moveTo(80);
  expect(small.take('fundTrigger')).toEqual([['fundTrigger', 0, 0, 0, 1, usd(100)]]);
});

it.each([
  [90, 5],
  [100, 6],
  [110, 7],
  [120, 8],
])('of what a fund of %i could have carried lot by lot, %i lots, nothing is needed', (fundUsd, lots) => {
  // It pays 40; the rest is less than 10 % of 950, but as much as 9.50 for each of those lots.
  const small = liquidatedDebtor({ fundUsd, insuranceFund: { inventoryMarginPpm: 100_000 } });
  expect(small.take('deleveraging')).toHaveLength(1);
  expect(small.exchange.lossRecord().deleveraging.overshootNotional).toBe(usd(95 * lots));
});
