/** What a book is exposed to, in quote currency by asset, and what a model by covariances leaves out of it. */
import type { ExplanationLine, PositionColumns } from '../margin-model.ts';
import { numberText, percentText } from '../number-text.ts';
import type { CovarianceCore } from './covariance-core.ts';
import { profitOf, valueOf } from './position-value.ts';
import type { RiskReading } from './risk-figures.ts';
import { LEAST_RETURN } from './scenario-set.ts';

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
  return [warnOfOptions(prepared, core, book), exposures];
}

/**
 * What the delta leaves out where the estimate looks: each asset's options repriced after a move by multiplier x deviation, up or
 * down, whichever costs more beyond the delta; nothing where both gain. For comparison only.
 */
function warnOfOptions(prepared: RiskReading, core: CovarianceCore, book: PositionColumns): ExplanationLine {
  const { market, contractRows, specification } = prepared;
  const worst = new Map<number, { readonly move: number; readonly loss: number }>();
  for (const sign of [-1, 1]) {
    const losses = new Map<number, number>();
    for (let i = 0; i < book.count; i += 1) {
      const contract = book.contracts[i];
      if (market.contracts[contract].kind !== 'option') continue;
      const asset = contractRows.rowOf[contract];
      const move = moveOf(core, asset, sign);
      const repriced = profitOf(market, contract, move, specification.volatilityResponse).profit;
      const beyond = book.sizes[i] * (valueOf(market, contract).value * move - repriced);
      losses.set(asset, (losses.get(asset) ?? 0) + beyond);
    }
    for (const [asset, loss] of losses) {
      if (loss > (worst.get(asset)?.loss ?? -Infinity)) worst.set(asset, { move: moveOf(core, asset, sign), loss });
    }
  }
  const parts = [...worst].map(([asset, { move, loss }]): ExplanationLine => {
    const formula = `options repriced after a move by ${percentText(move)}, beyond their delta`;
    return { label: prepared.rowName(asset), formula, amount: Math.max(0, loss) };
  });
  return {
    label: 'WARNING',
    formula: 'options enter by their delta: gamma and vega are not in this figure; they could cost this on top',
    amount: parts.reduce((sum, { amount }) => sum + amount, 0),
    parts,
  };
}

/** Multiplier x deviation over the horizon, short of a price of nothing. */
function moveOf(core: CovarianceCore, asset: number, sign: number): number {
  const deviation = Math.sqrt(core.sets.current.covariance[asset * (core.assetCount + 1)]);
  return Math.max(LEAST_RETURN, sign * core.multiplier * deviation);
}

function hasOption(contracts: readonly { readonly kind: string }[], book: PositionColumns): boolean {
  return book.contracts.subarray(0, book.count).some((contract) => contracts[contract].kind === 'option');
}
