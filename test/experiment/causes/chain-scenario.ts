/**
 * A chain that can be followed with a pencil: the outside price falls from 100 to 97 and nothing else comes from outside.
 * Maintenance margin is 8 %.
 *
 *   account  side  equity     leverage  size, BTC  in breach below  bankrupt at
 *   4 first  long  1,000 USD  10x       100        97.83            90.00
 *   5 second long  2,000 USD   7.1x     142        93.39            85.92
 *   6 third  long  1,000 USD   6.51x     65.1      92.00            84.64
 *
 * Netting takes a lot or two off each of the longs. 2,500 USD move the book by 1 %, for good: `first` takes the mark from 97 to about 93.1, `second` to about 88.
 */
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { readScenarioText, type Settings } from '../../simulation/small-scenario.ts';

export const CHAIN_TEXT = `version: 1
name: chain
title: Chain
description: Three longs that push each other.
sources: [Made up]
run: { duration: 5 min, seed: chain, paths: 2, sampleInterval: 10 s }
venue:
  instruments:
    - symbol: BTC
      initialPrice: 100 USD
      tickSize: 0.01 USD
      lotSize: 0.01 BTC
      tiers: [{ maxLeverage: 10x, maintenanceRate: 8 % }]
      openInterest: 30.7 k USD
      depthAtOnePercent: 2,500 USD
      depthExponent: 1
  markPrice: { latency: 0 ms, interval: 0 ms, ownVenueWeight: 100 %, basisLimit: 50 % }
  liquidation: { sizing: full, wholeBelow: 0 USD, fee: 0 %, latency: 100 ms, throughput: 10 /s }
  insuranceFund: { initial: 5 k USD }
market:
  tick: 10 s
  prices: { jumps: [{ at: 1 min, move: -3 % }] }
  noise: off
  impact: { permanentShare: 100 %, halfLife: 1 min, crossShare: 0 % }
  withdrawal: { sensitivity: 0, floorShare: 100 %, recoveryHalfLife: 1 min }
  externalLiquidity: { depthShare: 100 %, absorption: 0 USD/h }
agents:
  leverageStretchMax: 1.01x
  classes:
    - { name: first, kind: leveragedDirectional, accounts: 1, equity: 1 k USD, leverage: 10x, longShare: 100 % }
    - { name: second, kind: leveragedDirectional, accounts: 1, equity: 2 k USD, leverage: 7.1x, longShare: 100 % }
    - { name: third, kind: leveragedDirectional, accounts: 1, equity: 1 k USD, leverage: 6.51x, longShare: 100 % }
    - { name: short, kind: leveragedDirectional, accounts: 1, equity: 30.71 k USD, leverage: 1x, longShare: 0 % }
`;

export const chain = (settings: Settings = {}): Scenario => readScenarioText(CHAIN_TEXT, settings);
