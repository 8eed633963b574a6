/**
 * Goal: a stablecoin that is collateral loses its peg on this venue by its own sales, on top of what it loses outside. Method:
 * audited runs of longs on stablecoin in a fall of BTC, with sales at the mark and in the coin's own book.
 */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/simulate.ts';
import { perpetualText } from '../scenario/perpetual-text.ts';
import { factsOf } from './facts.ts';
import { readScenarioText, type Settings } from './small-scenario.ts';

const TEXT = `version: 1
name: depeg
title: A stablecoin as collateral
description: A fall of BTC, and a peg.
sources: [Made up]
run: { duration: 20 min, seed: depeg, paths: 1, sampleInterval: 1 min }
venue:
  instruments:${perpetualText('BTC', '5 M USD', '5 M USD')}
    - kind: spot
      symbol: USDX
      initialPrice: 1 USD
      tickSize: 0.0001 USD
      lotSize: 0.01 USDX
      depthAtOnePercent: 200 k USD
      depthExponent: 1
  collateral:
    - { instrument: USDX, brackets: [{ weight: 98 % }] }
  markPrice: { ownVenueWeight: 100 %, basisLimit: 50 % }
  liquidation: { sizing: full }
  insuranceFund: { initial: 1 M USD }
market:
  tick: 5 s
  prices:
    ramps: [{ from: 1 min, to: 10 min, move: { BTC: -16 % } }]
    jumps: [{ at: 5 min, move: { USDX: -1 % } }]
agents:
  leverageStretchMax: 100x
  classes:
    - name: longs
      kind: leveragedDirectional
      accounts: 100
      equity: 10 k USD
      leverage: { kind: uniform, min: 4x, max: 7x }
      longShare: 100 %
      instruments: { BTC: 1 }
      collateral: [{ instrument: USDX, share: 90 % }]
    - { name: shorts, kind: leveragedDirectional, accounts: 20, equity: 500 k USD, leverage: 1x, longShare: 0 %, instruments: { BTC: 1 } }
    - { name: makers, kind: marketMaker, accounts: 2, equity: 1 M USD, instruments: { BTC: 1 } }
`;

const USDX = 1;
const run = (settings: Settings = {}) => {
  const outcome = simulate(readScenarioText(TEXT, settings), { audit: true });
  expect(outcome.failure).toBeNull();
  return outcome;
};

describe('a stablecoin that is sold to meet margin', () => {
  const atMark = run();
  const inBook = run({ 'venue.collateralSales': '{}' });

  it('keeps what the outside leaves of its peg where sales are at the mark', () => {
    expect(factsOf(atMark, 'conversion').length).toBeGreaterThan(10);
    expect(factsOf(atMark, 'conversion').every(({ a }) => a === 0)).toBe(true);
    expect(atMark.tally.markLowLog[USDX]).toBeCloseTo(Math.log(0.99), 3);
  });

  it('falls further by its own sales in its book, and takes more accounts with it', () => {
    const sales = factsOf(inBook, 'conversion');
    expect(sales.length).toBeGreaterThan(10);
    expect(sales.every(({ a, instrument, lots }) => a === 1 && instrument === USDX && lots < 0)).toBe(true);
    expect(inBook.tally.indexLowLog[USDX]).toBe(atMark.tally.indexLowLog[USDX]);
    expect(inBook.tally.markLowLog[USDX]!).toBeLessThan(2 * atMark.tally.markLowLog[USDX]!);
    expect(inBook.tally.accountsLiquidated).toBeGreaterThanOrEqual(atMark.tally.accountsLiquidated);
    // Who waited for money was closed in the end.
    expect(inBook.tally.accountsClosed).toBe(inBook.tally.accountsLiquidated - inBook.tally.recoveries);
  });
});
