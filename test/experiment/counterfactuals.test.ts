// Goal: a comparison says what a rule does and depends on nothing else. Method: a chain with its liquidations frozen, a
// crowd with its halts off, on pools of different sizes.

import { beforeAll, describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/experiment/counterfactuals/controls.ts';
import {
  compareCounterfactuals,
  type CounterfactualRequest,
  type CounterfactualResult,
} from '../../src/experiment/counterfactuals/counterfactual.ts';
import { figuresOf } from '../../src/experiment/counterfactuals/path-figures.ts';
import { traceCauses } from '../../src/experiment/causes/trace-causes.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { crowd, type Settings } from '../simulation/small-scenario.ts';
import { chain } from './causes/chain-scenario.ts';

type Read = (settings?: Settings) => Scenario;

function requestOf(read: Read, without: readonly string[], variants: Readonly<Record<string, Settings>> = {}) {
  const request: CounterfactualRequest = {
    base: read(),
    without: CONTROLS.filter(({ name }) => without.includes(name)).map((control) => ({
      control,
      scenario: read(Object.fromEntries(control.without.map(({ key, value }) => [key, value]))),
    })),
    variants: Object.entries(variants).map(([name, settings]) => ({ name, scenario: read(settings) })),
  };
  return request;
}

describe('a chain with liquidations frozen', () => {
  let result: CounterfactualResult;
  beforeAll(async () => {
    result = (await compareCounterfactuals(requestOf(chain, ['liquidations']), { workers: 2 }))!;
  });

  it('falls by what comes from outside, and amplification is what the sales added', () => {
    const [amplified, rise] = result.amplification!.instruments;
    const lowest = Math.expm1(simulate(chain()).tally.markLowLog[0]!);
    expect(amplified!.moveWithout).toBeCloseTo(0.03, 9);
    expect(amplified!.moveWith).toBeCloseTo(-lowest, 9);
    expect(amplified!.ratio!.value).toBeCloseTo(-lowest / 0.03, 6);
    expect(rise).toMatchObject({ symbol: 'BTC', side: 'rise', moveWith: 0, moveWithout: 0, ratio: null });
  });
});

describe('a crowd', () => {
  const read: Read = (settings = {}) => crowd({ 'run.paths': '3', ...settings });
  const request = requestOf(read, ['liquidations', 'halt'], {
    same: {},
    mark: { 'venue.autoDeleveraging.price': 'mark' },
    richer: { 'venue.insuranceFund.initial': '300 k USD' },
  });
  let result: CounterfactualResult;
  beforeAll(async () => {
    result = (await compareCounterfactuals(request, { workers: 1 }))!;
  });

  it.each([2, 7])('is the same on %i workers', async (workers) => {
    expect(JSON.stringify(await compareCounterfactuals(request, { workers }))).toBe(JSON.stringify(result));
  });

  it('has nothing to say of a variant that is the same', () => {
    const [same] = result.variants;
    expect(same).toMatchObject({ name: 'same', differences: [], fingerprint: result.fingerprint });
  });

  it('pairs what differs: the means are those of the two, and the difference lies between its ends', () => {
    for (const { differences, paths } of result.variants.slice(1)) {
      expect(paths).toBe(3);
      expect(differences.length).toBeGreaterThan(0);
      for (const { baseMean, otherMean, difference } of differences) {
        expect(difference.value).toBeCloseTo(otherMean - baseMean, 6);
        expect(difference.interval.low!).toBeLessThanOrEqual(difference.value);
        expect(difference.interval.high!).toBeGreaterThanOrEqual(difference.value);
      }
    }
  });

  it('counts halts, those not needed among them, and what they avoided', () => {
    const [halt] = result.controls;
    expect(halt!.control).toBe('halt');
    expect(halt!.need!.trips).toBeGreaterThan(0);
    expect(halt!.trips! * halt!.paths).toBeCloseTo(halt!.need!.trips, 9);
    expect(halt!.need!.notNeeded).toBeLessThanOrEqual(halt!.need!.trips);
    expect(halt!.avoided.value).toBeCloseTo(halt!.lossWithout - halt!.lossWith, 6);
    expect(halt!.delayed.value).toBeGreaterThanOrEqual(0);
  });

  it('sends no forced trade where liquidations are frozen', () => {
    const frozen = simulate(read({ 'venue.liquidation.enabled': 'false' }), { audit: true });
    expect(frozen.failure).toBeNull();
    expect(frozen.tally.breaches).toBeGreaterThan(0);
    const { liquidationOrders, takeovers, deleveragings, accountsClosed } = frozen.tally;
    expect([liquidationOrders, takeovers, deleveragings, accountsClosed]).toEqual([0, 0, 0, 0]);
  });
});

describe('trips', () => {
  const BANDS: Settings = {
    'venue.circuitBreakers.priceBand': '{ width: 1 % }',
    'venue.circuitBreakers.throttle': '{ notionalMax: 30 k USD, window: 10 s }',
  };
  const GUARDS: Settings = {
    'venue.controls.liquidationPause':
      '{ fundShare: 99.9 %, notionalMax: 50 k USD, window: 1 min, fundWindow: 10 min, duration: 20 s, waitForFund: true, extensionsMax: 2 }',
    'venue.controls.oracleGuard': '{ deviation: 5 %, confirm: 1 s, action: pauseLiquidations }',
    'venue.controls.marginSteps':
      '{ interval: 10 s, intervals: 12, hold: 1 min, steps: [{ above: 50 %, multiplier: 1.2x }, { above: 200 %, multiplier: 2x }] }',
    'venue.controls.withdrawalGate': '{ fall: 5 %, window: 5 min, duration: 1 min }',
    'venue.withdrawals': '{ latency: 1 min }',
  };

  it.each([
    [['priceBand', 'throttle'], BANDS],
    [['liquidationPause', 'oracleGuard', 'marginSteps', 'withdrawalGate'], GUARDS],
  ])('of %j are as many as explain tells', (names, settings) => {
    const scenario = crowd(settings);
    const { outcome, causes } = traceCauses(scenario, buildPopulation(scenario, null).population, 0);
    const { trips } = figuresOf(outcome);
    for (const name of names) {
      const told = causes.trips.filter(({ control }) => control === name);
      const listed = trips.filter(({ control }) => control === name);
      expect([name, told.length > 0, listed.length]).toEqual([name, true, told.length]);
      expect(listed.map(({ timeUs, instrument }) => [timeUs, instrument])).toEqual(
        told.map(({ timeUs, instrument }) => [timeUs, instrument]),
      );
    }
  });
});
