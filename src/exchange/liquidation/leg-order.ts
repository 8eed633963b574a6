/**
 * Which leg of an account a liquidation step closes: the one with the highest rank among those that may trade, ties to
 * the lower index. What freeing margin means is the margin model's business: under one that nets, closing the other leg
 * of a hedge frees nothing.
 */
import type { AccountIndex, InstrumentIndex } from '../../base/units.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { mayLiquidate, NONE, type ExchangeContext } from '../context.ts';
import { positionLimit } from '../order-limit.ts';
import { toQuote } from '../settlement.ts';
import { costOf, lotsOf } from '../state.ts';
import { computeLegMargins, computeNotional } from '../valuation.ts';

/** Depth is what the book fills within this distance of the mark. */
const DEPTH_DISTANCE_PPM = 10_000;

/** The leg to close next, or NONE when none may trade. */
export function chooseLeg(context: ExchangeContext, account: AccountIndex): InstrumentIndex {
  const { state } = context;
  let chosen: InstrumentIndex = NONE;
  let highest = -Infinity;
  if (state.portfolio === null) computeLegMargins(state, account, context.legMargins);
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (!isLeg(context, account, i) || !mayLiquidate(context, i)) continue;
    const rank = rankOf(context, account, i);
    if (rank > highest) {
      chosen = i;
      highest = rank;
    }
  }
  return chosen;
}

/** All legs that may trade now, by rising index. */
export function listTradableLegs(context: ExchangeContext, account: AccountIndex): InstrumentIndex[] {
  const legs: InstrumentIndex[] = [];
  for (let i = 0; i < context.state.instrumentCount; i += 1) {
    if (isLeg(context, account, i) && mayLiquidate(context, i)) legs.push(i);
  }
  return legs;
}

function isLeg({ state }: ExchangeContext, account: AccountIndex, instrument: InstrumentIndex): boolean {
  return state.isSpot[instrument] === 0 && lotsOf(state, account, instrument) !== 0;
}

function rankOf(context: ExchangeContext, account: AccountIndex, instrument: InstrumentIndex): number {
  const { state } = context;
  switch (context.rules.liquidationPolicy.legOrder) {
    case 'largestLoss':
      return lossOf(context, account, instrument);
    case 'marginEfficient':
      return freedBy(context, account, instrument) / computeNotional(state, account, instrument);
    case 'impactEfficient': {
      const cost = computeNotional(state, account, instrument) * depthUseOf(context, account, instrument);
      return freedBy(context, account, instrument) / cost;
    }
    case 'mostLiquid':
      return -depthUseOf(context, account, instrument);
    default:
      // Under a model the leg without which the account would need least; under tiers one without margin is none.
      return state.portfolio === null
        ? context.legMargins[instrument] || -Infinity
        : -state.portfolio.maintenanceWithout(account, instrument);
  }
}

/** Unrealised loss, in the quote currency. */
function lossOf({ state }: ExchangeContext, account: AccountIndex, instrument: InstrumentIndex): number {
  const value = lotsOf(state, account, instrument) * state.markPerLot[instrument];
  return toQuote(state, instrument, costOf(state, account, instrument) - value);
}

/** Maintenance margin that closing the whole leg frees. */
function freedBy({ state, legMargins }: ExchangeContext, account: AccountIndex, instrument: InstrumentIndex): number {
  const { portfolio } = state;
  if (portfolio === null) return legMargins[instrument];
  return portfolio.maintenanceOf(account) - portfolio.maintenanceWithout(account, instrument);
}

/** Size of the leg against what the book would fill within a per cent of the mark; a lot more keeps an empty book finite. */
function depthUseOf(context: ExchangeContext, account: AccountIndex, instrument: InstrumentIndex): number {
  const { state, execution } = context;
  const lots = lotsOf(state, account, instrument);
  const share = Math.round((computeNotional(state, account, instrument) * DEPTH_DISTANCE_PPM) / PPM_PER_UNIT);
  const limit = positionLimit(state, instrument, lots, share);
  return Math.abs(lots) / (1 + execution.lotsWithin(account, instrument, lots > 0 ? -1 : 1, limit));
}
