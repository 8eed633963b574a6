/**
 * Whether stated coverage holds. Each book is tested for too many exceptions, for exceptions that come together and for
 * both, one-sided: books that only lie on the safe side do not fail. p-values are exact.
 *
 * Of many books some fail a test by chance, so that a verdict over all of them needs a correction: Holm's, which keeps
 * the chance that a test refuses a model that is right for every book below the significance, however books hang together.
 *
 * Source: S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6
 * (1979) 65-70.
 */
import type { BookResult } from './book-result.ts';
import { clusteringPValue, combinePValues, excessPValue } from './exact-tests.ts';

export const SIGNIFICANCE = 0.05;

const COVERAGE_TESTS = ['coverage', 'independence', 'joint'] as const;
export type CoverageTest = (typeof COVERAGE_TESTS)[number];

export interface CoverageFailure {
  readonly model: string;
  readonly book: string;
  readonly test: CoverageTest;
  readonly observations: number;
  readonly exceptions: number;
  readonly expectedExceptions: number;
  /** Exceptions right after another. */
  readonly adjacent: number;
  /** Exact, of this book alone. */
  readonly pValue: number;
}

export interface ModelVerdict {
  readonly model: string;
  readonly passed: boolean;
  /** Books that the likelihood ratios refuse, each book on its own. */
  readonly refusedAlone: Readonly<Record<CoverageTest, number>>;
  /** What the exact tests refuse after the correction. */
  readonly failures: readonly CoverageFailure[];
}

/**
 * @param results all books of one model
 * @param probability share of exceptions that the stated coverage allows
 */
export function judgeModel(model: string, results: readonly BookResult[], probability: number): ModelVerdict {
  const refused = (of: (result: BookResult) => number): number =>
    results.filter((result) => of(result) < SIGNIFICANCE).length;
  const failures = COVERAGE_TESTS.flatMap((test) =>
    refuseByHolm(results.map((result) => candidateOf(model, result, test, probability))),
  );
  return {
    model,
    passed: failures.length === 0,
    refusedAlone: {
      coverage: refused((result) => (isTooMany(result) ? result.tests.unconditional.pValue : 1)),
      independence: refused((result) => (result.transitions.hitHit > 0 ? result.tests.independence.pValue : 1)),
      joint: refused((result) => (isTooMany(result) ? result.tests.conditional.pValue : 1)),
    },
    failures,
  };
}

function isTooMany({ exceptions, expectedExceptions }: BookResult): boolean {
  return exceptions.length > expectedExceptions;
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

function candidateOf(model: string, result: BookResult, test: CoverageTest, probability: number): CoverageFailure {
  const { observations, expectedExceptions, transitions } = result;
  const exceptions = result.exceptions.length;
  const tooMany = excessPValue(observations, exceptions, probability);
  const clusters = clusteringPValue(observations, exceptions, transitions.hitHit);
  return {
    model,
    book: result.book.name,
    test,
    observations,
    exceptions,
    expectedExceptions,
    adjacent: transitions.hitHit,
    pValue: test === 'coverage' ? tooMany : test === 'independence' ? clusters : combinePValues(tooMany, clusters),
  };
}
