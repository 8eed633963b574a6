/**
 * The parts that make up how a venue liquidates, beside sizing and clockwork (`LiquidationRules`). Pure data; each part
 * is read by the module that is named with it.
 */
import type { Ppm, QuoteQuanta } from '../../base/units.ts';

/**
 * Who is served first (`simulation/liquidation-desk.ts`). The first two keep the queue in the order in which accounts fell
 * due: of one look, the least equity / maintenance first, or the lower account. The others serve the account whose figure
 * was the largest when it fell due.
 */
export type AccountOrder = 'equityRatio' | 'firstInFirstOut' | 'largestShortfall' | 'largestNotional';

/** Which leg goes first (`leg-order.ts`); `proRata`: a share of every leg in one step. */
export type LegOrder =
  | 'largestMaintenance'
  | 'largestLoss'
  | 'marginEfficient'
  | 'impactEfficient'
  | 'mostLiquid'
  | 'proRata';

/** How far a liquidation order may fill within the price band (`liquidation-limit.ts`). */
export type LiquidationLimit =
  /** The leg's bankruptcy price. */
  | { readonly kind: 'bankruptcy' }
  /** No limit but the band: the account may end below zero. */
  | { readonly kind: 'market' }
  /** Where the leg has lost this share of its notional against the mark. */
  | { readonly kind: 'markDistance'; readonly distancePpm: Ppm }
  /** Source: dYdX v4, fillable price: mark less clamp(adjustment x (1 - equity / maintenance)) x spread x margin / size. */
  | { readonly kind: 'fillable'; readonly adjustment: number; readonly spreadPpm: Ppm };

export interface LiquidationFeePolicy {
  /**
   * What the fee cannot exceed (`liquidation-fee.ts`): the equity left, or what the fill brought above the closed part's
   * bankruptcy quote. Under the second the fund makes good at once what a fill brought less. Source: dYdX v4.
   */
  readonly cap: 'equity' | 'surplus';
  /** The insurance fund's part of it, rounded up; the rest goes to the external account, who liquidates for it. */
  readonly fundSharePpm: Ppm;
}

/** Most that one step closes of a leg. Source: dYdX v4, block limits. */
export interface StepCap {
  readonly portionMaxPpm: Ppm;
  /** A step may close this much notional whatever the portion. */
  readonly notionalMin: QuoteQuanta;
}

export interface LiquidationPolicy {
  readonly accountOrder: AccountOrder;
  readonly legOrder: LegOrder;
  readonly limit: LiquidationLimit;
  readonly fee: LiquidationFeePolicy;
  readonly stepCap: StepCap | null;
}

export const DEFAULT_LIQUIDATION_POLICY: LiquidationPolicy = Object.freeze({
  accountOrder: 'equityRatio',
  legOrder: 'largestMaintenance',
  limit: Object.freeze({ kind: 'bankruptcy' }),
  fee: Object.freeze({ cap: 'equity', fundSharePpm: 1_000_000 }),
  stepCap: null,
});
