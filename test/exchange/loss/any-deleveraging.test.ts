// Goal: whatever ranking, price and allocation, deleveraging closes the other side alone, no more than is open, turns nobody
// round, pushes nobody below zero, and closes all that there is room for. Method: random books, one of which fails.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELEVERAGING_ALLOCATIONS } from '../../../src/margin/deleveraging-allocation.ts';
import { DELEVERAGING_RANKINGS } from '../../../src/margin/deleveraging-rank.ts';
import '../../fast-check-seed.ts';
import { SmallExchange } from '../small-venue.ts';

const venue = fc.record({
  autoDeleveraging: fc.record({
    ranking: fc.constantFrom(...DELEVERAGING_RANKINGS),
    price: fc.constantFrom('bankruptcy' as const, 'mark' as const, 'previousMark' as const),
    allocation: fc.constantFrom(...DELEVERAGING_ALLOCATIONS),
  }),
  lots: fc.integer({ min: 1, max: 200 }),
  others: fc.array(
    fc.record({ equityUsd: fc.integer({ min: 0, max: 3_000 }), lots: fc.integer({ min: -60, max: 20 }) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  ),
  to: fc.integer({ min: 70, max: 98 }),
});

describe('any deleveraging', () => {
  it('closes what it must and hurts nobody beyond their equity', () => {
    fc.assert(
      fc.property(venue, ({ autoDeleveraging, lots, others, to }) => {
        const small = new SmallExchange({
          priceUsd: 100,
          holders: [{ equityUsd: lots, lots }, ...others],
          rules: { waterfall: ['autoDeleveraging'], autoDeleveraging },
        });
        small.exchange.start();
        small.moveTo(to);
        const before = others.map((_, n) => small.equityUsd(5 + n));
        const external = small.lotsOf(1);
        small.exchange.liquidate(4);
        small.exchange.audit();
        let closed = external - small.lotsOf(1) < 0 ? small.lotsOf(1) - external : 0;
        others.forEach(({ lots: held }, n) => {
          const after = small.lotsOf(5 + n);
          if (held >= 0) expect(after).toBe(held);
          expect(after).toBeGreaterThanOrEqual(held);
          expect(after).toBeLessThanOrEqual(Math.max(0, held));
          closed += after - held;
          const equity = small.equityUsd(5 + n);
          expect(equity).toBeGreaterThanOrEqual(Math.min(0, before[n]!));
        });
        expect(closed).toBeLessThanOrEqual(lots);
        // Nobody loses anything to a price at the mark, so there is room for all of it wherever lots are open.
        if (autoDeleveraging.price === 'mark') {
          const open = others.reduce((sum, { lots: held }, n) => sum + (before[n]! > 0 ? Math.max(0, -held) : 0), 0);
          expect(closed).toBe(Math.min(lots, open + Math.max(0, -external)));
        }
      }),
      { numRuns: 500 },
    );
  });
});
