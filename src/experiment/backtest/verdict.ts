/**
 * Whether stated coverage holds. Each book is tested for too many exceptions, for exceptions that come together and for
 * both; books that only lie on the safe side do not fail.
 *
 * Of many books some fail a test by chance, so that a verdict over all of them needs a correction: Holm's, which keeps
 * the chance to refuse a model that is right for every book below the significance, however books hang together.
 *
 * Source: S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6
 * (1979) 65-70.
 */
import type { BookResult } from './book-result.ts';

export const SIGNIFICANCE = 0.05;

export const COVERAGE_TESTS = ['coverage', 'independence', 'joint'] as const;
export type CoverageTest = (typeof COVERAGE_TESTS)[number];

export interface CoverageFailure {
  readonly model: string;
  readonly book: string;
  readonly test: CoverageTest;
  readonly statistic: number;
  readonly pValue: number;
}

export interface ModelVerdict {
  readonly model: string;
  readonly passed: boolean;
  /** Books that a test refuses on its own, and those refused after the correction. */
  readonly refusedAlone: Readonly<Record<CoverageTest, number>>;
  readonly failures: readonly CoverageFailure[];
}

/** @param results all books of one model */
export function judgeModel(model: string, results: readonly BookResult[]): ModelVerdict {
  const refusedAlone = { coverage: 0, independence: 0, joint: 0 };
  const failures: CoverageFailure[] = [];
  for (const test of COVERAGE_TESTS) {
    const candidates = results.map((result) => candidateOf(model, result, test));
    refusedAlone[test] = candidates.filter(({ pValue }) => pValue < SIGNIFICANCE).length;
    failures.push(...refuseByHolm(candidates));
  }
  return { model, passed: failures.length === 0, refusedAlone, failures };
}

/** Candidates from the smallest p-value up, as long as each is below its share of the significance. */
function refuseByHolm(candidates: readonly CoverageFailure[]): CoverageFailure[] {
  const ordered = candidates.map((candidate, k) => ({ candidate, k }));
  ordered.sort((one, other) => one.candidate.pValue - other.candidate.pValue || one.k - other.k);
  const kept = ordered.findIndex(
    ({ candidate }, rank) => candidate.pValue >= SIGNIFICANCE / (candidates.length - rank),
  );
  return ordered.slice(0, kept < 0 ? ordered.length : kept).map(({ candidate }) => candidate);
}

/** A test that can only be failed by too many exceptions gives 1 to a book with too few. */
function candidateOf(model: string, result: BookResult, test: CoverageTest): CoverageFailure {
  const { unconditional, independence, conditional } = result.tests;
  const tooMany = result.exceptions.length > result.expectedExceptions;
  const found = test === 'coverage' ? unconditional : test === 'independence' ? independence : conditional;
  const counts = test === 'independence' ? result.transitions.hitHit > 0 : tooMany;
  return { model, book: result.book.name, test, statistic: found.statistic, pValue: counts ? found.pValue : 1 };
}
