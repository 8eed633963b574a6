/** What a book is exposed to, in quote currency by asset, and what a model by covariances leaves out of it. */
import type { ExplanationLine, PositionColumns } from '../margin-model.ts';
import { numberText } from '../number-text.ts';
import { valueOf } from './position-value.ts';
import type { RiskReading } from './risk-figures.ts';

export function explainExposures(prepared: RiskReading, book: PositionColumns): ExplanationLine[] {
  const { market, core, contractRows } = prepared;
  const byAsset = new Map<number, ExplanationLine[]>();
  for (let i = 0; i < book.count; i += 1) {
    const contract = book.contracts[i];
    const asset = contractRows.assetOf[contractRows.rowOf[contract]];
    const { value, text } = valueOf(market, contract);
    const line: ExplanationLine = {
      label: market.contracts[contract].symbol,
      formula: `${numberText(book.sizes[i])} x ${text}`,
      amount: book.sizes[i] * value,
    };
    byAsset.set(asset, [...(byAsset.get(asset) ?? []), line]);
  }
  const parts = [...byAsset].map(([asset, lines]): ExplanationLine => {
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    return { label: prepared.rowName(asset), formula: '', amount, parts: lines };
  });
  const hasOptions = hasOption(market.contracts, book);
  const options = core.kind === 'scenarios' ? ', for comparison: every scenario reprices them' : '';
  const exposures: ExplanationLine = {
    label: 'exposures in quote currency',
    formula: `sum of size x value of one contract${hasOptions ? `, options by their delta${options}` : ''}`,
    amount: parts.reduce((sum, { amount }) => sum + amount, 0),
    parts,
  };
  if (!hasOptions || core.kind === 'scenarios') return [exposures];
  return [WARNING, exposures];
}

const WARNING: ExplanationLine = {
  label: 'WARNING',
  formula: 'options enter by their delta: gamma and vega are not in this figure',
  amount: 0,
};

function hasOption(contracts: readonly { readonly kind: string }[], book: PositionColumns): boolean {
  return book.contracts.subarray(0, book.count).some((contract) => contracts[contract].kind === 'option');
}
