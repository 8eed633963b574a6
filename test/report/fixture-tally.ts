// Sums and extremes over the facts of a made-up path.

import { ORDER_PURPOSES } from '../../src/exchange/fact.ts';
import { createLossTally } from '../../src/simulation/loss-tally.ts';
import { US_PER_MINUTE } from '../../src/base/units.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathTally, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import type { Fact } from './fixture-path.ts';

function lowLog(series: SeriesColumns, k: number, of: Float64Array, against: (row: number) => number): number {
  let low = 0;
  for (let row = 0; row < series.count; row += 1) {
    low = Math.min(low, Math.log(of[row * series.instrumentCount + k]! / against(row)));
  }
  return low;
}

function highLog(series: SeriesColumns, k: number, of: Float64Array, against: (row: number) => number): number {
  let high = 0;
  for (let row = 0; row < series.count; row += 1) {
    high = Math.max(high, Math.log(of[row * series.instrumentCount + k]! / against(row)));
  }
  return high;
}

function busiestMinute(facts: readonly Fact[]): { notional: number; atUs: number } {
  const minutes = new Map<number, number>();
  for (const fact of facts) {
    if (fact.kind !== 'liquidationFill') continue;
    const minute = Math.floor(fact.timeUs / US_PER_MINUTE) * US_PER_MINUTE;
    minutes.set(minute, (minutes.get(minute) ?? 0) + Math.abs(fact.value));
  }
  let best = { notional: 0, atUs: -1 };
  for (const [atUs, notional] of minutes) if (notional > best.notional) best = { notional, atUs };
  return best;
}

function fundLow(initial: number, facts: readonly Fact[]): { min: number; atUs: number; final: number } {
  let fund = initial;
  let min = initial;
  let atUs = 0;
  for (const fact of facts) {
    if (fact.kind === 'liquidationFee') fund += fact.value;
    if (fact.kind === 'fundPayment') fund -= fact.value;
    if (fund < min) {
      min = fund;
      atUs = fact.timeUs;
    }
  }
  return { min, atUs, final: fund };
}

export function tallyOf(scenario: Scenario, facts: readonly Fact[], series: SeriesColumns): PathTally {
  const n = series.instrumentCount;
  const all = Array.from({ length: n }, (_, k) => k);
  const of = (kind: FactKind) => facts.filter((fact) => fact.kind === kind);
  const sum = (kind: FactKind, k?: number) =>
    of(kind).reduce((total, fact) => total + (k === undefined || fact.instrument === k ? Math.abs(fact.value) : 0), 0);
  const first = (kind: FactKind) => of(kind)[0]?.timeUs ?? -1;
  const accounts = (kind: FactKind) => new Set(of(kind).map(({ account }) => account)).size;
  const initial = scenario.venue.insuranceFund.initial;
  const low = fundLow(initial, facts);
  const minute = busiestMinute(facts);
  const { indexTicks, markTicks } = series;
  const start = (k: number) => scenario.venue.instruments[k]!.priceInitialTicks;
  return {
    fundInitial: initial,
    fundMin: low.min,
    fundMinAtUs: low.atUs,
    fundFinal: low.final,
    fundFees: sum('liquidationFee'),
    fundTakeoverGain: 0,
    fundTakeoverLoss: 0,
    fundDeficitsPaid: sum('fundPayment'),
    breaches: of('breach').length,
    accountsLiquidated: accounts('breach'),
    recoveries: 0,
    accountsClosed: accounts('accountClosed'),
    liquidationOrders: of('liquidationFill').length,
    liquidatedNotional: sum('liquidationFill'),
    liquidatedLongNotional: sum('liquidationFill'),
    liquidatedByInstrument: all.map((k) => sum('liquidationFill', k)),
    liquidatedMinuteMax: minute.notional,
    liquidatedMinuteMaxAtUs: minute.atUs,
    liquidationsDeferred: 0,
    takeovers: 0,
    takeoverNotional: 0,
    positionsTaken: 0,
    takenNotional: 0,
    takerGain: 0,
    takersLiquidated: 0,
    auctions: 0,
    auctionsUnsold: 0,
    deleveragings: of('deleveraging').length,
    accountsDeleveraged: accounts('deleveraging'),
    deleveragedNotional: sum('deleveraging'),
    deleveragedByInstrument: all.map((k) => sum('deleveraging', k)),
    uncoveredLoss: sum('uncoveredLoss'),
    halts: of('haltStart').length,
    haltedUs: of('haltStart').reduce((total, { timeUs, b }) => total + b - timeUs, 0),
    marginCalls: 0,
    deposits: 0,
    withdrawalsAsked: 0,
    withdrawalsPaid: 0,
    withdrawalWaitMaxUs: 0,
    faults: 0,
    ordersDelayed: 0,
    ordersLost: 0,
    transfersDelayed: 0,
    transfersLost: 0,
    orderedByPurpose: ORDER_PURPOSES.map(() => 0),
    offloadedNotional: 0,
    makersLiquidated: 0,
    fundingPaid: 0,
    fundFunding: 0,
    adversaryProfit: 0,
    firstBreachAtUs: first('breach'),
    firstTakeoverAtUs: -1,
    firstTakerBreachAtUs: -1,
    firstDeleveragingAtUs: first('deleveraging'),
    firstUncoveredLossAtUs: first('uncoveredLoss'),
    firstHaltAtUs: first('haltStart'),
    markLowLog: all.map((k) => lowLog(series, k, markTicks, () => start(k))),
    indexLowLog: all.map((k) => lowLog(series, k, indexTicks, () => start(k))),
    dislocationLowLog: all.map((k) => lowLog(series, k, markTicks, (row) => indexTicks[row * n + k]!)),
    markHighLog: all.map((k) => highLog(series, k, markTicks, () => start(k))),
    indexHighLog: all.map((k) => highLog(series, k, indexTicks, () => start(k))),
    dislocationHighLog: all.map((k) => highLog(series, k, markTicks, (row) => indexTicks[row * n + k]!)),
    longFundingByInstrument: all.map(() => 0),
    openInterestInitial: [...scenario.agents.openInterest],
    openInterestFinal: all.map((k) => series.openInterest[(series.count - 1) * n + k]!),
    ...createLossTally(n),
  };
}
