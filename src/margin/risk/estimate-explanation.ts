/** How the estimate of a book comes about: its exposures, the sorted tail or the variance, and tools (b) and (c) of article 28. */
import type { ExplanationLine, PositionColumns, ScenarioLoss } from '../margin-model.ts';
import type { BookRows } from './book-rows.ts';
import type { CovarianceCore } from './covariance-core.ts';
import type { Covariance } from './covariance-set.ts';
import { amountText, factorText, ordinal, shareText, weightText } from './explanation-text.ts';
import { explainExposures } from './exposure-explanation.ts';
import { explainLoss } from './loss-explanation.ts';
import type { RiskReading } from './risk-figures.ts';
import type { RiskSpecification } from './risk-parameters.ts';
import type { CoreTable } from './scenario-core.ts';
import { tailText } from './tail-text.ts';

export interface EstimateExplanation {
  readonly line: ExplanationLine;
  readonly scenarios: readonly ScenarioLoss[];
}

type RowNames = (row: number) => string;

/** Of a book with at least one position, which was computed last. */
export function explainEstimate(prepared: RiskReading, positions: PositionColumns): EstimateExplanation {
  const { specification, core, bookRows: book } = prepared;
  const amount = core.measure(book.rows, book.coefficients, book.count);
  const parts =
    core.kind === 'scenarios'
      ? core.tables().map((table) => explainTable(prepared, positions, table, core.tables().length > 1))
      : covarianceParts(core, book, (row) => prepared.rowName(row));
  const weight = core.stressedWeight;
  const [current, stressed, floor] = ['current', 'stressed', 'floor'].map((name) =>
    parts.find((part) => part.name === name),
  );
  const blended =
    stressed === undefined ? current!.line.amount : (1 - weight) * current!.line.amount + weight * stressed.line.amount;
  const isFloored = floor !== undefined && floor.line.amount > blended;
  const sum =
    stressed === undefined
      ? amountText(blended)
      : `${shareText(1 - weight)} x ${amountText(current!.line.amount)} + ${shareText(weight)} x ${amountText(stressed.line.amount)}`;
  const line: ExplanationLine = {
    label: `${measureText(specification)} of the book`,
    formula: floor === undefined ? `max(0, ${sum})` : `max(0, ${sum}, floor ${amountText(floor.line.amount)})`,
    amount,
    parts: [...explainExposures(prepared, positions), ...parts.map((part) => part.line)],
  };
  const scenarios = parts.flatMap((part) => {
    const binds = part.name === 'floor' ? isFloored : !isFloored;
    return part.scenarios.map((one) => ({ ...one, isBinding: one.isBinding && binds }));
  });
  return { line, scenarios };
}

export function measureText({ measure, confidence, horizonDays }: RiskSpecification): string {
  const name = measure === 'value-at-risk' ? 'value at risk' : 'expected shortfall';
  return `${name} at ${shareText(confidence)} over ${factorText(horizonDays)} d`;
}

interface Part {
  readonly name: string;
  readonly line: ExplanationLine;
  readonly scenarios: readonly ScenarioLoss[];
}

