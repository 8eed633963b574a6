/** A distribution as written to the one the population draws from, with its bounds in order. */
import type { AmountDistribution } from '../agents/agent-class.ts';
import { complete, read, type Findings } from './findings.ts';
import { parseNumber } from './plain-units.ts';
import type { Draft } from './structure.ts';
import { textOf, type Parsed, type Written } from './unit-result.ts';
import { parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

/** What `schema-shapes.ts` lets a file say, whatever the unit. */
type DistributionFile =
  | Written
  | { kind: 'fixed'; value: Written }
  | { kind: 'uniform'; min: Written; max: Written }
  | {
      kind: 'logNormal';
      median: Written;
      sigma: Written;
      min: Written;
      max: Written;
      tail?: { probability: Written; start: Written; alpha: Written } | undefined;
    };

export type DistributionDraft = Draft<DistributionFile>;

export function compileDistribution(
  draft: DistributionDraft | undefined,
  parse: (raw: unknown) => Parsed<number>,
  path: Path,
  findings: Findings,
): AmountDistribution | undefined {
  if (draft === undefined) return undefined;
  if (typeof draft !== 'object') return fixed(read(parse, draft));
  switch (draft.kind) {
    case undefined:
      return undefined;
    case 'fixed':
      return fixed(read(parse, draft.value));
    case 'uniform': {
      const min = read(parse, draft.min);
      const max = read(parse, draft.max);
      checkOrder([min, draft.min], [max, draft.max], [...path, 'max'], 'min', findings);
      return complete<AmountDistribution>({ kind: 'uniform', median: min, sigmaLog: 0, min, max, tail: null });
    }
    case 'logNormal':
      return compileLogNormal(draft, parse, path, findings);
  }
}

function compileLogNormal(
  draft: Extract<DistributionDraft, { kind?: 'logNormal' | undefined; sigma?: unknown }>,
  parse: (raw: unknown) => Parsed<number>,
  path: Path,
  findings: Findings,
): AmountDistribution | undefined {
  const median = read(parse, draft.median);
  const min = read(parse, draft.min);
  const max = read(parse, draft.max);
  checkOrder([min, draft.min], [max, draft.max], [...path, 'max'], 'min', findings);
  if (median !== undefined && min !== undefined && max !== undefined && min <= max && (median < min || median > max)) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'median'],
      says: 'does not lie between min and max',
      expected: `${textOf(draft.min)} to ${textOf(draft.max)}`,
    });
  }
  if (median === 0) {
    findings.report({
      code: 'out-of-range',
      path: [...path, 'median'],
      says: 'must be above 0 for a log-normal distribution',
      hint: 'write "kind: fixed" for accounts that have nothing',
    });
  }
  const tail = Object.hasOwn(draft, 'tail') ? compileTail(draft.tail, parse) : null;
  if (tail !== undefined && tail !== null) {
    checkOrder([tail.start, undefined], [max, draft.max], [...path, 'tail', 'start'], undefined, findings);
    if (tail.start === 0)
      findings.report({
        code: 'out-of-range',
        path: [...path, 'tail', 'start'],
        says: 'must be above 0',
        hint: 'a Pareto tail begins above the median',
      });
  }
  return complete<AmountDistribution>({
    kind: 'logNormal',
    median,
    sigmaLog: read(parseNumber, draft.sigma),
    min,
    max,
    tail,
  });
}

function compileTail(
  draft:
    | {
        readonly probability?: Written | undefined;
        readonly start?: Written | undefined;
        readonly alpha?: Written | undefined;
      }
    | undefined,
  parse: (raw: unknown) => Parsed<number>,
): NonNullable<AmountDistribution['tail']> | undefined {
  return complete<NonNullable<AmountDistribution['tail']>>({
    probability: read(parseRatio, draft?.probability),
    start: read(parse, draft?.start),
    alpha: read(parseNumber, draft?.alpha),
  });
}

function fixed(value: number | undefined): AmountDistribution | undefined {
  return value === undefined
    ? undefined
    : { kind: 'fixed', median: value, sigmaLog: 0, min: value, max: value, tail: null };
}

/** A value, and how it is written. */
type Bound = readonly [value: number | undefined, text: Written | undefined];

function checkOrder(
  [low, lowText]: Bound,
  [high, highText]: Bound,
  path: Path,
  lowKey: string | undefined,
  findings: Findings,
): void {
  if (low === undefined || high === undefined || low <= high) return;
  findings.report({
    code: 'min-above-max',
    path,
    says: lowKey === undefined ? 'lies above max' : `is below ${lowKey}`,
    expected: lowKey === undefined ? `at most ${textOf(highText)}` : `at least ${textOf(lowText)}`,
  });
}
