// Goal: what a scenario says is what the simulator gets, in its own units.
// Method: conversions worked by hand on the base scenario and on the shipped reference scenario.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { log } from '../../src/numeric/math.ts';
import { DEFAULTS } from '../../src/scenario/defaults.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { baseText, edited } from './base-scenario.ts';
import { environmentWith, problemsOf, readText, repository } from './test-environment.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

describe('conversion into units of the simulator', () => {
  const scenario = readText(baseText);

  it('contracts: 0.1 USD x 0.001 BTC is one quantum, and 8,000 USD are 80,000 ticks', () => {
    expect(scenario.venue.instruments[0]).toEqual(
      createLinearPerpetual({
        symbol: 'BTC',
        tickSize: 0.1,
        lotSizeUnits: 0.001,
        quantaPerLotTick: 1,
        priceInitialTicks: 80_000,
      }),
    );
  });

  it('breakers: 10 % is log(1.1) to either side', () => {
    expect(scenario.venue.priceBand).toEqual({ widthLog: log(1.1) });
    expect(scenario.venue.halt).toEqual({
      windowUs: 300e6,
      moveLog: log(1.1),
      durationUs: 300e6,
      liquidationsAllowed: false,
      marginMultiplePpm: 1_000_000,
    });
    expect(scenario.venue.throttle).toEqual({ notionalMax: 50_000_000_000, windowUs: 1e6 });
  });

  it('margin changes: at a moment, of instruments in venue order, multiples in ppm', () => {
    const rows = `
  marginChanges:
    - {at: 2020-03-12T00:10:00Z, instruments: [ETH, BTC], multiplier: 1.5x}
    - {at: 20 min, instruments: [ETH], multiplier: 0.333333x, initialOnly: true}
    - {at: 0, multiplier: 1x}`;
    const fund = '    initial: 1 M USD';
    expect(readText(edited(fund, fund + rows)).venue.marginChanges).toEqual([
      { atUs: 600e6, instruments: [0, 1], multiplePpm: 1_500_000, initialOnly: false },
      { atUs: 1_200e6, instruments: [1], multiplePpm: 333_333, initialOnly: true },
      { atUs: 0, instruments: [0, 1], multiplePpm: 1_000_000, initialOnly: false },
    ]);
    expect(scenario.venue.marginChanges).toEqual([]);
  });

  it('prices: waypoints against the initial price, -5 % is log(0.95)', () => {
    expect(scenario.market.components).toEqual([
      { kind: 'waypoints', instrument: 0, timesUs: [0, 1_800e6], logReturns: [0, log(0.75)] },
      { kind: 'waypoints', instrument: 1, timesUs: [0], logReturns: [0] },
      { kind: 'jump', atUs: 600e6, logReturns: [log(0.95), 0] },
      { kind: 'ramp', fromUs: 1_200e6, toUs: 2_400e6, logReturns: [log(0.9), log(0.9)] },
    ]);
  });

  it('waypoints in percent of the initial price', () => {
    const text = edited('unit: USD', 'unit: "%"')
      .replace('BTC: 8000, ETH: 200', 'BTC: 0, ETH: 0')
      .replace('BTC: 6000', 'BTC: -25');
    expect(readText(text).market.components).toEqual(scenario.market.components);
  });

  it('correlation: the rest is `pairwise`', () => {
    expect(scenario.market.correlation.matrix).toEqual([
      [1, 0.8],
      [0.8, 1],
    ]);
  });

  it('agents: amounts in quanta, weights in instrument order', () => {
    const [retail, makers] = scenario.agents.classes;
    expect(retail!.equity).toEqual({
      kind: 'logNormal',
      median: 50_000_000,
      sigmaLog: 1.2,
      min: 1_000_000,
      max: 10_000_000_000,
      tail: null,
    });
    expect(retail!.instrumentWeights).toEqual([2, 1]);
    expect(makers!.instrumentWeights).toEqual([10_000_000, 5_000_000]);
    expect(makers!.leverage.max).toBe(0);
    expect(scenario.agents.openInterest).toEqual([100_000_000_000, 50_000_000_000]);
  });

  it('noise: off unless the scenario asks for it', () => {
    expect(scenario.market.noise).toEqual({
      distribution: 'gaussian',
      degreesOfFreedom: 4,
      volatilityAnnual: [0.8, 0.8],
      bridgedToWaypoints: true,
    });
    expect(readText(edited('  noise: {distribution: gaussian}\n', '')).market.noise).toBeNull();
  });

  it('thresholds keep their text and place', () => {
    expect(scenario.thresholds).toMatchObject([{ text: 'uncoveredLoss.max <= 0', place: { line: 67, column: 5 } }]);
  });

  it('is frozen to the bottom', () => {
    expect(Object.isFrozen(scenario.venue.tiers[0]!.brackets[0])).toBe(true);
    expect(Object.isFrozen((scenario.resolved as { run: object }).run)).toBe(true);
  });

  it('resolves every default, in the terms of the file, to a scenario that reads the same', () => {
    const resolved = scenario.resolved as Record<string, Record<string, unknown>>;
    expect(resolved.venue!.liquidation).toEqual(DEFAULTS.liquidation);
    expect(resolved.venue!.insuranceFund).toEqual({ initial: '1 M USD', ...DEFAULTS.insuranceFund });
    const again = readText(JSON.stringify(resolved));
    expect(again.resolved).toEqual(resolved);
    const { digest: _, resolved: __, thresholds: ___, ...meaning } = again;
    expect(scenario).toMatchObject(meaning);
  });

  it('its digest follows the text, not the place', () => {
    expect(readText(baseText).digest).toBe(scenario.digest);
    expect(readText(`${baseText}# a comment\n`).digest).not.toBe(scenario.digest);
    expect(scenario.digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('shipped scenarios', () => {
  it('one-cascade is the hand-worked one', () => {
    const scenario = readScenario(environmentWith(), join(repository, 'scenarios/reference/one-cascade.yaml'));
    expect(scenario.agents.classes.map(({ name, accounts }) => [name, accounts])).toEqual([
      ['brittle', 1],
      ['sturdy', 1],
      ['patient', 1],
      ['quoting', 1],
    ]);
    expect(scenario.market.components).toEqual([{ kind: 'jump', atUs: 60e6, logReturns: [log(0.92)] }]);
    expect(scenario.venue.instruments[0]!.quantaPerLotTick).toBe(1);
  });
});

describe('a scenario that leaves out what it can', () => {
  it('needs only what has no sensible default', () => {
    const required = problemsOf('version: 1\n').map(({ key }) => key);
    expect(required).toEqual(['name', 'title', 'run', 'venue', 'market', 'agents']);
  });
});
