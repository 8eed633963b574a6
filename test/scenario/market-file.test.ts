// Goal: a market file becomes the market it describes, and a bad one is refused with every problem at its place. Method:
// the shipped example; one small file, and edits of it.

import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Problem } from '../../src/base/problem.ts';
import { US_PER_DAY } from '../../src/base/units.ts';
import { computeShockedPrice } from '../../src/instruments/contract-value.ts';
import { QUOTE_CURRENCY } from '../../src/instruments/market-view.ts';
import { priceBlack76 } from '../../src/instruments/option-pricing.ts';
import { readMarketFile, type MarketFile } from '../../src/scenario/market-file.ts';
import { buildMarketJsonSchema } from '../../src/scenario/market-json-schema.ts';
import { readShipped, refusalsOf } from './test-environment.ts';

const small = `version: 1
time: 2025-10-10T08:00:00Z
rate: 4 %
assets:
  - symbol: BTC
    price: 50000 USD
    carry: 5 %
    volatility: 60 %
    collateral: { weight: 95 %, liabilityWeight: 110 % }
  - symbol: USDT
    price: 0.999 USD
contracts:
  - { symbol: PERP, kind: perpetual, underlying: BTC, openInterest: 2 M USD, depthAtOnePercent: 300 k USD }
  - { symbol: INV, kind: perpetual, underlying: BTC, settlesIn: coin, contractSize: 100 USD, mark: 50010 USD }
  - { symbol: FUT, kind: future, underlying: BTC, expiry: 2026-01-08T08:00:00Z }
  - { symbol: CALL, kind: option, underlying: BTC, settlesIn: coin, contractSize: 0.1 BTC, right: call, strike: 60000 USD, expiry: 90 d }
  - { symbol: PUT, kind: option, underlying: BTC, right: put, strike: 40000 USD, expiry: 90 d, mark: 1500 USD }
`;

const read = (text: string): MarketFile => readMarketFile(text, 'market.yaml');

function edited(...pairs: readonly (readonly [string, string])[]): string {
  let text = small;
  for (const [from, to] of pairs) {
    if (!text.includes(from)) throw new Error(`no "${from}" in the file`);
    text = text.replace(from, to);
  }
  return text;
}

function problemsOf(text: string): readonly Problem[] {
  return refusalsOf(() => read(text));
}

/** Line, code, and the text that the place points at, long ones cut. */
function pointers(problems: readonly Problem[]): string[] {
  return problems.map(({ place, code }) => {
    const { line = 0, column = 1, length = 0, lineText = '' } = place ?? {};
    return `${line} ${code}: ${lineText.slice(column - 1, column - 1 + Math.min(length, 24))}`;
  });
}

