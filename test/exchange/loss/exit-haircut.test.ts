// Goal: while loss is uncovered, whoever takes money out leaves the published share behind. Method: Derive's example.
import { describe, expect, it } from 'vitest';
import { payExitHaircut, exitHaircutPpm } from '../../../src/exchange/loss/exit-haircut.ts';
import { LossBook } from '../../../src/exchange/loss/loss-book.ts';
import { transfer } from '../../../src/exchange/ledger.ts';
import { createState } from '../../../src/exchange/state.ts';
import { computeEquity } from '../../../src/exchange/valuation.ts';
import type { ExchangeContext } from '../../../src/exchange/context.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { smallPopulation, smallRules, usd, type SmallVenue } from '../small-venue.ts';

/** `others`: equity of agents beyond the two, USD. The venue has a reserve of 1 M USD, which is no claim on it. */
function insolvent(waterfall: VenueRules['waterfall'], ...others: number[]): ExchangeContext {
  const small: SmallVenue = {
    priceUsd: 100,
    holders: [
      { equityUsd: 600_000, lots: 0 },
      { equityUsd: 400_000, lots: 0 },
      ...others.map((equityUsd) => ({ equityUsd, lots: 0 })),
    ],
    rules: { waterfall, reserves: [{ name: 'skin in the game', initial: usd(1e6) }] },
  };
  const rules = smallRules(small);
  const state = createState(rules, smallPopulation(small));
  // 100 k USD of loss that nobody bore: claims are 1.1 M, and 1.0 M is there.
  transfer(state, 2, 4, usd(100_000));
  const facts = { record: (): void => undefined };
  const watch = { accountChanged: (): void => undefined };
  return { state, rules, facts, watch, loss: new LossBook(rules, state), nowUs: 0 } as unknown as ExchangeContext;
}

describe('the haircut on withdrawals', () => {
  it('is shortfall over claims: 9.09 %, or 1,818 on 20,000', () => {
    const context = insolvent(['withdrawalHaircut']);
    expect(exitHaircutPpm(context)).toBe(90_909);
    expect(Math.floor(payExitHaircut(context, 5, usd(20_000)) / 10_000)).toBe(1_818);
    expect(computeEquity(context.state, 5)).toBe(usd(400_000) - usd(1_818.18));
    // It comes back to the venue: the shortfall is that much smaller.
    expect(computeEquity(context.state, 2)).toBe(-usd(100_000) + usd(1_818.18));
  });

  it('counts what accounts are owed, not what others owe', () => {
    expect(exitHaircutPpm(insolvent(['withdrawalHaircut'], -300_000))).toBe(90_909);
    expect(exitHaircutPpm(insolvent(['withdrawalHaircut'], 900_000))).toBe(50_000);
  });

  it('takes no more than the shortfall, which is then covered', () => {
    const context = insolvent(['withdrawalHaircut']);
    expect(payExitHaircut(context, 5, usd(2e6))).toBe(usd(100_000));
    expect(exitHaircutPpm(context)).toBe(0);
    expect(payExitHaircut(context, 5, usd(20_000))).toBe(0);
  });

  it('is nothing where the waterfall does not have it', () => {
    const context = insolvent([]);
    expect(exitHaircutPpm(context)).toBe(0);
    expect(payExitHaircut(context, 5, usd(20_000))).toBe(0);
  });
});
