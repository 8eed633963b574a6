/** The journal of a path as rows, in the order in which things happened. */
import { FACT_KINDS, type FactKind } from '../../src/exchange/fact.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';

export interface FactRow {
  readonly timeUs: number;
  readonly rank: number;
  readonly sequence: number;
  readonly kind: FactKind;
  readonly account: number;
  readonly instrument: number;
  readonly lots: number;
  readonly value: number;
  readonly a: number;
  readonly b: number;
}

/** All facts, or those of some kinds. */
export function factsOf({ journal }: PathOutcome, ...kinds: readonly FactKind[]): FactRow[] {
  const rows = Array.from({ length: journal.count }, (_, n) => ({
    timeUs: journal.timeUs[n]!,
    rank: journal.rank[n]!,
    sequence: journal.sequence[n]!,
    kind: FACT_KINDS[journal.kind[n]!]!,
    account: journal.account[n]!,
    instrument: journal.instrument[n]!,
    lots: journal.lots[n]!,
    value: journal.value[n]!,
    a: journal.a[n]!,
    b: journal.b[n]!,
  }));
  return kinds.length === 0 ? rows : rows.filter(({ kind }) => kinds.includes(kind));
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
