// Goal: policies that cannot mean anything are refused where they stand, with what was found, what would do and why, and all at
// once. Method: one of them in a sound scenario a case; then several in one file.
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import { baseText, edited } from './base-scenario.ts';
import { places, problemsOf } from './test-environment.ts';

type Settings = Readonly<Record<string, string>>;
/** Code, key, and words that its message, what is expected and its hint have together. */
type Case = readonly [name: string, settings: Settings, code: string, key: string, ...words: string[]];

const refusals = (settings: Settings): readonly Problem[] =>
  problemsOf(baseText, { overrides: Object.entries(settings).map(([key, value]) => ({ key, value })) });

const fault = (keys: string): Settings => ({ faults: `[{ at: 5 min, duration: 1 min, ${keys} }]` });
const member = '{ class: makers, contribution: 10 k USD }';

const CASES: readonly Case[] = [
  [
    'a band tighter than a tick',
    { 'venue.circuitBreakers.priceBand.width': '40 ppm' },
    'band-below-tick',
    'venue.circuitBreakers.priceBand.width',
    'a tick of ETH at the initial price',
    'at least 51 ppm',
  ],
  [
    'a halt that every tick trips',
    { 'venue.circuitBreakers.halt.move': '40 ppm' },
    'band-below-tick',
    'venue.circuitBreakers.halt.move',
    'at least 50 ppm',
  ],
  [
    'a stage twice',
    { 'venue.waterfall': '[insuranceFund, autoDeleveraging, insuranceFund]' },
    'duplicate-step',
    'venue.waterfall[2]',
    'is insuranceFund once more, which is stage 1',
    'each stage once',
    'clawback',
  ],
  [
    'a stage by the name of the trade',
    { 'venue.waterfall': '[insuranceFund, ADL]' },
    'unknown-value',
    'venue.waterfall[1]',
    'did you mean "autoDeleveraging"?',
  ],
  [
    'a preset that there is not',
    { 'venue.preset': 'hyperliqid-like-2025-10' },
    'unknown-preset',
    'venue.preset',
    'did you mean "hyperliquid-like-2025-10"?',
  ],
  [
    'a vault larger than the market',
    { 'venue.takeover': '[{ kind: vault, name: v, capital: 16 M USD }]' },
    'larger-than-market',
    'venue.takeover.v.capital',
    'is $16.0 M against an open interest of $15.0 M',
  ],
  [
    'a vault that nothing fits into',
    { 'venue.takeover': '[{ kind: vault, name: v, capital: 1 M USD, notionalMax: 1 USD }]' },
    'below-lot',
    'venue.takeover.v.notionalMax',
    'at least $2.00',
  ],
  [
    'a provider that takes nothing',
    { 'venue.takeover': '[{ kind: panel, providers: [{ name: p, capital: 1 M USD, notionalMax: 1 USD }] }]' },
    'below-lot',
    'venue.takeover[0].providers.p.notionalMax',
  ],
  [
    'a provider with a limit of nothing',
    { 'venue.takeover': '[{ kind: panel, providers: [{ name: p, capital: 1 M USD, notionalMax: 0 USD }] }]' },
    'out-of-range',
    'venue.takeover[0].providers.p.notionalMax',
    'above 0',
  ],
  [
    'a bidder who never bids',
    {
      'venue.takeover':
        '[{ kind: dutchAuction, bidders: [{ name: b, capital: 1 M USD, reservation: 60 % }], discounts: [{ after: 0 s, discount: 0 % }, { after: 10 min, discount: 50 % }] }]',
    },
    'never-bids',
    'venue.takeover[0].bidders.b.reservation',
    'at most 50 %',
  ],
  [
    'a control of an instrument that there is not',
    { 'venue.controls.oracleGuard': '{ deviation: 5 %, action: freezeMark, instruments: [BTX] }' },
    'unknown-instrument',
    'venue.controls.oracleGuard.instruments[0]',
    'did you mean "BTC"?',
  ],
  [
    'two takers of one name',
    { 'venue.takeover': '[{ kind: vault, name: v, capital: 1 M USD }, { kind: vault, name: v, capital: 1 M USD }]' },
    'duplicate-name',
    'venue.takeover.v.name',
    'account of its own',
  ],
  ['a price that is right', fault('kind: oracleWrong, factor: 1x'), 'no-effect', 'faults[0].factor'],
  [
    'an offset of nothing',
    fault('kind: oracleWrong, offset: 0 USD, instruments: [BTC]'),
    'no-effect',
    'faults[0].offset',
  ],
  ['an engine as fast as ever', fault('kind: liquidationSlow, factor: 1x'), 'no-effect', 'faults[0].factor'],
  [
    'members twice',
    {
      'venue.waterfall': '[insuranceFund, defaultFund]',
      'venue.defaultFund': `{ members: [${member}, ${member}] }`,
    },
    'duplicate-name',
    'venue.defaultFund.members[1].class',
    'makers once more, whose accounts are members[0]',
  ],
  [
    'a clearing house without a fund',
    { 'venue.waterfall': '[skinInTheGame, assessments]' },
    'missing-fund',
    'venue.waterfall',
    'skinInTheGame, assessments',
  ],
  [
    'a gate where nothing is paid out',
    { 'venue.controls.withdrawalGate': '{ fall: 5 %, duration: 1 min }' },
    'control-without-service',
    'venue.controls.withdrawalGate',
    'add "withdrawals:',
  ],
  [
    'a guard of a price by itself',
    {
      'venue.markPrice.index': '{ venues: [], ownWeight: 1 }',
      'venue.circuitBreakers.priceBand': 'off',
      'venue.controls.oracleGuard': '{ deviation: 5 %, action: freezeMark }',
    },
    'cyclic-trigger',
    'venue.controls.oracleGuard',
    'that same price',
  ],
  [
    'a mode of 1x',
    { 'venue.controls.fundMode': '{ fundShare: 50 %, marginMultiple: 1x }' },
    'no-action',
    'venue.controls.fundMode',
    'marginMultiple is 1x',
  ],
  [
    'steps of 1x',
    { 'venue.controls.marginSteps': '{ steps: [{ above: 100 %, multiplier: 1x }] }' },
    'no-action',
    'venue.controls.marginSteps.steps',
  ],
  [
    'a cap on nothing',
    {
      'venue.instruments[1].openInterest': '0 USD',
      'agents.classes[0].instruments': '{ BTC: 1 }',
      'venue.controls.openInterestMargin': '{ lower: 1.2x, upper: 2x }',
    },
    'trips-at-start',
    'venue.controls.openInterestMargin',
    'every multiple is 0: ETH',
  ],
  [
    'a change that is undone at once',
    {
      'venue.marginChanges': '[{ at: 10 min, multiplier: 1.5x, instruments: [BTC] }, { at: 10 min, multiplier: 2x }]',
    },
    'duplicate-step',
    'venue.marginChanges[1].at',
    'marginChanges[0]',
  ],
  [
    'a word where a section has to be',
    { 'venue.takeover': '[vault]' },
    'unknown-value',
    'venue.takeover[0]',
    'fund, or a section with "kind:" vault, panel, dutchAuction',
    'write "{ kind: vault, ... }"',
  ],
  [
    'a kind without its keys',
    { 'venue.liquidation.sizing': 'fraction' },
    'unknown-value',
    'venue.liquidation.sizing',
    'one of full, tierStep, or a section with "kind:" fraction, fractionCooldown, restoreBuffer, marginRatio',
    'write "{ kind: fraction, ... }"',
  ],
  [
    'a switch where a section has to be',
    { 'venue.controls.marketWide': 'on' },
    'unknown-value',
    'venue.controls.marketWide',
    'off, or a section with keys of its own',
    'write its keys below it',
  ],
  [
    'one instrument where a list has to be',
    { 'venue.controls.limitUpDown': '{ instruments: BTC }' },
    'unknown-value',
    'venue.controls.limitUpDown.instruments',
    'all, or a list',
    'write "[BTC]" for a list of one',
  ],
  [
    'a word for a table',
    { 'agents.classes[0].instruments': 'equally' },
    'unknown-value',
    'agents.classes.retail.instruments',
    'or a section with one value for each symbol',
    'did you mean "equal"?',
  ],
];

