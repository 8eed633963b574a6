// Goal: each stage of the waterfall pays what was worked out by hand, and what none pays is uncovered. Method: a venue with
// one instrument; one account goes bankrupt. Amounts in USD; accounts are numbered from 4.
import { describe, expect, it } from 'vitest';
import { NO_LOSS_RULES, type LossRules, type WaterfallStage } from '../../../src/exchange/loss/loss-rules.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { SmallExchange, usd, type Holder } from '../small-venue.ts';
import { liquidatedDebtor } from './debtor.ts';

type Rules = Partial<Omit<VenueRules, 'liquidation' | 'insuranceFund'>>;

/** Account 4 falls; accounts of the others follow. */
function fall(holders: readonly Holder[], priceUsd: number, to: number, rules: Rules, fundUsd = 0): SmallExchange {
  const small = new SmallExchange({ priceUsd, fundUsd, holders, rules });
  small.moveTo(to);
  small.exchange.liquidate(4);
  small.exchange.audit();
  return small;
}

const loss = (given: Partial<LossRules>): LossRules => ({ ...NO_LOSS_RULES, ...given });
const stages = (...waterfall: WaterfallStage[]): Rules => ({ waterfall });

describe('socialised loss', () => {
  it('falls on both sides of the instrument by size', () => {
    // 11 units bought at 100 with 10 USD: at 90 they have lost 110, 100 more than there was. The others hold 7 short
    // and 4 long: 100 x 7 / 11 = 63.6363 and 100 x 4 / 11 = 36.3637, or 9.090910 a unit rounded up to a millionth.
    const small = fall(
      [
        { equityUsd: 10, lots: 11 },
        { equityUsd: 1_000, lots: -7 },
        { equityUsd: 1_000, lots: 4 },
      ],
      100,
      90,
      stages('socialisedLoss'),
    );
    expect(small.take('lossShare', 'lossStage', 'uncoveredLoss')).toEqual([
      ['lossShare', 5, 0, 63.6363, 4, 3],
      ['lossShare', 6, 0, 36.3637, 4, 3],
      ['lossStage', 4, 0, 100, 3, 90_909.09091],
    ]);
    // 1,000 + 7 x 10 - 63.6363, and 1,000 - 4 x 10 - 36.3637.
    expect(small.equityUsd(5)).toBe(1_006.3637);
    expect(small.equityUsd(6)).toBe(923.6363);
    expect(small.equityUsd(4)).toBe(0);
  });

  it('takes nobody below zero, and the rest is uncovered', () => {
    // 100 short at 100 with 10 USD; at 110 it has lost 1,000: 990 to share. The other short has 150 - 100 = 50 left.
    const small = fall(
      [
        { equityUsd: 10, lots: -100 },
        { equityUsd: 150, lots: -10 },
      ],
      100,
      110,
      stages('socialisedLoss'),
    );
    expect(small.take('lossStage', 'uncoveredLoss')).toEqual([
      ['lossStage', 4, 0, 50, 3, 990_000],
      ['uncoveredLoss', 4, 0, 940, 0, 0],
    ]);
    expect(small.equityUsd(5)).toBe(0);
  });
});

describe('the profit haircut', () => {
  const holders = [
    { equityUsd: 10, lots: 10 },
    { equityUsd: 1_000, lots: -6 },
    { equityUsd: 1_000, lots: -2 },
    { equityUsd: 1_000, lots: 5 },
  ];

  it('takes from winners in proportion to their profits and leaves what they paid in', () => {
    // 10 long at 100 with 10 USD; at 95 lost 50: 40 to share. Profits: 6 x 5 = 30 and 2 x 5 = 10, all of them.
    const small = fall(holders, 100, 95, stages('profitHaircut'));
    expect(small.take('lossShare', 'lossStage')).toEqual([
      ['lossShare', 5, 0, 30, 4, 2],
      ['lossShare', 6, 0, 10, 4, 2],
      ['lossStage', 4, 0, 40, 2, 1_000_000],
    ]);
    expect([5, 6, 7].map((account) => small.equityUsd(account))).toEqual([1_000, 1_000, 975]);
    // Their entry prices are worse by it: nothing of the same profit can be taken again.
    expect(small.exchange.cashOf(5)).toBe(usd(1_000));
  });

  it('leaves the rest to the next stage', () => {
    // At 94: lost 60, 50 to share; profits 36 and 12: 48. The other 2 are uncovered.
    const small = fall(holders, 100, 94, stages('profitHaircut'));
    expect(small.take('uncoveredLoss')).toEqual([['uncoveredLoss', 4, 0, 2, 0, 0]]);
    // The fund holds the 10 units, taken over at 94. Two dollars on, it has lost 20: there is 16 of new profit.
    small.moveTo(92);
    expect(small.take('lossStage', 'uncoveredLoss')).toEqual([
      ['lossStage', 0, 0, 16, 2, 1_000_000],
      ['uncoveredLoss', 0, 0, 4, 0, 0],
    ]);
  });
});

