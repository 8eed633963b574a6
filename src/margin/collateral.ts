/**
 * What balances count for when margin is compared with them: haircuts that grow with size, caps, and liabilities that
 * weigh more than what they are worth.
 *
 * A balance of u units at price p is worth v = u p. A positive one counts the sum over tiers of weight x the part of v in
 * the tier, capped; a negative one counts liabilityWeight x v. Weights lie in [0, 1], never rise with size, and the
 * liability weight is at least 1, so the haircut value is
 *  - never above the value,
 *  - concave and rising in v: nothing is gained by splitting what is owed from what is held,
 *  - Lipschitz: while units are fixed and v keeps its sign it moves by at most (v > 0 ? weight of the first tier : liability
 *    weight of the units owed) x |change of v|, and by at most max(1, liability weight) x |change of v| in any case.
 *
 * Source: OKX, discount rate tiers (marginal over tiers, in units of the currency); Bybit unified account, tiered
 * collateral value ratio; Drift v2, `spot_balance` weights: asset min(w, 1.1 / (1 + f sqrt(units))), liability
 * max(w, 0.8 w + f sqrt(units)), f being the size factor.
 */

export interface CollateralTier {
  /** Upper end, in the unit that `tiersIn` names; Infinity in the last tier. */
  readonly upTo: number;
  /** Share of the value inside the tier that counts. */
  readonly weight: number;
}

export interface CollateralAsset {
  readonly tiers: readonly CollateralTier[];
  /** Whether tiers end at values in quote currency or at units of the asset. */
  readonly tiersIn: 'value' | 'units';
  readonly liabilityWeight: number;
  /** Most that a positive balance counts, quote currency, after weights. */
  readonly countedMax: number;
  /** Drift's f, per square root of a unit; 0 for weights that know no size but their tiers. */
  readonly sizeFactor: number;
}

/** Terms of each asset of a market; the quote currency counts for what it is. */
export interface CollateralTerms {
  /** [assetCount] */
  readonly assets: readonly CollateralAsset[];
}

/** Counts for nothing when held, in full when owed. */
export const NO_COLLATERAL: CollateralAsset = {
  tiers: [{ upTo: Infinity, weight: 0 }],
  tiersIn: 'value',
  liabilityWeight: 1,
  countedMax: Infinity,
  sizeFactor: 0,
};

/** One weight whatever the size. */
export function createFlatCollateral(weight: number, liabilityWeight = 1): CollateralAsset {
  return { ...NO_COLLATERAL, tiers: [{ upTo: Infinity, weight }], liabilityWeight };
}

/** Most that a premium on size leaves of an asset's value, before it is divided by 1 + f sqrt(units). */
const SIZE_DISCOUNT_START = 1.1;
/** Share of the liability weight to which the premium on size is added. */
const SIZE_PREMIUM_START = 0.8;

/** Quote currency that `units` at `price` count for; negative for what is owed. */
export function haircutValueOf(asset: CollateralAsset, units: number, price: number): number {
  if (units <= 0) return units * price * liabilityWeightOf(asset, -units);
  const share = sizeDiscountOf(asset, units);
  const scale = asset.tiersIn === 'units' ? price : 1;
  const size = asset.tiersIn === 'units' ? units : units * price;
  let counted = 0;
  let lower = 0;
  for (const { upTo, weight } of asset.tiers) {
    if (size <= lower) break;
    counted += (Math.min(size, upTo) - lower) * Math.min(weight, share);
    lower = upTo;
  }
  return Math.min(counted * scale, asset.countedMax);
}

export interface HaircutTier {
  /** Lower end, and what of the balance lies inside, both in the tiers' unit. */
  readonly from: number;
  readonly inside: number;
  readonly weight: number;
  /** Quote currency. */
  readonly amount: number;
}

/** The tiers that `units` > 0 reach into: the terms of `haircutValueOf`, before the cap. */
export function listHaircutTiers(asset: CollateralAsset, units: number, price: number): readonly HaircutTier[] {
  const share = sizeDiscountOf(asset, units);
  const [size, scale] = asset.tiersIn === 'units' ? [units, price] : [units * price, 1];
  return asset.tiers.flatMap(({ upTo, weight }, tier): HaircutTier[] => {
    const from = tier === 0 ? 0 : asset.tiers[tier - 1].upTo;
    if (size <= from) return [];
    const [inside, counted] = [Math.min(size, upTo) - from, Math.min(weight, share)];
    return [{ from, inside, weight: counted, amount: inside * counted * scale }];
  });
}

export function liabilityWeightOf(asset: CollateralAsset, unitsOwed: number): number {
  const { liabilityWeight, sizeFactor } = asset;
  if (sizeFactor === 0) return liabilityWeight;
  return Math.max(liabilityWeight, SIZE_PREMIUM_START * liabilityWeight + sizeFactor * Math.sqrt(unitsOwed));
}

/** Upper end of the weight of `units` held. */
function sizeDiscountOf({ sizeFactor }: CollateralAsset, units: number): number {
  return sizeFactor === 0 ? 1 : Math.min(1, SIZE_DISCOUNT_START / (1 + sizeFactor * Math.sqrt(units)));
}

export interface CollateralFault {
  readonly code: 'tiers-empty' | 'tiers-gap' | 'tiers-inconsistent' | 'out-of-range';
  /** Key and, for one of a tier, its place. */
  readonly key: 'tiers' | 'upTo' | 'weight' | 'liabilityWeight' | 'countedMax' | 'sizeFactor';
  readonly tier?: number;
  readonly says: string;
}

/** What makes terms unusable; readers of files and the library report it where it stands. */
export function findCollateralFaults(asset: CollateralAsset): readonly CollateralFault[] {
  const faults: CollateralFault[] = [];
  const { tiers, liabilityWeight, countedMax, sizeFactor } = asset;
  if (tiers.length === 0) faults.push({ code: 'tiers-empty', key: 'tiers', says: 'has no tier' });
  tiers.forEach(({ upTo, weight }, tier) => {
    const [before, isLast] = [tiers[tier - 1], tier === tiers.length - 1];
    if (!(weight >= 0 && weight <= 1)) {
      faults.push({ code: 'out-of-range', key: 'weight', tier, says: 'is not between 0 and 1' });
    }
    if (before !== undefined && weight > before.weight) {
      faults.push({ code: 'tiers-inconsistent', key: 'weight', tier, says: 'rises from tier to tier' });
    }
    if (isLast !== (upTo === Infinity)) {
      faults.push({ code: 'tiers-gap', key: 'upTo', tier, says: 'leaves sizes without a tier: only the last is open' });
    } else if (!(upTo > (before?.upTo ?? 0))) {
      faults.push({ code: 'tiers-inconsistent', key: 'upTo', tier, says: 'does not rise from tier to tier' });
    }
  });
  if (!(liabilityWeight >= 1 && liabilityWeight < Infinity)) {
    faults.push({ code: 'out-of-range', key: 'liabilityWeight', says: 'is below 1' });
  }
  if (!(countedMax >= 0)) faults.push({ code: 'out-of-range', key: 'countedMax', says: 'is below 0' });
  if (!(sizeFactor >= 0 && sizeFactor < Infinity)) {
    faults.push({ code: 'out-of-range', key: 'sizeFactor', says: 'is below 0' });
  }
  return faults;
}
