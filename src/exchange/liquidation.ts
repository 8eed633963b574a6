/**
 * One liquidation step of one account: re-derive it, decide how much of which leg to close, send the order, charge
 * the fee, and say what comes next.
 *
 * Rules protected: the account is derived anew from the state as it is now, for the one before it moved the price; a
 * step never raises a position's size; and no order fills beyond the leg's bankruptcy price.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { sizeByFraction, sizeByTierStep, sizeToRestoreBuffer } from '../margin/liquidation-size.ts';
import { bracketOf, ceilPpmOf, floorPpmOf } from '../margin/tier-table.ts';
import type { AccountMargin } from './account-margin.ts';
import { setStatus, setWarned } from './account-records.ts';
import { INSURANCE_FUND } from './accounts.ts';
import { mayLiquidate, NONE, type ExchangeContext } from './context.ts';
import type { LiquidationNext } from './exchange-port.ts';
import { DEFERRED_BY_HALT, DEFERRED_BY_OUTAGE, DEFERRED_BY_PRICE_BAND, DEFERRED_BY_THROTTLE } from './fact.ts';
import { transfer } from './ledger.ts';
import { bandLimit, bankruptcyLimit, stricterLimit } from './order-limit.ts';
import { lotsOf, STATUS_ACTIVE, STATUS_CLOSED } from './state.ts';
import {
  computeEquity,
  computeLegMargins,
  computeMaintenance,
  computeMarginEquity,
  hasPosition,
  isLiquidatable,
  notionalPerLotOf,
} from './valuation.ts';
import { coverDeficit, takeOver } from './waterfall.ts';

const DONE: LiquidationNext = { kind: 'done' };

/** Applies one step to an account whose liquidation is under way. */
export function liquidateStep(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  const { state, rules, facts } = context;
  const maintenance = computeMaintenance(state, account);
  const marginEquity = computeMarginEquity(state, account);
  if (!hasPosition(state, account)) return close(context, account);
  if (!isLiquidatable(marginEquity, maintenance)) {
    setStatus(state.records, account, STATUS_ACTIVE);
    setWarned(state.records, account, false);
    context.watch.accountChanged(account);
    facts.record('recovered', account, NONE, 0, marginEquity, maintenance, 0);
    return DONE;
  }
  // From here on what counts is what the account can pay with: haircuts protect the venue, they are no loss.
  const equity = computeEquity(state, account);
  const instrument = chooseLeg(context, account);
  if (instrument === NONE) return deferByHalt(context, account);
  if (equity <= floorPpmOf(maintenance, rules.liquidation.takeoverEquitySharePpm)) {
    return closeByTakeover(context, account);
  }
  return sendOrder(context, account, instrument, equity, maintenance);
}

/**
 * The leg with the largest maintenance margin among those that may trade now; ties go to the lower index. Under a model
 * that nets, the leg without which the account would need least: closing the other leg of a hedge makes things worse.
 */
function chooseLeg(context: ExchangeContext, account: AccountIndex): InstrumentIndex {
  const { portfolio } = context.state;
  if (portfolio !== null) return chooseByNeed(context, portfolio, account);
  let chosen: InstrumentIndex = NONE;
  let largest = 0;
  computeLegMargins(context.state, account, context.legMargins);
  for (let i = 0; i < context.state.instrumentCount; i += 1) {
    const margin = context.legMargins[i];
    if (margin > largest && mayLiquidate(context, i)) {
      chosen = i;
      largest = margin;
    }
  }
  return chosen;
}

function chooseByNeed(context: ExchangeContext, portfolio: AccountMargin, account: AccountIndex): InstrumentIndex {
  const { state } = context;
  let chosen: InstrumentIndex = NONE;
  let least = Infinity;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (state.isSpot[i] === 1 || lotsOf(state, account, i) === 0 || !mayLiquidate(context, i)) continue;
    const left = portfolio.maintenanceWithout(account, i);
    if (left < least) {
      chosen = i;
      least = left;
    }
  }
  return chosen;
}

