/**
 * Parameters of SPAN, as a clearing house publishes them: combined commodities with their scan ranges, tiers, charges and
 * minima, and the spreads between them. Shares are fractions, amounts in quote currency, deltas in contracts of
 * `contractUnit` units of the underlying.
 */
export interface SpanParameters {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly liquidatesAtEquality: boolean;
  /** Initial over maintenance requirement, at least 1. */
  readonly initialRatio: number;
  /** Scenarios 15 and 16; see EXTREME_MOVES. */
  readonly extremeMove: ExtremeMove;
  /** Days by which options are older in every scenario. */
  readonly lookaheadDays: number;
  /**
   * Weighted price risk behind inter-commodity credits: from the scan (`normal`), from the scan but at most the scan
   * range (`scanRangeCap`), or the scan range itself (`scanRange`).
   */
  readonly weightedPriceRisk: 'normal' | 'scanRangeCap' | 'scanRange';
  readonly commodities: readonly CombinedCommodity[];
  readonly scanningSpreads: readonly ScanningSpread[];
  readonly deltaSpreads: readonly DeltaSpread[];
}

/** How many price scan ranges the extreme scenarios move, and the share of the loss that counts. */
export interface ExtremeMove {
  readonly multiple: number;
  readonly cover: number;
}

/** The two conventions: CME's parameter files, and the arrays that McMillan prints (also NSE's). */
export const EXTREME_MOVES = {
  '3x33': { multiple: 3, cover: 0.33 },
  '2x35': { multiple: 2, cover: 0.35 },
} as const satisfies Record<string, ExtremeMove>;

export interface ScanRange {
  /** amount: quote currency, for a unit of the underlying unless said otherwise; share: of the price. */
  readonly of: 'amount' | 'share';
  readonly value: number;
}

export interface CombinedCommodity {
  readonly name: string;
  /** Assets; `*` makes each asset that no other commodity names a commodity of its own, under its own name. */
  readonly underlyings: readonly string[];
  /** Units of the underlying with delta 1. */
  readonly contractUnit: number;
  readonly priceScanRange: ScanRange;
  /** amount: points of annual volatility (0.05 is 5 points); share: of the volatility. */
  readonly volatilityScanRange: ScanRange;
  readonly shortOptionMinimum: ShortOptionMinimum;
  /** present: delta at the mark after the lookahead; weighted: CME's mean over the seven scan prices. */
  readonly compositeDelta: 'present' | 'weighted';
  /** By rising `daysMax`, Infinity in the last; contracts without expiry lie in the first. Empty for one tier. */
  readonly tiers: readonly ExpiryTier[];
  readonly calendarSpreads: readonly CalendarSpread[];
  readonly deliveryCharge: DeliveryCharge | null;
  /** Published arrays by contract symbol, instead of repricing. */
  readonly riskArrays: Readonly<Record<string, RiskArray>>;
}

export interface ShortOptionMinimum {
  /** amount: quote currency for `contractUnit` units sold; share: of their index value. */
  readonly of: 'amount' | 'share';
  readonly value: number;
  /** sum: every short option counts; greater: the larger of short calls and short puts. */
  readonly counts: 'sum' | 'greater';
}

export interface ExpiryTier {
  readonly name: string;
  /** Days to expiry up to which a contract lies in the tier. */
  readonly daysMax: number;
  /** null: the commodity's. */
  readonly priceScanRange: ScanRange | null;
}

/** One long delta in one tier against one short delta in the other costs its charge. */
export interface CalendarSpread {
  /** Low first. */
  readonly priority: number;
  readonly near: string;
  readonly far: string;
  /** amount: quote currency a delta; share: of its index value. All of one commodity are of one kind. */
  readonly charge: ScanRange;
}

/** Each delta of an expiry within `daysMax` days costs `charge`. */
export interface DeliveryCharge {
  readonly daysMax: number;
  readonly charge: number;
}

export interface RiskArray {
  readonly view: 'loss' | 'profit';
  /** Sixteen, of one long contract, quote currency, in CME's order. */
  readonly values: readonly number[];
  /** Composite delta of one long contract. */
  readonly delta: number;
}

/**
 * In each scenario losses count in full and gains with a share: max(a, b) + credit x min(a, b) for a loss against a gain,
 * a + b where both lose. The example in CME's advisory has wrong signs in scenarios 15 and 16; those follow the same rule.
 */
export interface ScanningSpread {
  readonly name: string;
  readonly commodities: readonly string[];
  readonly credit: number;
}

/** `ratio` deltas of each leg, legs A on one side of the market and legs B on the other. */
export interface DeltaSpread {
  readonly priority: number;
  readonly name: string;
  readonly legs: readonly SpreadLeg[];
}

export interface SpreadLeg {
  readonly commodity: string;
  readonly ratio: number;
  readonly side: 'A' | 'B';
  /** Share of the weighted price risk of its matched deltas that the leg is credited. */
  readonly credit: number;
}
