/** Whose accounts a graded rescan watches, and where it notes where they wait. */

/** The accounts' owner: what a graded rescan asks of it. */
export interface RescanSubject {
  /** Gauge of the account that was derived last. */
  readonly gauge: number;
  /**
   * Derives an account at the present prices. Negative: it has crossed a threshold, which the subject notes; the
   * account then waits nowhere. Otherwise its radius in scales, RADIUS_ERROR taken off; Infinity to wait nowhere.
   */
  derive(account: number): number;
  /** Like `derive` without the radius: for looks at everybody, after which nobody waits anywhere. */
  check(account: number): void;
  /** The account was derived elsewhere and has crossed a threshold. */
  note(account: number): void;
}

/** One whole number of each account is the rescan's own: `column[lines[account] * stride + offset]`, 0 at first. */
export interface PlaceColumn {
  readonly column: Int32Array;
  readonly lines: Uint32Array;
  readonly stride: number;
  readonly offset: number;
}
