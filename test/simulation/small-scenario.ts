/**
 * Small scenarios for tests: a file with every kind of agent and two instruments, and a bare one whose every step can
 * be followed. Both are read like any other file, so that nothing in them is beyond what a user can write.
 */
import { expect } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { perpetualText } from '../scenario/perpetual-text.ts';
import { environmentWith } from '../scenario/test-environment.ts';

/** Two correlated coins, a fall by a third, and agents of every kind; a path takes some hundred milliseconds. */
const CROWD = `version: 1
name: crowd
title: A crowd
description: Every kind of agent in a crash.
sources: [Made up]
run: { duration: 20 min, seed: crowd, paths: 4, sampleInterval: 1 min }
venue:
  instruments:
    - symbol: BTC
      initialPrice: 8000 USD
      tickSize: 0.1 USD
      lotSize: 0.001 BTC
      tiers:
        - { notionalMax: 100 k USD, maxLeverage: 50x, maintenanceRate: 1 % }
        - { maxLeverage: 20x, maintenanceRate: 2.5 % }
      openInterest: 4 M USD
      depthAtOnePercent: 700 k USD
    - symbol: ETH
      initialPrice: 200 USD
      tickSize: 0.01 USD
      lotSize: 0.01
      tiers: [{ maxLeverage: 25x, maintenanceRate: 2 % }]
      openInterest: 2 M USD
      depthAtOnePercent: 500 k USD
  markPrice: { ownVenueWeight: 90 %, basisLimit: 20 % }
  liquidation: { throughput: 20 /s }
  insuranceFund: { initial: 30 k USD }
  circuitBreakers:
    halt: { window: 2 min, move: 10 %, duration: 30 s }
market:
  tick: 10 s
  prices:
    ramps: [{ from: 2 min, to: 12 min, move: -30 % }]
  noise: { distribution: studentT }
  correlation: { pairwise: 0.8 }
agents:
  leverageStretchMax: 4x
  classes:
    - name: retail
      kind: leveragedDirectional
      accounts: 120
      equity: { kind: logNormal, median: 10 k USD, sigma: 0.8, min: 500 USD, max: 200 k USD }
      leverage: { kind: uniform, min: 2x, max: 15x }
      longShare: 70 %
      instrumentsPerAccount: { min: 1, max: 2 }
      stopLossProbability: 40 %
    - name: hedgers
      kind: hedger
      accounts: 20
      equity: 60 k USD
      leverage: 3x
      longShare: 0 %
    - name: makers
      kind: marketMaker
      accounts: 3
      equity: 400 k USD
    - name: panic
      kind: panicSeller
      accounts: 20
      equity: 20 k USD
      leverage: 3x
      longShare: 100 %
      drawdownTrigger: { kind: uniform, min: 3 %, max: 25 % }
    - name: dip
      kind: dipBuyer
      accounts: 20
      equity: 20 k USD
      drawdownTrigger: { kind: uniform, min: 3 %, max: 40 % }
    - name: payers
      kind: marginCallPayer
      accounts: 30
      equity: 15 k USD
      leverage: 8x
`;

/**
 * One coin at USD 100 whose lot is worth one quantum a tick, a book of the external account alone and almost without
 * bottom, marks that follow the outside price, no noise: nothing happens that the test did not ask for.
 */
const BARE = `version: 1
name: bare
title: Bare
description: One coin and nothing else.
sources: [Made up]
run: { duration: 10 min, seed: bare, paths: 1, sampleInterval: 1 min }
venue:
  instruments:${perpetualText('A', '200 k USD', '1 bn USD')}
  markPrice: { latency: 0 ms, interval: 0 ms, ownVenueWeight: 0 % }
  liquidation: { sizing: full, wholeBelow: 0 USD, fee: 0 %, latency: 100 ms, throughput: 1000 /s }
  insuranceFund: { initial: 1 M USD }
market:
  tick: 10 s
  prices:
    jumps: [{ at: 1 min, move: -12 % }]
  noise: off
  withdrawal: { sensitivity: 0, floorShare: 100 %, recoveryHalfLife: 1 min }
  externalLiquidity: { depthShare: 100 % }
agents:
  leverageStretchMax: 1000x
  classes:
    - { name: brittle, kind: leveragedDirectional, accounts: 10, equity: 1 k USD, leverage: 10x, longShare: 100 % }
    - { name: sturdy, kind: leveragedDirectional, accounts: 10, equity: 5 k USD, leverage: 2x, longShare: 100 % }
    - { name: short, kind: leveragedDirectional, accounts: 10, equity: 20 k USD, leverage: 1x, longShare: 0 % }
`;

export type Settings = Readonly<Record<string, string>>;

export function readScenarioText(text: string, settings: Settings = {}): Scenario {
  const overrides = Object.entries(settings).map(([key, value]) => ({ key, value }));
  const environment = environmentWith({ '/work-folder/scenario.yaml': { text } });
  return loadScenario('scenario.yaml', { environment, overrides });
}

export const crowd = (settings: Settings = {}): Scenario => readScenarioText(CROWD, settings);
export const bare = (settings: Settings = {}): Scenario => readScenarioText(BARE, settings);

/** Every invariant checked after every event. */
export function runAudited(scenario: Scenario): PathOutcome {
  const outcome = simulate(scenario, { audit: true });
  expect(outcome.failure).toBeNull();
  return outcome;
}
