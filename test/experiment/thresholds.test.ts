// Goal: every form of a threshold is read as it is meant, and what is no threshold is refused with its place and what
// would have been one. Method: tables of lines.
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import { MEASURES } from '../../src/experiment/measures.ts';
import { AGGREGATES } from '../../src/experiment/statistics.ts';
import { compare, parseThresholds, type Operator, type Threshold } from '../../src/experiment/thresholds.ts';

function parse(text: string): Threshold {
  const { thresholds, problems } = parseThresholds([{ text }]);
  expect(problems).toEqual([]);
  return thresholds[0]!;
}

function problemOf(text: string): Problem {
  const { thresholds, problems } = parseThresholds([{ text }]);
  expect(thresholds, text).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0]!;
}

describe('a share', () => {
  it.each(['insuranceFund.drawdownShare.p99 < 50', 'probability(adl.notional > 0) < 5'])(
    'beyond the whole is refused, for it could never be missed: %s',
    (text) => {
      const { problems } = parseThresholds([{ text }]);
      expect(problems).toMatchObject([
        { code: 'threshold-limit', hint: expect.stringMatching(/did you mean "\d+ %"/) },
      ]);
    },
  );
});

describe('a threshold on an aggregate', () => {
  it.each(MEASURES.map(({ name }) => name))('may name %s under every aggregate', (name) => {
    for (const aggregate of AGGREGATES) {
      const threshold = parse(`${name}.${aggregate} <= 1`);
      expect(threshold).toMatchObject({ kind: 'aggregate', aggregate, operator: '<=', limit: 1 });
      expect(threshold.measure.name).toBe(name);
    }
  });

  it.each(['<', '<=', '>', '>=', '==', '!='] as const)('may use %s, with and without space', (operator) => {
    expect(parse(`adl.accounts.max ${operator} 7`)).toMatchObject({ operator, limit: 7 });
    expect(parse(`  adl.accounts.max${operator}7  `)).toMatchObject({ operator, limit: 7 });
  });

  it('keeps its text', () => {
    expect(parse('adl.accounts.max<7').text).toBe('adl.accounts.max<7');
  });
});

describe('a threshold on a probability', () => {
  it.each<[string, Operator, number, Operator, number]>([
    ['probability(adl.notional > 0) < 0.05', '>', 0, '<', 0.05],
    ['probability( adl.notional >= 1 k USD )<=5 %', '>=', 1_000, '<=', 0.05],
    ['probability(adl.notional != 0) == 100%', '!=', 0, '==', 1],
    ['probability(adl.notional <= 2 bn USD) >= 1', '<=', 2e9, '>=', 1],
  ])('%s', (text, eventOperator, eventLimit, operator, limit) => {
    const threshold = parse(text);
    expect(threshold).toMatchObject({
      kind: 'probability',
      operator,
      event: { operator: eventOperator, limit: eventLimit },
    });
    expect(threshold.limit).toBeCloseTo(limit, 12);
    expect(threshold.measure.name).toBe('adl.notional');
  });
});

describe('a limit', () => {
  const money = 'uncoveredLoss.amount.max <= ';
  const share = 'insuranceFund.drawdownShare.p99 < ';
  const count = 'liquidation.accounts.mean < ';
  const hours = 'halt.hours.mean < ';

  it.each([
    [`${money}0`, 0],
    [`${money}0 USD`, 0],
    [`${money}10 M USD`, 10e6],
    [`${money}10M`, 10e6],
    [`${money}10 mn usd`, 10e6],
    [`${money}2.5 bn USD`, 2.5e9],
    [`${money}3 k USD`, 3_000],
    [`${money}12,345,678.5 USD`, 12_345_678.5],
    [`${money}1e6 USD`, 1e6],
    ['insuranceFund.change.p95 > -5 M USD', -5e6],
    [`${share}0.5`, 0.5],
    [`${share}.5`, 0.5],
    [`${share}50 %`, 0.5],
    [`${share}12.5%`, 0.125],
    [`${count}100`, 100],
    [`${count}2 k`, 2_000],
    [`${count}1,000`, 1_000],
    [`${hours}2`, 2],
    [`${hours}2 h`, 2],
    [`${hours}90 min`, 1.5],
    [`${hours}36 s`, 0.01],
    [`${hours}1.5 d`, 36],
  ])('%s', (text, limit) => {
    expect(parse(text).limit).toBeCloseTo(limit, 12);
  });

  it.each([
    [`${money}10 %`, 'USD', '10 M USD'],
    [`${money}10 EUR`, 'USD', '10 M USD'],
    [`${money}ten`, 'USD', '10 M USD'],
    [`${share}5 USD`, 'share', '0.5 or 50 %'],
    [`${share}5 bps x`, 'share', '0.5 or 50 %'],
    [`${count}5 %`, 'count', '100'],
    [`${count}5 USD`, 'count', '100'],
    [`${hours}5 USD`, 'hours', '2 h'],
    [`${hours}--5`, 'hours', '2 h'],
    ['probability(adl.notional > 0) < 5 USD', 'share', '0.5 or 50 %'],
    ['probability(adl.notional > 5 %) < 0.5', 'USD', '10 M USD'],
    [`${money}1e999`, 'USD', '10 M USD'],
    // A comma for a point would be off by ten: commas stand between groups of three.
    [`${share}0,5`, 'share', '0.5 or 50 %'],
    [`${money}1,5 M USD`, 'USD', '10 M USD'],
    [`${money}1_000`, 'USD', '10 M USD'],
    [`${money}1,0000`, 'USD', '10 M USD'],
    // Names that every object has are no scales.
    [`${money}5 constructor`, 'USD', '10 M USD'],
    [`${count}5 toString`, 'count', '100'],
  ])('%s is refused', (text, unit, example) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('threshold-limit');
    expect(problem.message).toContain(`is not a limit for a measure in ${unit}`);
    expect(problem.expected).toBe(`a limit such as ${example}`);
  });
});

