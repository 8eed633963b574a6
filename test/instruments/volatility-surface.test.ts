// Goal: surfaces go through their quotes, travel with the price, and tell when they allow arbitrage. Method: quotes put in
// and asked for again, hand-made violations, and random convex smiles for the bounds that the breach watch relies on.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/base/problem.ts';
import { priceBlack76 } from '../../src/instruments/option-pricing.ts';
import { findSmileArbitrage } from '../../src/instruments/smile-arbitrage.ts';
import { createSmileSurface, type Smile } from '../../src/instruments/smile-surface.ts';
import { deriveSmiles, type OptionQuote } from '../../src/instruments/smiles-from-quotes.ts';
import { createFlatSurface, type VolatilitySurface } from '../../src/instruments/volatility-surface.ts';

const near: Smile = {
  years: 0.1,
  nodes: [
    { logMoneyness: -0.4, volatility: 0.8 },
    { logMoneyness: 0, volatility: 0.5 },
    { logMoneyness: 0.3, volatility: 0.6 },
  ],
};
const far: Smile = {
  years: 0.5,
  nodes: [
    { logMoneyness: -0.2, volatility: 0.7 },
    { logMoneyness: 0.2, volatility: 0.6 },
  ],
};

const priceOn = (surface: VolatilitySurface, spot: number, strike: number, years: number): number =>
  priceBlack76('call', spot, strike, years, surface.volatilityAt(Math.log(strike / spot), years), 1);

describe('a smile surface', () => {
  it.each(['linear', 'monotone'] as const)('%s: goes through its nodes and is flat beyond them', (interpolation) => {
    const surface = createSmileSurface([near, far], interpolation);
    for (const { years, nodes } of [near, far]) {
      for (const node of nodes) expect(surface.volatilityAt(node.logMoneyness, years)).toBeCloseTo(node.volatility, 14);
    }
    expect(surface.volatilityAt(-3, 0.1)).toBe(surface.volatilityAt(-0.4, 0.1));
    expect(surface.volatilityAt(3, 0.5)).toBe(surface.volatilityAt(0.2, 0.5));
    expect(surface.volatilityAt(0, 0.01)).toBe(surface.volatilityAt(0, 0.1));
    expect(surface.volatilityAt(0, 7)).toBe(surface.volatilityAt(0, 0.5));
  });

  it('is linear in variance across strikes and in total variance across expiries', () => {
    const surface = createSmileSurface([near, far]);
    // (0.25 + 0.36) / 2 at k = 0.15 of the near smile.
    expect(surface.volatilityAt(0.15, 0.1) ** 2).toBeCloseTo(0.305, 14);
    // At k = 0: 0.1 x 0.25 and 0.5 x (0.49 + 0.36) / 2; a quarter of the way at 0.2 years.
    expect(surface.volatilityAt(0, 0.2) ** 2 * 0.2).toBeCloseTo(0.025 + (0.2125 - 0.025) / 4, 14);
  });

  it('monotone stays between neighbouring nodes where they rise or fall', () => {
    const nodes = fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(nodes, fc.double({ min: 0, max: 1, noNaN: true }), (volatilities, share) => {
        const smile = {
          years: 1,
          nodes: volatilities.map((volatility, j) => ({ logMoneyness: j * j * 0.1, volatility })),
        };
        const surface = createSmileSurface([smile], 'monotone');
        for (let j = 1; j < volatilities.length; j += 1) {
          const [a, b] = [smile.nodes[j - 1]!, smile.nodes[j]!];
          const between = surface.volatilityAt(a.logMoneyness + share * (b.logMoneyness - a.logMoneyness), 1);
          expect(between).toBeGreaterThanOrEqual(Math.min(a.volatility, b.volatility) - 1e-12);
          expect(between).toBeLessThanOrEqual(Math.max(a.volatility, b.volatility) + 1e-12);
        }
      }),
    );
  });

  it('refuses what is no surface, naming each fault', () => {
    const faulty: Smile[] = [
      {
        years: 0.5,
        nodes: [
          { logMoneyness: 0, volatility: -0.2 },
          { logMoneyness: 0, volatility: NaN },
        ],
      },
      { years: 0.5, nodes: [] },
      { years: NaN, nodes: [{ logMoneyness: Infinity, volatility: 1 }] },
    ];
    try {
      createSmileSurface(faulty);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).problems.map(({ key, code }) => `${key} ${code}`)).toEqual([
        'smiles[0].nodes[0].volatility bad-volatility',
        'smiles[0].nodes[1].volatility bad-volatility',
        'smiles[0].nodes[1].logMoneyness strikes-unordered',
        'smiles[1].years expiries-unordered',
        'smiles[1].nodes smile-empty',
        'smiles[2].years expiry-past',
        'smiles[2].years expiries-unordered',
        'smiles[2].nodes[0].logMoneyness not-finite',
      ]);
    }
    expect(() => createSmileSurface([])).toThrow(InvalidInputError);
  });
});

