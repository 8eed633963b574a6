/** A tally of nothing yet. */
import type { QuoteQuanta } from '../base/units.ts';
import { ORDER_PURPOSES } from '../exchange/fact.ts';
import { createFaultTally } from './fault-tally.ts';
import { createLossTally } from './loss-tally.ts';
import type { PathTally } from './path-outcome.ts';

/** Time of what has not happened. */
export const NEVER = -1;

export function createTally(instrumentCount: number, fundInitial: QuoteQuanta): PathTally {
  const perInstrument = (): number[] => Array<number>(instrumentCount).fill(0);
  return {
    fundInitial,
    fundMin: fundInitial,
    fundMinAtUs: 0,
    fundFinal: fundInitial,
    fundFees: 0,
    fundTakeoverGain: 0,
    fundTakeoverLoss: 0,
    fundDeficitsPaid: 0,
    breaches: 0,
    accountsLiquidated: 0,
    recoveries: 0,
    accountsClosed: 0,
    liquidationOrders: 0,
    liquidatedNotional: 0,
    liquidatedLongNotional: 0,
    liquidatedByInstrument: perInstrument(),
    liquidatedMinuteMax: 0,
    liquidatedMinuteMaxAtUs: NEVER,
    liquidationsDeferred: 0,
    takeovers: 0,
    takeoverNotional: 0,
    positionsTaken: 0,
    takenNotional: 0,
    takerGain: 0,
    takersLiquidated: 0,
    auctions: 0,
    auctionsUnsold: 0,
    deleveragings: 0,
    accountsDeleveraged: 0,
    deleveragedNotional: 0,
    deleveragedByInstrument: perInstrument(),
    uncoveredLoss: 0,
    halts: 0,
    haltedUs: 0,
    marginCalls: 0,
    deposits: 0,
    ...createFaultTally(),
    orderedByPurpose: ORDER_PURPOSES.map(() => 0),
    offloadedNotional: 0,
    makersLiquidated: 0,
    fundingPaid: 0,
    fundFunding: 0,
    adversaryProfit: 0,
    firstBreachAtUs: NEVER,
    firstTakeoverAtUs: NEVER,
    firstDeleveragingAtUs: NEVER,
    firstUncoveredLossAtUs: NEVER,
    firstTakerBreachAtUs: NEVER,
    firstHaltAtUs: NEVER,
    markLowLog: perInstrument(),
    indexLowLog: perInstrument(),
    dislocationLowLog: perInstrument(),
    markHighLog: perInstrument(),
    indexHighLog: perInstrument(),
    dislocationHighLog: perInstrument(),
    longFundingByInstrument: perInstrument(),
    openInterestInitial: perInstrument(),
    openInterestFinal: perInstrument(),
    ...createLossTally(instrumentCount),
  };
}
