/**
 * How much a liquidator takes over to heal a margin shortage, as Drift v2 computes it: in whole numbers of fixed
 * precision, every division rounded towards zero.
 *
 *   base      = shortage / (oracle x quote price x (margin ratio - fee) - oracle x fund fee)
 *   liability = shortage / (price x (lw - aw x am / lm) - price x fund fee x lw)
 *
 * with lw, aw weights of liability and asset and lm, am the multipliers of the liquidation: 1 - fee and 1 + fee, for the liquidator
 * takes over more of the asset than the liability is worth.
 * Source: drift-labs/protocol-v2, math/liquidation.rs.
 */
const PRICE = 1_000_000;
const QUOTE = 1_000_000;
const FEE = 1_000_000n;
const WEIGHT = 10_000;
const BASE = 1_000_000_000;
/** price x base / quote, in the precisions above. */
const PRICE_BASE_PER_QUOTE = 1_000_000_000n;

export interface PerpShortage {
  /** Margin that is missing, quote currency, in steps of 1e-6. */
  readonly shortage: number;
  /** Of the position, with the liquidation's buffer; steps of 1e-4. */
  readonly marginRatio: number;
  /** Shares, steps of 1e-6. */
  readonly liquidationFee: number;
  readonly fundFee: number;
  readonly oraclePrice: number;
  readonly quotePrice: number;
}

/** Base amount, steps of 1e-9; Infinity (take all) where the fee eats the margin that a transfer frees. */
export function computeBaseToCoverShortage(terms: PerpShortage): number {
  const oracle = whole(terms.oraclePrice, PRICE);
  const ratio = whole(terms.marginRatio, WEIGHT) * (FEE / BigInt(WEIGHT));
  const fee = whole(terms.liquidationFee, Number(FEE));
  if (oracle === 0n || ratio <= fee) return Infinity;
  const freed = (((oracle * whole(terms.quotePrice, PRICE)) / BigInt(PRICE)) * (ratio - fee)) / FEE;
  const freedNet = freed - (oracle * whole(terms.fundFee, Number(FEE))) / FEE;
  if (freedNet <= 0n) return Infinity;
  return Number((whole(terms.shortage, QUOTE) * PRICE_BASE_PER_QUOTE) / freedNet) / BASE;
}

/** Slots after which a liquidator's fee starts to rise, and by how much each slot since the account was last active adds. */
const FEE_GRACE_SLOTS = 1_500;
const FEE_STEP_PER_SLOT = 1e-6;

/** Fee that an account pays its liquidator: the base fee, and after the grace period 1e-6 for every slot, up to the most. */
export function rampLiquidationFee(baseFee: number, feeMax: number, slotsElapsed: number): number {
  if (slotsElapsed < FEE_GRACE_SLOTS) return baseFee;
  return Math.min(feeMax, baseFee + slotsElapsed * FEE_STEP_PER_SLOT);
}

/**
 * The insurance fund's fee, as far as a transfer of the whole position still covers the shortage: at most margin ratio -
 * liquidation fee - shortage / (position x price), and never negative. A fund that takes more causes the bankruptcy that it
 * is there for.
 */
export function capFundFee(terms: Omit<PerpShortage, 'fundFee'>, position: number, fundFeeMax: number): number {
  const value = Math.abs(position) * terms.oraclePrice * terms.quotePrice;
  if (value === 0) return 0;
  const left = terms.marginRatio - terms.liquidationFee - terms.shortage / value;
  return Math.max(0, Math.min(fundFeeMax, left));
}

export interface SpotShortage {
  readonly shortage: number;
  /** Weights, steps of 1e-4. */
  readonly assetWeight: number;
  readonly liabilityWeight: number;
  /** 1 + fee of the asset and 1 - fee of the liability, steps of 1e-6. */
  readonly assetMultiplier: number;
  readonly liabilityMultiplier: number;
  readonly liabilityPrice: number;
  /** Decimals of the liability's token: the amount comes in steps of 10^-decimals. */
  readonly liabilityDecimals: number;
  readonly fundFee: number;
}

/** Amount of the liability, in tokens; Infinity where a transfer frees no margin. */
export function computeLiabilityToCoverShortage(terms: SpotShortage): number {
  if (terms.assetWeight >= terms.liabilityWeight) return Infinity;
  const price = whole(terms.liabilityPrice, PRICE);
  const liabilityWeight = whole(terms.liabilityWeight, WEIGHT);
  const asset =
    (whole(terms.assetWeight, WEIGHT) * 10n * whole(terms.assetMultiplier, Number(FEE))) /
    whole(terms.liabilityMultiplier, Number(FEE));
  const fundShare = ((price * whole(terms.fundFee, Number(FEE))) / FEE) * liabilityWeight * 10n;
  const freed = price * (liabilityWeight * 10n - asset) - fundShare;
  if (freed <= 0n) return Infinity;
  const decimals = BigInt(terms.liabilityDecimals);
  const [up, down] = decimals > 6n ? [tenTo(decimals - 6n), 1n] : [1n, tenTo(6n - decimals)];
  const amount = (whole(terms.shortage, QUOTE) * up * BigInt(PRICE) * BigInt(WEIGHT) * 10n) / freed / down;
  return Number(amount) / Number(tenTo(decimals));
}

function whole(value: number, precision: number): bigint {
  return BigInt(Math.round(value * precision));
}

function tenTo(exponent: bigint): bigint {
  return BigInt(`1${'0'.repeat(Number(exponent))}`);
}