describe('policies', () => {
  it.each(CASES.map((one) => ({ name: one[0], one })))('refuse $name', ({ one }) => {
    const [, settings, code, key, ...words] = one;
    const problems = refusals(settings);
    expect(problems.map((problem) => [problem.code, problem.key])).toEqual([[code, key]]);
    const [{ message, expected = '', hint = '', found, place }] = problems as [Problem];
    for (const word of words) expect([message, expected, hint].join(' | ')).toContain(word);
    expect(found).toBeDefined();
    expect(`${expected}${hint}`).not.toBe('');
    // A hint is for what the line above it does not say.
    if (expected !== '') expect(hint).not.toContain(expected);
    expect(place).toBeDefined();
  });

  it('take nothing for a misspelt word', () => {
    const [problem] = refusals({ 'venue.controls.limitUpDown': '{ instruments: null }' });
    expect(problem).toMatchObject({ code: 'unknown-value', expected: 'all, or a list' });
    expect(problem!.hint).toBeUndefined();
  });

  it('say of one word, and of a kind that may be left out, what there is and no more', () => {
    const [version] = refusals({ version: '[]' });
    expect(version).toMatchObject({ code: 'unknown-value', expected: '1' });
    expect(version!.hint).toBeUndefined();
    const [kind] = refusals({ 'venue.instruments[0].kind': 'perp' });
    expect(kind).toMatchObject({
      expected: 'one of perpetual, future, option, spot',
      hint: 'did you mean "perpetual"?',
    });
  });

  it('are not blamed for what another part is at fault for', () => {
    const stale = '[{ kind: oracleStale, at: 1 min, duration: 1 min, instruments: [BTC] }]';
    const cut = '[{ kind: agentsCutOff, at: 1 min, duration: 1 min, classes: [retail] }]';
    const codes = (settings: Settings): readonly string[] => refusals(settings).map(({ key }) => key);
    expect(codes({ faults: stale, 'venue.instruments': '{ kind: 3 }' })).not.toContain('faults[0].instruments[0]');
    expect(codes({ faults: cut, 'agents.classes': '[[{}]]' })).not.toContain('faults[0].classes[0]');
  });

  it('are told where they stand, and not blamed for what stands elsewhere', () => {
    const vault = '{ kind: vault, name: v, capital: 1 M USD, notionalMax: 1 USD }';
    const keys = refusals({ 'venue.takeover': `[fund, ${vault}]` }).map(({ key }) => key);
    expect(keys).toEqual(['venue.takeover[0]', 'venue.takeover.v.notionalMax']);
    // Of the rest of the market alone it would be too large.
    const large = '[{ kind: vault, name: v, capital: 6 M USD }]';
    const open = { 'venue.instruments[0].openInterest': '10 EUR' };
    expect(refusals({ 'venue.takeover': large, ...open }).map(({ key }) => key)).toEqual([
      'venue.instruments.BTC.openInterest',
    ]);
  });

  it('take the least width that is told', () => {
    const width = (text: string): Settings => ({ 'venue.circuitBreakers.priceBand.width': text });
    expect(refusals(width('51 ppm'))).toEqual([]);
    expect(refusals(width('50 ppm'))).toHaveLength(1);
    const move = (text: string): Settings => ({ 'venue.circuitBreakers.halt.move': text });
    expect(refusals(move('50 ppm'))).toEqual([]);
    expect(refusals(move('49 ppm'))).toHaveLength(1);
  });

  it('take changes at one moment that leave something of each other', () => {
    const changes = (first: string, second: string): Settings => ({
      'venue.marginChanges': `[{ at: 10 min, multiplier: 2x, ${first} }, { at: 10 min, multiplier: 3x, ${second} }]`,
    });
    expect(refusals(changes('instruments: all', 'instruments: [BTC]'))).toEqual([]);
    expect(refusals(changes('initialOnly: false', 'initialOnly: true'))).toEqual([]);
    expect(refusals(changes('initialOnly: true', 'initialOnly: false'))).toHaveLength(1);
  });

  it('are refused all at once, each at its place', () => {
    const throttle = '    throttle: {notionalMax: 5 M USD, window: 1 s}';
    const text = edited(throttle, `${throttle}\n  waterfall: [insuranceFund, insuranceFund, ADL]`)
      .replace('width: 10 %', 'width: 1 ppm')
      .replace('move: 10 %,', 'move: 1 ppm,');
    expect(places(problemsOf(text))).toEqual([
      '34:24 band-below-tick',
      '35:33 band-below-tick',
      '37:30 duplicate-step',
      '37:45 unknown-value',
    ]);
  });
});