describe('the clawback', () => {
  it('takes from the profits of the period, realised or not', () => {
    // 52,000 units bought at 8,040 and gone at 7,480: 29.12 M USD, with 120 k USD behind them. 29 M of 58 M profit: 50 %.
    // Figures of the event: OKEx, July 2018 (a shortfall of about 29 M USD).
    const small = new SmallExchange({
      priceUsd: 8_040,
      holders: [
        { equityUsd: 120_000, lots: 52_000 },
        { equityUsd: 1e9, lots: -100_000 },
        { equityUsd: 1e8, lots: 0 },
      ],
      rules: stages('clawback'),
    });
    small.exchange.start();
    // Money paid in is no profit: account 5 has 100,000 x 560 = 56 M, account 6 nothing.
    small.exchange.deposit(6, usd(1e6));
    small.moveTo(7_480);
    small.exchange.liquidate(4);
    expect(small.take('lossShare', 'lossStage')).toEqual([
      ['lossShare', 5, 0, 29e6, 4, 4],
      ['lossStage', 4, 0, 29e6, 4, 517_857],
    ]);
  });
});

describe('a clearing house', () => {
  const M = 1e6;
  const rules = (waterfall: WaterfallStage[], own: number, others: number, assessmentPpm = 0): Rules => ({
    waterfall,
    reserves: [
      { name: 'default fund', initial: usd(own + 3 * others) },
      { name: 'skin in the game', initial: usd(7 * M) },
      { name: 'skin in the game, second', initial: usd(2 * M) },
    ],
    loss: loss({
      defaultFund: {
        members: [
          { first: 4, end: 5, contribution: usd(own) },
          { first: 5, end: 8, contribution: usd(others) },
        ],
        assessmentPpm,
      },
    }),
  });
  // 1 M units at 1,000 with 6 M USD: 120 lower they have lost 120 M.
  const members: readonly Holder[] = [
    { equityUsd: 6 * M, lots: 1e6 },
    { equityUsd: 500 * M, lots: -4e5 },
    { equityUsd: 500 * M, lots: -3e5 },
    { equityUsd: 500 * M, lots: -3e5 },
  ];

  it('loses 114 M as 7 M of its own and 107 M of the members: Nasdaq Clearing, September 2018', () => {
    // A default fund of 166 M is left with 59 M: 64 % of it is gone.
    const small = fall(members, 1_000, 880, {
      ...rules(['skinInTheGame', 'defaultFund'], 0, 0),
      reserves: [
        { name: 'default fund', initial: usd(166 * M) },
        { name: 'skin in the game', initial: usd(7 * M) },
        { name: 'skin in the game, second', initial: 0 },
      ],
      loss: loss({
        defaultFund: { members: [{ first: 5, end: 7, contribution: usd(83 * M) }], assessmentPpm: 0 },
      }),
    });
    expect(small.take('lossStage', 'lossShare', 'uncoveredLoss')).toEqual([
      ['lossStage', 4, 0, 7 * M, 7, 0],
      ['lossShare', 5, 0, 53.5 * M, 4, 8],
      ['lossShare', 6, 0, 53.5 * M, 4, 8],
      ['lossStage', 4, 0, 107 * M, 8, usd(59 * M)],
    ]);
  });

  it('lets the defaulter pay first, and calls upon members last', () => {
    // 114 M: own contribution 10, own money 7, the others 3 x 20 = 60, own money 2, and 35 in calls of at most 15 each.
    const all: WaterfallStage[] = [
      'defaulterContribution',
      'skinInTheGame',
      'defaultFund',
      'skinInTheGameSecond',
      'assessments',
    ];
    const small = fall(members, 1_000, 880, rules(all, 10 * M, 20 * M, 750_000));
    expect(small.take('lossStage', 'uncoveredLoss').map(([kind, , , value, a]) => [kind, value / M, a])).toEqual([
      ['lossStage', 10, 6],
      ['lossStage', 7, 7],
      ['lossStage', 60, 8],
      ['lossStage', 2, 9],
      ['lossStage', 35, 10],
    ]);
    // 500 + 0.4 x 120 - 35 / 3, to the quantum.
    expect(small.equityUsd(5)).toBeCloseTo(548 * M - (35 * M) / 3, 3);
    // The fund holds the position from 880 on. At 879.95 it owes 50,000: only 10 M of calls are left, and it needs less.
    small.moveTo(879.95);
    expect(small.take('lossStage').map(([, account, , value, a]) => [account, value, a])).toEqual([[0, 50_000, 10]]);
    // Ten dollars lower it owes 10 M more, of which 9.95 M can still be called.
    small.moveTo(869.95);
    expect(small.take('lossStage', 'uncoveredLoss').map(([kind, , , value]) => [kind, value])).toEqual([
      ['lossStage', 9.95 * M],
      ['uncoveredLoss', 0.05 * M],
    ]);
  });
});