describe('a market file', () => {
  it('gives the market its assets, contracts and terms', () => {
    const { market, collateral, time, warnings } = read(small);
    expect(time).toBe('2025-10-10T08:00:00Z');
    expect(warnings).toEqual([]);
    expect(market.assets).toEqual(['BTC', 'USDT']);
    expect([...market.indexPrices]).toEqual([50_000, 0.999]);
    expect([market.timeUs, market.rate, ...market.carry]).toEqual([0, 0.04, 0.05, 0]);
    expect([...market.underlyingOf]).toEqual([0, 0, 0, 0, 0]);
    expect([...market.settlementOf]).toEqual([QUOTE_CURRENCY, 0, QUOTE_CURRENCY, 0, QUOTE_CURRENCY]);
    expect(market.contracts[1]).toEqual({
      kind: 'perpetual',
      symbol: 'INV',
      underlying: 'BTC',
      settlesInCoin: true,
      multiplier: 100,
    });
    expect(market.contracts[3]).toMatchObject({ multiplier: 0.1, strike: 60_000, expiryUs: 90 * US_PER_DAY });
    expect([...market.openInterest]).toEqual([2e6, 0, 0, 0, 0]);
    expect([...market.depthAtOnePercent]).toEqual([3e5, Infinity, Infinity, Infinity, Infinity]);
    expect(collateral.assets[0]).toMatchObject({ tiers: [{ upTo: Infinity, weight: 0.95 }], liabilityWeight: 1.1 });
    expect(collateral.assets[1]).toMatchObject({ tiers: [{ upTo: Infinity, weight: 0 }], liabilityWeight: 1 });
  });

  it('marks what it leaves out at the index, the forward, or the model price', () => {
    const { market } = read(small);
    const forward = 50_000 * Math.exp((0.05 * 90) / 365);
    const call = priceBlack76('call', forward, 60_000, 90 / 365, 0.6, Math.exp((-0.04 * 90) / 365));
    expect([...market.markPrices]).toEqual([
      50_000,
      50_010,
      expect.closeTo(forward, 8),
      expect.closeTo(call / 50_000, 14),
      1_500,
    ]);
  });

  it('may be JSON, and may have no date', () => {
    const json = JSON.stringify({
      version: 1,
      assets: [{ symbol: 'A', price: '2 USD', volatility: '50 %' }],
      contracts: [{ symbol: 'C', kind: 'option', underlying: 'A', right: 'call', strike: '2 USD', expiry: '30 d' }],
    });
    const { market, time } = read(json);
    expect(time).toBeNull();
    expect(market.contracts[0]).toMatchObject({ expiryUs: 30 * US_PER_DAY });
  });

  it('takes smiles by strike or by moneyness', () => {
    const nodes = '[{strike: 40000 USD, volatility: 80 %}, {strike: 60000 USD, volatility: 50 %}]';
    const far = '[{moneyness: 90 %, volatility: 70 %}]';
    const smiles = `smiles: [{expiry: 90 d, nodes: ${nodes}}, {expiry: 180 d, nodes: ${far}}]`;
    const surface = read(edited(['volatility: 60 %', `volatility: {${smiles}}`])).market.surfaces[0]!;
    const forward = 50_000 * Math.exp((0.05 * 90) / 365);
    expect(surface.volatilityAt(Math.log(40_000 / forward), 90 / 365)).toBeCloseTo(0.8, 12);
    expect(surface.volatilityAt(0.3, 2)).toBeCloseTo(0.7, 12);
  });

  it('takes volatilities from marks, and prices marked options back to their marks', () => {
    const { market } = read(
      edited(['volatility: 60 %', 'volatility: fromMarks'], ['mark: 1500 USD', 'mark: 1234.5 USD']),
    );
    expect(computeShockedPrice(market, 4, 50_000)).toBeCloseTo(1_234.5, 8);
    // The call has no mark: one node, flat, so its volatility is the put's.
    const volatility = market.surfaces[0]!.volatilityAt(0, 90 / 365);
    expect(market.surfaces[0]!.volatilityAt(0.5, 90 / 365)).toBe(volatility);
  });

  it('warns of surfaces with arbitrage, at the node', () => {
    const smile = (days: number, v: string) => `{expiry: ${days} d, nodes: [{moneyness: 100 %, volatility: ${v}}]}`;
    const text = edited(['volatility: 60 %', `volatility: {smiles: [${smile(30, '80 %')}, ${smile(60, '40 %')}]}`]);
    expect(read(text).warnings.map(({ code, key }) => `${code} ${key}`)).toEqual([
      'calendar-arbitrage assets.BTC.volatility.smiles[1].nodes[0]',
    ]);
  });

  it('the shipped example is sound, free of arbitrage, and marks its options near the surface', () => {
    const { market, warnings } = readMarketFile(readShipped('examples/margin/market.yaml'), 'market.yaml');
    expect(warnings).toEqual([]);
    market.contracts.forEach((_, c) => {
      const model = computeShockedPrice(market, c, market.indexPrices[market.underlyingOf[c]!]!);
      expect(Math.abs(market.markPrices[c]! / model - 1)).toBeLessThan(0.02);
    });
  });
});

