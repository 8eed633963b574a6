// A made-up run that has every kind of fact, a failed path and numbers that are awkward to store. Nothing in it was
// simulated: the tables must carry whatever they are given.

import { createLossTally } from '../../src/simulation/loss-tally.ts';
import { FACT_KINDS, ORDER_PURPOSES, type FactKind } from '../../src/exchange/fact.ts';
import type { TableContext } from '../../src/results/table-context.ts';
import { emptyWork } from '../experiment/empty-columns.ts';
import type { JournalColumns, PathOutcome, PathTally, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

export const context: TableContext = {
  instruments: [
    createLinearPerpetual({
      symbol: 'BTC',
      tickSize: 0.1,
      lotSizeUnits: 0.001,
      quantaPerLotTick: 1,
      priceInitialTicks: 80_000,
    }),
    createLinearPerpetual({
      symbol: "E'TH",
      tickSize: 0.01,
      lotSizeUnits: 0.01,
      quantaPerLotTick: 1,
      priceInitialTicks: 20_000,
    }),
  ],
  classes: [
    { name: 'retail', firstAccount: 4, accounts: 10 },
    { name: 'market "makers"', firstAccount: 14, accounts: 2 },
  ],
};

export type Fact = readonly [
  timeUs: number,
  sequence: number,
  kind: FactKind,
  account: number,
  instrument: number,
  lots: number,
  value: number,
  a: number,
  b: number,
];

export function makeJournal(facts: readonly Fact[]): JournalColumns {
  const pick = (k: number) => Float64Array.from(facts, (fact) => fact[k] as number);
  return {
    count: facts.length,
    timeUs: pick(0),
    rank: Uint8Array.from(facts, (_, i) => i % 7),
    sequence: pick(1),
    kind: Uint8Array.from(facts, (fact) => FACT_KINDS.indexOf(fact[2])),
    account: Int32Array.from(pick(3)),
    instrument: Int16Array.from(pick(4)),
    lots: pick(5),
    value: pick(6),
    a: pick(7),
    b: pick(8),
  };
}

/** Account 5 is long 2 BTC at 8,000 USD; it is liquidated in part, taken over, and account 14 is deleveraged. */
export const cascade: readonly Fact[] = [
  [1_000_000, 1, 'referenceTick', -1, -1, 0, 0, 1_234_567.875, 0],
  [1_000_000, 2, 'markUpdate', -1, -1, 0, 0, 7_654_321.125, 0],
  [1_000_000, 3, 'breach', 5, -1, 0, 12_500_000, 16_000_000, 0],
  [2_000_000, 4, 'liquidationDeferred', 5, 0, 0, 0, 3, 500],
  // Sells 500 lots (0.5 BTC) for 4,000 USD: 8,000 USD each.
  [3_000_000, 5, 'liquidationFill', 5, 0, -500, -40_000_000, 12_500_000, 16_000_000],
  [3_000_000, 5, 'liquidationFee', 5, 0, 0, 200_000, 0, 0],
  [4_000_000, 6, 'haltStart', -1, 0, 0, 0, -0.1053605156578263, 304_000_000],
  [4_000_000, 7, 'liquidationDeferred', 5, 0, 0, 0, 1, 0],
  [5_000_000, 8, 'liquidationDeferred', 5, 0, 0, 0, 2, 250],
  [304_000_000, 9, 'haltEnd', -1, 0, 0, 0, 0, 0],
  // The fund takes 1 BTC at 7,900 USD with a deficit of 100 USD.
  [305_000_000, 10, 'takeover', 5, 0, 1_000, 79_000_000, -1_000_000, 49_000_000],
  [305_000_000, 10, 'fundPayment', 5, 0, 0, 1_500_000, 0, 47_500_000],
  // Account 14 is short; it buys 500 lots back at 7,950 USD.
  [305_000_000, 10, 'deleveraging', 14, 0, 500, 39_750_000, 5, 0],
  [305_000_000, 10, 'uncoveredLoss', 5, 0, 0, 250_000, 0, 0],
  [305_000_000, 10, 'accountClosed', 5, -1, 0, 0, 0, 0],
  [306_000_000, 11, 'breach', 6, -1, 0, -5_000, 4_000, 0],
  [306_000_000, 12, 'recovered', 6, -1, 0, 9_000, 4_000, 0],
  [307_000_000, 13, 'inventoryUnwind', 0, 0, -250, -19_500_000, 0, 47_000_000],
  [307_000_000, 14, 'marginCall', 7, -1, 0, 30_000, 20_000, 0],
  [307_000_000, 15, 'deposit', 7, -1, 0, 50_000, 0, 0],
  [307_000_000, 16, 'order', 8, 1, -30, -600_000, -40, 1],
  [307_000_000, 17, 'quote', 15, 1, 0, 0, 500_000, 0],
  [308_000_000, 18, 'offload', 15, 1, 12, 240_000, 0, 0],
];

function makeSeries(count: number): SeriesColumns {
  const cells = (f: (i: number) => number) => Float64Array.from({ length: count * 2 }, (_, i) => f(i));
  const rows = (f: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => f(i));
  return {
    count,
    instrumentCount: 2,
    timeUs: rows((i) => i * 60_000_000),
    fundEquity: rows((i) => 50_000_000 - i * 12_345),
    uncoveredLoss: rows((i) => i * 7),
    indexTicks: cells((i) => 80_003 - i),
    markTicks: cells((i) => 79_999 - i),
    lastTicks: cells((i) => 79_991 - i),
    openInterest: cells((i) => 9_007_199_254_741 + i),
    liquidated: cells((i) => i * 1_001),
    deleveraged: cells((i) => i * 13),
    halted: cells((i) => i % 2),
  };
}

export function makeTally(seed: number): PathTally {
  const usd = (k: number) => seed * 1_000_003 + k * 12_347;
  return {
    fundInitial: 50_000_000,
    fundMin: 0,
    fundMinAtUs: 305_000_000,
    fundFinal: usd(1),
    fundFees: usd(2),
    fundTakeoverGain: usd(3),
    fundTakeoverLoss: usd(4),
    fundDeficitsPaid: usd(5),
    breaches: 3,
    accountsLiquidated: 2,
    recoveries: 1,
    accountsClosed: 1,
    liquidationOrders: 17,
    liquidatedNotional: 2 ** 50 + 1,
    liquidatedLongNotional: usd(7),
    liquidatedByInstrument: [usd(8), 0],
    liquidatedMinuteMax: usd(9),
    liquidatedMinuteMaxAtUs: 60_000_000,
    liquidationsDeferred: 3,
    takeovers: 1,
    takeoverNotional: usd(10),
    positionsTaken: 0,
    takenNotional: 0,
    takerGain: 0,
    takersLiquidated: 0,
    auctions: 0,
    auctionsUnsold: 0,
    deleveragings: 1,
    accountsDeleveraged: 1,
    deleveragedNotional: usd(11),
    deleveragedByInstrument: [usd(12), usd(13)],
    uncoveredLoss: 250_000,
    halts: 1,
    haltedUs: 300_000_000,
    marginCalls: 1,
    deposits: usd(14),
    withdrawalsAsked: usd(19),
    withdrawalsPaid: usd(20),
    withdrawalWaitMaxUs: 2_000_000,
    faults: 3,
    ordersDelayed: usd(21),
    ordersLost: usd(22),
    transfersDelayed: usd(23),
    transfersLost: usd(24),
    orderedByPurpose: ORDER_PURPOSES.map((_, n) => (n === 2 ? 0 : usd(15 + n))),
    offloadedNotional: usd(18),
    makersLiquidated: 0,
    fundingPaid: usd(23),
    fundFunding: -usd(2),
    adversaryProfit: 0,
    firstBreachAtUs: 1_000_001,
    firstTakeoverAtUs: 305_000_000,
    firstTakerBreachAtUs: -1,
    firstDeleveragingAtUs: 0,
    firstUncoveredLossAtUs: -1,
    firstHaltAtUs: -1,
    markLowLog: [-0.1053605156578263, 0],
    indexLowLog: [-0.05, -1e-17],
    dislocationLowLog: [-0.01, 0.25],
    markHighLog: [0.1, 0],
    indexHighLog: [0.05, 1e-17],
    dislocationHighLog: [0.01, 0.5],
    longFundingByInstrument: [-usd(24), 0],
    openInterestInitial: [usd(19), usd(20)],
    openInterestFinal: [usd(21), usd(22)],
    ...createLossTally(2),
    lossBeyondEquity: usd(23),
    rehedgeMoveLog: [-0.125, 0.5],
    deleveragingLots: [31, 0],
    deleveragingOvershootLots: [7, 0],
    deleveragingBurdenLotsMax: [17, 0],
  };
}

export function makeOutcome(path: number, facts: readonly Fact[], overrides: Partial<PathOutcome> = {}): PathOutcome {
  return {
    path,
    failure: null,
    digest: path.toString(16).padStart(64, '0'),
    margin: null,
    controls: [],
    tally: makeTally(path),
    series: makeSeries(3),
    journal: makeJournal(facts),
    eventCount: 1_000 + path,
    accountChecks: 123_456_789 + path,
    work: emptyWork,
    factCount: facts.length,
    prices: 9_007_199_254_740_991 - path,
    ...overrides,
  };
}

/** Path 0 with the cascade, path 1 in which nothing happened, path 3 that failed; path 2 is lost. */
export const outcomes: readonly PathOutcome[] = [
  makeOutcome(0, cascade),
  makeOutcome(1, []),
  makeOutcome(3, cascade.slice(0, 4), {
    failure: {
      kind: 'invariant',
      message: "positions do not net to zero in 'BTC'\nsecond line",
      timeUs: 2_000_000,
      rank: 3,
      sequence: 4,
    },
  }),
];

export const lostPaths = [{ path: 2, message: 'its worker ran out of memory 3 times' }];
