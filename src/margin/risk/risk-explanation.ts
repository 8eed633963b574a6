/** How a requirement of a risk-based model comes about, from exposures to the last add-on. */
import type { ExplanationLine, MarginExplanation, Offset, PositionColumns } from '../margin-model.ts';
import { explainEstimate, measureText } from './estimate-explanation.ts';
import { amountText, factorText, shareText } from './explanation-text.ts';
import type { RiskFigures, RiskReading } from './risk-figures.ts';

export function explainRisk(prepared: RiskReading, book: PositionColumns): MarginExplanation {
  const { specification } = prepared;
  const whole = { ...prepared.compute(book) };
  const positions = Array.from({ length: book.count }, (_, i) => ({
    contract: book.contracts[i],
    standalone: prepared.compute(onlyRow(book, i)).maintenance,
    marginal: whole.maintenance - prepared.compute(withoutRow(book, i)).maintenance,
  }));
  const nettedRows = sumPositionEstimates(prepared, book);
  // The last thing computed is the whole book, whose rows the parts below read.
  prepared.compute(book);
  const products = prepared.groups.listStandalone(prepared.bookRows);
  const standalone = products.reduce((sum, { amount }) => sum + amount, 0);
  const estimate = book.count === 0 ? null : explainEstimate(prepared, book);
  const parts: ExplanationLine[] = [
    ...(estimate === null ? [] : [estimate.line]),
    ...capLines(prepared, whole, products),
    ...bufferLines(prepared, whole),
    ...chargeLines(prepared, whole, book),
  ];
  const maintenance: ExplanationLine = {
    label: 'maintenance requirement',
    formula: `${amountText(whole.capped)} + buffer ${amountText(whole.buffer)} + liquidity charges ${amountText(whole.charges)}`,
    amount: whole.maintenance,
    parts,
  };
  const initial = whole.maintenance * specification.initialRatio;
  return {
    initial: {
      label: 'initial requirement',
      formula: `${factorText(specification.initialRatio)} x ${amountText(whole.maintenance)}`,
      amount: initial,
    },
    maintenance,
    positions,
    scenarios: estimate?.scenarios ?? [],
    offsets: listOffsets(prepared, whole, nettedRows, standalone, products),
  };
}

/** Within one product positions net in full; between products the estimate of the whole decides, up to the cap. */
function listOffsets(
  { specification, bufferShare }: RiskReading,
  whole: RiskFigures,
  alone: number,
  standalone: number,
  products: readonly { readonly name: string }[],
): Offset[] {
  const offsets: Offset[] = [];
  const scale = 1 + bufferShare;
  if (alone > standalone) {
    offsets.push({
      between: 'positions of one product',
      grantedBy: 'netting within a product: one estimate for all its positions',
      amount: (alone - standalone) * scale,
    });
  }
  if (standalone > whole.capped) {
    const { offsetCap } = specification;
    const isBound = offsetCap !== null && whole.capped > whole.portfolio;
    offsets.push({
      between: products.map(({ name }) => name).join(', '),
      grantedBy: isBound
        ? `${measureText(specification)} of the whole book, cut to ${shareText(offsetCap.share)} of the difference by article 27`
        : `${measureText(specification)} of the whole book`,
      amount: (standalone - whole.capped) * scale,
    });
  }
  return offsets;
}

function capLines(
  { specification }: RiskReading,
  whole: RiskFigures,
  products: readonly { readonly name: string; readonly amount: number }[],
): ExplanationLine[] {
  const { offsetCap } = specification;
  const sum: ExplanationLine = {
    label: 'products alone',
    formula: offsetCap === null ? 'for comparison: no cap on offsets' : 'sum of the parts',
    amount: products.reduce((total, { amount }) => total + amount, 0),
    parts: products.map(({ name, amount }) => ({ label: name, formula: '', amount })),
  };
  if (offsetCap === null) return [sum];
  const [portfolio, alone] = [amountText(whole.portfolio), amountText(whole.standalone)];
  return [
    sum,
    {
      label: `offsets save at most ${shareText(offsetCap.share)} of the difference (article 27)`,
      formula: `max(${portfolio}, ${alone} - ${shareText(offsetCap.share)} x (${alone} - ${portfolio}))`,
      amount: whole.capped,
    },
  ];
}

function bufferLines({ specification, bufferReleased }: RiskReading, whole: RiskFigures): ExplanationLine[] {
  const share = specification.antiProcyclicality.bufferShare;
  if (share === null) return [];
  return [
    {
      label: `anti-procyclical buffer (article 28), ${shareText(bufferReleased)} used up`,
      formula: `${amountText(whole.capped)} x ${shareText(share)} x (1 - ${factorText(bufferReleased)})`,
      amount: whole.buffer,
    },
  ];
}

function chargeLines(prepared: RiskReading, whole: RiskFigures, book: PositionColumns): ExplanationLine[] {
  const { liquidity } = prepared.specification;
  if (liquidity === null) return [];
  const { contracts } = prepared.market;
  const law = liquidity.law === 'linear' ? '1 % (q / depth)' : '1 % sqrt(q / depth)';
  const parts = Array.from({ length: book.count }, (_, i): ExplanationLine => {
    const contract = book.contracts[i];
    const depth = prepared.depths[contract];
    const { notional, charge } = prepared.chargeOf(contract, book.sizes[i]);
    const free = `${factorText(liquidity.freeShare)} x ${amountText(depth)}`;
    return {
      label: contracts[contract].symbol,
      formula: `excess max(0, ${amountText(notional)} - ${free}) unwound at min(${shareText(liquidity.impactMax)}, ${law})`,
      amount: charge,
    };
  });
  return [{ label: 'liquidity charges', formula: 'sum of the parts', amount: whole.charges, parts }];
}

/** Estimates of all positions each on its own, without buffer and charges. */
function sumPositionEstimates(prepared: RiskReading, book: PositionColumns): number {
  let sum = 0;
  for (let i = 0; i < book.count; i += 1) sum += prepared.compute(onlyRow(book, i)).portfolio;
  return sum;
}

function onlyRow(book: PositionColumns, row: number): PositionColumns {
  return pickRows(book, (i) => i === row);
}

function withoutRow(book: PositionColumns, row: number): PositionColumns {
  return pickRows(book, (i) => i !== row);
}

function pickRows(book: PositionColumns, isPicked: (row: number) => boolean): PositionColumns {
  const picked = Array.from({ length: book.count }, (_, i) => i).filter(isPicked);
  return {
    count: picked.length,
    contracts: Int32Array.from(picked, (i) => book.contracts[i]),
    sizes: Float64Array.from(picked, (i) => book.sizes[i]),
    entryPrices: Float64Array.from(picked, (i) => book.entryPrices[i]),
  };
}
