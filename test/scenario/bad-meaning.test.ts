// Goal: a scenario whose parts are well written but do not fit together is refused where they clash.
// Method: one edit of a sound scenario a case; `«` in the replacement marks where the problem must point.

import { describe, expect, it } from 'vitest';
import { edited, unmark } from './base-scenario.ts';
import { places, problemsOf, readText } from './test-environment.ts';

type Case = readonly [name: string, from: string, to: string, code: string, hint?: string];

const pairs = `    pairwise: 0.5
    pairs:
      - {between: [BTC, ETH], value: 0.8}`;
const matrixOf = (rows: string, symbols = '[BTC, ETH]'): string => `    symbols: ${symbols}\n    ${rows}`;

const fund = '    initial: 1 M USD';

const cases: readonly Case[] = [
  ['two of a symbol', 'symbol: ETH', 'symbol: «BTC', 'duplicate-symbol'],
  ['the reserved symbol', 'symbol: ETH', 'symbol: «at', 'reserved-symbol'],
  ['a lot below a quantum', 'lotSize: 0.001 BTC', 'lotSize: «0.0001 BTC', 'lot-tick-quantum', 'lotSize 0.001 works'],
  ['a lot between two that work', 'lotSize: 0.01\n', 'lotSize: «0.015\n', 'lot-tick-quantum', 'lotSize 0.1 works'],
  ['a lot in another asset', 'lotSize: 0.001 BTC', 'lotSize: «0.001 SOL', 'wrong-asset', 'write "0.001 BTC"'],
  [
    'a price between ticks',
    'initialPrice: 8000 USD',
    'initialPrice: «8000.58 USD',
    'price-off-tick',
    'works is 8000.6 USD',
  ],
  ['a price below a tick', 'initialPrice: 200 USD', 'initialPrice: «0.001 USD', 'price-off-tick', 'works is 0.01 USD'],
  [
    'an unknown preset',
    'binance-usdm-2024-10/BTC',
    '«binance-usdm-2024-11/BTC',
    'unknown-preset',
    'did you mean "binance-usdm-2024-10"?',
  ],
  [
    'an unknown symbol of a preset',
    '2024-10/BTCUSDT',
    '2024-10/BTCUSD',
    'unknown-preset-symbol',
    'did you mean "BTCUSDT"?',
  ],
  ['a bracket without an end', '{notionalMax: 1 M USD, maxL', '«{maxL', 'missing-key', 'notionalMax'],
  ['maintenance above initial', 'maintenanceRate: 5 %', 'maintenanceRate: «11 %', 'tiers-inconsistent'],
  ['a rate that falls', 'maintenanceRate: 5 %', 'maintenanceRate: «0.5 %', 'tiers-inconsistent'],
  [
    'leverage that rises',
    'maxLeverage: 10x, maintenanceRate: 5 %',
    'maxLeverage: «60x, maintenanceRate: 1 %',
    'tiers-inconsistent',
  ],
  [
    'the fund before others',
    'insuranceFund:',
    'takeover: [«fund, {kind: vault, name: v, capital: 1 k USD}]\n  insuranceFund:',
    'takeover-order',
  ],
  [
    'a vault larger than the market',
    'insuranceFund:',
    'takeover: [{kind: vault, name: v, capital: «90 bn USD}]\n  insuranceFund:',
    'larger-than-market',
  ],
  [
    'two takers of a name',
    'insuranceFund:',
    'takeover: [{kind: vault, name: v, capital: 1 k USD}, {kind: vault, name: «v, capital: 1 k USD}]\n  insuranceFund:',
    'duplicate-name',
  ],
  [
    'a bidder that never bids',
    'insuranceFund:',
    'takeover: [{kind: dutchAuction, bidders: [{name: b, capital: 1 k USD, reservation: «60 %}], discounts: [{after: 0, discount: 0 %}, {after: 1 min, discount: 50 %}]}]\n  insuranceFund:',
    'never-bids',
  ],
  [
    'a discount that falls',
    'insuranceFund:',
    'takeover: [{kind: dutchAuction, bidders: [{name: b, capital: 1 k USD, reservation: 1 %}], discounts: [{after: 0, discount: 50 %}, {after: 1 min, discount: «5 %}]}]\n  insuranceFund:',
    'discount-course',
  ],
  [
    'all legs at once, each by itself',
    'insuranceFund:',
    'liquidation: {legOrder: proRata, sizing: «tierStep}\n  insuranceFund:',
    'pro-rata-sizing',
  ],
  [
    'a cap on what must go whole',
    'insuranceFund:',
    'liquidation: {stepCap: «{portionMax: 50 %}, sizing: {kind: fractionCooldown, share: 20 %, above: 1 k USD, cooldown: 30 s}}\n  insuranceFund:',
    'cap-on-cooldown',
  ],
  [
    'a step named twice',
    'insuranceFund:',
    'waterfall: [insuranceFund, «insuranceFund]\n  insuranceFund:',
    'duplicate-step',
  ],
  [
    'the fund after auto-deleveraging',
    'insuranceFund:',
    'waterfall: «[autoDeleveraging, insuranceFund]\n  insuranceFund:',
    'waterfall-order',
  ],
  [
    'a stage after the one at which loss stays',
    'insuranceFund:',
    'waterfall: «[insuranceFund, withdrawalHaircut, clawback]\n  insuranceFund:',
    'waterfall-order',
  ],
  [
    'stages of a clearing house without a default fund',
    'insuranceFund:',
    'waterfall: «[skinInTheGame, defaultFund]\n  insuranceFund:',
    'missing-fund',
    'add "defaultFund:" with members',
  ],
  [
    'a default fund that no stage uses',
    'insuranceFund:',
    '«defaultFund: {members: [{class: makers, contribution: 1 M USD}]}\n  insuranceFund:',
    'unused-fund',
    'add one of defaulterContribution',
  ],
  [
    'calls upon members before their fund',
    'insuranceFund:',
    'waterfall: «[assessments, defaultFund]\n  defaultFund: {members: [{class: makers, contribution: 1 M USD}]}\n  insuranceFund:',
    'waterfall-order',
  ],
  [
    'members of a class that there is not',
    'insuranceFund:',
    'waterfall: [defaultFund]\n  defaultFund: {members: [{class: «maker, contribution: 1 M USD}]}\n  insuranceFund:',
    'unknown-class',
    'did you mean "makers"?',
  ],
  [
    'a fund that stands back for nobody',
    'insuranceFund:',
    'waterfall: [insuranceFund]\n  insuranceFund:\n    «drawdownTrigger: {window: 8 h, drawdown: 30 %}',
    'trigger-without-deleveraging',
  ],
  [
    'two funds for one instrument',
    'insuranceFund:',
    'insuranceFunds: [{name: a, initial: 1 USD, instruments: [BTC]}, {name: b, initial: 1 USD, instruments: [«BTC]}]\n  insuranceFund:',
    'duplicate-symbol',
  ],
  [
    'a fund of an instrument that no stage uses',
    'insuranceFund:',
    'waterfall: [autoDeleveraging]\n  «insuranceFunds: [{name: a, initial: 1 USD, instruments: [BTC]}]\n  insuranceFund:',
    'unused-fund',
  ],
  [
    'a mark that is later than the next tick',
    'insuranceFund:',
    'markPrice: {latency: «1 s}\n  insuranceFund:',
    'latency-beyond-tick',
  ],
  [
    'samples without end',
    'sampleInterval: 1 min',
    'sampleInterval: «1 us',
    'interval-too-short',
    '"3601 us" or longer works',
  ],
  ['wakes without end', 'agents:', 'agents:\n  wakeInterval: «1 us', 'interval-too-short'],
  ['a tick longer than the run', 'tick: 1 s', 'tick: «2 h', 'tick-above-duration'],
  ['a hundred million ticks', 'tick: 1 s', 'tick: «0.03 ms', 'too-many-ticks', '"36 us" or longer'],
  ['more accounts than the format has', 'accounts: 10\n', 'accounts: 50 M\n', 'too-many-accounts', 'fewer accounts'],
  ['a margin change after the end', fund, `${fund}\n  marginChanges: [{at: «2 h, multiplier: 2x}]`, 'time-after-end'],
  ['a margin change at the end', fund, `${fund}\n  marginChanges: [{at: «1 h, multiplier: 2x}]`, 'time-after-end'],
  [
    'a margin change of an unknown instrument',
    fund,
    `${fund}\n  marginChanges: [{at: 1 min, instruments: [BTC, «ETJ], multiplier: 2x}]`,
    'unknown-instrument',
    'did you mean "ETH"?',
  ],
  [
    'a margin change that names an instrument twice',
    fund,
    `${fund}\n  marginChanges: [{at: 1 min, instruments: [ETH, «ETH], multiplier: 2x}]`,
    'duplicate-symbol',
  ],
  [
    'a multiple that is no whole number of ppm',
    fund,
    `${fund}\n  marginChanges: [{at: 1 min, multiplier: «1.0000001x}]`,
    'not-whole',
  ],
  ['a jump after the end', 'at: 10 min', 'at: «70 min', 'time-after-end'],
  ['a ramp beyond the end', 'to: 40 min', 'to: «2 h', 'time-after-end'],
  ['a ramp that ends before it begins', 'to: 40 min', 'to: «15 min', 'min-above-max'],
  ['a waypoint after the end', 'at: 2020-03-12T00:30:00Z', 'at: «2020-03-12T02:00:00Z', 'time-after-end'],
  ['a waypoint before the start', 'at: 2020-03-12T00:30:00Z', 'at: «2020-03-11T23:00:00Z', 'time-before-start'],
  ['waypoints that go back', 'at: 2020-03-12T00:30:00Z', 'at: «0 s', 'times-not-rising'],
  ['a waypoint of an unknown instrument', 'ETH: 200}', '«ETJ: 200}', 'unknown-instrument', 'did you mean "ETH"?'],
  ['a waypoint price of zero', 'ETH: 200}', 'ETH: «0}', 'out-of-range'],
  ['a jump of an unknown instrument', '{BTC: -5 %}', '{«BTD: -5 %}', 'unknown-instrument', 'did you mean "BTC"?'],
  ['a jump to nothing', '{BTC: -5 %}', '{BTC: «-100 %}', 'out-of-range'],
  ['a jump of none', 'move: {BTC: -5 %}', 'move: «{}', 'too-few'],
  ['a pair of one', 'between: [BTC, ETH]', 'between: «[BTC, BTC]', 'correlation-pair'],
  ['a pair of an unknown instrument', 'between: [BTC, ETH]', 'between: [BTC, «ETC]', 'unknown-instrument'],
  ['a correlation above 1', 'value: 0.8', 'value: «1.8', 'out-of-range'],
  ['a matrix that is not symmetric', pairs, matrixOf('matrix: [[1, 0.8], [«0.7, 1]]'), 'correlation-not-symmetric'],
  ['a diagonal that is not 1', pairs, matrixOf('matrix: [[1, 0.8], [0.8, «0.9]]'), 'correlation-diagonal'],
  ['a cell above 1', pairs, matrixOf('matrix: [[1, «1.2], [1.2, 1]]'), 'correlation-range'],
  ['a matrix of the wrong size', pairs, matrixOf('«matrix: [[1]]'), 'correlation-size'],
  ['a row of the wrong size', pairs, matrixOf('«matrix: [[1, 0.5], [0.5]]'), 'correlation-size'],
  ['a matrix without one instrument', pairs, matrixOf('matrix: [[1, 0.5], [0.5, 1]]', '«[BTC]'), 'correlation-size'],
  [
    'a matrix and pairs',
    '    pairwise: 0.5',
    '    pairwise: 0.5\n    matrix: [[1, 0.5], [0.5, 1]]',
    'correlation-mixed',
  ],
  ['two classes of a name', 'name: makers', 'name: «retail', 'duplicate-name'],
  ['weights that are all zero', '{BTC: 2, ETH: 1}', '«{BTC: 0, ETH: 0}', 'weights-all-zero'],
  ['a weight of an unknown instrument', '{BTC: 2, ETH: 1}', '{BTC: 2, «ETG: 1}', 'unknown-instrument'],
  ['a maximum below the minimum', 'min: 2x, max: 20x', 'min: 20x, max: «2x', 'min-above-max'],
  ['a median outside its bounds', 'median: 5 k USD', 'median: «5 USD', 'min-above-max'],
  [
    'more instruments than there are',
    'instruments: {BTC: 2, ETH: 1}',
    'instrumentsPerAccount: «3',
    'too-many-instruments',
  ],
  [
    'stress that ends before it begins',
    'equity: 1 M USD',
    'equity: 1 M USD\n      stressRatioFull: «40 %',
    'min-above-max',
  ],
  ['nobody to hold the open interest', 'accounts: 1 k', 'accounts: 0', 'open-interest-unreachable'],
  ['more open interest than money', 'openInterest: 10 M USD', 'openInterest: «40 bn USD', 'open-interest-unreachable'],
  [
    'more open interest than both sides can hold',
    'openInterest: 10 M USD',
    'openInterest: 25 bn USD',
    'open-interest-unreachable',
  ],
  ['longs only', 'accounts: 1 k', 'accounts: 1 k\n      longShare: 100 %', 'open-interest-unreachable'],
];

