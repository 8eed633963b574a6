// Goal: the numbers that venues publish for their portfolio margins come out of the shipped presets. Method: tables of
// worked examples, arithmetic beside each, whole models where the example has all inputs and single charges otherwise.
import { describe, expect, it } from 'vitest';
import { US_PER_DAY } from '../../../src/base/units.ts';
import type { Contract } from '../../../src/instruments/contract.ts';
import { computeShockedPrice, computeShockedProfit } from '../../../src/instruments/contract-value.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';
import { scaleByTiers } from '../../../src/margin/grid/exposure-charge.ts';
import type { ExposureTerms, Formula, GridParameters } from '../../../src/margin/grid/grid-parameters.ts';
import { createGridModel } from '../../../src/margin/grid/grid-model.ts';
import { shockVolatility, volatilityChangeAt } from '../../../src/margin/grid/volatility-rule.ts';
import { gridPreset, presetModel } from './load-preset.ts';
import { bookOf, future, option, perpetual, smallMarket } from './small-market.ts';

type Sizes = Readonly<Record<number, number>>;

function requirement(parameters: GridParameters, market: MarketView, sizes: Sizes) {
  const out = { initial: 0, maintenance: 0 };
  createGridModel(parameters).prepare(market).requireInto(bookOf(market, sizes), out);
  return out;
}

/** The preset with one of its charges as the whole requirement. */
function only(name: string, charge: string, more: Partial<GridParameters> = {}): GridParameters {
  const formula: Formula = { charge, times: 1 };
  return { ...gridPreset(name), maintenance: formula, initial: formula, ...more };
}

describe('Paradex', () => {
  const market = smallMarket([{ name: 'BTC', index: 70_000 }], [perpetual('BTC')]);
  it('scans 24 scenarios whose weight x move is about 16 %, so one perpetual needs 16 % of spot on either side', () => {
    const parameters = gridPreset('paradex-pm-2026');
    const scenarios = parameters.classes[0]!.scans['SCAN']!;
    expect(scenarios).toHaveLength(24);
    const extended = scenarios
      .slice(16)
      .map(({ weight, priceMove }) => Number((weight * Math.abs(priceMove)).toFixed(4)));
    expect(extended).toEqual([0.1584, 0.1584, 0.16, 0.16, 0.16, 0.1599, 0.16, 0.16]);
    for (const size of [1, -1, 2.5]) {
      const { initial, maintenance } = requirement(parameters, market, { 0: size });
      expect(initial).toBeCloseTo(0.16 * 70_000 * Math.abs(size), 6);
      expect(maintenance).toBeCloseTo(initial / 2, 6);
    }
  });

  it('charges minimum delta on net and on half of what hedges: (2 % x 0.5 + 1 % x 1) x 70,000 = 1,400', () => {
    // A call whose delta is 0.3: the strike is found by halving.
    let [low, high] = [70_000, 140_000];
    const marketAt = (strike: number) =>
      smallMarket(
        [{ name: 'BTC', index: 70_000, volatility: 0.6 }],
        [perpetual('BTC'), option('BTC', 'call', strike, 30)],
      );
    const deltaAt = (strike: number) => {
      const charge = only('paradex-pm-2026', 'minimum delta');
      return requirement(charge, marketAt(strike), { 1: 1 }).initial / 0.02 / 70_000;
    };
    for (let k = 0; k < 60; k += 1) {
      const middle = (low + high) / 2;
      if (deltaAt(middle) > 0.3) low = middle;
      else high = middle;
    }
    // Net 1 - 5 x 0.3 = -0.5, gross 2.5, hedged (2.5 - 0.5) / 2 = 1.
    const { initial } = requirement(only('paradex-pm-2026', 'minimum delta'), marketAt(low), { 0: 1, 1: -5 });
    expect(initial).toBeCloseTo(1_400, 4);
    // A version of the page without the division would ask (2 % x 0.5 + 1 % x 2) x 70,000: not followed.
    expect(initial).not.toBeCloseTo(2_100, 0);
  });

  it('adds provisions in full to both margins', () => {
    const base = gridPreset('paradex-pm-2026');
    const charges = base.charges.map((terms) =>
      terms.kind === 'exposure' && terms.name === 'fee provision'
        ? { ...terms, rates: [{ measure: 'gross' as const, rate: 0.0005 }] }
        : terms,
    );
    const { initial, maintenance } = requirement({ ...base, charges }, market, { 0: -2 });
    expect(initial).toBeCloseTo(0.16 * 140_000 + 70, 6);
    expect(maintenance).toBeCloseTo(0.08 * 140_000 + 70, 6);
  });
});

