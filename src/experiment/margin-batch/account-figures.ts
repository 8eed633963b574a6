/** What is found out about one account: equity against requirement, pool by pool and as a whole. */
import type { AccountMode } from '../../scenario/account-book.ts';

/**
 * Sound: equity covers the initial requirement. Margin call: it covers the maintenance requirement only. Liquidatable:
 * not even that, or money is owed that nothing stands behind.
 */
export type MarginVerdict = 'sound' | 'marginCall' | 'liquidatable';

export const MARGIN_VERDICTS: readonly MarginVerdict[] = ['sound', 'marginCall', 'liquidatable'];

export interface PoolFigures {
  readonly isIsolated: boolean;
  /** Quote currency after haircuts: what requirements are compared with. */
  readonly equity: number;
  /** Before haircuts. */
  readonly equityFull: number;
  readonly initial: number;
  readonly maintenance: number;
  readonly verdict: MarginVerdict;
}

export interface AccountFigures {
  readonly id: string;
  readonly mode: AccountMode;
  /** Sums over pools. */
  readonly equity: number;
  readonly equityFull: number;
  readonly initial: number;
  readonly maintenance: number;
  /** Sum of |size| x notional of one contract, quote currency. */
  readonly gross: number;
  /** Equity / maintenance of the pool where it is lowest; see `ratioOf`. */
  readonly ratio: number;
  /** That of the worst pool. */
  readonly verdict: MarginVerdict;
  readonly pools: readonly PoolFigures[];
}

/** Equity / maintenance; Infinity where nothing is required of equity >= 0, -Infinity where nothing stands behind a debt. */
export function ratioOf(equity: number, maintenance: number): number {
  if (maintenance > 0) return equity / maintenance;
  return equity < 0 ? -Infinity : Infinity;
}

export function judgePool(
  equity: number,
  initial: number,
  maintenance: number,
  liquidatesAtEquality: boolean,
): MarginVerdict {
  if (isLiquidatable(equity, maintenance, liquidatesAtEquality)) return 'liquidatable';
  return equity < initial ? 'marginCall' : 'sound';
}

export function isLiquidatable(equity: number, maintenance: number, liquidatesAtEquality: boolean): boolean {
  if (equity < maintenance) return true;
  return liquidatesAtEquality && equity === maintenance && maintenance > 0;
}

export function worstVerdict(pools: readonly PoolFigures[]): MarginVerdict {
  return pools.reduce<MarginVerdict>(
    (worst, { verdict }) => (MARGIN_VERDICTS.indexOf(verdict) > MARGIN_VERDICTS.indexOf(worst) ? verdict : worst),
    'sound',
  );
}

/** Whether every figure is one that can be compared and added up. */
export function isComputable({ equity, equityFull, initial, maintenance, gross, ratio }: AccountFigures): boolean {
  return Number.isFinite(equity + equityFull + initial + maintenance + gross) && !Number.isNaN(ratio);
}
