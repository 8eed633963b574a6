// A scenario in the shape that the reader of scenario files gives, made without it, so that report tests need no engine.

import { NO_MECHANISMS } from '../../src/exchange/mechanism-rules.ts';
import { DRAWN_APART, type AgentClass, type AmountDistribution } from '../../src/agents/agent-class.ts';
import { QUANTA_PER_USD, US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../../src/base/units.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

export interface FixtureOptions {
  readonly symbols?: readonly string[];
  readonly paths?: number;
  readonly hours?: number;
  readonly sampleMinutes?: number;
  /** Number of the path that fails, or null. */
  readonly failedPath?: number | null;
  /** Nothing happens: no breach, no liquidation, no halt. */
  readonly calm?: boolean;
  readonly startTime?: string | null;
  /** Replaces every text that a scenario's author chooses. */
  readonly hostileText?: string;
}

const million = 1_000_000 * QUANTA_PER_USD;
const prices = [7934.58, 194.61, 15.68, 0.2076];
const openInterest = [600, 180, 25, 60];

function amount(median: number, max: number): AmountDistribution {
  return { kind: 'logNormal', median, sigmaLog: 1.2, min: median / 100, max, tail: null };
}

function fixed(value: number): AmountDistribution {
  return { kind: 'fixed', median: value, sigmaLog: 0, min: value, max: value, tail: null };
}

function agentClasses(count: number): AgentClass[] {
  const base = {
    equity: amount(2_500 * QUANTA_PER_USD, 20 * million),
    leverage: amount(8, 100),
    longSharePpm: 620_000,
    instrumentWeights: Array.from({ length: count }, (_, k) => 1 / (k + 1)),
    instrumentsPerAccount: { min: 1, max: Math.min(3, count) },
    reactionUs: fixed(2 * US_PER_SECOND),
    collateral: [],
    hedge: null,
    ...DRAWN_APART,
  };
  return [
    {
      ...base,
      name: 'retail',
      kind: 'leveragedDirectional',
      accounts: 17_500,
      stopLossProbabilityPpm: 300_000,
      stopLossEquityShare: fixed(0.5),
    },
    {
      ...base,
      name: 'basis-traders',
      kind: 'hedger',
      accounts: 400,
      rehedgeSharePpm: 700_000,
      topUpRatio: 2,
      topUpLimitShare: 1,
      leverage: amount(3, 10),
    },
    {
      ...base,
      name: 'makers',
      kind: 'marketMaker',
      accounts: 20,
      leverage: fixed(0),
      inventoryLimit: 4,
      stressRatioStart: 0.4,
      stressRatioFull: 0.8,
      requoteIntervalUs: 5 * US_PER_SECOND,
    },
    {
      ...base,
      name: 'panickers',
      kind: 'panicSeller',
      accounts: 1_080,
      drawdownTrigger: fixed(0.15),
      lookbackUs: US_PER_HOUR,
      sellSharePpm: 500_000,
    },
    {
      ...base,
      name: 'dip-buyers',
      kind: 'dipBuyer',
      accounts: 1_000,
      drawdownTrigger: fixed(0.25),
      lookbackUs: US_PER_HOUR,
      buyLeverage: fixed(2),
    },
  ];
}

export function makeScenario(options: FixtureOptions): Scenario {
  const symbols = options.symbols ?? ['BTC', 'ETH', 'BNB', 'XRP'];
  const text = (own: string) => options.hostileText ?? own;
  const count = symbols.length;
  const sampleMinutes = options.sampleMinutes ?? 15;
  return {
    name: 'black-thursday-2020',
    title: text('Black Thursday, 12-13 March 2020'),
    description: text('Bitcoin loses half of its value in a day, in two legs, and an exchange has to close its longs.'),
    sources: [text('Hourly spot prices of Binance, 12 and 13 March 2020'), 'Insurance funds: figures in the press'],
    startTime: options.startTime === undefined ? '2020-03-12T00:00:00Z' : options.startTime,
    venue: {
      instruments: symbols.map((symbol, k) =>
        createLinearPerpetual({
          symbol,
          tickSize: prices[k % 4]! >= 1 ? 0.01 : 0.0001,
          lotSizeUnits: prices[k % 4]! >= 1 ? 0.01 : 1,
          quantaPerLotTick: 1,
          priceInitialTicks: Math.round(prices[k % 4]! / (prices[k % 4]! >= 1 ? 0.01 : 0.0001)),
        }),
      ),
      tiers: symbols.map(() => ({
        source: text('binance-usdm-2020'),
        brackets: [
          { notionalMax: million / 20, maintenanceRatePpm: 4_000, initialRatePpm: 8_000 },
          { notionalMax: million, maintenanceRatePpm: 10_000, initialRatePpm: 20_000 },
          { notionalMax: 20 * million, maintenanceRatePpm: 50_000, initialRatePpm: 100_000 },
          { notionalMax: Infinity, maintenanceRatePpm: 125_000, initialRatePpm: 250_000 },
        ],
      })),
      ...NO_MECHANISMS,
      marginChanges: [],
      marginRecalibration: null,
      portfolio: null,
      markPrice: {
        latencyUs: 200 * US_PER_MS,
        intervalUs: US_PER_SECOND,
        ownVenueWeight: 0.3,
        basisLimit: 0.05,
      },
      liquidation: {
        enabled: true,
        sizing: { kind: 'tierStep' },
        wholeBelow: million / 20,
        feePpm: 5_000,
        latencyUs: 250 * US_PER_MS,
        stepIntervalUs: US_PER_SECOND,
        retryIntervalUs: 5 * US_PER_SECOND,
        throughputPerSecond: 50,
        takeoverEquitySharePpm: 0,
      },
      insuranceFund: {
        initial: 12.864 * million,
        inventoryMarginPpm: 100_000,
        unwindIntervalUs: US_PER_MINUTE,
        unwindSharePpm: 50_000,
      },
      waterfall: ['insuranceFund', 'autoDeleveraging'],
      autoDeleveraging: { ranking: 'binance', price: 'bankruptcy' },
      priceBand: { widthLog: 0.05 },
      halt: {
        windowUs: 5 * US_PER_MINUTE,
        moveLog: 0.1,
        durationUs: 5 * US_PER_MINUTE,
        liquidationsAllowed: false,
        marginMultiplePpm: 1_000_000,
      },
      throttle: null,
    },
    market: {
      tickUs: 10 * US_PER_SECOND,
      components: symbols.map((_, instrument) => ({
        kind: 'waypoints' as const,
        instrument,
        timesUs: [0, 10 * US_PER_HOUR, 26 * US_PER_HOUR],
        logReturns: [0, -0.3, -0.7],
      })),
      noise: {
        distribution: 'studentT',
        degreesOfFreedom: 4,
        volatilityAnnual: symbols.map(() => 1.2),
        bridgedToWaypoints: true,
      },
      correlation: { matrix: symbols.map((_, row) => symbols.map((__, column) => (row === column ? 1 : 0.85))) },
      depth: symbols.map((_, k) => ({ depthAtOnePercent: (20 * million) / (k + 1), exponent: 1.5 })),
      impact: { permanentShare: 0.4, halfLifeUs: 5 * US_PER_MINUTE, crossShare: 0.3 },
      withdrawal: { sensitivity: 0.5, horizonUs: 0, floorShare: 0.1, recoveryHalfLifeUs: 30 * US_PER_MINUTE },
      external: { depthSharePpm: 500_000, absorptionPerHour: 50 * million },
    },
    agents: {
      classes: agentClasses(count),
      openInterest: symbols.map((_, k) => openInterest[k % 4]! * million),
      leverageStretchMax: 1.5,
      warningRatio: 1.5,
      wakeIntervalUs: 30 * US_PER_SECOND,
    },
    run: {
      seed: text('black-thursday'),
      paths: options.paths ?? 32,
      durationUs: (options.hours ?? 48) * US_PER_HOUR,
      sampleIntervalUs: sampleMinutes * US_PER_MINUTE,
      populationPerPath: false,
    },
    thresholds: [{ text: text('insuranceFund.drawdownShare.p99 < 0.5') }],
    digest: '5f0c'.repeat(16),
    resolved: {},
    venuePreset: null,
    warnings: [],
  };
}