describe('volatility shocks', () => {
  const ruleOf = (name: string) => gridPreset(name).classes[0]!.volatilityRules[0]!;
  it.each([
    // sqrt(30 / 15) x 40 %, as the page prints; (30 / 15)^0.30 x 38 %.
    ['deribit-pm-2018', 15, 0.566, 5e-4],
    ['deribit-pm-2020', 15, 0.4678, 5e-5],
    ['deribit-pm-2020', 30, 0.38, 1e-12],
    // Less than a day counts as one: 30^0.3 x 40 %; from 30 days on the power is 0.13.
    ['paradex-pm-2026', 0.2, 0.4 * 30 ** 0.3, 1e-12],
    ['paradex-pm-2026', 120, 0.4 * 0.25 ** 0.13, 1e-12],
  ])('%s at %d days: %d', (name, days, expected, tolerance) => {
    expect(Math.abs(volatilityChangeAt(ruleOf(name), days) - expected)).toBeLessThan(tolerance);
  });
  it('end at the floor and at zero', () => {
    const up = ruleOf('deribit-spm-2024');
    expect(shockVolatility(up, 0.2, 30 / 365)).toBe(0.5);
    expect(shockVolatility(up, 0.6, 30 / 365)).toBeCloseTo(0.9, 12);
    expect(shockVolatility({ ...up, kind: 'absolute', change: -0.9, floor: 0 }, 0.4, 10 / 365)).toBe(0);
  });
});

describe('Deribit', () => {
  const S = 50_000;
  const contracts = [
    future('BTC', 30, { symbol: 'A' }),
    future('BTC', 90, { symbol: 'B' }),
    option('BTC', 'call', 60_000, 30),
    option('BTC', 'put', 60_000, 30),
    option('BTC', 'put', 40_000, 30),
  ];
  const market = smallMarket([{ name: 'BTC', index: S }], contracts);
  it.each<[string, string, Sizes, number]>([
    // 1 % x min(100, 100) BTC.
    ['+100 and -100 futures', 'offsetting futures', { 0: 100, 1: -100 }, 1],
    ['+100 and -40 futures', 'offsetting futures', { 0: 100, 1: -40 }, 0.4],
    // Strike 60,000 is net short 10: 10 x 0.01 BTC.
    ['call +10, put -20 of a strike', 'short options', { 2: 10, 3: -20 }, 0.1],
    ['and another strike long', 'short options', { 2: 10, 3: -20, 4: 10 }, 0.1],
  ])('%s: %s', (_, charge, sizes, coins) => {
    expect(requirement(only('deribit-pm-2020', charge), market, sizes).maintenance / S).toBeCloseTo(coins, 9);
  });
  it('charged 1 % of all options and 2 % of offsetting futures before: 200 options 2 BTC, +-100 futures 2 BTC', () => {
    const options = requirement(only('deribit-pm-2018', 'options'), market, { 2: 120, 4: -80 });
    expect(options.maintenance / S).toBeCloseTo(2, 9);
    const futures = requirement(only('deribit-pm-2018', 'offsetting futures'), market, { 0: 100, 1: -100 });
    expect(futures.maintenance / S).toBeCloseTo(2, 9);
  });
  it('asks 16 % and 80 % of it for a perpetual, whatever the extended table says', () => {
    const linear = smallMarket([{ name: 'BTC', index: S }], [perpetual('BTC')]);
    for (const size of [1_000, -1_000]) {
      const { initial, maintenance } = requirement(gridPreset('deribit-spm-2024'), linear, { 0: size });
      expect(initial).toBeCloseTo(0.16 * S * 1_000, 3);
      expect(maintenance).toBeCloseTo(0.128 * S * 1_000, 3);
    }
  });
  it('margins inverse contracts in coin: a long loses 0.16 / 0.84 of its coins', () => {
    const contract = perpetual('BTC', { settlesInCoin: true, multiplier: 10 });
    const inverse = smallMarket([{ name: 'BTC', index: S }], [contract]);
    // 100,000 contracts of 10 USD are 20 BTC; at 42,000 they lose 1,000,000 (1 / 42,000 - 1 / 50,000) = 3.8095 BTC.
    const { initial } = requirement(gridPreset('deribit-spm-2024'), inverse, { 0: 100_000 });
    expect(initial / S).toBeCloseTo(1_000_000 * (1 / 42_000 - 1 / 50_000), 4);
  });
  it('keeps settlement currencies apart in segregated margin and nets them in cross margin', () => {
    const both = smallMarket(
      [{ name: 'BTC', index: S }],
      [perpetual('BTC'), perpetual('BTC', { settlesInCoin: true, multiplier: 10, symbol: 'BTC-INVERSE' })],
    );
    // Long 10 BTC in USDC, short 500,000 USD in coin.
    const book = { 0: 10, 1: -50_000 };
    expect(requirement(gridPreset('deribit-spm-2024'), both, book).initial).toBeGreaterThan(0.29 * S * 10);
    expect(requirement(only('deribit-xpm-2024', 'risk matrix'), both, book).initial).toBeCloseTo(0, 6);
  });
  it('rolls: each expiry pays max(1 %, 7.5 % a year) of its net delta', () => {
    const parameters = only('deribit-xpm-2024', 'roll shock');
    // No basis: 100 BTC in 30 days at 1 %, 100 BTC in 365 days at 7.5 %.
    const years = smallMarket([{ name: 'BTC', index: S }], [future('BTC', 30), future('BTC', 365)]);
    expect(requirement(parameters, years, { 0: 100, 1: -100 }).initial).toBeCloseTo(100 * S * 0.085, 4);
  });
});

