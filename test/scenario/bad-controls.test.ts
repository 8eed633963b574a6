// Goal: controls that contradict themselves or each other are refused with a reason, where they stand.
import { describe, expect, it } from 'vitest';
import { baseText, edited } from './base-scenario.ts';
import { problemsOf } from './test-environment.ts';

const fund = '    initial: 1 M USD';

const cases: readonly (readonly [name: string, controls: string, code: string])[] = [
  ['a band tighter than a tick', 'orderBand: {up: 1 ppm, down: 1 ppm}', 'band-below-tick'],
  ['a breaker that trips at its own start', 'dynamicBreaker: {variant: 1 ppm}', 'band-below-tick'],
  ['a guard that rounding trips', 'oracleGuard: {deviation: 1 ppm, action: freezeMark}', 'band-below-tick'],
  ['levels that do not rise', 'marketWide: {level2: 5 %}', 'levels-not-rising'],
  ['a market that is halted at its start', 'marketWide: {startDecline: 8 %}', 'trips-at-start'],
  ['a pause that nothing trips', 'liquidationPause: {duration: 1 min}', 'no-trigger'],
  ['a pause by a breaker that is off', 'liquidationPause: {duration: 1 min, onMarketWideHalt: true}', 'no-trigger'],
  [
    'a pause that waits for what it stops',
    'liquidationPause: {duration: 1 min, fundShare: 50 %, waitForFund: true}',
    'cyclic-trigger',
  ],
  ['a mode that waits for what it stops', 'fundMode: {fundShare: 50 %, pauseLiquidations: true}', 'cyclic-trigger'],
  ['a mode that does nothing', 'fundMode: {fundShare: 50 %}', 'no-action'],
  ['a mode that ends where it begins', 'fundMode: {fundShare: 95 %, closeOnly: true}', 'min-above-max'],
  ['caps the wrong way round', 'openInterestMargin: {lower: 3x, upper: 2x}', 'min-above-max'],
  ['a cap that is reached at the start', 'openInterestMargin: {lower: 0.5x, upper: 1x}', 'trips-at-start'],
  [
    'steps that fall',
    'marginSteps: {steps: [{above: 100 %, multiplier: 2x}, {above: 90 %, multiplier: 3x}]}',
    'levels-not-rising',
  ],
  ['a gate that nothing closes', 'withdrawalGate: {duration: 1 h}', 'no-trigger'],
  ['an instrument that is not there', 'limitUpDown: {instruments: [DOGE]}', 'unknown-instrument'],
];

describe('controls', () => {
  it.each(cases)('refuse %s', (_, controls, code) => {
    const problems = problemsOf(edited(fund, `${fund}\n  controls:\n    ${controls}`));
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems.every(({ place }) => place !== undefined)).toBe(true);
  });

  it('let a mode wait for the fund where something fills it, and nowhere else', () => {
    const codes = (settings: Readonly<Record<string, string>>): readonly string[] => {
      const overrides = Object.entries({ ...mode, ...settings }).map(([key, value]) => ({ key, value }));
      return problemsOf(baseText, { overrides }).map(({ code }) => code);
    };
    const mode = { 'venue.controls.fundMode': '{ fundShare: 50 %, closeOnly: true }' };
    const pause = { 'venue.controls.fundMode': '{ fundShare: 50 %, pauseLiquidations: true }' };
    const inflow = { 'venue.insuranceFund.inflow': '{ amount: 1 k USD, interval: 1 min }' };
    const free = { 'venue.liquidation.fee': '0 %' };
    expect(codes({})).toEqual([]);
    expect(codes(free)).toEqual(['never-reopens']);
    expect(codes({ 'venue.liquidation.feeFundShare': '0 %' })).toEqual(['never-reopens']);
    expect(codes({ ...free, 'venue.insuranceFund.surplusShare': '50 %' })).toEqual([]);
    expect(codes({ ...free, ...inflow })).toEqual([]);
    expect(codes({ ...pause, ...inflow })).toEqual([]);
  });

  it('refuse an auction without a halt', () => {
    const calm = edited('halt: {window: 5 min, move: 10 %, duration: 5 min}', 'halt: off');
    const text = edited(fund, `${fund}\n  controls: {reopening: {call: 1 min}}`, calm);
    expect(problemsOf(text).map(({ code }) => code)).toEqual(['no-trigger']);
  });

  it('of an order band below a tick says once which width would do', () => {
    const band = (up: string, down: string, form: string): string =>
      edited(fund, `${fund}\n  controls:\n    orderBand: {up: ${up}, down: ${down}, form: ${form}}`);
    for (const form of ['linear', 'reciprocal']) {
      const [problem, ...others] = problemsOf(band('1 ppm', '1 ppm', form));
      expect(others).toEqual([]);
      const [up, down] = problem!.expected!.match(/\d+ ppm/g)!;
      expect(problemsOf(band(up!, down!, form))).toEqual([]);
      const oneLess = (width: string): string => `${Number(width.replace(' ppm', '')) - 1} ppm`;
      expect(problemsOf(band(oneLess(up!), down!, form)).map(({ key }) => key)).toEqual([
        'venue.controls.orderBand.up',
      ]);
      expect(problemsOf(band(up!, oneLess(down!), form)).map(({ key }) => key)).toEqual([
        'venue.controls.orderBand.down',
      ]);
    }
  });
});
