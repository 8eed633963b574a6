/**
 * Thresholds: what must hold for a run to pass. Parsed before the run, so that a typing error costs nothing.
 *
 * Grammar:  <measure>.<aggregate> <operator> <limit>
 *           probability(<measure> <operator> <limit>) <operator> <limit>
 * with aggregates mean, median, p95, p99, es95, min, max; operators <, <=, >, >=, ==, !=; limits such as 0.5, 50 %, 10 M USD, 2 h.
 */
import { closest, distance } from 'fastest-levenshtein';
import type { Problem } from '../base/problem.ts';
import { DECIMAL_PATTERN, decimalToNumber, parseDecimal } from '../scenario/decimal.ts';
import type { ThresholdSource } from '../scenario/scenario.ts';
import { findMeasure, MEASURES, type MeasureDefinition } from './measures.ts';
import type { Measure } from './run-summary.ts';
import { AGGREGATES, type Aggregate } from './statistics.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

interface Comparison {
  readonly operator: Operator;
  readonly limit: number;
}

export type Threshold =
  | ({
      readonly kind: 'aggregate';
      readonly text: string;
      readonly measure: MeasureDefinition;
      readonly aggregate: Aggregate;
    } & Comparison)
  | ({
      readonly kind: 'probability';
      readonly text: string;
      readonly measure: MeasureDefinition;
      readonly event: Comparison;
    } & Comparison);

/** Whether `value operator limit` holds. */
export function compare(value: number, { operator, limit }: Comparison): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}

const COMPARISON = /^(.*?)\s*(<=|>=|==|!=|<|>)\s*(.+)$/s;
const PROBABILITY = /^probability\((.*)\)\s*(<=|>=|==|!=|<|>)\s*(.+)$/s;
/** Numbers are written as everywhere in a scenario: a comma stands between groups of three digits. */
const LIMIT = new RegExp(`^([+-]?(?:${DECIMAL_PATTERN})(?:[eE][+-]?[0-9]{1,2})?)(?![0-9.,_])\\s*(.*)$`, 's');
const SCALES = new Map([
  ['', 1],
  ['k', 1e3],
  ['m', 1e6],
  ['mn', 1e6],
  ['bn', 1e9],
  ['b', 1e9],
]);
/** Hours in a unit of time. */
const TIMES = new Map([
  ['', 1],
  ['d', 24],
  ['h', 1],
  ['min', 1 / 60],
  ['s', 1 / 3_600],
]);

/** A problem found while parsing; thrown and caught within this module. */
class ThresholdFault extends Error {
  readonly detail: Pick<Problem, 'code' | 'message' | 'found' | 'expected' | 'hint'>;

  constructor(detail: Pick<Problem, 'code' | 'message' | 'found' | 'expected' | 'hint'>) {
    super(detail.message);
    this.detail = detail;
  }
}

/** All thresholds of a scenario, and every problem in them with its place. */
export function parseThresholds(sources: readonly ThresholdSource[]): { thresholds: Threshold[]; problems: Problem[] } {
  const thresholds: Threshold[] = [];
  const problems: Problem[] = [];
  sources.forEach((source, index) => {
    try {
      thresholds.push(parseThreshold(source.text));
    } catch (error) {
      if (!(error instanceof ThresholdFault)) throw error;
      const place = source.place === undefined ? {} : { place: source.place };
      problems.push({ ...error.detail, key: `thresholds[${index}]`, ...place });
    }
  });
  return { thresholds, problems };
}

/** One threshold. */
function parseThreshold(text: string): Threshold {
  const probability = PROBABILITY.exec(text.trim());
  if (probability !== null) {
    const inner = splitComparison(probability[1]);
    const measure = measureOf(inner.left);
    const event = { operator: inner.operator, limit: parseLimit(inner.right, measure.unit) };
    const limit = parseLimit(probability[3], 'share');
    return { kind: 'probability', text, measure, event, operator: probability[2] as Operator, limit };
  }
  const { left, operator, right } = splitComparison(text.trim());
  const dot = left.lastIndexOf('.');
  const tail = left.slice(dot + 1);
  const aggregate = AGGREGATES.find((name) => name === tail);
  if (aggregate === undefined) throw unknownAggregate(left, tail);
  const measure = measureOf(left.slice(0, dot));
  return { kind: 'aggregate', text, measure, aggregate, operator, limit: parseLimit(right, measure.unit) };
}