describe('OKX', () => {
  const tiers = (edges: readonly (readonly [number, number])[]) => edges.map(([upTo, factor]) => ({ upTo, factor }));
  it('scales the minimum charge by tiers: 30,000 at x1 to 10,000 and x2 to 70,000 is 50,000', () => {
    const published = (gridPreset('okx-pm-2024-12').charges.find(({ name }) => name === 'MR7') as ExposureTerms).tiers;
    expect(scaleByTiers(published, 30_000)).toBe(50_000);
    expect(scaleByTiers(published, 10_000)).toBe(10_000);
    expect(scaleByTiers(published, 200_000)).toBe(10_000 + 120_000 + 400_000 + 180_000);
    expect(scaleByTiers(published, 0)).toBe(0);
  });
  it('MMR = max(40,000, 50,000) = 50,000', () => {
    const base = gridPreset('okx-pm-2025-01');
    // A perpetual notional N: MR1 = 12 % of N, so N = 333,333.33; raw minimum charge 9 % of N = 30,000.
    const charges = base.charges.map((terms) =>
      terms.name === 'MR7' && terms.kind === 'exposure'
        ? {
            ...terms,
            rates: [{ measure: 'gross' as const, rate: 0.09 }],
            tiers: tiers([
              [10_000, 1],
              [Infinity, 2],
            ]),
          }
        : terms,
    );
    const market = smallMarket([{ name: 'BTC', index: 100_000 }], [perpetual('BTC')]);
    const { initial, maintenance } = requirement({ ...base, charges }, market, { 0: 40_000 / 12_000 });
    expect(maintenance).toBeCloseTo(50_000, 6);
    expect(initial).toBeCloseTo(65_000, 6);
    expect(requirement(only('okx-pm-2025-01', 'MR1'), market, { 0: 40_000 / 12_000 }).maintenance).toBeCloseTo(
      40_000,
      6,
    );
  });
  it('MR9 of 10 M: 1 M x 0.75 % + 4 M x 1.75 % + 5 M x 2.5 % = 202,500', () => {
    const { tiers: ofPreset } = gridPreset('okx-pm-2025-01').charges.find(
      ({ name }) => name === 'MR9',
    ) as ExposureTerms;
    expect(scaleByTiers(ofPreset, 10_000_000)).toBeCloseTo(202_500, 6);
  });
  it('adds basis risk to the largest of spot shock, time decay and extreme move', () => {
    const market = smallMarket(
      [
        { name: 'BTC', index: 100_000 },
        { name: 'XRP', index: 2 },
      ],
      [perpetual('BTC'), future('BTC', 365), perpetual('XRP')],
    );
    // Calendar spread of 10 BTC a year apart: no spot shock, 10 x 100,000 x (e^0.05 - 1) of basis.
    const { maintenance } = requirement(gridPreset('okx-pm-2025-01'), market, { 0: 10, 1: -10 });
    expect(maintenance).toBeCloseTo(1_000_000 * (Math.exp(0.05) - 1), 4);
    // Another class: 18 % of 2,000; and 25 % for one that only the lists of MR4 and MR6 name.
    expect(requirement(gridPreset('okx-pm-2025-01'), market, { 2: 1_000 }).maintenance).toBeCloseTo(360, 8);
  });
});

