// Goal: every part of a liquidation policy gives the figures that were worked out by hand. Method: a venue with one
// instrument, or two, and one account in breach; amounts in USD, the arithmetic beside them. Accounts are numbered from 4.
import { describe, expect, it } from 'vitest';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation } from '../../src/exchange/accounts.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import { DEFERRED_BY_COOLDOWN, DEFERRED_BY_LIMIT } from '../../src/exchange/fact.ts';
import {
  DEFAULT_LIQUIDATION_POLICY,
  type LegOrder,
  type LiquidationPolicy,
} from '../../src/exchange/liquidation/liquidation-policy.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { log } from '../../src/numeric/math.ts';
import { SmallExchange, smallMarket, smallRules, ticks, usd, type SmallVenue } from './small-venue.ts';

const policy = (parts: Partial<LiquidationPolicy>) => ({
  rules: { liquidationPolicy: { ...DEFAULT_LIQUIDATION_POLICY, ...parts } },
});

/** The book moves to a price that marks have not followed yet. */
function moveBook(small: SmallExchange, fromUsd: number, toUsd: number, atSeconds: number): void {
  small.exchange.advanceTo(atSeconds * 1_000_000);
  small.exchange.applyReference(Float64Array.of(log(toUsd / fromUsd)), 1_000_000);
}

describe('a fraction with a cooldown', () => {
  const sizing = (during: 'full' | 'wait') =>
    ({ kind: 'fractionCooldown', sharePpm: 200_000, above: usd(100_000), cooldownUs: 30_000_000, during }) as const;
  /** 2,500 units at 100 with 1,500 USD left against a maintenance margin of 2,500. */
  const large = (during: 'full' | 'wait', lots = 2_500): SmallExchange => {
    const small = new SmallExchange({
      priceUsd: 101,
      holders: [{ equityUsd: lots + 0.6 * lots, lots }],
      liquidation: { sizing: sizing(during) },
    });
    small.moveTo(100);
    small.take();
    return small;
  };
  const fillsAt = (small: SmallExchange, seconds: number): number[] => {
    small.exchange.advanceTo(seconds * 1_000_000);
    small.exchange.liquidate(4);
    return small.take('liquidationFill').map(([, , lots]) => lots);
  };

  it('closes 50k of 250k, and all of 200k ten seconds later', () => {
    const small = large('full');
    expect(fillsAt(small, 2)).toEqual([-500]);
    expect(fillsAt(small, 12)).toEqual([-2_000]);
  });

  it('closes another 20 % when the cooldown is over', () => {
    const small = large('full');
    expect(fillsAt(small, 2)).toEqual([-500]);
    expect(fillsAt(small, 32)).toEqual([-400]);
  });

  it('closes 90k whole', () => {
    expect(fillsAt(large('full', 900), 2)).toEqual([-900]);
  });

  it('waits for the end of the cooldown in the other reading', () => {
    const small = large('wait');
    expect(fillsAt(small, 2)).toEqual([-500]);
    small.exchange.advanceTo(12_000_000);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'again', atUs: 32_000_000 });
    expect(small.take('liquidationDeferred')).toEqual([['liquidationDeferred', 4, 0, 0, DEFERRED_BY_COOLDOWN, 0]]);
    expect(fillsAt(small, 32)).toEqual([-400]);
  });
});

describe('a minimum that restores a buffer', () => {
  it('of 1,000 at 93 is 455 whole units of 454.838710: equity 2,788.425 is then 1.1 x 2,534.25', () => {
    const small = new SmallExchange({
      priceUsd: 93,
      maintenanceRatePpm: 50_000,
      holders: [{ equityUsd: 3_000, lots: 1_000 }],
      liquidation: { sizing: { kind: 'restoreBuffer', bufferRatio: 1.1 }, feePpm: 5_000 },
    });
    small.exchange.liquidate(4);
    expect(small.take('liquidationFill').map(([, , lots]) => lots)).toEqual([-455]);
    // 3,000 - 0.5 % x 455 x 93 = 2,788.425; 5 % x 545 x 93 = 2,534.25, and 1.1 times that 2,787.675.
    // The book rounds the value of a sale to a quantum.
    expect(small.equityUsd(4)).toBeCloseTo(2_788.425, 3);
    expect(small.exchange.maintenanceOf(4)).toBe(usd(2_534.25));
    small.exchange.liquidate(4);
    expect(small.take('recovered')).toHaveLength(1);
  });
});

