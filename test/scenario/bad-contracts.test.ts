// Goal: contracts, collateral, models and books that do not fit together are refused where they clash.
// Method: one edit of a sound scenario with every kind of instrument a case; `«` marks where the problem must point.

import { describe, expect, it } from 'vitest';
import { anyContractText } from './any-contract-scenario.ts';
import { baseText, edited, unmark } from './base-scenario.ts';
import { places, problemsOf, readText } from './test-environment.ts';

type Case = readonly [name: string, from: string, to: string, code: string, hint?: string];

const inverse = '      symbol: BTC-INV\n      follows: BTC\n      settlesIn: BTC-SPOT\n';
const put = '      symbol: BTC-80000-P\n      follows: BTC\n';
const future = '      symbol: BTC-27MAR26\n      follows: BTC\n';
const callSize = '      tickSize: 0.0001 BTC\n      lotSize: 0.01 BTC';
const fund = '    initial: 1 M USD';

const links: readonly Case[] = [
  ['to follow nobody', future, future.replace('follows: BTC', 'follows: «BTD'), 'unknown-instrument'],
  [
    'to follow a follower',
    put,
    put.replace('follows: BTC', 'follows: «BTC-INV'),
    'follows-chain',
    'write "follows: BTC"',
  ],
  ['to follow itself', put, put.replace('follows: BTC', 'follows: «BTC-80000-P'), 'follows-chain'],
  ['an option on nothing', put, '      symbol: BTC-80000-P\n', 'missing-key', 'follows'],
  [
    'to settle in a perpetual',
    inverse,
    inverse.replace('settlesIn: BTC-SPOT', 'settlesIn: «BTC'),
    'settles-not-in-spot',
    'kind: spot',
  ],
  [
    'to settle in another coin',
    inverse,
    inverse.replace('settlesIn: BTC-SPOT', 'settlesIn: «USDX'),
    'settles-in-other-asset',
  ],
  [
    'to settle in coin with a price of its own',
    inverse,
    '      symbol: BTC-INV\n      initialPrice: 100,000 USD\n      settlesIn: «BTC-SPOT\n',
    'settles-without-follows',
  ],
  ['a root without a price', '      initialPrice: 1 USD\n', '', 'missing-key', 'initialPrice'],
  [
    'an option before the end',
    'strike: 80,000 USD\n      expiry: 30 d',
    'strike: 80,000 USD\n      expiry: «59 min',
    'expires-in-run',
  ],
  ['a future of yesterday', 'expiry: 2026-03-27T08:00:00Z', 'expiry: «2025-10-09T08:00:00Z', 'time-before-start'],
  ['a strike of nothing', 'strike: 80,000 USD', 'strike: «0 USD', 'out-of-range'],
  ['a right to neither', 'right: put', 'right: «puts', 'unknown-value', 'did you mean "put"?'],
  ['a kind that there is not', 'kind: future', 'kind: «futur', 'unknown-value', 'did you mean "future"?'],
  ['a strike of a future', future, `${future}      «strike: 5 USD\n`, 'unknown-key'],
  ['a price of an option', put, `${put}      «initialPrice: 5 USD\n`, 'unknown-key'],
];

const sizes: readonly Case[] = [
  ['an inverse lot in coin', 'lotSize: 100 USD', 'lotSize: «0.001 BTC', 'wrong-asset', 'write "0.001 USD"'],
  ['an inverse lot without a unit', 'lotSize: 100 USD', 'lotSize: «100', 'wrong-asset', 'write "100 USD"'],
  ['half a quantum of notional', 'lotSize: 100 USD', 'lotSize: «0.00005 USD', 'lot-tick-quantum', 'write "100 USD"'],
  ['a premium step in USD of what settles in coin', 'tickSize: 0.0001 BTC', 'tickSize: «5 USD', 'wrong-asset'],
  ['a premium step in coin of what settles in USD', 'tickSize: 5 USD', 'tickSize: «0.0001 BTC', 'wrong-asset'],
  [
    'a step of a lot below the coin',
    callSize,
    '      tickSize: 0.0000001 BTC\n      lotSize: «0.01 BTC',
    'lot-tick-quantum',
    'BTC-SPOT',
  ],
  [
    'a premium step below a quantum',
    'tickSize: 5 USD\n      lotSize: 0.01',
    'tickSize: 0.005 USD\n      lotSize: «0.01',
    'lot-tick-quantum',
  ],
  ['a balance in another asset', 'lotSize: 0.0001 USDX', 'lotSize: «0.0001 ETH', 'wrong-asset'],
];