describe('TIMS', () => {
  const market = smallMarket(
    [
      { name: 'SPX', index: 5_000, volatility: 0.2 },
      { name: 'OEX', index: 2_500 },
      { name: 'XYZ', index: 100 },
    ],
    [
      perpetual('SPX', { multiplier: 100 }),
      option('SPX', 'call', 4_800, 30, { multiplier: 100 }),
      perpetual('OEX', { multiplier: 100 }),
      option('XYZ', 'put', 20, 10, { multiplier: 100 }),
      perpetual('XYZ', { multiplier: 100 }),
    ],
  );
  const parameters = gridPreset('occ-tims-2026');
  it.each<[string, Sizes, number, number]>([
    // 500,000 of a high-capitalisation index: -8 % and +6 %.
    ['long index', { 0: 1 }, 40_000, 1e-6],
    ['short index', { 0: -1 }, 30_000, 1e-6],
    ['long call 4,800 at 20 %, 30 days', { 1: 1 }, 20_351.25, 0.005],
    // 250,000 short in another index of the group: worst at -8 % is 40,000 - 90 % x 20,000.
    ['long index against short index', { 0: 1, 2: -1 }, 22_000, 1e-6],
    ['long equity, 15 %', { 4: 1 }, 1_500, 1e-6],
    // Puts at a fifth of the price lose nothing: 0.375 x 100 each.
    ['short puts far out of the money', { 3: -10 }, 375, 1e-6],
    ['another group does not offset', { 0: 1, 4: -1 }, 41_500, 1e-6],
  ])('%s: %d', (_, sizes, expected, tolerance) => {
    const { maintenance } = requirement(parameters, market, sizes);
    expect(Math.abs(maintenance - expected)).toBeLessThan(tolerance);
    expect(presetModel('occ-tims-2026').prepare(market).explain(bookOf(market, sizes)).maintenance.amount).toBeCloseTo(
      maintenance,
      8,
    );
  });
});

describe('Derive', () => {
  const market = smallMarket(
    [{ name: 'ETH', index: 3_000 }],
    [perpetual('ETH'), option('ETH', 'call', 3_000, 30), option('ETH', 'put', 3_000, 30)],
  );
  it('asks 18 % + 3 % of a perpetual for maintenance and 1.25 x 18 % + 3 % initially', () => {
    const { initial, maintenance } = requirement(gridPreset('derive-pm-2024'), market, { 0: -2 });
    expect(gridPreset('derive-pm-2024').classes[0]!.scans['scenarios']).toHaveLength(23);
    expect(maintenance).toBeCloseTo(6_000 * 0.21, 6);
    expect(initial).toBeCloseTo(6_000 * (1.25 * 0.18 + 0.03), 6);
  });
  it('charges options net short by strike: calls and puts of a strike offset', () => {
    const charge = only('derive-pm-2024', 'option contingency');
    expect(requirement(charge, market, { 1: -4, 2: 1 }).initial).toBeCloseTo(3 * 0.015 * 3_000, 6);
    expect(requirement(charge, market, { 1: 4, 2: 1 }).initial).toBe(0);
  });
});

describe('an option that trades away from its surface', () => {
  it('asks what it would ask on it: the gap is no loss of any scenario', () => {
    const call: Contract = {
      kind: 'option',
      symbol: 'C',
      underlying: 'BTC',
      settlesInCoin: false,
      multiplier: 1,
      right: 'call',
      strike: 50_000,
      expiryUs: 30 * US_PER_DAY,
    };
    const market = smallMarket([{ name: 'BTC', index: 50_000, volatility: 0.6 }], [call]);
    const onSurface = computeScenarioProfits(market);
    market.markPrices[0]! *= 1.2;
    expect(computeScenarioProfits(market)).toEqual(onSurface);
  });
});

function computeScenarioProfits(market: MarketView): number[] {
  return [30_000, 45_000, 55_000, 80_000].map((index) =>
    computeShockedProfit(market, 0, computeShockedPrice(market, 0, index), index),
  );
}