function splitComparison(text: string): { left: string; operator: Operator; right: string } {
  const match = COMPARISON.exec(text.trim());
  if (match === null) {
    throw new ThresholdFault({
      code: 'threshold-syntax',
      message: `"${text}" is not a threshold`,
      found: text,
      expected: '<measure>.<aggregate> < limit, or probability(<measure> > limit) < limit',
      hint: 'for example insuranceFund.drawdownShare.p99 < 0.5',
    });
  }
  return { left: match[1].trim(), operator: match[2] as Operator, right: match[3].trim() };
}

function measureOf(name: string): MeasureDefinition {
  const measure = findMeasure(name);
  if (measure !== undefined) return measure;
  const names = MEASURES.map((candidate) => candidate.name);
  // A section without its measure is meant more often than a measure with as many letters in common.
  const within = names.filter((candidate) => candidate.startsWith(`${name}.`));
  throw new ThresholdFault({
    code: 'threshold-measure',
    message: `"${name}" is not a measure`,
    found: name,
    expected: 'a measure such as insuranceFund.drawdownShare',
    hint:
      within.length > 1 ? `known there: ${within.join(', ')}` : `did you mean "${within[0] ?? closest(name, names)}"?`,
  });
}

function unknownAggregate(left: string, tail: string): ThresholdFault {
  const isBareMeasure = findMeasure(left) !== undefined;
  const nearest = closest(tail, [...AGGREGATES]);
  const isTypo = distance(nearest, tail) <= 2;
  return new ThresholdFault({
    code: 'threshold-aggregate',
    message: isBareMeasure ? `"${left}" needs an aggregate over paths` : `"${tail}" is not an aggregate`,
    found: left,
    expected: `one of ${AGGREGATES.join(', ')} after the measure`,
    hint:
      isBareMeasure || !isTypo
        ? `for example ${isBareMeasure ? left : 'adl.notional'}.p99`
        : `did you mean "${nearest}"?`,
  });
}

/** A limit in the measure's unit: money may carry a scale and USD, shares a percent sign, times an h. */
function parseLimit(text: string, unit: Measure['unit']): number {
  const match = LIMIT.exec(text);
  const number = match === null ? undefined : parseDecimal(match[1]);
  const factor = match === null ? undefined : factorOf(match[2].trim(), unit);
  if (factor === undefined || number === undefined) {
    const examples = { USD: '10 M USD', share: '0.5 or 50 %', count: '100', hours: '2 h', multiple: '3' };
    throw new ThresholdFault({
      code: 'threshold-limit',
      message: `"${text}" is not a limit for a measure in ${unit}`,
      found: text,
      expected: `a limit such as ${examples[unit]}`,
    });
  }
  const limit = decimalToNumber(number) * factor;
  // No share lies beyond it: such a limit could never be missed, and was surely meant in per cent.
  if (unit === 'share' && Math.abs(limit) > 1) {
    throw new ThresholdFault({
      code: 'threshold-limit',
      message: `"${text}" lies beyond 100 %, where no share can be`,
      found: text,
      expected: 'a share from 0 to 1, or a percentage',
      ...(match?.[2].trim() === '' ? { hint: `did you mean "${text} %"?` } : {}),
    });
  }
  return limit;
}

function factorOf(suffix: string, unit: Measure['unit']): number | undefined {
  switch (unit) {
    case 'USD':
      return SCALES.get(suffix.replace(/\s*USD$/i, '').toLowerCase());
    case 'share':
      return suffix === '' ? 1 : suffix === '%' ? 0.01 : undefined;
    case 'hours':
      return TIMES.get(suffix);
    case 'count':
      return SCALES.get(suffix.toLowerCase());
    case 'multiple':
      return suffix === '' || suffix === 'x' ? 1 : undefined;
  }
}
