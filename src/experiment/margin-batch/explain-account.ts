/** Everything that the figures of an account are made of, and what the same book would need under other rules. */
import type {
  ExplanationLine,
  MarginExplanation,
  MarginModel,
  PositionColumns,
  Requirement,
} from '../../margin/margin-model.ts';
import { createPositionColumns } from '../../margin/margin-model.ts';
import type { PoolFigures } from './account-figures.ts';
import type { Pool } from './account-pools.ts';
import { explainEquity } from './equity-lines.ts';
import { MarginDesk } from './margin-desk.ts';

/** The requirement of the same positions if nothing, or less, or more were netted. */
export interface Alternatives {
  /** Each position by itself. */
  readonly isolated: Requirement;
  /** Each underlying by itself. */
  readonly segregated: Requirement;
  readonly segments: readonly { readonly underlying: string; readonly requirement: Requirement }[];
  /** Every correlation at one; null for models that have none. */
  readonly unitCorrelation: Requirement | null;
}

export interface PoolExplanation {
  readonly figures: PoolFigures;
  /** Contract that is alone with its margin; null for the shared pool. */
  readonly isolated: number | null;
  readonly equity: ExplanationLine;
  readonly margin: MarginExplanation;
  readonly alternatives: Alternatives;
}

export function explainPool(desk: MarginDesk, pool: Pool, quote: string, unitDesk: MarginDesk | null): PoolExplanation {
  const { market, terms, prepared } = desk;
  return {
    figures: desk.assessPool(pool),
    isolated: pool.isIsolated ? pool.positions.contracts[0] : null,
    equity: explainEquity(pool, market, terms, quote),
    margin: prepared.explain(pool.positions),
    alternatives: findAlternatives(desk, pool.positions, unitDesk),
  };
}

/** A desk at which every correlation is one; null when the model has none. */
export function openUnitCorrelationDesk({ market, terms, model }: MarginDesk): MarginDesk | null {
  const other: MarginModel | undefined = model.atUnitCorrelation?.();
  return other === undefined ? null : new MarginDesk(market, terms, other);
}

export function findAlternatives(desk: MarginDesk, book: PositionColumns, unitDesk: MarginDesk | null): Alternatives {
  const { market } = desk;
  const rows = Array.from({ length: book.count }, (_, i) => i);
  const underlyings = [...new Set(rows.map((i) => market.underlyingOf[book.contracts[i]]))].sort((a, b) => a - b);
  const segments = underlyings.map((asset) => ({
    underlying: market.assets[asset],
    requirement: requirementOf(
      desk,
      pick(
        book,
        rows.filter((i) => market.underlyingOf[book.contracts[i]] === asset),
      ),
    ),
  }));
  return {
    isolated: sumOf(rows.map((i) => requirementOf(desk, pick(book, [i])))),
    segregated: sumOf(segments.map(({ requirement }) => requirement)),
    segments,
    unitCorrelation: unitDesk === null ? null : requirementOf(unitDesk, book),
  };
}

function requirementOf({ prepared }: MarginDesk, book: PositionColumns): Requirement {
  const out: Requirement = { initial: 0, maintenance: 0 };
  prepared.requireInto(book, out);
  return out;
}

/** Sum of what each position needs by itself. */
export function standaloneOf(desk: MarginDesk, book: PositionColumns): Requirement {
  return sumOf(Array.from({ length: book.count }, (_, i) => requirementOf(desk, pick(book, [i]))));
}

function pick(book: PositionColumns, rows: readonly number[]): PositionColumns {
  const picked = createPositionColumns(rows.length);
  rows.forEach((row, i) => {
    picked.contracts[i] = book.contracts[row];
    picked.sizes[i] = book.sizes[row];
    picked.entryPrices[i] = book.entryPrices[row];
  });
  picked.count = rows.length;
  return picked;
}

function sumOf(requirements: readonly Requirement[]): Requirement {
  const sum = { initial: 0, maintenance: 0 };
  for (const { initial, maintenance } of requirements) {
    sum.initial += initial;
    sum.maintenance += maintenance;
  }
  return sum;
}