describe('funds', () => {
  it('of an instrument pay before the shared one and get its fees', () => {
    const small = liquidatedDebtor({
      fundUsd: 100,
      insuranceFund: { inventoryMarginPpm: 1_000_000 },
      rules: {
        waterfall: ['insuranceFund', 'autoDeleveraging'],
        reserves: [{ name: 'insurance fund: A', initial: usd(30) }],
        loss: loss({ groups: [{ reserve: 'insurance fund: A', instruments: [0] }] }),
      },
    });
    // Lost 50, 40 beyond equity: 30 by its own fund, 10 by the shared one, which cannot carry 950 of notional. With nothing
    // left to pass on, the position is closed at the mark.
    expect(small.take('groupFundPayment', 'fundPayment', 'deleveraging', 'uncoveredLoss')).toEqual([
      ['groupFundPayment', 4, 0, 30, 6, 0],
      ['fundPayment', 4, 0, 10, 0, usd(90)],
      ['deleveraging', 5, 10, 950, 4, 0],
    ]);
  });

  it('keep the share of a surplus that the rules say', () => {
    // Sold at 99.50 with 1 USD behind one unit from 100: 0.50 is left, half of it goes to the fund.
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [{ equityUsd: 1, lots: 1 }],
      rules: { loss: loss({ surplusSharePpm: 500_000 }) },
    });
    small.moveTo(99.5);
    small.exchange.liquidate(4);
    expect(small.take('surplus')).toEqual([['surplus', 4, 0, 0.25, 0, usd(0.25)]]);
    expect([small.fundUsd(), small.equityUsd(4)]).toEqual([0.25, 0.25]);
  });

  it('stand back after a fall from their peak, although money is left', () => {
    // The fund has 100 and pays 40 at once: 60 left is more than 30 % below 100, so the second position is deleveraged.
    const small = new SmallExchange({
      priceUsd: 100,
      fundUsd: 100,
      holders: [
        { equityUsd: 10, lots: 10 },
        { equityUsd: 10, lots: 10 },
        { equityUsd: 1_000, lots: -20 },
      ],
      rules: { loss: loss({ trigger: { windowUs: 8 * 3_600_000_000, drawdownPpm: 300_000 } }) },
    });
    small.exchange.start();
    small.moveTo(95);
    small.exchange.liquidate(4);
    small.exchange.liquidate(5);
    expect(small.take('takeover', 'fundTrigger', 'deleveraging')).toEqual([
      ['takeover', 4, 10, 990, usd(-40), usd(60)],
      ['fundTrigger', 0, 0, 60, 1, usd(100)],
      ['deleveraging', 6, 10, 990, 5, 0],
    ]);
    // While it stands back, there is nothing that it could have carried.
    expect(small.exchange.lossRecord().deleveraging.overshootNotional).toBe(0);
  });
});