const tiers = '      tiers: [{maxLeverage: 20x, maintenanceRate: 2 %}]\n';
const venue: readonly Case[] = [
  ['no margin at all', tiers, '', 'missing-key', '"margin:" to venue'],
  [
    'an option with brackets',
    'tickSize: 5 USD\n      lotSize: 0.01 BTC\n      tiers: [{',
    'tickSize: 5 USD\n      lotSize: 0.01 BTC\n      tiers: «[{notionalMax: 1 M USD, maxLeverage: 20x, maintenanceRate: 2 %}, {',
    'tiers-inconsistent',
  ],
  ['a model that there is not', fund, `${fund}\n  margin: «no-such-model`, 'unknown-preset'],
  ['a model in no file', fund, `${fund}\n  margin: «models/own.yaml`, 'margin-file-missing'],
  [
    'a model of no family',
    fund,
    `${fund}\n  margin: {family: «grit, parameters: {}}`,
    'unknown-value',
    'did you mean "grid"?',
  ],
  ['a model without parameters', fund, `${fund}\n  margin: {family: grid}`, 'missing-key'],
  [
    'options without volatility',
    '    - {instrument: BTC, surface: 60 %, carry: 5 %}',
    '    []',
    'no-surface',
    'surface: 60 %',
  ],
  ['a negative volatility', 'surface: 60 %', 'surface: «-60 %', 'out-of-range'],
  [
    'volatility of what follows',
    '{instrument: BTC, surface',
    '{instrument: «BTC-INV, surface',
    'no-own-price',
    'BTC, USDX',
  ],
  [
    'two markets of one asset',
    '    - {instrument: BTC, surface: 60 %, carry: 5 %}',
    '    - {instrument: BTC, surface: 60 %}\n    - {instrument: «BTC, surface: 50 %}',
    'duplicate-symbol',
  ],
  [
    'smiles out of order',
    'surface: 60 %',
    'surface: {smiles: [{expiry: 9 d, nodes: [{moneyness: 1 %, volatility: 50 %}]}, {expiry: «8 d, nodes: [{moneyness: 1 %, volatility: 50 %}]}]}',
    'expiries-unordered',
  ],
  [
    'strikes out of order',
    'surface: 60 %',
    'surface: {smiles: [{expiry: 9 d, nodes: [{moneyness: 90 %, volatility: 50 %}, {moneyness: «80 %, volatility: 50 %}]}]}',
    'strikes-unordered',
  ],
  ['a perpetual as collateral', '- {instrument: USDX, br', '- {instrument: «BTC, br', 'not-a-spot-asset', 'kind: spot'],
  ['an asset that counts twice', '- {instrument: USDX, br', '- {instrument: «BTC-SPOT, br', 'duplicate-symbol'],
  ['a weight that rises', '{weight: 80 %}', '{weight: «96 %}', 'brackets-inconsistent'],
  ['a bracket without an end', '{valueMax: 5 M USD, weight: 95 %}', '«{weight: 95 %}', 'missing-key', 'valueMax'],
  ['an end of the last bracket', '{weight: 80 %}', '{valueMax: «9 M USD, weight: 80 %}', 'brackets-inconsistent'],
  ['a weight above the value', '{weight: 99 %}', '{weight: «101 %}', 'out-of-range'],
  ['a debt that counts less than it is', 'liabilityWeight: 110 %', 'liabilityWeight: «90 %', 'out-of-range'],
  ['a variance without a level', 'alpha: 0.1, beta: 0.85', 'alpha: 0.2, beta: «0.85', 'not-stationary'],
  ['a cap below the floor', '    interval: 5 min', '    interval: 5 min\n    floor: 2x\n    cap: «1x', 'min-above-max'],
  ['margin by a volatility of nothing', 'annualVolatility: 60 %', 'annualVolatility: 0 %', 'zero-volatility'],
  [
    'a volatility of what follows',
    inverse,
    `${inverse}      «annualVolatility: 50 %\n`,
    'no-own-price',
    'leave it out',
  ],
  ['a multiple finer than a ppm', 'marginMultiple: 2x', 'marginMultiple: «2.0000001x', 'not-whole'],
];

const market: readonly Case[] = [
  ['a jump of what follows', '{BTC: -5 %}', '{«BTC-INV: -5 %}', 'no-own-price'],
  ['a correlation of what follows', 'between: [BTC, USDX]', 'between: [BTC, «BTC-SPOT]', 'no-own-price'],
  [
    'a matrix of all instruments',
    '    pairs:\n      - {between: [BTC, USDX], value: 0.3}',
    '    «matrix: [[1]]',
    'correlation-size',
  ],
];

const books: readonly Case[] = [
  [
    'more collateral than equity',
    '{instrument: USDX, share: 20 %}',
    '{instrument: USDX, share: 71 %}',
    'shares-above-whole',
  ],
  ['collateral that is a contract', '{instrument: USDX, share', '{instrument: «BTC-INV, share', 'not-a-spot-asset'],
  ['collateral twice', '{instrument: USDX, share', '{instrument: «BTC-SPOT, share', 'duplicate-symbol'],
  ['a hedge with nobody', 'with: BTC-INV', 'with: «BTC-INW', 'unknown-instrument', 'did you mean "BTC-INV"?'],
  ['a hedge with an asset', 'with: BTC-INV', 'with: «BTC-SPOT', 'not-a-position'],
  [
    'a hedge with what is hedged',
    'instruments: {BTC: 1}',
    'instruments: {BTC: 1, «BTC-INV: 1}',
    'not-a-position',
    'leave it out',
  ],
  [
    'an asset as a position',
    'instruments: {BTC: 1}',
    'instruments: {BTC: 1, «USDX: 1}',
    'not-a-position',
    'collateral',
  ],
  [
    'an isolated book of two',
    '      accounts: 600\n',
    '      accounts: 600\n      marginMode: isolated\n',
    'isolated-book',
  ],
  ['an isolated hedge', 'accounts: 40\n', 'accounts: 40\n      marginMode: isolated\n', 'isolated-book'],
];