describe('parts that do not fit are refused where they clash', () => {
  it.each(cases)('%s', (...bad) => {
    const [, from, to, code, hint] = bad as unknown as Case;
    const { text, place } = unmark(edited(from, to));
    const problems = problemsOf(text);
    const shown = JSON.stringify(problems, null, 1);
    expect([...new Set(problems.map((problem) => problem.code))], shown).toEqual([code]);
    if (place !== '') expect(places(problems), shown).toEqual([`${place} ${code}`]);
    if (hint !== undefined) expect(problems[0]!.hint).toContain(hint);
  });

  it('a matrix that is no correlation matrix passes: it is repaired and reported later', () => {
    const text = edited(
      '    - symbol: ETH',
      '    - symbol: SOL\n      initialPrice: 20 USD\n      tickSize: 0.01 USD\n      lotSize: 1\n      tiers: binance-usdm-2024-10/SOLUSDT\n      openInterest: 0\n      depthAtOnePercent: 1 M USD\n    - symbol: ETH',
    );
    const matrix = edited(
      pairs,
      matrixOf('matrix: [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]', '[ETH, BTC, SOL]'),
      text,
    );
    // Rows as written are ETH, BTC, SOL; the venue's order is BTC, SOL, ETH.
    expect(readText(matrix).market.correlation.matrix).toEqual([
      [1, 0.9, 0.9],
      [0.9, 1, -0.9],
      [0.9, -0.9, 1],
    ]);
  });

  it('lists every mistake of margin changes with its place', () => {
    const rows = `
  marginChanges:
    - {at: 2 h, instruments: [BTC, XRP], multiplier: 2x}
    - {at: 5 min, instruments: [], multiplier: 0x}
    - {at: 5 min, multiplier: 1000x, initialOnly: perhaps}
    - {multiplier: 1.5}`;
    expect(places(problemsOf(edited(fund, fund + rows)))).toEqual([
      '34:12 time-after-end',
      '34:36 unknown-instrument',
      '35:32 too-few',
      '35:48 out-of-range',
      '36:31 out-of-range',
      '36:51 wrong-type',
      '37:7 missing-key',
      '37:20 missing-unit',
    ]);
  });

  it('lists every mistake of a file with twelve of them, in file order', () => {
    let text = edited('title: Two', 'titel: Two');
    text = edited('duration: 1 h', 'duration: 1', text);
    text = edited('paths: 4', 'paths: none', text);
    text = edited('initialPrice: 8000 USD', 'initialPrice: 8000.01 USD', text);
    text = edited('binance-usdm-2024-10/BTCUSDT', 'binance-usdm-2024-10/BTCUSDD', text);
    text = edited('maintenanceRate: 5 %', 'maintenanceRate: 50 %', text);
    text = edited('initial: 1 M USD', 'intial: 1 M USD', text);
    text = edited('move: 10 %', 'move: ten', text);
    text = edited('unit: USD', 'unit: usd', text);
    text = edited('value: 0.8', 'value: 2', text);
    text = edited('name: makers', 'name: retail', text);
    text = edited('kind: marketMaker', 'kind: maker', text);
    const problems = problemsOf(text);
    expect(problems.map(({ place, code }) => `${place?.line} ${code}`)).toEqual([
      '3 unknown-key',
      '9 missing-unit',
      '11 not-a-quantity',
      '16 price-off-tick',
      '19 unknown-preset-symbol',
      '28 tiers-inconsistent',
      '32 unknown-key',
      '35 not-a-quantity',
      '41 unknown-value',
      '53 out-of-range',
      '62 duplicate-name',
      '63 unknown-value',
    ]);
  });
});