describe('what is no threshold', () => {
  it.each([
    ['insuranceFund.drawdownShare.p99', 'threshold-syntax', /not a threshold/, /for example/],
    ['', 'threshold-syntax', /not a threshold/, /for example/],
    ['adl.notional.p99 = 5', 'threshold-syntax', /not a threshold/, /for example/],
    ['adl.notional.p99 <', 'threshold-syntax', /not a threshold/, /for example/],
    ['adl.notional < 5', 'threshold-aggregate', /"adl.notional" needs an aggregate over paths/, /adl\.notional\.p99/],
    ['adl.notional.p98 < 5', 'threshold-aggregate', /"p98" is not an aggregate/, /did you mean "p9[59]"/],
    ['adl.notional.media < 5', 'threshold-aggregate', /"media" is not an aggregate/, /did you mean "median"/],
    ['adl.notional.quartile < 5', 'threshold-aggregate', /"quartile" is not an aggregate/, /for example adl/],
    ['adl.notionl.p99 < 5', 'threshold-measure', /"adl.notionl" is not a measure/, /did you mean "adl.notional"\?/],
    [
      'insurancefund.drawdownShare.p99 < 5',
      'threshold-measure',
      /not a measure/,
      /did you mean "insuranceFund.drawdownShare"/,
    ],
    [
      'uncoveredLoss.max < 5',
      'threshold-measure',
      /"uncoveredLoss" is not a measure/,
      /did you mean "uncoveredLoss.amount"\?/,
    ],
    ['adl.max < 5', 'threshold-measure', /"adl" is not a measure/, /known there: adl.notional, adl/],
    ['probability(adl.notionl > 0) < 0.5', 'threshold-measure', /"adl.notionl" is not a measure/, /"adl.notional"/],
    ['probability(adl.notional.p99 > 0) < 0.5', 'threshold-measure', /not a measure/, /"adl.notional"/],
    ['probability(adl.notional) < 0.5', 'threshold-syntax', /"adl.notional" is not a threshold/, /for example/],
  ])('%s', (text, code, message, hint) => {
    const problem = problemOf(text);
    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(message);
    expect(problem.hint).toMatch(hint);
    expect(problem.expected).not.toBe('');
  });

  it('is reported with all others, each at its place', () => {
    const at = (line: number) => ({ file: 'a.yaml', line, column: 5, length: 3 });
    const { thresholds, problems } = parseThresholds([
      { text: 'nothing', place: at(7) },
      { text: 'adl.accounts.max < 3', place: at(8) },
      { text: 'adl.acounts.max < 3', place: at(9) },
      { text: 'adl.accounts.max < 3 %' },
    ]);
    expect(thresholds).toHaveLength(1);
    expect(problems.map(({ key, place, code }) => [key, place?.line, code])).toEqual([
      ['thresholds[0]', 7, 'threshold-syntax'],
      ['thresholds[2]', 9, 'threshold-measure'],
      ['thresholds[3]', undefined, 'threshold-limit'],
    ]);
  });
});

describe('a comparison', () => {
  it.each<[number, Operator, number, boolean]>([
    [1, '<', 2, true],
    [2, '<', 2, false],
    [2, '<=', 2, true],
    [3, '<=', 2, false],
    [3, '>', 2, true],
    [2, '>', 2, false],
    [2, '>=', 2, true],
    [1, '>=', 2, false],
    [2, '==', 2, true],
    [1, '==', 2, false],
    [1, '!=', 2, true],
    [2, '!=', 2, false],
    [NaN, '<=', 2, false],
    [NaN, '>=', 2, false],
  ])('%d %s %d is %s', (value, operator, limit, holds) => {
    expect(compare(value, { operator, limit })).toBe(holds);
  });
});
