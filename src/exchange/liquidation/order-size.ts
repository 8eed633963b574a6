/** Whole lots that one liquidation order asks for, by the venue's sizing rule; small positions go whole. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { limitLiquidatedNotional } from '../../margin/bankruptcy-quote.ts';
import {
  capByNotional,
  sizeByFraction,
  sizeByShare,
  sizeByTierStep,
  sizeToRestoreBuffer,
} from '../../margin/liquidation-size.ts';
import { bracketOf } from '../../margin/tier-table.ts';
import type { ExchangeContext } from '../context.ts';
import { lotsOf } from '../state.ts';
import { computeMarginEquity, computeNotional, notionalPerLotOf } from '../valuation.ts';

/** Time until which a step has to wait for a cooldown, 0 when it need not. */
export function cooldownUntilUs(context: ExchangeContext, account: AccountIndex): SimTimeUs {
  const { sizing } = context.rules.liquidation;
  if (sizing.kind !== 'fractionCooldown' || sizing.during !== 'wait') return 0;
  const untilUs = context.partialFills.lastUs(account) + sizing.cooldownUs;
  return untilUs > context.nowUs ? untilUs : 0;
}

/** Lots to close in this step. */
export function sizeOrder(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  maintenance: QuoteQuanta,
): Lots {
  const size = Math.abs(lotsOf(context.state, account, instrument));
  const notional = size * notionalPerLotOf(context.state, instrument);
  if (notional <= context.rules.liquidation.wholeBelow) return size;
  return capStep(context, size, notional, sizeByRule(context, account, instrument, size, maintenance));
}

function capStep({ rules }: ExchangeContext, size: Lots, notional: QuoteQuanta, wanted: Lots): Lots {
  const { stepCap } = rules.liquidationPolicy;
  if (stepCap === null) return wanted;
  const { max } = limitLiquidatedNotional(notional, stepCap.portionMaxPpm / PPM_PER_UNIT, stepCap.notionalMin);
  return capByNotional(wanted, notional / size, max);
}

function sizeByRule(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  size: Lots,
  maintenance: QuoteQuanta,
): Lots {
  const { sizing, feePpm } = context.rules.liquidation;
  const markPerLot = notionalPerLotOf(context.state, instrument);
  switch (sizing.kind) {
    case 'full':
      return size;
    case 'fraction':
      return sizeByFraction(size, sizing.sharePpm);
    case 'fractionCooldown': {
      const isCooling = context.nowUs < context.partialFills.lastUs(account) + sizing.cooldownUs;
      return isCooling || size * markPerLot <= sizing.above ? size : sizeByFraction(size, sizing.sharePpm);
    }
    case 'tierStep':
      return sizeByTierStep(size, markPerLot, context.state.tiers[instrument]);
    case 'restoreBuffer':
      return sizeToRestoreBuffer(
        size,
        markPerLot,
        computeMarginEquity(context.state, account),
        maintenance,
        sizing.bufferRatio,
        marginalRateOf(context, account, instrument, size * markPerLot),
        feePpm / PPM_PER_UNIT,
      );
  }
}

/**
 * Lots to close of every leg when they go in proportion: rules of one position apply to each, but what restores a buffer is
 * one share of all that may trade.
 */
export function sizeProRata(
  context: ExchangeContext,
  account: AccountIndex,
  legs: readonly InstrumentIndex[],
  maintenance: QuoteQuanta,
): Lots[] {
  const { sizing, wholeBelow } = context.rules.liquidation;
  if (sizing.kind !== 'restoreBuffer') return legs.map((i) => sizeOrder(context, account, i, maintenance));
  const { state, rules } = context;
  const notional = legs.reduce((sum, i) => sum + computeNotional(state, account, i), 0);
  const freed = sizing.bufferRatio * maintenance - (rules.liquidation.feePpm / PPM_PER_UNIT) * notional;
  const missing = sizing.bufferRatio * maintenance - computeMarginEquity(state, account);
  const share = freed <= 0 ? 1 : Math.min(1, missing / freed);
  return legs.map((i) => {
    const size = Math.abs(lotsOf(state, account, i));
    const held = computeNotional(state, account, i);
    return held <= wholeBelow ? size : capStep(context, size, held, sizeByShare(size, share));
  });
}

/** Notes that the account was closed by a fraction, where a cooldown follows from that. */
export function notePartialFill(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  heldBefore: Lots,
): void {
  const { sizing } = context.rules.liquidation;
  if (sizing.kind !== 'fractionCooldown' || lotsOf(context.state, account, instrument) === 0) return;
  const isCooling = context.nowUs < context.partialFills.lastUs(account) + sizing.cooldownUs;
  const notional = Math.abs(heldBefore) * notionalPerLotOf(context.state, instrument);
  if (!isCooling && notional > sizing.above) context.partialFills.note(account, context.nowUs);
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
