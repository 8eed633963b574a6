// Goal: what a scenario says of its books is read, or refused where it contradicts itself.
// Method: one edit of a sound scenario a case; `«` in the replacement marks where the problem must point.

import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { baseText, edited, unmark } from './base-scenario.ts';
import { places, problemsOf, readText } from './test-environment.ts';

const DEPTH = '      depthAtOnePercent: 2 M USD\n';
const MARKET = 'market:\n';

type Case = readonly [name: string, from: string, to: string, code: string];

const cases: readonly Case[] = [
  ['no depth', DEPTH, '', 'missing-key'],
  [
    'depth twice',
    DEPTH,
    `${DEPTH.replace('depth', '«depth')}      depth: [{within: 1 %, notional: 2 M USD}]\n`,
    'depth-twice',
  ],
  [
    'an exponent beside figures',
    DEPTH,
    '      «depthExponent: 2\n      depth: [{within: 1 %, notional: 2 M USD}, {within: 2 %, notional: 3 M USD}]\n',
    'depth-twice',
  ],
  [
    'figures out of order',
    DEPTH,
    '      «depth: [{within: 2 %, notional: 3 M USD}, {within: 1 %, notional: 2 M USD}]\n',
    'depth-order',
  ],
  [
    'figures that do not rise',
    DEPTH,
    '      «depth: [{within: 1 %, notional: 3 M USD}, {within: 2 %, notional: 3 M USD}]\n',
    'depth-fit',
  ],
  [
    'two ways back',
    MARKET,
    `${MARKET}  impact: {«halfLife: 1 min, recovery: {powerLaw: {exponent: 0.5, from: 1 s, to: 1 h}}}\n`,
    'recovery-twice',
  ],
  [
    'weights of less than one',
    MARKET,
    `${MARKET}  impact: {«recovery: [{weight: 50 %, halfLife: 1 s}]}\n`,
    'recovery-weights',
  ],
  [
    'a law that ends before it begins',
    MARKET,
    `${MARKET}  impact: {recovery: {powerLaw: {exponent: 0.5, from: 1 h, to: «1 s}}}\n`,
    'power-law-range',
  ],
  [
    'flow of one instrument only',
    MARKET,
    `${MARKET}  impact: {cross: {kyle: {«flow: {BTC: 1 M USD}}}}\n`,
    'missing-key',
  ],
  [
    'strengths that are not symmetric',
    MARKET,
    `${MARKET}  impact: {cross: {strengths: {matrix: [[1, 0.5], [«0.4, 1]]}}}\n`,
    'correlation-not-symmetric',
  ],
];

describe('books', () => {
  it.each(cases)('refuse %s', (_, from, to, code) => {
    const { text, place } = unmark(edited(from, to));
    const problems = problemsOf(text);
    const shown = JSON.stringify(problems, null, 1);
    expect([...new Set(problems.map((problem) => problem.code))], shown).toEqual([code]);
    if (place !== '') expect(places(problems), shown).toEqual([`${place} ${code}`]);
  });

  const readWith = (impact: string, depth = DEPTH): Scenario =>
    readText(baseText.replace(DEPTH, depth).replace(MARKET, `${MARKET}  impact: ${impact}\n`));

  it('come back at several speeds, or by a power law', () => {
    const { impact } = readWith(
      '{recovery: [{weight: 60 %, halfLife: 10 s}, {weight: 40 %, halfLife: 10 min}]}',
    ).market;
    expect(impact.recovery).toEqual({
      terms: [
        { weight: 0.6, halfLifeUs: 10e6 },
        { weight: 0.4, halfLifeUs: 600e6 },
      ],
      powerLaw: null,
    });
    const law = readWith('{recovery: {powerLaw: {exponent: 0.5, from: 1 s, to: 1 h}}}').market.impact.recovery!;
    expect(law.powerLaw).toMatchObject({ exponent: 0.5, fromUs: 1e6, toUs: 3.6e9 });
    expect(law.terms.length).toBeGreaterThan(4);
  });

  it('are fitted to figures', () => {
    const figures = '      depth: [{within: 0.5 %, notional: 15.5 M USD}, {within: 5 %, notional: 40 M USD}]\n';
    const [fitted, given] = readWith('{}', figures).market.depth;
    // ln(40 / 15.5) / ln 10
    expect(fitted!.exponent).toBeCloseTo(0.41172, 4);
    expect(given).toEqual({ depthAtOnePercent: 1e10, exponent: 2 });
    const law = '      depth: {squareRootLaw: {dailyVolume: 16 M USD, dailyVolatility: 4 %}}\n';
    expect(readWith('{}', law).market.depth[0]).toMatchObject({ depthAtOnePercent: 1e10, exponent: 2 });
  });

  it('move each other by the Kyle form or by given strengths', () => {
    const kyle = readWith('{cross: {kyle: {flow: {BTC: 2 M USD, ETH: 1 M USD}, flowCorrelation: {pairwise: 0.3}}}}');
    expect(kyle.market.impact.cross).toMatchObject({
      kind: 'kyle',
      flow: [2e10, 1e10],
      flowCorrelation: {
        matrix: [
          [1, 0.3],
          [0.3, 1],
        ],
      },
    });
    const given = readWith('{cross: {strengths: {pairwise: 0.9}}}');
    expect(given.market.impact.cross).toEqual({
      kind: 'strengths',
      strengths: {
        matrix: [
          [1, 0.9],
          [0.9, 1],
        ],
      },
    });
  });
});
