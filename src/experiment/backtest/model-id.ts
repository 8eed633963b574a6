/**
 * Names of margin models on the command line: an estimator, `-es` for expected shortfall instead of value at risk, and
 * tools against procyclicality after a plus: `historical`, `fhs-ewma-es`, `normal+floor+buffer`.
 */
import { InvalidInputError, type Problem } from '../../base/problem.ts';

export const ESTIMATORS = {
  historical: 'historical simulation',
  'age-weighted': 'historical simulation, recent rows weigh more (decay 0.99)',
  'fhs-ewma': 'historical simulation scaled to EWMA volatility (decay 0.94)',
  'fhs-garch': 'historical simulation scaled to GARCH volatility (0.08, 0.90)',
  normal: 'normal, covariance of the window',
  'normal-ewma': 'normal, EWMA covariance (decay 0.94)',
  'student-t': 'Student-t with 4 degrees of freedom, covariance of the window',
  'student-t-ewma': 'Student-t with 4 degrees of freedom, EWMA covariance (decay 0.94)',
  'pareto-tail': 'generalised Pareto tail of the worst tenth of the window',
} as const;
export type EstimatorName = keyof typeof ESTIMATORS;

/** Of article 28(1) of Commission Delegated Regulation (EU) No 153/2013: (a), (b) and (c). */
export const TOOLS = {
  buffer: 'a quarter on top, drawn on while margins rise',
  stressed: 'a quarter of the weight on stressed observations',
  floor: 'not below volatility over ten years',
} as const;
export type ToolName = keyof typeof TOOLS;

export interface ModelId {
  /** As it is shown: the canonical form of what was written. */
  readonly text: string;
  readonly estimator: EstimatorName;
  readonly measure: 'value-at-risk' | 'expected-shortfall';
  readonly tools: readonly ToolName[];
}

const isEstimator = (name: string): name is EstimatorName => Object.hasOwn(ESTIMATORS, name);
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
  const measure = name.endsWith('-es') ? 'expected-shortfall' : 'value-at-risk';
  const estimator = measure === 'expected-shortfall' ? name.slice(0, -'-es'.length) : name;
  if (!isEstimator(estimator)) {
    problems.push({
      code: 'model-unknown',
      key: '--models',
      message: `there is no margin model "${name}"`,
      expected: `${Object.keys(ESTIMATORS).join(', ')}, each also with -es`,
    });
  }
  for (const tool of tools) {
    if (isTool(tool)) continue;
    problems.push({
      code: 'model-tool-unknown',
      key: '--models',
      message: `there is no tool "${tool}" against procyclicality`,
      expected: Object.keys(TOOLS).join(', '),
    });
  }
  if (!isEstimator(estimator) || !tools.every(isTool)) return undefined;
  const ordered = (Object.keys(TOOLS) as ToolName[]).filter((tool) => tools.includes(tool));
  return { text: [name, ...ordered].join('+'), estimator, measure, tools: ordered };
}
