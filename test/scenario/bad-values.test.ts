// Goal: whatever is wrong with a scenario, its author reads where it is and what to write instead.
// Method: one edit of a sound scenario a case; `«` in the replacement marks where the problem must point.

import { describe, expect, it } from 'vitest';
import { baseText, edited, unmark } from './base-scenario.ts';
import { places, problemsOf, readText } from './test-environment.ts';

type Case = readonly [name: string, from: string, to: string, code: string, hint?: string];

const values: readonly Case[] = [
  ['a bare amount', 'initial: 1 M USD', 'initial: «5', 'missing-unit', 'write "5 USD", "5 k USD" or "5 M USD"'],
  ['an amount in another currency', 'initial: 1 M USD', 'initial: «1 M EUR', 'unknown-unit', 'amounts are in USD'],
  ['a small m', 'initial: 1 M USD', 'initial: «1 m USD', 'unknown-unit', 'write "1 M USD"'],
  ['a negative amount', 'initial: 1 M USD', 'initial: «-1 M USD', 'out-of-range'],
  ['half a quantum', 'initial: 1 M USD', 'initial: «0.00005 USD', 'too-precise', 'steps of 0.0001 USD'],
  ['more money than can be counted', 'initial: 1 M USD', 'initial: «1000 tn USD', 'out-of-range'],
  ['words for an amount', 'initial: 1 M USD', 'initial: «lots', 'not-a-quantity'],
  ['a list for an amount', 'initial: 1 M USD', 'initial: «[1 M USD]', 'not-a-quantity'],
  ['nothing for an amount', 'initial: 1 M USD', '«initial:', 'not-a-quantity'],
  ['negative depth', 'depthAtOnePercent: 2 M USD', 'depthAtOnePercent: «-2 M USD', 'out-of-range'],
  ['no depth', 'depthAtOnePercent: 2 M USD', 'depthAtOnePercent: «0 USD', 'out-of-range'],
  ['a bare duration', 'tick: 1 s', 'tick: «1', 'missing-unit', 'write "1 s", "1 ms" or "1 min"'],
  ['minutes as m', 'tick: 1 s', 'tick: «1 m', 'unknown-unit', 'the unit is "min"'],
  ['a duration of zero', 'duration: 1 h', 'duration: «0 h', 'out-of-range'],
  ['a negative duration', 'duration: 1 h', 'duration: «-1 h', 'not-a-quantity'],
  ['a bare share', 'pairwise: 0.5', 'pairwise: «50 %', 'unknown-unit', 'write 50'],
  ['a factor for a share', 'priceBand: {width: 10 %}', 'priceBand: {width: «0.1}', 'missing-unit', 'write "10 %"'],
  [
    'a share as a word',
    'priceBand: {width: 10 %}',
    'priceBand: {width: «10 percent}',
    'unknown-unit',
    'the unit is "%"',
  ],
  ['a bare multiple', 'min: 2x, max: 20x', 'min: «2, max: 20x', 'missing-unit', 'write "2x"'],
  ['a bare price', 'initialPrice: 8000 USD', 'initialPrice: «8000', 'missing-unit', 'write "8000 USD"'],
  ['a price of zero', 'initialPrice: 8000 USD', 'initialPrice: «0 USD', 'out-of-range'],
  ['half an account', 'accounts: 10', 'accounts: «10.5', 'not-whole'],
  ['negative accounts', 'accounts: 10', 'accounts: «-10', 'out-of-range'],
  ['too many accounts', 'accounts: 10', 'accounts: «60 M', 'out-of-range'],
  ['no paths', 'paths: 4', 'paths: «0', 'out-of-range'],
  ['too many paths', 'paths: 4', 'paths: «1000001', 'out-of-range'],
  ['infinity', 'pairwise: 0.5', 'pairwise: «.inf', 'not-a-quantity'],
  [
    'a time without a zone',
    'startTime: 2020-03-12T00:00:00Z',
    'startTime: «2020-03-12T00:00:00',
    'missing-unit',
    '00Z',
  ],
  ['a day that does not exist', 'startTime: 2020-03-12T00:00:00Z', 'startTime: «2020-02-30T00:00:00Z', 'out-of-range'],
  ['a name that is no folder', 'name: base', 'name: «../base', 'bad-text'],
  ['a name with capitals', 'name: base', 'name: «Base Case', 'bad-text'],
  ['a name of 65 letters', 'name: base', `name: «${'a'.repeat(65)}`, 'bad-text'],
  ['a seed that is true', 'seed: 7', 'seed: «true', 'wrong-type', 'quotes'],
  ['a long title', 'title: Two instruments', `title: «${'a'.repeat(10_001)}`, 'too-long'],
  ['another version', 'version: 1', 'version: «2', 'unknown-value'],
  ['a version in quotes', 'version: 1', 'version: «"1"', 'unknown-value'],
  [
    'a flag that is a word',
    'sampleInterval: 1 min',
    'sampleInterval: 1 min\n  populationPerPath: «sometimes',
    'wrong-type',
  ],
  [
    'a comma inside braces',
    '{notionalMax: 5 M USD, w',
    '{notionalMax: 5 M USD, «000 USD: x, w',
    'unknown-key',
    'comma ends a value',
  ],
];

