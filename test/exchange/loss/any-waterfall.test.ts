// Goal: whatever the waterfall, its stages and what is left uncovered add up to the loss to the quantum, nobody pays beyond
// their equity, and conservation holds. Method: random lists of stages over random books in which one account fails.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_LOSS_RULES, WATERFALL_STAGES, type WaterfallStage } from '../../../src/exchange/loss/loss-rules.ts';
import '../../fast-check-seed.ts';
import { SmallExchange, usd } from '../small-venue.ts';

const MEMBERS = 4;
const money = WATERFALL_STAGES.filter((stage) => stage !== 'autoDeleveraging');
const reached = new Map<WaterfallStage | 'uncovered', number>();

const venue = fc.record({
  waterfall: fc.shuffledSubarray([...money]),
  lots: fc.integer({ min: 1, max: 200 }),
  others: fc.array(
    fc.record({ equityUsd: fc.integer({ min: 0, max: 3_000 }), lots: fc.integer({ min: -30, max: 30 }) }),
    { minLength: MEMBERS, maxLength: 12 },
  ),
  fundUsd: fc.integer({ min: 0, max: 500 }),
  contribution: fc.integer({ min: 1, max: 100 }),
  skin: fc.integer({ min: 0, max: 100 }),
  assessmentPpm: fc.integer({ min: 0, max: 2_000_000 }),
  to: fc.integer({ min: 70, max: 95 }),
});

describe('any waterfall', () => {
  it('bears a loss exactly once', () => {
    fc.assert(
      fc.property(venue, ({ waterfall, lots, others, fundUsd, contribution, skin, assessmentPpm, to }) => {
        const small = new SmallExchange({
          priceUsd: 100,
          fundUsd,
          holders: [{ equityUsd: lots, lots }, ...others],
          rules: {
            waterfall,
            reserves: [
              { name: 'default fund', initial: usd(MEMBERS * contribution) },
              { name: 'skin in the game', initial: usd(skin) },
              { name: 'skin in the game, second', initial: usd(skin / 2) },
            ],
            loss: {
              ...NO_LOSS_RULES,
              defaultFund: {
                members: [{ first: 4, end: 4 + MEMBERS, contribution: usd(contribution) }],
                assessmentPpm,
              },
            },
          },
          insuranceFund: { inventoryMarginPpm: 100_000 },
        });
        small.exchange.start();
        small.moveTo(to);
        const before = others.map((_, n) => small.equityUsd(5 + n));
        small.take();
        small.exchange.liquidate(4);
        small.exchange.audit();
        const rows = small.take('lossStage', 'lossShare', 'fundPayment', 'takeover', 'uncoveredLoss');
        let borne = 0;
        for (const [kind, account, , value, a] of rows) {
          if (account !== 4 && kind !== 'lossShare') continue;
          if (kind === 'takeover') borne += Math.max(0, -a);
          else if (kind !== 'lossShare') borne += usd(value);
          if (kind === 'lossStage') reached.set(WATERFALL_STAGES[a]!, 1);
          if (kind === 'fundPayment') reached.set('insuranceFund', 1);
          if (kind === 'uncoveredLoss') reached.set('uncovered', 1);
        }
        // It had a dollar behind each unit, and each has lost 100 - to.
        expect(borne).toBe(usd(lots * (100 - to - 1)));
        others.forEach((_, n) => expect(small.equityUsd(5 + n)).toBeGreaterThanOrEqual(Math.min(0, before[n]!)));
        expect(small.equityUsd(4)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it.each([...money.filter((stage) => stage !== 'withdrawalHaircut'), 'uncovered' as const])('reached %s', (stage) => {
    expect(reached.has(stage)).toBe(true);
  });
});