describe('sticky moneyness', () => {
  it('makes a price homogeneous of degree one in spot and strike', () => {
    const surface = createSmileSurface([near, far], 'monotone');
    const inputs = fc.tuple(
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
    );
    fc.assert(
      fc.property(inputs, ([ratio, years, scale]) => {
        const scaled = priceOn(surface, scale * 100, scale * 100 * ratio, years);
        expect(Math.abs(scaled / scale - priceOn(surface, 100, 100 * ratio, years))).toBeLessThan(1e-10);
      }),
    );
  });

  it('keeps delta between 0 and 1 where the smile is free of arbitrage', () => {
    // v^2 = a + b k^2 with a small b: total variance mild enough to be free of butterflies; the check confirms it.
    const smiles = fc.tuple(
      fc.double({ min: 0.2, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 0.3, noNaN: true }),
      fc.double({ min: 0.05, max: 0.5, noNaN: true }),
    );
    let sound = 0;
    fc.assert(
      fc.property(smiles, ([level, bend, years]) => {
        const nodes = Array.from({ length: 81 }, (_, j) => {
          const k = (j - 40) / 40;
          return { logMoneyness: k, volatility: Math.sqrt(level * level + bend * k * k) };
        });
        const surface = createSmileSurface([{ years, nodes }], 'monotone');
        if (findSmileArbitrage([{ years, nodes }], surface).length > 0) return;
        sound += 1;
        for (let j = 2; j < 79; j += 3) {
          const strike = 100 * Math.exp(nodes[j]!.logMoneyness);
          const delta = (priceOn(surface, 100.05, strike, years) - priceOn(surface, 99.95, strike, years)) / 0.1;
          expect(delta).toBeGreaterThanOrEqual(-1e-3);
          expect(delta).toBeLessThanOrEqual(1 + 1e-3);
        }
      }),
    );
    expect(sound).toBeGreaterThan(50);
  });
});

describe('arbitrage', () => {
  const find = (smiles: Smile[]) => findSmileArbitrage(smiles, createSmileSurface(smiles));

  it('is not found in a flat surface, nor in a plain smile', () => {
    const nodes = [-0.5, -0.1, 0, 0.2, 0.4].map((logMoneyness) => ({ logMoneyness, volatility: 0.6 }));
    expect(
      find([
        { years: 0.1, nodes },
        { years: 0.4, nodes },
      ]),
    ).toEqual([]);
    expect(find([near])).toEqual([]);
    expect(createFlatSurface(0.6).volatilityAt(-2, 0.3)).toBe(0.6);
  });

  it('between expiries is total variance that falls', () => {
    const later: Smile = { years: 0.2, nodes: [{ logMoneyness: 0, volatility: 0.3 }] };
    // At k = 0: 0.1 x 0.25 = 0.025 against 0.2 x 0.09 = 0.018.
    const found = find([near, later]);
    expect(found.map(({ kind, smile }) => `${kind} ${smile}`)).toEqual(['calendar 1', 'calendar 1', 'calendar 1']);
    expect(found[1]!.size).toBeCloseTo(0.007, 12);
  });

  it('within an expiry is a call price concave in strike, or one that rises', () => {
    const bump = [
      { logMoneyness: -0.1, volatility: 0.3 },
      { logMoneyness: 0, volatility: 0.45 },
      { logMoneyness: 0.1, volatility: 0.3 },
    ];
    expect(find([{ years: 0.25, nodes: bump }])).toEqual([
      { kind: 'butterfly', smile: 0, node: 1, size: expect.any(Number) as number },
    ]);
    const jump = [
      { logMoneyness: 0, volatility: 0.2 },
      { logMoneyness: 0.05, volatility: 0.9 },
    ];
    expect(find([{ years: 0.25, nodes: jump }])[0]).toMatchObject({ kind: 'call-slope', smile: 0, node: 1 });
  });
});

describe('smiles from quotes', () => {
  const quote = (right: 'call' | 'put', strike: number, volatility: number, years = 0.25): OptionQuote => {
    const [forward, discount] = [100, 0.98];
    return {
      right,
      strike,
      years,
      forward,
      discount,
      price: priceBlack76(right, forward, strike, years, volatility, discount),
    };
  };

  it('are the volatilities that made the prices, by expiry and strike whatever their order', () => {
    const quotes = [
      quote('call', 120, 0.55),
      quote('put', 80, 0.7, 0.5),
      quote('put', 80, 0.65),
      quote('call', 100, 0.5),
    ];
    const { smiles, faults } = deriveSmiles(quotes);
    expect(faults).toEqual([]);
    expect(smiles.map(({ years, nodes }) => [years, nodes.length])).toEqual([
      [0.25, 3],
      [0.5, 1],
    ]);
    const found = smiles[0]!.nodes.map(({ logMoneyness, volatility }) => [Math.exp(logMoneyness) * 100, volatility]);
    expect(found.flat()).toEqual([80, 0.65, 100, 0.5, 120, 0.55].map((value) => expect.closeTo(value, 10) as number));
  });

  it('take the option out of the money where a strike has both', () => {
    const { smiles } = deriveSmiles([
      quote('call', 80, 0.9),
      quote('put', 80, 0.65),
      quote('put', 120, 0.9),
      quote('call', 120, 0.55),
    ]);
    expect(smiles[0]!.nodes.map(({ volatility }) => volatility)).toEqual([
      expect.closeTo(0.65, 10),
      expect.closeTo(0.55, 10),
    ]);
  });

  it('leave out quotes that no volatility makes, and say which', () => {
    const good = quote('call', 100, 0.5);
    const { smiles, faults } = deriveSmiles([
      { ...good, price: 99 },
      good,
      { ...good, strike: 80, price: 19 },
      { ...good, strike: 130, price: 0 },
      good,
    ]);
    expect(faults).toEqual([
      { quote: 0, code: 'price-above-bound', bound: 98 },
      { quote: 2, code: 'price-below-payoff', bound: expect.closeTo(19.6, 10) as number },
      { quote: 3, code: 'price-without-volatility', bound: 0 },
      { quote: 4, code: 'duplicate-quote', bound: NaN },
    ]);
    expect(smiles).toHaveLength(1);
  });
});