const keys: readonly Case[] = [
  ['a mistyped key', 'tick: 1 s', '«tik: 1 s', 'unknown-key', 'did you mean "tick"?'],
  ['a mistyped section', 'insuranceFund:', '«insurancefund:', 'unknown-key', 'did you mean "insuranceFund"?'],
  [
    'a key in the wrong section',
    'market:\n',
    'market:\n  «openInterest: 5 M USD\n',
    'unknown-key',
    'belongs under venue.instruments',
  ],
  ['a key of another kind of class', 'accounts: 10', 'accounts: 10\n      «stopLossProbability: 5 %', 'unknown-key'],
  [
    'a key of a breaker',
    'priceBand: {width: 10 %}',
    'priceBand: {width: 10 %, «widht: 3 %}',
    'unknown-key',
    'did you mean "width"?',
  ],
  ['a missing value', '    initial: 1 M USD', '    {}', 'missing-key', 'add "initial: 30 M USD"'],
  ['a missing section', 'thresholds:', 'agents2:', 'unknown-key'],
  ['an unknown kind', 'kind: marketMaker', 'kind: «marketmakr', 'unknown-value', 'did you mean "marketMaker"?'],
  [
    'an unknown distribution',
    'distribution: gaussian',
    'distribution: «gausian',
    'unknown-value',
    'did you mean "gaussian"?',
  ],
  ['an unknown kind of draw', 'kind: uniform', 'kind: «unform', 'unknown-value', 'did you mean "uniform"?'],
  ['a key of a draw', 'sigma: 1.2', '«sgma: 1.2', 'unknown-key', 'did you mean "sigma"?'],
  ['a unit of waypoints', 'unit: USD', 'unit: «EUR', 'unknown-value'],
  ['a breaker that is a number', 'priceBand: {width: 10 %}', 'priceBand: «10', 'unknown-value'],
  ['a section that is text', 'correlation:\n', 'withdrawal: «strong\n  correlation:\n', 'wrong-type'],
  ['a list that is a section', 'thresholds:\n  -', '«thresholds:\n  a:', 'wrong-type'],
  ['tiers that are a number', 'tiers: binance-usdm-2024-10/BTCUSDT', 'tiers: «5', 'bad-text'],
  ['a bracket that is text', '{maxLeverage: 10x, maintenanceRate: 5 %}', '«ten', 'wrong-type'],
  ['a key like __proto__', 'name: base', 'name: base\n«__proto__: 1', 'bad-key'],
];

function check([, from, to, code, hint]: Case): void {
  const { text, place } = unmark(edited(from, to));
  const problems = problemsOf(text);
  const expected = place === '' ? code : `${place} ${code}`;
  expect(
    places(problems).some((found) => found.endsWith(expected)),
    `${expected} in ${JSON.stringify(problems, null, 1)}`,
  ).toBe(true);
  expect(problems, JSON.stringify(problems, null, 1)).toHaveLength(1);
  if (hint !== undefined) expect(problems[0]!.hint).toContain(hint);
  expect(problems[0]!.message.length).toBeGreaterThan(10);
}

describe('a bad value points at itself and shows what to write', () => {
  it.each(values)('%s', (...bad) => check(bad as unknown as Case));
});

describe('a bad key points at itself and names the nearest', () => {
  it.each(keys)('%s', (...bad) => check(bad as unknown as Case));
});

describe('a hint', () => {
  it('never repeats what is expected, and takes no number for a typo', () => {
    const bad = [edited('unit: USD', 'unit: EUR'), edited('version: 1', 'version: 2')];
    for (const text of bad) expect(problemsOf(text)[0]).not.toHaveProperty('hint');
  });
});

describe('the base scenario', () => {
  it('is sound', () => {
    expect(problemsOf(baseText)).toEqual([]);
    expect(readText(baseText).name).toBe('base');
  });
});
