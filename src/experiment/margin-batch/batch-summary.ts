/** What a stream of accounts adds up to, in memory that does not grow with it. */
import { MARGIN_VERDICTS, type AccountFigures, type MarginVerdict } from './account-figures.ts';

/** Upper ends of the classes of equity / maintenance, exclusive; the last class takes the rest that has a requirement. */
export const RATIO_EDGES: readonly number[] = [0, 0.5, 1, 1.1, 1.25, 1.5, 2, 5, 10, Infinity];

export interface BatchTotals {
  accounts: number;
  equity: number;
  initial: number;
  maintenance: number;
  gross: number;
  /** What is owed beyond everything held: sum of -equity over pools whose equity before haircuts is below 0. */
  deficit: number;
  readonly byVerdict: Record<MarginVerdict, number>;
  /** Accounts by class of RATIO_EDGES. */
  readonly byRatio: number[];
  /** Accounts of which nothing is required. */
  unmargined: number;
}

/** An account with what is shown beside its figures. */
export interface RankedAccount<T> {
  readonly figures: AccountFigures;
  readonly more: T;
  /** Place in the stream: ties go to the earlier account. */
  readonly place: number;
}

export class BatchSummary<T> {
  readonly totals: BatchTotals = {
    accounts: 0,
    equity: 0,
    initial: 0,
    maintenance: 0,
    gross: 0,
    deficit: 0,
    byVerdict: { sound: 0, marginCall: 0, liquidatable: 0 },
    byRatio: RATIO_EDGES.map(() => 0),
    unmargined: 0,
  };
  readonly #keep: number;
  /** The worst so far, worst first. */
  #worst: RankedAccount<T>[] = [];

  /** `keep`: how many of the worst accounts to hold. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** True when the account would be among the worst as of now. */
  wouldKeep({ ratio }: AccountFigures): boolean {
    return this.#worst.length < this.#keep || ratio < this.#worst[this.#worst.length - 1].figures.ratio;
  }

  /** `more` is asked for only when the account is kept. */
  add(figures: AccountFigures, more: () => T): void {
    const { totals } = this;
    const place = totals.accounts;
    totals.accounts += 1;
    totals.equity += figures.equity;
    totals.initial += figures.initial;
    totals.maintenance += figures.maintenance;
    totals.gross += figures.gross;
    totals.byVerdict[figures.verdict] += 1;
    for (const { equityFull } of figures.pools) totals.deficit += Math.max(0, -equityFull);
    if (figures.maintenance === 0 && figures.ratio === Infinity) totals.unmargined += 1;
    else totals.byRatio[RATIO_EDGES.findIndex((edge) => figures.ratio < edge || edge === Infinity)] += 1;
    if (this.#keep > 0 && this.wouldKeep(figures)) this.#insert({ figures, more: more(), place });
  }

  /** By rising ratio. */
  get worst(): readonly RankedAccount<T>[] {
    return this.#worst;
  }

  #insert(one: RankedAccount<T>): void {
    let at = this.#worst.length;
    while (at > 0 && this.#worst[at - 1].figures.ratio > one.figures.ratio) at -= 1;
    this.#worst.splice(at, 0, one);
    if (this.#worst.length > this.#keep) this.#worst.pop();
  }
}

/** Accounts that are not sound, in a fixed order. */
export function countUnsound({ byVerdict }: BatchTotals): number {
  return MARGIN_VERDICTS.reduce((sum, verdict) => sum + (verdict === 'sound' ? 0 : byVerdict[verdict]), 0);
}
