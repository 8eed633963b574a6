// Goal: prices that no venue has seen end a path, at worst as a failed one; they never hang it and never pass for sound.
// Method: a book whose lots are worth next to nothing, and paths of absurd volatility.
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/simulate.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import { crowd } from './small-scenario.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

describe('a book whose lots are worth next to nothing', () => {
  const book = new DepthBook(
    createLinearPerpetual({ symbol: 'A', tickSize: 1, lotSizeUnits: 1, quantaPerLotTick: 1, priceInitialTicks: 1_000 }),
    { depthAtOnePercent: 1e12, exponent: 1 },
    { permanentShare: 0, halfLifeUs: 1e6, crossShare: 0 },
  );

  it.each([1e-3, 1e-9, 1e-100])('holds a number of lots that is still exact at %d ticks', (ticks) => {
    book.setReference(ticks);
    const lots = book.lotsWithin(1, Infinity);
    expect(Number.isSafeInteger(lots)).toBe(true);
    expect(lots).toBeGreaterThan(1e15);
    expect(Number.isSafeInteger(book.take(lots))).toBe(true);
  });
});

describe('a path of absurd volatility', () => {
  const { market, ...rest } = crowd({ 'market.prices.ramps': '[]', 'run.duration': '4 min' });
  const wild = { ...rest, market: { ...market, noise: { ...market.noise!, volatilityAnnual: [30_000, 30_000] } } };
  const outcomes = [3, 4, 5].map((path) => simulate(wild, { path, audit: true }));

  it('ends, and fails where its money leaves the exact range', () => {
    const failures = outcomes.map(({ failure }) => failure);
    expect(failures.filter((failure) => failure !== null).length).toBeGreaterThan(0);
    for (const failure of failures) if (failure !== null) expect(failure).toMatchObject({ kind: 'invariant' });
  });

  it('leaves no figure that is not a number', () => {
    for (const { tally, journal } of outcomes) {
      for (const figure of Object.values(tally).flat()) expect(figure).not.toBeNaN();
      for (const column of [journal.lots, journal.value, journal.a, journal.b])
        expect(column.some(Number.isNaN)).toBe(false);
    }
  });
});
