/**
 * One liquidation step of one account: re-derive it, decide how much of which leg to close, send the order, charge
 * the fee, and say what comes next.
 *
 * Rules protected: the account is derived anew from the state as it is now, for the one before it moved the price; a
 * step never raises a position's size; and no order fills beyond the limit that the venue's policy sets, by default the
 * leg's bankruptcy price. The parts of the policy stand in `liquidation/`.
 */
import { assert } from '../base/assert.ts';
import type { AccountIndex, InstrumentIndex, Lots, SimTimeUs } from '../base/units.ts';
import { floorPpmOf } from '../margin/tier-table.ts';
import { setStatus, setWarned } from './account-records.ts';
import { sellCollateral } from './collateral-sales.ts';
import { NONE, type ExchangeContext } from './context.ts';
import type { LiquidationNext } from './exchange-port.ts';
import {
  DEFERRED_BY_AUCTION,
  DEFERRED_BY_COOLDOWN,
  DEFERRED_BY_HALT,
  DEFERRED_BY_LIMIT,
  DEFERRED_BY_OUTAGE,
  DEFERRED_BY_PAUSE,
  DEFERRED_BY_PRICE_BAND,
  DEFERRED_BY_THROTTLE,
} from './fact.ts';
import { chooseLeg, listTradableLegs } from './liquidation/leg-order.ts';
import { settleFill, type BeforeFill } from './liquidation/liquidation-fee.ts';
import { policyLimit } from './liquidation/liquidation-limit.ts';
import { cooldownUntilUs, notePartialFill, sizeOrder, sizeProRata } from './liquidation/order-size.ts';
import { pauseEnd } from './liquidation/pause-end.ts';
import { bandLimit, bankruptcyLimit, stricterLimit } from './order-limit.ts';
import { lotsOf, STATUS_ACTIVE, STATUS_CLOSED } from './state.ts';
import {
  computeEquity,
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
  if (!rules.liquidation.enabled) return DONE;
  const pausedUntilUs = pauseEnd(context);
  if (pausedUntilUs > 0) return defer(context, account, NONE, DEFERRED_BY_PAUSE, 0, pausedUntilUs);
  const maintenance = computeMaintenance(state, account);
  const marginEquity = computeMarginEquity(state, account);
  if (!hasPosition(state, account)) return close(context, account);
  if (!isLiquidatable(marginEquity, maintenance)) {
    setStatus(state.records, account, STATUS_ACTIVE);
    setWarned(state.records, account, false);
    context.backstop?.release(account);
    context.watch.accountChanged(account);
    facts.record('recovered', account, NONE, 0, marginEquity, maintenance, 0);
    return DONE;
  }
  // From here on what counts is what the account can pay with: haircuts protect the venue, they are no loss.
  const equity = computeEquity(state, account);
  const leg = chooseLeg(context, account);
  if (leg === NONE) return deferByHalt(context, account);
  const isHeld = context.backstop !== null && context.backstop.holds(account);
  if (isHeld || equity <= floorPpmOf(maintenance, rules.liquidation.takeoverEquitySharePpm)) {
    return closeByTakeover(context, account);
  }
  const coolUs = cooldownUntilUs(context, account);
  if (coolUs > 0) return defer(context, account, leg, DEFERRED_BY_COOLDOWN, 0, coolUs);
  const before = { equity, maintenance };
  if (rules.liquidationPolicy.legOrder === 'proRata') return sendProRata(context, account, before);
  return sendSingle(context, account, leg, before);
}

/** What came of one order. */
type Outcome =
  | { readonly kind: 'filled' }
  /** The book would fill no lot even at bankruptcy price. */
  | { readonly kind: 'unfillable' }
  | { readonly kind: 'deferred'; readonly reason: number; readonly wanted: Lots; readonly atUs: SimTimeUs };

const FILLED: Outcome = { kind: 'filled' };
const UNFILLABLE: Outcome = { kind: 'unfillable' };

function sendSingle(
  context: ExchangeContext,
  account: AccountIndex,
  leg: InstrumentIndex,
  before: BeforeFill,
): LiquidationNext {
  const wanted = sizeOrder(context, account, leg, before.maintenance);
  const outcome = sendOrder(context, account, leg, wanted, before);
  switch (outcome.kind) {
    case 'filled':
      return afterFill(context, account);
    case 'unfillable':
      return closeByTakeover(context, account);
    case 'deferred':
      return defer(context, account, leg, outcome.reason, outcome.wanted, outcome.atUs);
  }
}

