/** How a tiered requirement comes about, position by position. */
import type { ExplanationLine, MarginExplanation, PositionColumns, Requirement } from '../margin-model.ts';
import type { ContractMargin } from './contract-margin.ts';
import { addendText } from './number-text.ts';
import type { OptionOffsets } from './option-offsets.ts';
import type { RequirementKind } from './rate-schedule.ts';

interface Requiring {
  requireInto(book: PositionColumns, out: Requirement): void;
  requireOneInto(book: PositionColumns, row: number, out: Requirement): void;
}

export function explainTiered(
  prepared: Requiring,
  margins: readonly (ContractMargin | null)[],
  offsets: OptionOffsets,
  book: PositionColumns,
): MarginExplanation {
  const total: Requirement = { initial: 0, maintenance: 0 };
  prepared.requireInto(book, total);
  return {
    initial: explainSum('initial', margins, book, total.initial),
    maintenance: explainSum('maintenance', margins, book, total.maintenance),
    positions: explainPositions(prepared, offsets, book, total.maintenance),
    scenarios: [],
    offsets: offsets.describe(book),
  };
}

function explainSum(
  kind: RequirementKind,
  margins: readonly (ContractMargin | null)[],
  book: PositionColumns,
  amount: number,
): ExplanationLine {
  const parts: ExplanationLine[] = [];
  let alone = 0;
  for (let i = 0; i < book.count; i += 1) {
    const margin = margins[book.contracts[i]];
    if (margin === null) continue;
    const part = margin.explain(kind, book.sizes[i], book.entryPrices[i]);
    parts.push(part);
    alone += part.amount;
  }
  const credit = amount - alone;
  // What rounding of sums leaves is no credit.
  const isCredited = credit < -1e-9 * Math.max(1, alone);
  if (isCredited)
    parts.push({ label: 'credit for options that cover each other', formula: addendText(credit), amount: credit });
  const formula = isCredited
    ? 'sum of all positions, less the credit'
    : 'sum of all positions: cross margin gives no credit for offsetting legs';
  return { label: `${kind} requirement`, formula, amount, parts };
}

function explainPositions(prepared: Requiring, offsets: OptionOffsets, book: PositionColumns, total: number) {
  const out: Requirement = { initial: 0, maintenance: 0 };
  return Array.from({ length: book.count }, (_, row) => {
    prepared.requireOneInto(book, row, out);
    const standalone = out.maintenance;
    if (offsets.isEmpty) return { contract: book.contracts[row], standalone, marginal: standalone };
    prepared.requireInto(withoutRow(book, row), out);
    return { contract: book.contracts[row], standalone, marginal: total - out.maintenance };
  });
}

function withoutRow(book: PositionColumns, row: number): PositionColumns {
  const others = (_: number, i: number) => i !== row && i < book.count;
  return {
    count: book.count - 1,
    contracts: book.contracts.filter(others),
    sizes: book.sizes.filter(others),
    entryPrices: book.entryPrices.filter(others),
  };
}
