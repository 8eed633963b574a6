/** How charges of one group add up to a requirement: evaluated for every account, explained for one. */
import { assert } from '../../base/assert.ts';
import type { ExplanationLine } from '../margin-model.ts';
import type { Formula } from './grid-parameters.ts';
import { numberText } from '../number-text.ts';

/** Amount of a group whose charges stand at `values[from + place]`. */
export type Evaluator = (values: Float64Array, from: number) => number;

export function compileFormula(formula: Formula, chargeNames: readonly string[]): Evaluator {
  const { times } = formula;
  if ('charge' in formula) {
    const place = chargeNames.indexOf(formula.charge);
    assert(place >= 0, `formula names ${formula.charge}, which is no charge`);
    return (values, from) => times * values[from + place];
  }
  const parts = ('sum' in formula ? formula.sum : formula.max).map((part) => compileFormula(part, chargeNames));
  if ('sum' in formula) {
    return (values, from) => {
      let sum = 0;
      for (let k = 0; k < parts.length; k += 1) sum += parts[k](values, from);
      return times * sum;
    };
  }
  return (values, from) => {
    let max = parts[0](values, from);
    for (let k = 1; k < parts.length; k += 1) max = Math.max(max, parts[k](values, from));
    return times * max;
  };
}

/** `lineOf` gives the line of a charge in the group; absent where the book has nothing that it charges. */
export function explainFormula(
  formula: Formula,
  label: string,
  lineOf: (charge: string) => ExplanationLine | undefined,
): ExplanationLine {
  const { times } = formula;
  const scaled = times === 1 ? '' : ` x ${numberText(times)}`;
  if ('charge' in formula) {
    const line = lineOf(formula.charge) ?? { label: formula.charge, formula: 'nothing to charge', amount: 0 };
    if (times === 1) return line;
    return {
      label: `${line.label}${scaled}`,
      formula: `${numberText(line.amount)}${scaled}`,
      amount: times * line.amount,
      parts: [line],
    };
  }
  const parts = ('sum' in formula ? formula.sum : formula.max).map((part) =>
    explainFormula(part, nameOf(part), lineOf),
  );
  const amounts = parts.map(({ amount }) => amount);
  const inner = 'sum' in formula ? amounts.reduce((sum, amount) => sum + amount, 0) : Math.max(...amounts);
  const shown = amounts.map(numberText);
  const text = 'sum' in formula ? shown.join(' + ') : `max(${shown.join(', ')})`;
  const wrapped = times === 1 || !('sum' in formula) ? text : `(${text})`;
  return { label, formula: `${wrapped}${scaled}`, amount: times * inner, parts };
}

function nameOf(formula: Formula): string {
  if ('charge' in formula) return formula.charge;
  const parts = 'sum' in formula ? formula.sum : formula.max;
  return 'sum' in formula ? parts.map(nameOf).join(' + ') : `max(${parts.map(nameOf).join(', ')})`;
}

/** Names of charges that a formula uses. */
export function chargesOf(formula: Formula): readonly string[] {
  if ('charge' in formula) return [formula.charge];
  return ('sum' in formula ? formula.sum : formula.max).flatMap(chargesOf);
}

/** Factors are never negative, so a formula of subadditive charges is subadditive. */
export function timesOf(formula: Formula): readonly number[] {
  if ('charge' in formula) return [formula.times];
  return [formula.times, ...('sum' in formula ? formula.sum : formula.max).flatMap(timesOf)];
}
