/**
 * Parameters of a tiered margin model: which rule holds for which contract, and the options by which venues differ.
 * Rates and weights are shares of one; amounts are in the unit that their comment names.
 */
import type { Contract } from '../../instruments/contract.ts';

/** Price at which a position is valued for a requirement: the market's, or the one at which it was opened. */
export type PriceBasis = 'mark' | 'entry';

/**
 * What brackets are measured in: `value` is what rates are charged on (quote currency, coin where a contract settles in
 * it), `units` is contracts x multiplier, `contracts` their number.
 */
export type TierUnit = 'value' | 'units' | 'contracts';

/** `progressive`: a rate holds for the part of a position inside its bracket. `whole`: for all of it. */
export type TierForm = 'progressive' | 'whole';

export interface RateBracket {
  /**
   * Where the bracket starts; may be left out, because brackets follow each other. Stated, it must be where the last
   * one ended.
   */
  readonly from?: number;
  /**
   * Amount up to which the bracket holds, inclusive. The last bracket holds beyond it: position limits are not
   * modelled.
   */
  readonly upTo: number;
  readonly maintenanceRate: number;
  readonly initialRate: number;
}

/** Binance, Bybit, OKX, BitMEX and Hyperliquid. */
export interface BracketRule {
  readonly kind: 'brackets';
  readonly tierUnit: TierUnit;
  readonly maintenanceForm: TierForm;
  readonly initialForm: TierForm;
  readonly brackets: readonly RateBracket[];
}

/** Deribit: rate = base + slope x size, size in units of the underlying, not above `rateMax`. */
export interface SizeLinearRule {
  readonly kind: 'sizeLinear';
  readonly initialRate: number;
  readonly maintenanceRate: number;
  /** Added to both rates for each unit of the underlying. */
  readonly slope: number;
  readonly rateMax: number;
}

/**
 * dYdX v4: the initial rate rises to one between two levels of open interest; maintenance is a share of the unscaled
 * one.
 */
export interface OpenInterestRule {
  readonly kind: 'openInterest';
  readonly initialRate: number;
  readonly maintenanceShare: number;
  /** Quote currency; the rate does not rise where `upperCap` is 0. */
  readonly lowerCap: number;
  readonly upperCap: number;
  /** The scaled rate rounds down to a multiple of this; 0: not at all. */
  readonly rateStep: number;
}

/** Drift perpetuals: rate = max(r, 0.8 r + factor x sqrt(size in units)), not above `rateMax`. */
export interface SizePremiumRule {
  readonly kind: 'sizePremium';
  readonly initialRate: number;
  readonly maintenanceRate: number;
  readonly factor: number;
  readonly rateMax: number;
}

/** Drift spot: what is held counts with an asset weight, what is owed with a liability weight. */
export interface SpotWeightRule {
  readonly kind: 'spotWeights';
  readonly initialAssetWeight: number;
  readonly maintenanceAssetWeight: number;
  readonly initialLiabilityWeight: number;
  readonly maintenanceLiabilityWeight: number;
  readonly factor: number;
  readonly rateMax: number;
}

/** Deribit and Derive standard margin of options; see `option-margin.ts`. */
export interface StandardOptionRule {
  readonly kind: 'standardOption';
  /** a and b of max(a - OTM / S, b) x S. */
  readonly initialRate: number;
  readonly initialFloor: number;
  readonly maintenanceRate: number;
  /** Maintenance of a short put is at least this share of its premium. */
  readonly putPremiumShare: number;
  /** Initial margin of a short put is at least its maintenance margin. */
  readonly putInitialCoversMaintenance: boolean;
  /** True: the market value of long options, which equity counts, is required and so backs nothing else. */
  readonly longsBackNothing: boolean;
  /** The worst payoff at expiry of all options of one underlying and expiry is enough, where it is bounded. */
  readonly offset: 'none' | 'worstPayoff';
}

export type RateRule = BracketRule | SizeLinearRule | OpenInterestRule | SizePremiumRule | SpotWeightRule;
export type MarginRule = RateRule | StandardOptionRule;

/** A rule and the contracts it is for. A criterion that is left out holds for every contract. */
export interface RuleEntry {
  /** As explanations and problems call it. */
  readonly name: string;
  readonly symbols?: readonly string[];
  readonly underlyings?: readonly string[];
  readonly kinds?: readonly Contract['kind'][];
  readonly settlesInCoin?: boolean;
  /** Price that stands for the market's in this rule. */
  readonly valuedAt: 'mark' | 'index';
  /** Sizes round down to a multiple of it (contracts) before anything else; 0: not at all. */
  readonly lotSize: number;
  readonly rule: MarginRule;
}

export interface TieredParameters {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** A liquidation starts when equity < maintenance; true: also when they are equal. */
  readonly liquidatesAtEquality: boolean;
  readonly initialBasis: PriceBasis;
  readonly maintenanceBasis: PriceBasis;
  /** Leverage that accounts have chosen: no initial rate is below its inverse. Null: the most that a venue allows. */
  readonly leverage: number | null;
  /** Fee for closing, part of the maintenance requirement, share of value. */
  readonly closingFeeRate: number;
  /** Each position's requirements round up to a multiple of it, quote currency; 0: not at all. */
  readonly requirementStep: number;
  /** The first entry that matches a contract is its rule. */
  readonly rules: readonly RuleEntry[];
}

export function ruleMatches(entry: RuleEntry, contract: Contract): boolean {
  return (
    (entry.symbols === undefined || entry.symbols.includes(contract.symbol)) &&
    (entry.underlyings === undefined || entry.underlyings.includes(contract.underlying)) &&
    (entry.kinds === undefined || entry.kinds.includes(contract.kind)) &&
    (entry.settlesInCoin === undefined || entry.settlesInCoin === contract.settlesInCoin)
  );
}

/** What rules are for, those of one kind together: `perpetual or future on BTC, ETH; option on BTC`. */
export function describeRules(rules: readonly RuleEntry[]): string {
  const groups = new Map<string, Set<string>>();
  for (const { symbols, underlyings, kinds, settlesInCoin } of rules) {
    const kind = kinds === undefined ? 'any contract' : kinds.join(' or ');
    const coin = settlesInCoin === undefined ? '' : settlesInCoin ? ' that settles in coin' : ' that settles in USD';
    const which = symbols !== undefined ? ' called' : underlyings !== undefined ? ' on' : '';
    const group = `${kind}${coin}${which}`;
    groups.set(group, new Set([...(groups.get(group) ?? []), ...(symbols ?? underlyings ?? [])]));
  }
  return [...groups].map(([group, names]) => `${group} ${[...names].join(', ')}`.trim()).join('; ');
}
