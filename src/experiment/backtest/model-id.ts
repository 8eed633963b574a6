/**
 * Names of margin models on the command line: an estimator, its parameter after an at sign, `-es` for expected shortfall
 * instead of value at risk, and tools against procyclicality after a plus: `historical`, `fhs-ewma@0.97`,
 * `student-t@3-es`, `normal+floor+buffer`.
 */
import { InvalidInputError, type Problem } from '../../base/problem.ts';

interface EstimatorName {
  readonly title: string;
  /** Number after the at sign: default and bounds that it must lie between. */
  readonly parameter: { readonly default: number; readonly above: number; readonly below: number } | null;
}

const decay = (value: number): EstimatorName['parameter'] => ({ default: value, above: 0, below: 1 });
const degrees: EstimatorName['parameter'] = { default: 4, above: 2, below: 1_000 };

export const ESTIMATORS = {
  historical: { title: 'historical simulation', parameter: null },
  'age-weighted': {
    title: 'historical simulation in which each row weighs a little less than the next',
    parameter: decay(0.99),
  },
  'fhs-ewma': { title: 'historical simulation scaled to EWMA volatility', parameter: decay(0.94) },
  'fhs-garch': {
    title: 'historical simulation scaled to GARCH(1,1) volatility, alpha 0.08, beta 0.90',
    parameter: null,
  },
  normal: { title: 'normal with the covariance of the window', parameter: null },
  'normal-ewma': { title: 'normal with EWMA covariance', parameter: decay(0.94) },
  'student-t': { title: 'Student-t of unit variance with the covariance of the window', parameter: degrees },
  'student-t-ewma': { title: 'Student-t of unit variance with EWMA covariance, decay 0.94', parameter: degrees },
  'pareto-tail': {
    title: 'generalised Pareto tail of the worst share of the window',
    parameter: { default: 0.1, above: 0, below: 0.5 },
  },
} as const satisfies Readonly<Record<string, EstimatorName>>;
export type EstimatorId = keyof typeof ESTIMATORS;

/** Of article 28(1) of Commission Delegated Regulation (EU) No 153/2013: (a), (b) and (c). */
export const TOOLS = {
  buffer: 'a quarter on top, drawn on while margins rise',
  stressed: 'a quarter of the weight on the most stressed window so far',
  floor: 'not below volatility over ten years',
} as const;
export type ToolName = keyof typeof TOOLS;

export interface ModelId {
  /** As it is shown: the canonical form of what was written. */
  readonly text: string;
  readonly estimator: EstimatorId;
  /** 0 for estimators without one. */
  readonly parameter: number;
  readonly measure: 'value-at-risk' | 'expected-shortfall';
  readonly tools: readonly ToolName[];
}

const PATTERN = /^([a-z-]+?)(?:@([0-9.]+))?(-es)?$/;

const isEstimator = (name: string): name is EstimatorId => Object.hasOwn(ESTIMATORS, name);
const isTool = (name: string): name is ToolName => Object.hasOwn(TOOLS, name);

/**
 * Reads names divided by commas.
 *
 * @throws InvalidInputError with every name that is none
 */
export function parseModelIds(text: string): ModelId[] {
  const problems: Problem[] = [];
  const ids: ModelId[] = [];
  for (const written of text.split(',').map((part) => part.trim())) {
    const id = parseOne(written, problems);
    if (id === undefined) continue;
    if (ids.some((other) => other.text === id.text)) {
      problems.push({ code: 'model-repeated', key: '--models', message: `the model ${id.text} is named twice` });
    }
    ids.push(id);
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return ids;
}

function parseOne(written: string, problems: Problem[]): ModelId | undefined {
  const [name, ...tools] = written.split('+').map((part) => part.trim());
  const [, estimator = '', value, shortfall] = PATTERN.exec(name) ?? [];
  const unknown = tools.filter((tool) => !isTool(tool));
  for (const tool of unknown) {
    problems.push({
      code: 'model-tool-unknown',
      key: '--models',
      message: `there is no tool "${tool}" against procyclicality`,
      expected: Object.keys(TOOLS).join(', '),
    });
  }
  if (!isEstimator(estimator)) {
    problems.push({
      code: 'model-unknown',
      key: '--models',
      message: `there is no margin model "${name}"`,
      expected: `${Object.keys(ESTIMATORS).join(', ')}, each also with -es`,
    });
    return undefined;
  }
  const parameter = parseParameter(estimator, value, problems);
  if (parameter === undefined || unknown.length > 0) return undefined;
  const ordered = (Object.keys(TOOLS) as ToolName[]).filter((tool) => tools.includes(tool));
  return {
    // Two spellings of one model are one: `normal-ewma` and `normal-ewma@0.94`, `student-t@3` and `student-t@3.0`.
    text: [canonicalName(estimator, parameter, shortfall), ...ordered].join('+'),
    estimator,
    parameter,
    measure: shortfall === undefined ? 'value-at-risk' : 'expected-shortfall',
    tools: ordered,
  };
}

function canonicalName(estimator: EstimatorId, parameter: number, shortfall: string | undefined): string {
  const bounds: EstimatorName['parameter'] = ESTIMATORS[estimator].parameter;
  const given = bounds === null || parameter === bounds.default ? '' : `@${parameter}`;
  return `${estimator}${given}${shortfall ?? ''}`;
}

function parseParameter(estimator: EstimatorId, text: string | undefined, problems: Problem[]): number | undefined {
  const bounds: EstimatorName['parameter'] = ESTIMATORS[estimator].parameter;
  if (text === undefined) return bounds?.default ?? 0;
  const value = Number(text);
  if (bounds !== null && value > bounds.above && value < bounds.below) return value;
  problems.push({
    code: 'model-parameter',
    key: '--models',
    message: bounds === null ? `${estimator} has no parameter` : `the parameter of ${estimator} is ${text}`,
    ...(bounds === null ? {} : { expected: `a number above ${bounds.above} and below ${bounds.below}` }),
  });
  return undefined;
}
