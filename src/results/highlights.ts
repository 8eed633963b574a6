/**
 * The facts of a path that a report may tell: every halt, and the largest of each other kind. A few hundred, however
 * long the path; found in one pass.
 */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { Event } from '../simulation/event-queue.ts';
import type { StoredFacts } from '../simulation/path-outcome.ts';
import { FactSpool } from './fact-spool.ts';

export interface Highlight {
  readonly kind: FactKind;
  /** How many of its kind a report tells, the largest by what `size` gives. */
  readonly most: number;
  readonly size: 'value' | 'a' | 'b';
}

/** Kinds that are not named are not told. */
export const HIGHLIGHTS: readonly Highlight[] = [
  { kind: 'haltStart', most: 60, size: 'a' },
  { kind: 'haltEnd', most: 60, size: 'a' },
  { kind: 'depthWithdrawn', most: 20, size: 'b' },
  { kind: 'depthRestored', most: 20, size: 'b' },
  { kind: 'controlState', most: 40, size: 'b' },
  { kind: 'auction', most: 40, size: 'value' },
  { kind: 'marginChange', most: 40, size: 'a' },
  { kind: 'faultStart', most: 30, size: 'a' },
  { kind: 'faultEnd', most: 30, size: 'a' },
  { kind: 'commandLost', most: 20, size: 'value' },
  { kind: 'commandDelayed', most: 20, size: 'value' },
  { kind: 'withdrawal', most: 20, size: 'value' },
  { kind: 'uncoveredLoss', most: 40, size: 'value' },
  { kind: 'deficit', most: 40, size: 'value' },
  { kind: 'funding', most: 30, size: 'value' },
  { kind: 'conversion', most: 20, size: 'value' },
  { kind: 'deleveraging', most: 60, size: 'value' },
  { kind: 'takeover', most: 40, size: 'value' },
  { kind: 'positionTaken', most: 40, size: 'value' },
  { kind: 'auctionEnd', most: 20, size: 'value' },
  { kind: 'fundPayment', most: 40, size: 'value' },
  { kind: 'groupFundPayment', most: 20, size: 'value' },
  { kind: 'lossStage', most: 40, size: 'value' },
  { kind: 'fundTrigger', most: 20, size: 'value' },
  { kind: 'breach', most: 50, size: 'a' },
  { kind: 'liquidationFill', most: 50, size: 'value' },
];

/** Charts shade every halt and pages count them, however many are told. */
const KEPT_WHOLE: ReadonlySet<FactKind> = new Set(['haltStart', 'haltEnd']);

/** A fact out of its columns: `n`, `prices`, the event's key, then as a store takes it. */
interface Candidate {
  readonly n: number;
  readonly size: number;
  readonly write: (spool: FactSpool) => void;
}

interface Keeper extends Highlight {
  candidates: Candidate[];
  /** Below this nothing is among the largest any more. */
  floor: number;
}

export class HighlightKeeper {
  readonly #keepers: readonly (Keeper | null)[] = FACT_KINDS.map((kind) => {
    const highlight = HIGHLIGHTS.find((one) => one.kind === kind);
    if (highlight === undefined) return null;
    const most = KEPT_WHOLE.has(kind) ? Infinity : highlight.most;
    return { ...highlight, most, candidates: [], floor: -1 };
  });

  look(facts: StoredFacts): void {
    for (let i = 0; i < facts.count; i += 1) {
      const keeper = this.#keepers[facts.kind[i]];
      if (keeper === null) continue;
      const size = Math.abs(facts[keeper.size][i]);
      // Of two of one size the earlier is told.
      if (size <= keeper.floor) continue;
      keeper.candidates.push({ n: facts.n[i], size, write: writerOf(facts, i) });
      if (keeper.candidates.length >= 2 * keeper.most) prune(keeper);
    }
  }

  /** Writes what was found, in order. */
  write(file: string): void {
    const found = this.#keepers.flatMap((keeper) => (keeper === null ? [] : prune(keeper)));
    const spool = new FactSpool(file);
    try {
      for (const { write } of found.sort((x, y) => x.n - y.n)) write(spool);
      spool.flush();
    } finally {
      spool.close();
    }
  }
}

function prune(keeper: Keeper): readonly Candidate[] {
  if (keeper.candidates.length <= keeper.most) return keeper.candidates;
  keeper.candidates.sort((x, y) => y.size - x.size || x.n - y.n);
  keeper.candidates.length = keeper.most;
  keeper.floor = keeper.candidates[keeper.most - 1].size;
  return keeper.candidates;
}

/** The fact is read now: the columns will hold others. */
function writerOf(facts: StoredFacts, i: number): Candidate['write'] {
  const event: Event = {
    timeUs: facts.timeUs[i],
    rank: facts.rank[i],
    sequence: facts.sequence[i],
    a: 0,
    b: 0,
    c: 0,
    d: 0,
  };
  const [n, prices, kind, account, instrument] = [
    facts.n[i],
    facts.prices[i],
    facts.kind[i],
    facts.account[i],
    facts.instrument[i],
  ];
  const [lots, value, a, b] = [facts.lots[i], facts.value[i], facts.a[i], facts.b[i]];
  return (spool) => spool.add(n, prices, event, kind, account, instrument, lots, value, a, b);
}
