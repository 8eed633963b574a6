// Goal: where the price of deleveraging leaves an account, or the fund, money between two of its legs, the rest of its loss is still
// the others', and the fund's own inventory is none that it could have carried. Method: two legs, one of which fell at the last mark
// and is closed at the mark before; sums by hand.
import { expect, it } from 'vitest';
import { NO_LOSS_RULES, type WaterfallStage } from '../../../src/exchange/loss/loss-rules.ts';
import { usd } from '../small-venue.ts';
import { TwoLegExchange } from '../two-legs.ts';

const autoDeleveraging = { ranking: 'binance', price: 'previousMark' } as const;

it.each(['socialisedLoss', 'assessments'] as const)('%s asks the other side alone for both legs', (stage) => {
  // At 80 and 90, 150 of 300 lost are missing: 70.5882 and 79.4118 by margins of 40 and 45. The first leg is closed at 100, the mark
  // before, which leaves the account 120.5882 when the second one's turn comes.
  const waterfall: WaterfallStage[] = [stage, 'autoDeleveraging'];
  const venue = new TwoLegExchange({
    lots: [10, 10],
    equityUsd: 150,
    otherUsd: 10_000,
    small: {
      rules: {
        waterfall,
        autoDeleveraging,
        reserves: [{ name: 'default fund', initial: usd(2_000) }],
        loss: {
          ...NO_LOSS_RULES,
          defaultFund: { members: [{ first: 4, end: 6, contribution: usd(1_000) }], assessmentPpm: 1_000_000 },
        },
      },
    },
  });
  venue.exchange.start();
  venue.moveTo(100, 90);
  venue.moveTo(80, 90).liquidate();
  expect(venue.take('lossShare').map(([, account, i, , value]) => [account, i, value])).toEqual([
    [5, 0, 705_882],
    [5, 1, 794_118],
  ]);
  expect(venue.exchange.equityOf(4)).toBe(usd(200));
});

it('the fund’s own inventory is not counted as what it could have carried', () => {
  // The fund takes both legs at 97 with 40. At 80 and 97 it is 130 short; A goes at 97, the mark before, so that it has 40 again
  // when B is closed at its mark.
  const venue = new TwoLegExchange({
    lots: [10, 10],
    equityUsd: 100,
    otherUsd: 10_000,
    small: {
      liquidation: { takeoverEquitySharePpm: 1_000_000 },
      rules: { waterfall: ['insuranceFund', 'autoDeleveraging'], autoDeleveraging },
    },
  });
  venue.exchange.start();
  venue.moveTo(97, 97).liquidate();
  expect(venue.exchange.fundEquity()).toBe(usd(40));
  venue.moveTo(80, 97);
  expect(venue.take('deleveraging').map(([, account, i, lots]) => [account, i, lots])).toEqual([
    [5, 0, 10],
    [5, 1, 10],
  ]);
  const { deleveraging } = venue.exchange.lossRecord();
  expect(deleveraging).toMatchObject({ rounds: 2, borne: usd(170), overshootNotional: 0 });
});

it('a haircut of net profit is taken out of the legs with a profit', () => {
  // 100 won in A, 30 lost in B: of the 70 the 10 that the long is short of go, out of A's 100.
  const venue = new TwoLegExchange({
    lots: [10, 10],
    equityUsd: 60,
    otherUsd: 10_000,
    small: { rules: { waterfall: ['profitHaircut'] } },
  });
  venue.moveTo(90, 103).liquidate();
  expect(venue.take('lossShare').reduce((sum, [, , , , value]) => sum + value, 0)).toBe(usd(10));
  expect(venue.exchange.equityOf(5)).toBe(usd(10_060));
  expect([0, 1].map((i) => venue.exchange.costOf(5, i))).toEqual([usd(-990), usd(-1_000)]);
});
