/** Agent classes and terms for tests, and what an account of a population holds. */
import {
  DRAWN_APART,
  type AgentClass,
  type AgentClassBase,
  type AmountDistribution,
} from '../../src/agents/agent-class.ts';
import { drawBlock, listAccountGroups, listBlocks } from '../../src/agents/population-draw.ts';
import type { PopulationTerms } from '../../src/agents/population-terms.ts';
import { allocatePopulation, type Population } from '../../src/exchange/accounts.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { allLots } from '../exchange/account-edits.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

export const fixed = (value: number): AmountDistribution => ({
  kind: 'fixed',
  median: value,
  sigmaLog: 0,
  min: value,
  max: value,
  tail: null,
});

export const uniform = (min: number, max: number): AmountDistribution => ({
  kind: 'uniform',
  median: 0,
  sigmaLog: 0,
  min,
  max,
  tail: null,
});

export const logNormal = (median: number, sigmaLog: number, min: number, max: number): AmountDistribution => ({
  kind: 'logNormal',
  median,
  sigmaLog,
  min,
  max,
  tail: { probability: 0.1, start: median, alpha: 1.5 },
});

/** A class with money of USD 1,000 at 5x, half of it long, one position in one of the instruments. */
export function baseOf(name: string, accounts: number, instruments: number): AgentClassBase {
  return {
    name,
    accounts,
    equity: logNormal(10_000_000, 1, 1_000_000, 1e9),
    leverage: uniform(1, 10),
    longSharePpm: 500_000,
    instrumentWeights: Array<number>(instruments).fill(1),
    instrumentsPerAccount: { min: 1, max: 1 },
    reactionUs: uniform(0, 5e6),
    collateral: [],
    hedge: null,
    ...DRAWN_APART,
  };
}

/** Two coins at USD 100 and USD 5, with one and with two brackets. */
export const twoCoins: Omit<PopulationTerms, 'classes'> = {
  portfolio: null,
  instruments: [
    createLinearPerpetual({
      symbol: 'A',
      tickSize: 0.01,
      lotSizeUnits: 0.01,
      quantaPerLotTick: 1,
      priceInitialTicks: 10_000,
    }),
    createLinearPerpetual({
      symbol: 'B',
      tickSize: 0.01,
      lotSizeUnits: 1,
      quantaPerLotTick: 100,
      priceInitialTicks: 500,
    }),
  ],
  tiers: [
    { source: 'A', brackets: [{ notionalMax: Infinity, maintenanceRatePpm: 5_000, initialRatePpm: 10_000 }] },
    {
      source: 'B',
      brackets: [
        { notionalMax: 1e8, maintenanceRatePpm: 25_000, initialRatePpm: 50_000 },
        { notionalMax: Infinity, maintenanceRatePpm: 50_000, initialRatePpm: 100_000 },
      ],
    },
  ],
};

export const allKinds = (accounts: number, instruments: number): AgentClass[] => {
  const base = (name: string) => baseOf(name, accounts, instruments);
  const fall = { drawdownTrigger: uniform(0.05, 0.4), lookbackUs: 1e6 };
  return [
    {
      ...base('directional'),
      kind: 'leveragedDirectional',
      stopLossProbabilityPpm: 500_000,
      stopLossEquityShare: uniform(0.3, 0.7),
    },
    { ...base('hedger'), kind: 'hedger', rehedgeSharePpm: 800_000, topUpRatio: 2, topUpLimitShare: 1 },
    {
      ...base('maker'),
      kind: 'marketMaker',
      inventoryLimit: 3,
      stressRatioStart: 0.5,
      stressRatioFull: 0.8,
      requoteIntervalUs: 1e6,
    },
    { ...base('panic'), kind: 'panicSeller', ...fall, sellSharePpm: 1_000_000 },
    { ...base('dip'), kind: 'dipBuyer', ...fall, buyLeverage: uniform(1, 3) },
    { ...base('whale'), kind: 'whale', exit: null, intervalUs: 1e6 },
    {
      ...base('arbitrageur'),
      kind: 'basisArbitrageur',
      leg: 0,
      against: instruments - 1,
      entryBasis: uniform(0.005, 0.02),
      exitBasis: 0.001,
      funding: null,
      tradeLeverage: uniform(1, 3),
      stressRatio: 0.6,
    },
    {
      ...base('trend'),
      kind: 'trendFollower',
      lookbackUs: 60e6,
      directions: 'both',
      trailingStop: uniform(0.02, 0.1),
      tradeLeverage: uniform(1, 3),
      entriesMax: 2,
    },
    {
      ...base('herd'),
      kind: 'herdSeller',
      watches: 'notional',
      windowUs: 60e6,
      trigger: uniform(0.01, 0.1),
      drawdown: null,
      sellSharePpm: 1_000_000,
    },
    {
      ...base('seller'),
      kind: 'optionSeller',
      rehedgeIntervalUs: 1e6,
      deltaBand: 0.05,
    },
    {
      ...base('attacker'),
      kind: 'fundAttacker',
      instrument: 0,
      direction: 1,
      positionLeverage: 10,
      pushLeverage: 5,
      openAtUs: 10e6,
      pushAtUs: 20e6,
      pushOrders: 2,
      intervalUs: 1e6,
      exitDelayUs: 5e6,
      giveUpAfterUs: 60e6,
    },
    { ...base('payer'), kind: 'marginCallPayer', payProbabilityPpm: 500_000, topUpRatio: 2, topUpLimitShare: 0.5 },
  ];
};

/** Draws every block in the order given by `order` (rising when absent). */
export function drawAll(
  terms: PopulationTerms,
  order: (count: number) => number[] = (n) => [...Array(n).keys()],
): Population {
  const instrumentCount = terms.instruments.length;
  const population = allocatePopulation(listAccountGroups(terms.classes, terms.instruments), instrumentCount);
  const blocks = listBlocks(terms.classes);
  const root = createStream('seed', 'population');
  for (const at of order(blocks.length)) drawBlock(terms, blocks[at]!, root, population);
  return population;
}

/** Everything about the accounts [first, end), the class number apart. */
export function rowsOf(population: Population, first: number, end: number) {
  const { instrumentCount, equity, role, trigger, appetite, reactionUs } = population;
  return {
    equity: Array.from(equity.subarray(first, end)),
    lots: allLots(population).slice(first * instrumentCount, end * instrumentCount),
    role: Array.from(role.subarray(first, end)),
    trigger: Array.from(trigger.subarray(first, end)),
    appetite: Array.from(appetite.subarray(first, end)),
    reactionUs: Array.from(reactionUs.subarray(first, end)),
  };
}
