/** One margin model of each family for the venue of `portfolio-venue.ts`, with figures that are round, not real. */
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import { NO_ANTI_PROCYCLICALITY } from '../../src/margin/risk/risk-parameters.ts';
import { HULL_CONVENTION } from '../../src/margin/risk/tail-convention.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { drawNormal } from '../../src/numeric/distributions.ts';

const entry = { valuedAt: 'mark', lotSize: 0 } as const;

export const tieredModel: MarginParameters = {
  family: 'tiered',
  parameters: {
    id: 'tiered-test',
    title: 'Two brackets',
    source: 'none',
    liquidatesAtEquality: false,
    initialBasis: 'mark',
    maintenanceBasis: 'mark',
    leverage: null,
    closingFeeRate: 0,
    requirementStep: 0,
    rules: [
      {
        ...entry,
        name: 'inverse',
        kinds: ['perpetual'],
        settlesInCoin: true,
        rule: {
          kind: 'brackets',
          tierUnit: 'value',
          maintenanceForm: 'progressive',
          initialForm: 'progressive',
          brackets: [
            { upTo: 1, maintenanceRate: 0.01, initialRate: 0.02 },
            { upTo: Infinity, maintenanceRate: 0.03, initialRate: 0.06 },
          ],
        },
      },
      {
        ...entry,
        name: 'linear',
        kinds: ['perpetual', 'future'],
        rule: {
          kind: 'brackets',
          tierUnit: 'value',
          maintenanceForm: 'progressive',
          initialForm: 'progressive',
          brackets: [
            { upTo: 20_000, maintenanceRate: 0.01, initialRate: 0.02 },
            { upTo: Infinity, maintenanceRate: 0.025, initialRate: 0.05 },
          ],
        },
      },
      {
        ...entry,
        name: 'options',
        kinds: ['option'],
        rule: {
          kind: 'standardOption',
          initialRate: 0.15,
          initialFloor: 0.1,
          maintenanceRate: 0.075,
          putPremiumShare: 0.075,
          putInitialCoversMaintenance: true,
          longsBackNothing: false,
          offset: 'none',
        },
      },
    ],
  },
};

const scenario = (priceMove: number, volatilityRule: string | null) => ({
  name: `${priceMove} ${volatilityRule ?? 'same'}`,
  priceMove,
  volatilityRule,
  weight: 1,
  laterDays: 0,
  carryShift: 0,
  rateShift: 0,
  coinMove: 0,
  dampener: 0,
});

const rule = {
  kind: 'relative',
  power: 0.3,
  farDays: 30,
  powerFar: 0.13,
  referenceDays: 30,
  daysMin: 1,
  floor: 0,
} as const;

export const gridModel: MarginParameters = {
  family: 'grid',
  parameters: {
    id: 'grid-test',
    title: 'Nine moves, two volatilities',
    source: 'none',
    liquidatesAtEquality: true,
    classes: [
      {
        name: 'all',
        underlyings: ['*'],
        volatilityRules: [
          { ...rule, name: 'up', change: 0.4, changeFar: 0.4 },
          { ...rule, name: 'down', change: -0.2, changeFar: -0.2 },
        ],
        scans: {
          scan: [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15].flatMap((move) => [
            scenario(move, 'up'),
            scenario(move, 'down'),
          ]),
        },
      },
    ],
    segregatesSettlement: false,
    groups: [],
    charges: [
      {
        kind: 'scan',
        name: 'scan',
        contracts: ['perpetual', 'future', 'option'],
        netting: 'underlying',
        timeWeight: { base: 1, perYear: 0 },
      },
    ],
    maintenance: { charge: 'scan', times: 0.8 },
    initial: { charge: 'scan', times: 1 },
  },
};

function synthetic(days: number): Float64Array {
  const stream = createStream('portfolio models', 'returns');
  return Float64Array.from({ length: days }, () => 0.035 * drawNormal(stream));
}

const days = 250;

export function riskModel(kind: 'historical' | 'normal'): MarginParameters {
  return {
    family: 'risk',
    parameters: {
      specification: {
        id: `${kind}-test`,
        title: 'Value at risk of one asset',
        source: 'none',
        measure: 'expected-shortfall',
        confidence: 0.975,
        returnKind: 'simple',
        horizonDays: 2,
        horizonRule: 'square-root',
        windowDays: null,
        estimator:
          kind === 'historical'
            ? { kind: 'historical', scaling: null, convention: HULL_CONVENTION }
            : { kind: 'normal', mean: 'zero', covariance: { kind: 'equal', about: 'zero' } },
        initialRatio: 1.3,
        offsetCap: null,
        antiProcyclicality: NO_ANTI_PROCYCLICALITY,
        liquidity: null,
        volatilityResponse: 0,
      },
      assets: ['BTC'],
      history: { dayCount: days, returns: synthetic(days) },
      volatilities: null,
      correlation: null,
      bufferReleased: 0,
    },
  };
}