function sendOrder(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  equity: QuoteQuanta,
  maintenance: QuoteQuanta,
): LiquidationNext {
  const { state, rules, execution, throttle } = context;
  const held = lotsOf(context.state, account, instrument);
  const direction = held > 0 ? -1 : 1;
  let wanted = sizeOrder(context, account, instrument, maintenance);
  if (throttle !== null) {
    const allowed = Math.floor(throttle.remaining(context.nowUs) / notionalPerLotOf(state, instrument));
    // A position of a single lot worth more than the whole window's budget must still be able to go.
    if (allowed < 1 && throttle.remaining(context.nowUs) < rules.throttle!.notionalMax) {
      return defer(context, account, instrument, DEFERRED_BY_THROTTLE, wanted, throttle.nextWindowUs(context.nowUs));
    }
    wanted = Math.min(wanted, Math.max(1, allowed));
  }
  const bankruptcy = bankruptcyLimit(context, account, instrument, equity);
  const limit = stricterLimit(direction, bankruptcy, bandLimit(context, instrument, direction));
  const fill = execution.execute(account, instrument, direction * wanted, limit);
  if (fill.lots === 0) {
    if (execution.lotsWithin(account, instrument, direction, bankruptcy) === 0)
      return closeByTakeover(context, account);
    return defer(
      context,
      account,
      instrument,
      DEFERRED_BY_PRICE_BAND,
      wanted,
      context.nowUs + rules.liquidation.retryIntervalUs,
    );
  }
  const notional = Math.abs(fill.value);
  throttle?.use(notional);
  context.marksAreStale = true;
  context.watch.accountChanged(account);
  context.facts.record('liquidationFill', account, instrument, fill.lots, fill.value, equity, maintenance);
  chargeFee(context, account, instrument, notional);
  return afterFill(context, account);
}

/** Lots to close in this step; small positions go whole. */
function sizeOrder(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  maintenance: QuoteQuanta,
): Lots {
  const { sizing, wholeBelow, feePpm } = context.rules.liquidation;
  const size = Math.abs(lotsOf(context.state, account, instrument));
  const markPerLot = notionalPerLotOf(context.state, instrument);
  if (size * markPerLot <= wholeBelow) return size;
  const tiers = context.state.tiers[instrument];
  switch (sizing.kind) {
    case 'full':
      return size;
    case 'fraction':
      return sizeByFraction(size, sizing.sharePpm);
    case 'tierStep':
      return sizeByTierStep(size, markPerLot, tiers);
    case 'restoreBuffer': {
      const rate = marginalRateOf(context, account, instrument, size * markPerLot);
      return sizeToRestoreBuffer(
        size,
        markPerLot,
        computeMarginEquity(context.state, account),
        maintenance,
        sizing.bufferRatio,
        rate,
        feePpm / PPM_PER_UNIT,
      );
    }
  }
}

/** Maintenance margin that closing frees, as a share of what is closed. */
function marginalRateOf(
  { state }: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  notional: QuoteQuanta,
): number {
  const { portfolio } = state;
  if (portfolio === null) {
    const tiers = state.tiers[instrument];
    return tiers.maintenanceRatePpm[bracketOf(tiers, notional)] / PPM_PER_UNIT;
  }
  return (portfolio.maintenanceOf(account) - portfolio.maintenanceWithout(account, instrument)) / notional;
}

/** Fee on the liquidated notional, rounded up, but never more than the equity that is left. */
function chargeFee(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  notional: QuoteQuanta,
): void {
  const equity = computeEquity(context.state, account);
  const fee = Math.min(ceilPpmOf(notional, context.rules.liquidation.feePpm), Math.max(0, equity));
  if (fee === 0) return;
  transfer(context.state, account, INSURANCE_FUND, fee);
  context.facts.record('liquidationFee', account, instrument, 0, fee, 0, 0);
}

function afterFill(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  if (!hasPosition(context.state, account)) return close(context, account);
  return { kind: 'again', atUs: context.nowUs + context.rules.liquidation.stepIntervalUs };
}

function closeByTakeover(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  takeOver(context, account);
  if (!hasPosition(context.state, account)) return close(context, account);
  return deferByHalt(context, account);
}

/** A deficit can be left where the last position went by other means than a takeover: somebody must bear it. */
function close(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  coverDeficit(context, account);
  setStatus(context.state.records, account, STATUS_CLOSED);
  context.watch.accountChanged(account);
  context.facts.record('accountClosed', account, NONE, 0, computeEquity(context.state, account), 0, 0);
  return DONE;
}

/** No leg left may trade, for halts or an outage: wait for the first to resume. */
function deferByHalt(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  let atUs = Infinity;
  let instrument: InstrumentIndex = NONE;
  let reason = DEFERRED_BY_HALT;
  for (let i = 0; i < context.state.instrumentCount; i += 1) {
    const haltedUntilUs = context.state.haltedUntilUs[i];
    const downUntilUs = context.switches.matchingStoppedUntilUs(i, context.nowUs);
    const untilUs = Math.max(haltedUntilUs, downUntilUs);
    if (context.state.isSpot[i] === 1) continue;
    if (lotsOf(context.state, account, i) !== 0 && untilUs > 0 && untilUs < atUs) {
      atUs = untilUs;
      instrument = i;
      reason = downUntilUs > haltedUntilUs ? DEFERRED_BY_OUTAGE : DEFERRED_BY_HALT;
    }
  }
  return defer(context, account, instrument, reason, 0, atUs);
}

function defer(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  reason: number,
  wanted: Lots,
  atUs: number,
): LiquidationNext {
  context.facts.record('liquidationDeferred', account, instrument, 0, 0, reason, wanted);
  return { kind: 'again', atUs };
}