describe('a bad market file', () => {
  it.each<[what: string, edit: readonly (readonly [string, string])[], problems: string[]]>([
    [
      'an unknown underlying',
      [['kind: future, underlying: BTC', 'kind: future, underlying: BTX']],
      ['15 unknown-asset: BTX'],
    ],
    ['an expired future', [['2026-01-08T08:00:00Z', '2025-10-10T08:00:00Z']], ['15 expired: 2025-10-10T08:00:00Z']],
    ['an expired option', [['60000 USD, expiry: 90 d', '60000 USD, expiry: 0 d']], ['16 expired: 0 d']],
    ['a negative volatility', [['volatility: 60 %', 'volatility: -60 %']], ['8 out-of-range: -60 %']],
    ['a bare volatility', [['volatility: 60 %', 'volatility: 0.6']], ['8 missing-unit: 0.6']],
    ['no volatility', [['    volatility: 60 %\n', '']], ['15 missing-volatility: BTC', '16 missing-volatility: BTC']],
    ['no price', [['    price: 50000 USD\n', '']], ['5 missing-key: symbol: BTC']],
    ['a price that is no number', [['50000 USD', '.inf']], ['6 not-a-quantity: .inf']],
    ['a NaN', [['50010 USD', '.nan']], ['14 not-a-quantity: .nan']],
    ['a price of zero', [['50000 USD', '0 USD']], ['6 out-of-range: 0 USD']],
    ['a symbol twice', [['symbol: INV', 'symbol: PERP']], ['14 duplicate-symbol: PERP']],
    ['an asset twice', [['symbol: USDT', 'symbol: BTC']], ['10 duplicate-symbol: BTC']],
    ['the quote currency as an asset', [['symbol: USDT', 'symbol: USD']], ['10 reserved-symbol: USD']],
    ['a premium in the wrong currency', [['mark: 1500 USD', 'mark: 0.03 BTC']], ['17 unknown-unit: 0.03 BTC']],
    [
      'a contract size in the wrong unit',
      [['contractSize: 100 USD', 'contractSize: 100 BTC']],
      ['14 unknown-unit: 100 BTC'],
    ],
    ['an unknown kind', [['kind: future', 'kind: futures']], ['15 unknown-value: futures']],
    ['a mistyped key', [['strike: 40000', 'strik: 40000']], ['17 unknown-key: strik']],
    [
      'a date without one for the market',
      [['time: 2025-10-10T08:00:00Z\n', '']],
      ['14 time-missing: 2026-01-08T08:00:00Z'],
    ],
    [
      'weight and tiers',
      [['weight: 95 %', 'weight: 95 %, tiers: [{weight: 5 %}]']],
      ['9 one-of-two-keys: { weight: 95 %, tiers: ['],
    ],
    ['neither', [['weight: 95 %, ', '']], ['9 one-of-two-keys: { liabilityWeight: 110 %']],
    ['a weight above one', [['weight: 95 %', 'weight: 101 %']], ['9 out-of-range: 101 %']],
    ['a liability weight below one', [['110 %', '90 %']], ['9 out-of-range: 90 %']],
    [
      'a gap in the tiers',
      [['weight: 95 %', 'tiers: [{weight: 90 %}, {weight: 80 %}]']],
      ['9 tiers-gap: {weight: 90 %}'],
    ],
    ['tiers that end', [['weight: 95 %', 'tiers: [{valueMax: 1 M USD, weight: 90 %}]']], ['9 tiers-gap: 1 M USD']],
    [
      'tiers out of order',
      [['weight: 95 %', 'tiers: [{unitsMax: 5 BTC, weight: 90 %}, {unitsMax: 4 BTC, weight: 95 %}, {weight: 0 %}]']],
      ['9 tiers-inconsistent: 4 BTC', '9 tiers-inconsistent: 95 %'],
    ],
    [
      'tiers in two units',
      [['weight: 95 %', 'tiers: [{unitsMax: 5 BTC, weight: 90 %}, {valueMax: 4 M USD, weight: 80 %}, {weight: 0 %}]']],
      ['9 tiers-inconsistent: 4 M USD'],
    ],
    [
      'smiles out of order',
      [
        [
          'volatility: 60 %',
          'volatility: {smiles: [{expiry: 9 d, nodes: [{moneyness: 1 %, volatility: 9 %}]}, {expiry: 9 d, nodes: [{moneyness: 1 %, volatility: 9 %}]}]}',
        ],
      ],
      ['8 expiries-unordered: 9 d'],
    ],
    [
      'a node with two places',
      [
        [
          'volatility: 60 %',
          'volatility: {smiles: [{expiry: 9 d, nodes: [{moneyness: 1 %, strike: 5 USD, volatility: 9 %}]}]}',
        ],
      ],
      ['8 one-of-two-keys: {moneyness: 1 %, strike:'],
    ],
    [
      'strikes out of order',
      [
        [
          'volatility: 60 %',
          'volatility: {smiles: [{expiry: 9 d, nodes: [{moneyness: 90 %, volatility: 9 %}, {moneyness: 80 %, volatility: 9 %}]}]}',
        ],
      ],
      ['8 strikes-unordered: {moneyness: 80 %, volati'],
    ],
    [
      'marks that no volatility makes',
      [
        ['volatility: 60 %', 'volatility: fromMarks'],
        ['1500 USD', '40000 USD'],
      ],
      ['17 price-above-bound: 40000 USD'],
    ],
    [
      'volatilities from marks without marks',
      [
        ['volatility: 60 %', 'volatility: fromMarks'],
        [', mark: 1500 USD', ''],
      ],
      ['8 missing-price: fromMarks'],
    ],
  ])('%s', (_, edit, problems) => {
    expect(pointers(problemsOf(edited(...edit)))).toEqual(problems);
  });

  it('is refused with all its problems at once, in the order of the file', () => {
    const text = edited(
      ['price: 50000 USD', 'price: 50000'],
      ['underlying: BTC, expiry', 'underlying: ETH, expiry'],
      ['0.1 BTC', '0 BTC'],
    );
    const problems = problemsOf(text);
    expect(pointers(problems)).toEqual(['6 missing-unit: 50000', '15 unknown-asset: ETH', '16 out-of-range: 0 BTC']);
    expect(problems[1]).toMatchObject({
      key: 'contracts.FUT.underlying',
      message: 'contracts.FUT.underlying names an asset that is not listed: ETH',
      hint: 'did you mean "BTC"?',
      place: { file: 'market.yaml' },
    });
  });

  it.each([
    '',
    '# nothing',
    '[1, 2]',
    'version: 2',
    'version: 1\nassets: []',
    '{',
    'version: 1\nassets: 5\ncontracts: {}',
  ])('never throws anything but its problems: %j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  it('cut off anywhere is refused or read, never worse', () => {
    fc.assert(
      fc.property(fc.nat({ max: small.length }), (end) => {
        problemsOf(small.slice(0, end));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the JSON Schema of market files', () => {
  const schema = buildMarketJsonSchema();
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

  it('is committed as it is generated (`vitest -u` renews it)', async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../schema/market.schema.json');
  });

  it('accepts what the reader accepts, and not a mistyped key', () => {
    for (const text of [small, readShipped('examples/margin/market.yaml')]) {
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(validate(parse(edited(['strike: 40000', 'strik: 40000'])))).toBe(false);
  });
});