/** One order for every leg that may trade, each from the state that the one before it left. */
function sendProRata(context: ExchangeContext, account: AccountIndex, before: BeforeFill): LiquidationNext {
  const { state } = context;
  const legs = listTradableLegs(context, account);
  const sizes = sizeProRata(context, account, legs, before.maintenance);
  let hasFilled = false;
  let againUs = Infinity;
  for (const [place, leg] of legs.entries()) {
    const now = { equity: computeEquity(state, account), maintenance: computeMaintenance(state, account) };
    // Without equity there is no price at which the account may still trade: the next step takes it over.
    if (now.equity <= 0) break;
    const outcome = sendOrder(context, account, leg, sizes[place], now);
    if (outcome.kind === 'filled') hasFilled = true;
    if (outcome.kind !== 'deferred') continue;
    defer(context, account, leg, outcome.reason, outcome.wanted, outcome.atUs);
    againUs = Math.min(againUs, outcome.atUs);
  }
  if (hasFilled) return afterFill(context, account);
  return againUs === Infinity ? closeByTakeover(context, account) : { kind: 'again', atUs: againUs };
}

function sendOrder(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  sized: Lots,
  before: BeforeFill,
): Outcome {
  const { state, rules, execution, throttle } = context;
  const { equity, maintenance } = before;
  const held = lotsOf(context.state, account, instrument);
  const direction = held > 0 ? -1 : 1;
  let wanted = sized;
  if (throttle !== null) {
    const allowed = Math.floor(throttle.remaining(context.nowUs) / notionalPerLotOf(state, instrument));
    // A position of a single lot worth more than the whole window's budget must still be able to go.
    if (allowed < 1 && throttle.remaining(context.nowUs) < rules.throttle!.notionalMax) {
      return { kind: 'deferred', reason: DEFERRED_BY_THROTTLE, wanted, atUs: throttle.nextWindowUs(context.nowUs) };
    }
    wanted = Math.min(wanted, Math.max(1, allowed));
  }
  const bankruptcy = bankruptcyLimit(context, account, instrument, equity);
  const own = policyLimit(context, account, instrument, bankruptcy, equity, maintenance);
  const limit = stricterLimit(direction, own, bandLimit(context, instrument, direction));
  const fill = execution.execute(account, instrument, direction * wanted, limit);
  if (fill.lots === 0) {
    if (execution.lotsWithin(account, instrument, direction, bankruptcy) === 0) return UNFILLABLE;
    const isOwn = own !== bankruptcy && execution.lotsWithin(account, instrument, direction, own) === 0;
    const reason = isOwn ? DEFERRED_BY_LIMIT : DEFERRED_BY_PRICE_BAND;
    return { kind: 'deferred', reason, wanted, atUs: context.nowUs + rules.liquidation.retryIntervalUs };
  }
  const notional = Math.abs(fill.value);
  throttle?.use(notional);
  context.marksAreStale = true;
  context.watch.accountChanged(account);
  context.facts.record('liquidationFill', account, instrument, fill.lots, fill.value, equity, maintenance);
  settleFill(context, account, instrument, notional, before);
  notePartialFill(context, account, instrument, held);
  return FILLED;
}

function afterFill(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  if (!hasPosition(context.state, account)) return close(context, account);
  return { kind: 'again', atUs: context.nowUs + context.rules.liquidation.stepIntervalUs };
}

/** Those who take positions before the waterfall are asked first; one that is put up for auction waits for its bids. */
function closeByTakeover(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  const untilUs = context.backstop?.offer(account) ?? 0;
  if (untilUs > 0) return defer(context, account, NONE, DEFERRED_BY_AUCTION, 0, untilUs);
  if (hasPosition(context.state, account)) takeOver(context, account);
  if (!hasPosition(context.state, account)) return close(context, account);
  return deferByHalt(context, account);
}

/** A deficit can be left where the last position went by other means than a takeover: somebody must bear it. */
function close(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  const againUs = sellCollateral(context, account);
  if (againUs !== null) return { kind: 'again', atUs: againUs };
  context.backstop?.release(account);
  coverDeficit(context, account);
  setStatus(context.state.records, account, STATUS_CLOSED);
  context.watch.accountChanged(account);
  context.facts.record('accountClosed', account, NONE, 0, computeEquity(context.state, account), 0, 0);
  return DONE;
}

/** No leg left may trade, for halts or an outage: wait for the first to resume. */
function deferByHalt(context: ExchangeContext, account: AccountIndex): LiquidationNext {
  const { state, switches, nowUs } = context;
  let atUs = Infinity;
  let instrument: InstrumentIndex = NONE;
  let reason = DEFERRED_BY_HALT;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (state.isSpot[i] === 1 || lotsOf(state, account, i) === 0) continue;
    const haltedUntilUs = state.haltedUntilUs[i];
    const downUntilUs = switches.matchingStoppedUntilUs(i, nowUs);
    const untilUs = Math.max(haltedUntilUs, downUntilUs);
    if (untilUs > 0 && untilUs < atUs) {
      atUs = untilUs;
      instrument = i;
      reason = downUntilUs > haltedUntilUs ? DEFERRED_BY_OUTAGE : DEFERRED_BY_HALT;
    }
  }
  assert(instrument !== NONE, `account ${account} waits for a leg to trade again, and nothing will let it`);
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