describe('a cap on every step', () => {
  const capped = (lots: number): number => {
    const small = new SmallExchange({
      priceUsd: 1,
      maintenanceRatePpm: 50_000,
      holders: [{ equityUsd: lots / 100, lots }],
      ...policy({ stepCap: { portionMaxPpm: 500_000, notionalMin: usd(10) } }),
    });
    small.exchange.liquidate(4);
    return -small.take('liquidationFill')[0]![2];
  };

  it('takes 50 % of 50,000 at most, and 5 of a position of 5 although 10 is the least', () => {
    expect(capped(50_000)).toBe(25_000);
    expect(capped(5)).toBe(5);
    expect(capped(15)).toBe(10);
  });
});

describe('a fee capped by the surplus over bankruptcy price', () => {
  // Source of the figures: dYdX v4-chain, x/clob/keeper/liquidations_test.go. A long bankrupt at 5,100, a short at 4,900.
  const closeAt = (side: 1 | -1, markUsd: number, fillUsd: number, feePpm: number): SmallExchange => {
    const bankruptUsd = side > 0 ? 5_100 : 4_900;
    const small = new SmallExchange({
      priceUsd: markUsd,
      maintenanceRatePpm: 200_000,
      fundUsd: 100,
      holders: [{ equityUsd: Math.abs(markUsd - bankruptUsd), lots: side }],
      liquidation: { feePpm },
      ...policy({ limit: { kind: 'market' }, fee: { cap: 'surplus', fundSharePpm: 1_000_000 } }),
    });
    moveBook(small, markUsd, fillUsd, 1);
    small.exchange.liquidate(4);
    small.exchange.audit();
    return small;
  };

  it.each([
    [1, 5_610, 5_610, 5_000, 28.05],
    [1, 5_610, 5_610, 25_000, 140.25],
    [1, 5_610, 5_610, 1_000_000, 510],
    [1, 5_610, 5_105.1, 5_000, 5.1],
    [1, 5_610, 5_100, 5_000, 0],
    [1, 5_610, 5_049, 5_000, -51],
    [-1, 4_410, 4_410, 5_000, 22.05],
    [-1, 4_410, 4_410, 25_000, 110.25],
    [-1, 4_410, 4_410, 1_000_000, 490],
    [-1, 4_410, 4_895.1, 5_000, 4.9],
    [-1, 4_410, 4_949, 5_000, -49],
  ] as const)('side %i, mark %f, fill %f, fee %i ppm: the fund gets %f', (side, mark, fill, feePpm, change) => {
    const small = closeAt(side, mark, fill, feePpm);
    expect(small.fundUsd()).toBe(100 + change);
    expect(small.exchange.equityOf(4)).toBeGreaterThanOrEqual(0);
  });

  it('caps the fee of a part by the equity that stood behind the part', () => {
    // Half of 2 units at 5,105.10 of an account bankrupt at 5,100 has 5.10 behind it, of 10.20 in all.
    const small = new SmallExchange({
      priceUsd: 5_610,
      maintenanceRatePpm: 200_000,
      holders: [{ equityUsd: 1_020, lots: 2 }],
      liquidation: { feePpm: 5_000, sizing: { kind: 'fraction', sharePpm: 500_000 } },
      ...policy({ fee: { cap: 'surplus', fundSharePpm: 1_000_000 } }),
    });
    small.moveTo(5_105.1);
    small.exchange.liquidate(4);
    expect(small.fundUsd()).toBe(5.1);
    expect(small.equityUsd(4)).toBeCloseTo(5.1, 10);
  });

  it('leaves the liquidator what is not the share of the fund, and rounds for the fund', () => {
    const small = new SmallExchange({
      priceUsd: 5_610,
      maintenanceRatePpm: 200_000,
      holders: [{ equityUsd: 510, lots: 1 }],
      liquidation: { feePpm: 5_000 },
      ...policy({ fee: { cap: 'equity', fundSharePpm: 333_333 } }),
    });
    const externalUsd = small.equityUsd(1);
    small.exchange.liquidate(4);
    // 28.05 x 33.3333 % = 9.34999...: 9.35 for the fund, 18.70 for the liquidator.
    expect(small.take('liquidationFee')).toEqual([['liquidationFee', 4, 0, 28.05, 187_000, 0]]);
    expect(small.fundUsd()).toBe(9.35);
    expect(small.equityUsd(1) - externalUsd).toBeCloseTo(18.7, 10);
  });
});

