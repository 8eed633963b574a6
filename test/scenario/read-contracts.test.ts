// Goal: what a scenario writes about contracts, collateral and margin means what the exchange takes it for.
// Method: the scenario with every kind of instrument, each figure held against the arithmetic beside it.

import { describe, expect, it } from 'vitest';
import { priceOf } from '../../src/instruments/instrument.ts';
import { createMarginModel } from '../../src/margin/create-margin-model.ts';
import { log } from '../../src/numeric/math.ts';
import { anyContractText, SIMPLE_GRID } from './any-contract-scenario.ts';
import { baseText, edited } from './base-scenario.ts';
import { readText } from './test-environment.ts';

const scenario = readText(anyContractText);
const { instruments, portfolio } = scenario.venue;
const bySymbol = (symbol: string) => instruments.find((one) => one.symbol === symbol)!;
const DAY_US = 86_400e6;

describe('instruments', () => {
  it('of an inverse perpetual have a notional at any price, and settle in the coin', () => {
    const inverse = bySymbol('BTC-INV');
    expect(inverse).toMatchObject({ lotNotional: 1_000_000, quantaPerLotTick: 0, follows: 0, settlesIn: 1 });
    expect(inverse.contract).toEqual({
      kind: 'perpetual',
      symbol: 'BTC-INV',
      underlying: 'BTC',
      settlesInCoin: true,
      multiplier: 100,
    });
    // 100,000 USD in ticks of 0.5 USD.
    expect(inverse.priceInitialTicks).toBe(200_000);
  });

  it('of spot assets count in their quantum, which may be worth less than one of money', () => {
    // 0.1 USD x 0.00000001 BTC x 10,000 quanta a USD.
    expect(bySymbol('BTC-SPOT')).toMatchObject({ quantaPerLotTick: 0.00001, priceInitialTicks: 1_000_000, follows: 0 });
    expect(bySymbol('USDX')).toMatchObject({ quantaPerLotTick: 0.0001, priceInitialTicks: 10_000, follows: -1 });
  });

  it('of a future start at the forward', () => {
    // 168 days and 8 hours from 10 October to 27 March, 8:00: 100,000 e^(0.05 x 168.333 / 365) = 102,332.7; ticks of 0.5.
    const future = bySymbol('BTC-27MAR26');
    expect(future.contract).toMatchObject({ kind: 'future', expiryUs: (168 + 1 / 3) * DAY_US });
    expect(priceOf(future, future.priceInitialTicks)).toBe(102_332.5);
  });

  it('of options start at Black-76 on the surface, in coin where they settle in it', () => {
    // F = 100,000 e^(0.05 x 30 / 365) = 100,411.8, v sqrt T = 0.6 sqrt(30 / 365) = 0.172015, D = e^(-0.04 x 30 / 365) = 0.996718.
    // Call at 120,000: d1 = -0.950020, N(d1) = 0.171051, N(d2) = 0.130924: D (17,175.53 - 15,710.85) = 1,459.87 USD, which
    // is 0.0145987 BTC.
    const call = bySymbol('BTC-120000-C');
    expect(call.contract).toMatchObject({ right: 'call', strike: 120_000, expiryUs: 30 * DAY_US, multiplier: 0.01 });
    expect(priceOf(call, call.priceInitialTicks)).toBeCloseTo(0.0146, 10);
    // 0.0001 BTC x 0.01 = 100 lots of 0.00000001 BTC.
    expect(call.quantaPerLotTick).toBe(100);
    // Put at 80,000: d1 = 1.407134, N(-d1) = 0.079694, N(-d2) = 0.108393: D (8,671.44 - 8,002.20) = 667.05 USD, ticks of 5.
    const put = bySymbol('BTC-80000-P');
    expect(priceOf(put, put.priceInitialTicks)).toBe(665);
    expect(put.quantaPerLotTick).toBe(500);
  });

  it('that follow another have no noise, no trend and no correlation of their own', () => {
    const [jump, ramp] = scenario.market.components;
    expect(jump).toMatchObject({ logReturns: [log(0.95), 0, 0, 0, 0, 0, 0] });
    // "All" are all that have a price process.
    expect(ramp).toMatchObject({ logReturns: [log(0.9), 0, 0, 0, 0, 0, log(0.9)] });
    const { matrix } = scenario.market.correlation;
    expect(matrix[0]).toEqual([1, 0, 0, 0, 0, 0, 0.3]);
    expect(matrix[2]).toEqual([0, 0, 1, 0, 0, 0, 0]);
  });

  it('with noise get the volatility of their own process, 0 without one', () => {
    const noisy = edited('  correlation:', '  noise: {distribution: gaussian}\n  correlation:', anyContractText);
    expect(readText(noisy).market.noise?.volatilityAnnual).toEqual([0.6, 0, 0, 0, 0, 0, 0.01]);
  });

  it('take a matrix of correlations over those with a price process', () => {
    const text = edited(
      '    pairs:\n      - {between: [BTC, USDX], value: 0.3}',
      '    symbols: [USDX, BTC]\n    matrix: [[1, -0.2], [-0.2, 1]]',
      anyContractText,
    );
    const { matrix } = readText(text).market.correlation;
    expect(matrix.map((row) => row[6])).toEqual([-0.2, 0, 0, 0, 0, 0, 1]);
  });
});

