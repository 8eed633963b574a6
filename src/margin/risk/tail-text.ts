/** Which losses of a sorted sample a measure reads, in words and with its numbers. */
import { ordinal, shareText } from './explanation-text.ts';
import type { RiskSpecification } from './risk-parameters.ts';
import { countInTail, tailProbability, type ShortfallConvention, type VarConvention } from './tail-convention.ts';
import { numberText } from '../number-text.ts';

/** Empty for estimators whose ranks follow from a fitted tail or from weights of their own. */
export function tailText({ estimator, measure, confidence }: RiskSpecification, count: number): string {
  const tail = tailProbability(confidence);
  if (estimator.kind === 'pareto-tail') {
    return 'weights of the ranks by the generalised Pareto tail of the worst ' + shareText(estimator.tailShare);
  }
  if (!('convention' in estimator)) return '';
  const { convention } = estimator;
  return measure === 'value-at-risk'
    ? valueAtRiskText(convention.valueAtRisk, count, tail)
    : shortfallText(convention.shortfall, count, tail);
}

function valueAtRiskText(convention: VarConvention, count: number, tail: number): string {
  const product = `${count} x ${shareText(tail)}`;
  switch (convention) {
    case 'ceiling':
      return `the loss of rank ceil(${product}) = ${countInTail(count, tail)} from the worst`;
    case 'floor':
      return `the loss of rank floor(${product}), at least 1, from the worst`;
    case 'next':
      return `the loss of rank floor(${product}) + 1 from the worst`;
    case 'inclusive':
      return `between the ranks at 1 + ${count - 1} x ${shareText(tail)} = ${numberText(1 + (count - 1) * tail)} from the worst`;
    case 'exclusive':
      return `between the ranks at ${count + 1} x ${shareText(tail)} = ${numberText((count + 1) * tail)} from the worst`;
  }
}

function shortfallText(convention: ShortfallConvention, count: number, tail: number): string {
  const inTail = countInTail(count, tail);
  const product = `${count} x ${shareText(tail)}`;
  switch (convention) {
    case 'worse':
      return `mean of the ${inTail - 1} losses worse than the ${ordinal(inTail)} worst, ceil(${product})`;
    case 'worst':
      return `mean of the ceil(${product}) = ${inTail} worst losses`;
    case 'fractional':
      return `mean of the ${product} = ${numberText(count * tail)} worst losses, the last one in part`;
  }
}