describe('a price limit of the policy', () => {
  const venue: SmallVenue = {
    priceUsd: 100,
    maintenanceRatePpm: 100_000,
    holders: [{ equityUsd: 50, lots: 10 }],
  };

  it('at a distance from the mark stops an order beyond it, and lets it go as far as that', () => {
    const rules = policy({ limit: { kind: 'markDistance', distancePpm: 10_000 } });
    const small = new SmallExchange({ ...venue, ...rules });
    moveBook(small, 100, 98.99, 1);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'again', atUs: 2_000_000 });
    expect(small.take('liquidationDeferred')).toEqual([['liquidationDeferred', 4, 0, 0, DEFERRED_BY_LIMIT, 10]]);
    moveBook(small, 100, 99.01, 2);
    small.exchange.liquidate(4);
    expect(small.take('liquidationFill').map(([, , lots]) => lots)).toEqual([-10]);
  });

  it('by equity below maintenance: at half of it, half of 10 % of its margin', () => {
    // Margin 100, equity 50: rating 1 - 50 / 100 = 0.5; 0.5 x 10 % x 100 = 5 USD for 10 units: 99.50.
    const rules = policy({ limit: { kind: 'fillable', adjustment: 1, spreadPpm: 100_000 } });
    const small = new SmallExchange({ ...venue, ...rules });
    moveBook(small, 100, 99.49, 1);
    expect(small.exchange.liquidate(4).kind).toBe('again');
    moveBook(small, 100, 99.51, 2);
    small.exchange.liquidate(4);
    expect(small.take('liquidationFill').map(([, , lots]) => lots)).toEqual([-10]);
  });

  it('of none lets the account end below zero, which the fund then pays', () => {
    const small = new SmallExchange({ ...venue, fundUsd: 100, ...policy({ limit: { kind: 'market' } }) });
    moveBook(small, 100, 90, 1);
    small.exchange.liquidate(4);
    expect(small.take('fundPayment')).toEqual([['fundPayment', 4, 0, 50, 0, usd(50)]]);
    small.exchange.audit();
  });
});

describe('the order of legs', () => {
  // 10 A at 100 with a deep book, 20 B at 40 with a thin one; margins 1 % and 3 %. At 95 and 39: losses 50 and 20,
  // notionals 950 and 780, margins 9.50 and 23.40, share of the margin in notional 1 % and 3 %.
  const chosenBy = (legOrder: LegOrder, depthB = 1e15): number[] => {
    const rules = smallRules({ priceUsd: 100, holders: [], ...policy({ legOrder }) });
    const instrument = (symbol: string, priceUsd: number) =>
      createLinearPerpetual({
        symbol,
        tickSize: 0.01,
        lotSizeUnits: 1,
        quantaPerLotTick: 100,
        priceInitialTicks: ticks(priceUsd),
      });
    const tier = (ppm: number) =>
      ({
        source: 'flat',
        brackets: [{ notionalMax: Infinity, maintenanceRatePpm: ppm, initialRatePpm: 2 * ppm }],
      }) as const;
    const population = allocatePopulation([{ accounts: 1, room: 2 }], 2);
    population.equity[4] = usd(75);
    for (const [i, lots] of [10, 20].entries()) {
      setLots(population.records, 4, i, lots);
      setLots(population.records, 1, i, lotsIn(population.records, 1, i) - lots);
    }
    const fills: number[] = [];
    const exchange = new ColumnExchange({
      venue: {
        ...rules,
        instruments: [instrument('A', 100), instrument('B', 40)],
        tiers: [tier(10_000), tier(30_000)],
      },
      market: {
        ...smallMarket,
        correlation: {
          matrix: [
            [1, 0],
            [0, 1],
          ],
        },
        depth: [smallMarket.depth[0]!, { depthAtOnePercent: depthB, exponent: 1 }],
      },
      population,
      crossImpact: new CrossImpact([1, 0, 0, 1], [1e15, depthB], 0),
      warningRatio: 0,
      facts: { record: (kind, _, i) => void (kind === 'liquidationFill' && fills.push(i)) },
    });
    exchange.advanceTo(1_000_000);
    exchange.applyReference(Float64Array.of(log(95 / 100), log(39 / 40)), 1_000_000);
    exchange.updateMarks();
    exchange.liquidate(4);
    exchange.audit();
    return fills;
  };

  it.each([
    ['largestMaintenance', [1]],
    ['largestLoss', [0]],
    ['marginEfficient', [1]],
    ['proRata', [0, 1]],
  ] as const)('%s', (legOrder, expected) => {
    expect(chosenBy(legOrder)).toEqual(expected);
  });

  it('by liquidity prefers the deep book, and by impact weighs it against the margin freed', () => {
    // Within a per cent the book of B takes 100 USD of notional, that of A all there is.
    expect(chosenBy('mostLiquid', usd(100))).toEqual([0]);
    expect(chosenBy('impactEfficient', usd(100))).toEqual([0]);
    // Of two books without bottom that of B is used less for its notional: 20 lots of 39 against 10 of 95.
    expect(chosenBy('impactEfficient')).toEqual([1]);
  });
});