describe('the rules of a venue', () => {
  it('stay plain for linear perpetuals with tiers', () => {
    expect(readText(baseText).venue).toMatchObject({ portfolio: null, marginRecalibration: null });
  });

  it('have collateral for every spot asset, of no value where none is listed', () => {
    expect(portfolio?.collateral).toEqual([
      {
        instrument: 1,
        brackets: [
          { valueMax: 50_000_000_000, assetWeightPpm: 950_000 },
          { valueMax: Infinity, assetWeightPpm: 800_000 },
        ],
        liabilityWeightPpm: 1_100_000,
      },
      { instrument: 6, brackets: [{ valueMax: Infinity, assetWeightPpm: 990_000 }], liabilityWeightPpm: 1_000_000 },
    ]);
    const unlisted = edited('    - {instrument: USDX, brackets: [{weight: 99 %}]}\n', '', anyContractText);
    expect(readText(unlisted).venue.portfolio?.collateral[1]).toEqual({
      instrument: 6,
      brackets: [{ valueMax: Infinity, assetWeightPpm: 0 }],
      liabilityWeightPpm: 1_000_000,
    });
  });

  it('recalibrate within bounds, from the volatility that the rates stand for', () => {
    expect(scenario.venue.marginRecalibration).toEqual({
      intervalUs: 300e6,
      estimator: { kind: 'garch', alpha: 0.1, beta: 0.85 },
      floorPpm: 1_000_000,
      capPpm: 5_000_000,
      stepPpm: 10_000,
      volatilityAnnual: [0.6, 0, 0, 0, 0, 0, 0.01],
    });
    expect(scenario.venue.halt).toMatchObject({ marginMultiplePpm: 2_000_000 });
  });

  it('survive being sent to a thread', () => {
    expect(structuredClone(scenario.venue)).toEqual(scenario.venue);
    expect(structuredClone(scenario.agents)).toEqual(scenario.agents);
  });
});

describe('margin', () => {
  it('without a model is that of the tiers, as a model', () => {
    expect(portfolio?.margin).toMatchObject({ family: 'tiered', parameters: { id: 'tiered' } });
    expect(createMarginModel(portfolio!.margin).id).toBe('tiered');
  });

  it('may be written in the scenario, and compared with others', () => {
    const text = edited(
      '  interestRate: 4 %',
      `  margin: {family: grid, name: mine, parameters: ${SIMPLE_GRID}}
  comparedMargins:
    - {family: grid, name: other, parameters: ${SIMPLE_GRID}}
  interestRate: 4 %`,
      anyContractText.replaceAll(/ {6}tiers: .*\n/g, ''),
    );
    const { venue } = readText(text);
    expect(venue.portfolio?.margin).toMatchObject({ family: 'grid', parameters: { id: 'mine' } });
    expect(venue.portfolio?.comparedModels).toMatchObject([{ family: 'grid', parameters: { id: 'other' } }]);
    expect(venue.tiers).toHaveLength(7);
  });
});
