/** The loss of one scenario, position by position, with the move of each asset back to the returns of the history. */
import type { ExplanationLine, PositionColumns } from '../margin-model.ts';
import { numberText, percentText } from '../number-text.ts';
import { profitOf } from './position-value.ts';
import type { RiskReading } from './risk-figures.ts';
import type { RiskSpecification } from './risk-parameters.ts';
import type { HistoricalReturn } from './scaled-returns.ts';
import type { CoreTable } from './scenario-core.ts';
import { LEAST_RETURN } from './scenario-set.ts';

/** One line an asset of the book, which add up to the loss. */
export function explainLoss(
  prepared: RiskReading,
  book: PositionColumns,
  { returns, originOf }: CoreTable,
  scenario: number,
): ExplanationLine[] {
  const { specification, market, core, contractRows } = prepared;
  const byAsset = new Map<number, ExplanationLine[]>();
  const moveOf = (asset: number): number => returns[scenario * core.assetCount + asset];
  for (let i = 0; i < book.count; i += 1) {
    const contract = book.contracts[i];
    const asset = contractRows.assetOf[contractRows.rowOf[contract]];
    const { profit, text } = profitOf(market, contract, moveOf(asset), specification.volatilityResponse);
    const line: ExplanationLine = {
      label: market.contracts[contract].symbol,
      formula: `-(${numberText(book.sizes[i])} x ${numberText(profit)}), size x profit of one contract: ${text}`,
      amount: 0 - book.sizes[i] * profit,
    };
    byAsset.set(asset, [...(byAsset.get(asset) ?? []), line]);
  }
  return [...byAsset].map(([asset, parts]): ExplanationLine => {
    const origin = originOf === null ? '' : `${originText(specification, originOf(scenario, asset), moveOf(asset))} = `;
    return {
      label: prepared.rowName(asset),
      formula: `moves by ${origin}${percentText(moveOf(asset))}`,
      amount: parts.reduce((sum, { amount }) => sum + amount, 0),
      parts,
    };
  });
}

/** How the returns of days become the move: scaled, over the horizon, and from logarithms. */
function originText(specification: RiskSpecification, days: readonly HistoricalReturn[], move: number): string {
  const { horizonRule, horizonDays, returnKind } = specification;
  const isLog = returnKind === 'log';
  const factor = horizonRule === 'square-root' && horizonDays !== 1 ? ` x sqrt(${numberText(horizonDays)})` : '';
  const terms = days.map((day) => `${dayText(day)}${factor}`);
  const [only] = terms;
  const sum = isLog
    ? `e^(${terms.join(' + ')}) - 1`
    : terms.length === 1
      ? only
      : `${terms.map((term) => `(1 + ${term})`).join(' x ')} - 1`;
  return move === LEAST_RETURN ? `max(${percentText(LEAST_RETURN)}, ${sum})` : sum;
}

function dayText({ value, volatility }: HistoricalReturn): string {
  if (volatility === null) return percentText(value);
  return `${percentText(value)} x volatility now ${percentText(volatility.current)} / then ${percentText(volatility.ofDay)}`;
}