/** The sorted tail with the weight of each loss, what carries weight position by position, and every scenario. */
function explainTable(prepared: RiskReading, positions: PositionColumns, coreTable: CoreTable, isNamed: boolean): Part {
  const { name, table, labels } = coreTable;
  const { specification, bookRows: book } = prepared;
  const { losses, worst } = table.describe(book.rows, book.coefficients, book.count);
  const amount = table.measure(book.rows, book.coefficients, book.count);
  const { rule } = table;
  const weights = rule.kind === 'ranks' ? Array.from(rule.weights) : cutWeights(rule.weights, worst, rule.tail);
  const isValueAtRisk = rule.kind === 'weights' && rule.measure === 'value-at-risk';
  const binding = new Set<number>();
  const tail = Array.from(worst.subarray(0, weights.length), (scenario, rank): ExplanationLine => {
    const isRead = isValueAtRisk ? rank === weights.length - 1 : weights[rank] !== 0;
    if (isRead) binding.add(scenario);
    return {
      label: `${ordinal(rank + 1)} worst: ${labels[scenario]}`,
      formula: `weight ${weightText(weights[rank])}`,
      amount: losses[scenario],
      ...(isRead ? { parts: explainLoss(prepared, positions, coreTable, scenario) } : {}),
    };
  });
  const divisor = rule.kind === 'weights' && !isValueAtRisk ? ` / ${factorText(rule.tail)}` : '';
  const convention = rule.kind === 'ranks' ? tailText(specification, table.scenarioCount) : '';
  const line: ExplanationLine = {
    label: `${name} scenarios (${table.scenarioCount})`,
    formula: isValueAtRisk
      ? `first loss at which the weights add up to ${factorText(rule.tail)}`
      : `sum of weight x loss of the sorted tail${divisor}${convention === '' ? '' : `: ${convention}`}`,
    amount,
    parts: tail,
  };
  const scenarios = Array.from(losses, (loss, scenario) => ({
    name: isNamed ? `${name}: ${labels[scenario]}` : labels[scenario],
    loss,
    isBinding: binding.has(scenario),
  }));
  return { name, line, scenarios };
}

/** Weights of the worst losses up to the tail probability, the last one cut. */
function cutWeights(weights: Float64Array, worst: Int32Array, tail: number): number[] {
  const cut: number[] = [];
  let reached = 0;
  for (const scenario of worst) {
    if (reached >= tail - 1e-12) break;
    cut.push(Math.min(weights[scenario], tail - reached));
    reached += weights[scenario];
  }
  return cut;
}

function covarianceParts(core: CovarianceCore, book: BookRows, nameOf: RowNames): Part[] {
  const { current, stressed, floor } = core.sets;
  const parts: (readonly [string, Covariance | null])[] = [
    ['current', current],
    ['stressed', stressed],
    ['floor', floor],
  ];
  return parts.flatMap(([name, covariance]) =>
    covariance === null ? [] : [{ name, line: explainCovariance(core, covariance, name, book, nameOf), scenarios: [] }],
  );
}

/** multiplier x sqrt(variance) - mean profit; the variance asset by asset and pair by pair. */
function explainCovariance(
  core: CovarianceCore,
  covariance: Covariance,
  name: string,
  book: BookRows,
  nameOf: RowNames,
): ExplanationLine {
  const { rows, coefficients, count } = book;
  const variance = core.varianceOf(covariance, rows, coefficients, count);
  const amount = core.measureWith(covariance, rows, coefficients, count);
  const drift = core.multiplier * Math.sqrt(Math.max(0, variance)) - amount;
  const deviation = (row: number): number => Math.sqrt(covariance.covariance[row * core.assetCount + row]);
  const terms: ExplanationLine[] = [];
  for (let i = 0; i < count; i += 1) {
    const own = coefficients[i] * deviation(rows[i]);
    terms.push({
      label: nameOf(rows[i]),
      formula: `(${amountText(coefficients[i])} x ${factorText(deviation(rows[i]))})^2`,
      amount: own * own,
    });
    for (let j = 0; j < i; j += 1) {
      const joint = covariance.covariance[rows[i] * core.assetCount + rows[j]];
      const correlation = joint / (deviation(rows[i]) * deviation(rows[j]));
      terms.push({
        label: `${nameOf(rows[i])} with ${nameOf(rows[j])}, correlation ${factorText(correlation)}`,
        formula: `2 x ${amountText(coefficients[i])} x ${amountText(coefficients[j])} x ${factorText(joint)}`,
        amount: 2 * coefficients[i] * coefficients[j] * joint,
      });
    }
  }
  const mean = drift === 0 ? '' : ` - mean profit ${amountText(drift)}`;
  return {
    label: `${name} covariance`,
    formula: `${factorText(core.multiplier)} x sqrt(${amountText(variance)})${mean}`,
    amount,
    parts: [{ label: 'variance over the horizon', formula: 'sum of the parts', amount: variance, parts: terms }],
  };
}