function check([, from, to, code, hint]: Case, base = anyContractText): void {
  const { text, place } = unmark(edited(from, to, base));
  const problems = problemsOf(text);
  const shown = JSON.stringify(problems, null, 1);
  expect([...new Set(problems.map((problem) => problem.code))], shown).toEqual([code]);
  if (place !== '') expect(places(problems), shown).toEqual([`${place} ${code}`]);
  if (hint !== undefined) expect(`${problems[0]!.hint} ${problems[0]!.message}`).toContain(hint);
}

describe('contracts that hang together wrongly are refused where they do', () => {
  it.each(links)('%s', (...bad) => check(bad as unknown as Case));
});

describe('sizes that cannot be counted in whole quanta are refused', () => {
  it.each(sizes)('%s', (...bad) => check(bad as unknown as Case));
});

describe('margin, collateral and volatility that make no sense are refused', () => {
  it.each(venue)('%s', (...bad) => check(bad as unknown as Case));
});

describe('an instrument that follows another has no price process', () => {
  it.each(market)('%s', (...bad) => check(bad as unknown as Case));
});

describe('books that no account can hold are refused', () => {
  it.each(books)('%s', (...bad) =>
    check(
      bad as unknown as Case,
      bad[0] === 'an isolated book of two'
        ? anyContractText.replace('instrumentsPerAccount: 1', 'instrumentsPerAccount: {min: 1, max: 2}')
        : anyContractText,
    ),
  );
});

describe('a hedge on a venue without a margin model', () => {
  it('is refused, because tiers see no hedge', () => {
    const { text, place } = unmark(
      edited('instruments: {BTC: 2, ETH: 1}', 'instruments: {BTC: 1}\n      «hedge: {with: ETH}'),
    );
    expect(places(problemsOf(text))).toEqual([`${place} hedge-without-model`]);
    const withModel = text.replace('  insuranceFund:', '  margin: binance-usdm-2024-10\n  insuranceFund:');
    expect(problemsOf(withModel)).toEqual([]);
    // Nobody but the hedge is short or long of ETH, and that is enough to hold its open interest.
    expect(readText(withModel).agents.classes[0]!.hedge).toEqual({
      measure: 'notional',
      instrument: 1,
      sharePpm: 1_000_000,
    });
  });
});

describe('a venue without a contract', () => {
  const coin =
    '{ symbol: BTC, kind: spot, initialPrice: 8000 USD, tickSize: 0.1 USD, lotSize: 0.001, depthAtOnePercent: 2 M USD }';
  const settings = {
    'venue.instruments': `[${coin}]`,
    market: '{ tick: 1 s }',
    'agents.classes[0].instruments': 'equal',
  };

  it.each([{}, { 'venue.margin': 'okx-2023-05' }, { 'agents.classes[0].instruments': 'byOpenInterest' }])(
    'is refused once, where its instruments stand: %o',
    (more) => {
      const overrides = Object.entries({ ...settings, ...more }).map(([key, value]) => ({ key, value }));
      expect(problemsOf(baseText, { overrides })).toMatchObject([
        { code: 'no-contracts', key: 'venue.instruments', expected: 'at least one perpetual, future or option' },
      ]);
    },
  );

  it('but the one that a class hedges with leaves the class nothing to choose', () => {
    const perpetual = `${coin.replace(', kind: spot', '').replace(' }', ', openInterest: 1 M USD }')}`;
    const only = { ...settings, 'venue.instruments': `[${perpetual}]`, 'venue.margin': 'binance-usdm-2024-10' };
    const overrides = Object.entries({ ...only, 'agents.classes[0].hedge': '{ with: BTC }' });
    expect(problemsOf(baseText, { overrides: overrides.map(([key, value]) => ({ key, value })) })).toMatchObject([
      { code: 'weights-all-zero', key: 'agents.classes.retail.instruments', hint: expect.stringContaining('hedge') },
    ]);
  });
});

describe('the scenario with every kind of instrument', () => {
  it('is sound', () => {
    expect(problemsOf(anyContractText)).toEqual([]);
    expect(readText(anyContractText).venue.instruments).toHaveLength(7);
  });
});

describe('a formula of grid margin', () => {
  it.each(['{ initialShare: 80 % }', '{ times: 2 }', '{ charge: scan, sum: [scan] }'])('%s is refused', (formula) => {
    const model = `{family: grid, parameters: {classes: [], charges: [], initial: scan, maintenance: ${formula}}}`;
    const problems = problemsOf(edited(fund, `${fund}\n  margin: ${model}`));
    const own = problems.find(({ code }) => code === 'one-of-keys');
    expect(own).toMatchObject({
      key: 'venue.margin.parameters.maintenance',
      expected: 'exactly one of charge, sum, max',
    });
  });
});
