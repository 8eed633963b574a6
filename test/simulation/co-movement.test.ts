/**
 * Goal: thin instruments whose betas multiply in a cascade while correlation can only rise to one, with nothing in the scenario
 * that says so. Method: one common fall outside, the same for all; one deep book and three thin ones; the recorded
 * five-minute returns, against the same path without leverage.
 */
import { describe, expect, it } from 'vitest';
import { summariseCoMovement } from '../../src/experiment/co-movement-summary.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { coMovementRows } from '../../src/report/co-movement-rows.ts';
import { perpetualText } from '../scenario/perpetual-text.ts';
import { bare, readScenarioText } from './small-scenario.ts';

const instrument = (
  symbol: string,
  openInterest: string,
  depth: string,
): string => `${perpetualText(symbol, openInterest, depth)}
      depthExponent: 1
      annualVolatility: 80 %`;

/** Outside, every coin has a beta of 0.55 to the first: equal volatilities, correlation 0.55, and a common fall. */
const TEXT = `version: 1
name: thin
title: One deep book and three thin ones
description: A common fall.
sources: [Made up]
run: { duration: 6 h, seed: thin, paths: 1, sampleInterval: 5 min }
venue:
  instruments:${instrument('BTC', '8 M USD', '4 M USD')}${['ONE', 'TWO', 'SIX'].map((name) => instrument(name, '5 M USD', '150 k USD')).join('')}
  markPrice: { ownVenueWeight: 100 %, basisLimit: 60 % }
  insuranceFund: { initial: 1 M USD }
market:
  tick: 10 s
  prices: { ramps: [{ from: 4 h, to: 5 h, move: -10 % }] }
  noise: { distribution: gaussian }
  correlation: { pairwise: 0.55 }
  impact: { permanentShare: 10 %, recovery: { powerLaw: { exponent: 0.4, from: 1 min, to: 6 h } } }
  withdrawal: { sensitivity: 0.3, horizon: 1 min, ownMarks: { sensitivity: 0.3, halfLife: 2 min } }
agents:
  leverageStretchMax: 10x
  classes:
    - name: longs
      kind: leveragedDirectional
      accounts: 400
      equity: { kind: logNormal, median: 4 k USD, sigma: 1, min: 500 USD, max: 100 k USD }
      leverage: { kind: uniform, min: 3x, max: 15x }
      longShare: 100 %
    - { name: shorts, kind: leveragedDirectional, accounts: 100, equity: 200 k USD, leverage: 1x, longShare: 0 % }
    - { name: makers, kind: marketMaker, accounts: 3, equity: 1 M USD, spread: {} }
`;

describe('prices together', () => {
  const THIN = ['ONE', 'TWO', 'SIX'];
  const scenario = readScenarioText(TEXT);
  const outcome = simulate(scenario, { audit: true });
  const { before, during, breakAtUs } = outcome.coMovement!;

  it('break when a hundredth of the open interest is closed by force within five minutes', () => {
    expect(outcome.failure).toBeNull();
    expect(breakAtUs % (5 * 60_000_000)).toBe(0);
    expect(breakAtUs).toBeGreaterThanOrEqual(4 * 3_600_000_000);
    expect(before.windows).toBe(breakAtUs / (5 * 60_000_000));
    expect(during.windows).toBe(14);
  });

  it('multiply the betas of thin instruments, while correlation can hardly rise', () => {
    for (const k of [1, 2, 3]) {
      expect(before.betas[k]!).toBeGreaterThan(0.4);
      expect(before.betas[k]!).toBeLessThan(1.2);
      expect(during.betas[k]! / before.betas[k]!).toBeGreaterThan(4);
    }
    expect(during.pairCorrelation! / before.pairCorrelation!).toBeLessThan(1.3);
    expect(during.pairCorrelation!).toBeLessThanOrEqual(1);
    const summary = summariseCoMovement([outcome], scenario.venue.instruments)!;
    expect(summary).toMatchObject({ reference: 'BTC', paths: 1 });
    expect(summary.betas.map(({ symbol }) => symbol)).toEqual(THIN);
    expect(summary.betas[0]).toEqual({ symbol: 'ONE', before: before.betas[1], during: during.betas[1] });
    const rows = coMovementRows(summary);
    expect(rows).toHaveLength(4);
    expect(rows[0]![3]).toMatch(/^[4-9]\.\dx$/);
    expect(rows.at(-1)![0]).toBe('mean correlation of pairs');
  });

  it('do so because the books are thin: with deep ones the same fall leaves betas as they were', () => {
    const deep = Object.fromEntries(THIN.map((name) => [`venue.instruments.${name}.depthAtOnePercent`, '20 M USD']));
    const calm = simulate(readScenarioText(TEXT, deep)).coMovement!;
    const betas = calm.breakAtUs < 0 ? calm.before.betas : calm.during.betas;
    for (const k of [1, 2, 3]) expect(betas[k]!).toBeLessThan(2);
  });

  it('say nothing where a single instrument trades', () => {
    expect(simulate(bare()).coMovement).toBeNull();
    expect(summariseCoMovement([simulate(bare())], bare().venue.instruments)).toBeNull();
  });
});
