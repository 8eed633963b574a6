/** Standard margin written out: linear positions, and by expiry both rules for options, of which the smaller holds. */
import type { ExplanationLine, MarginExplanation, Offset, PositionColumns, ScenarioLoss } from '../margin-model.ts';
import { shareOfPositions } from './position-shares.ts';
import { numberText, percentText } from '../number-text.ts';
import { payoffOf, type StandardView } from './standard-legs.ts';

type Level = 'initial' | 'maintenance';

export function explainStandard(prepared: StandardView, book: PositionColumns): MarginExplanation {
  const { buckets } = prepared;
  const expiries = new Map<number, number[]>();
  const linear: number[] = [];
  for (let row = 0; row < book.count; row += 1) {
    const bucket = buckets.of[book.contracts[row]];
    if (bucket < 0) linear.push(row);
    else expiries.set(bucket, [...(expiries.get(bucket) ?? []), row]);
  }
  const write = (level: Level): ExplanationLine => {
    const parts = [
      ...linear.map((row) => linearLine(prepared, book, row, level)),
      ...[...expiries].map(([bucket, rows]) => expiryLine(prepared, book, bucket, rows, level)),
    ];
    const amount = parts.reduce((sum, part) => sum + part.amount, 0);
    return { label: `${level} margin`, formula: 'sum of its parts', amount, parts };
  };
  const scenarios: ScenarioLoss[] = [];
  const offsets: Offset[] = [];
  for (const [bucket, rows] of expiries) {
    const payoffs = pricesOf(prepared, book, rows).map((price) => ({
      price,
      payoff: payoffAt(prepared, book, rows, price),
    }));
    const worst = Math.min(0, ...payoffs.map(({ payoff }) => payoff));
    const binding = payoffs.findIndex(({ payoff }) => payoff === worst && worst < 0);
    payoffs.forEach(({ price, payoff }, k) => {
      const name = `${buckets.nameAt(bucket, prepared.market.timeUs)}: payoff at ${numberText(price)}`;
      scenarios.push({ name, loss: 0 - payoff, isBinding: k === binding });
    });
    const [apart, defined] = sidesOf(prepared, book, rows, 'maintenance');
    if (rows.length > 1 && apart - Math.max(0, defined) > 0) {
      const between = rows.map((row) => prepared.market.contracts[book.contracts[row]].symbol).join(' and ');
      const grantedBy = 'defined risk: options of one expiry need no more than their worst payoff';
      offsets.push({ between, grantedBy, amount: apart - Math.max(0, defined) });
    }
  }
  return {
    initial: write('initial'),
    maintenance: write('maintenance'),
    positions: shareOfPositions(prepared, book),
    scenarios,
    offsets,
  };
}

function linearLine(
  { market, figures }: StandardView,
  book: PositionColumns,
  row: number,
  level: Level,
): ExplanationLine {
  const c = book.contracts[row];
  const size = Math.abs(book.sizes[row]);
  const formula = `${numberText(size)} x ${numberText(figures[level][c])}`;
  return { label: market.contracts[c].symbol, formula, amount: size * figures[level][c] };
}

function expiryLine(
  prepared: StandardView,
  book: PositionColumns,
  bucket: number,
  rows: readonly number[],
  level: Level,
): ExplanationLine {
  const [apart, defined] = sidesOf(prepared, book, rows, level);
  const label = prepared.buckets.nameAt(bucket, prepared.market.timeUs);
  const amount = Math.max(0, Math.min(apart, defined));
  const legs = rows.map((row): ExplanationLine => {
    const c = book.contracts[row];
    const size = book.sizes[row];
    const figure = size > 0 ? prepared.figures.values[c] : prepared.figures[level][c];
    const formula = `${numberText(Math.abs(size))} x ${numberText(figure)}`;
    const side = size > 0 ? 'value bought' : 'sold';
    return { label: `${prepared.market.contracts[c].symbol}, ${side}`, formula, amount: Math.abs(size) * figure };
  });
  return {
    label,
    formula: `smaller of apart ${numberText(apart)} and defined risk ${numberText(defined)}, at least 0`,
    amount,
    parts: [
      { label: 'apart', formula: 'sum of its positions', amount: apart, parts: legs },
      { label: 'defined risk', formula: definedText(prepared, book, rows, level), amount: defined },
    ],
  };
}

function sidesOf(
  prepared: StandardView,
  book: PositionColumns,
  rows: readonly number[],
  level: Level,
): readonly [number, number] {
  const { figures } = prepared;
  const apart = rows.reduce((sum, row) => {
    const c = book.contracts[row];
    const size = book.sizes[row];
    return sum + (size > 0 ? size * figures.values[c] : -size * figures[level][c]);
  }, 0);
  const { value, worst, unpaired, rate } = definedTerms(prepared, book, rows, level);
  return [apart, value - worst + rate * unpaired];
}

function definedTerms(prepared: StandardView, book: PositionColumns, rows: readonly number[], level: Level) {
  const { market, figures } = prepared;
  const first = book.contracts[rows[0]];
  const value = rows.reduce((sum, row) => sum + book.sizes[row] * figures.values[book.contracts[row]], 0);
  const worst = Math.min(0, ...pricesOf(prepared, book, rows).map((price) => payoffAt(prepared, book, rows, price)));
  const calls = rows.reduce((sum, row) => {
    const contract = market.contracts[book.contracts[row]];
    const isCall = contract.kind === 'option' && contract.right === 'call';
    return isCall ? sum + book.sizes[row] * figures.units[book.contracts[row]] : sum;
  }, 0);
  const unpaired = Math.max(0, -calls) * market.indexPrices[market.underlyingOf[first]];
  return { value, worst, unpaired, rate: prepared.classOf(first).unpairedCall[level] };
}

function definedText(prepared: StandardView, book: PositionColumns, rows: readonly number[], level: Level): string {
  const { value, worst, unpaired, rate } = definedTerms(prepared, book, rows, level);
  const open = unpaired > 0 ? ` + ${numberText(unpaired)} of unpaired calls x ${percentText(rate)}` : '';
  return `value ${numberText(value)} - worst payoff ${numberText(worst)}${open}`;
}

/** Prices at expiry at which the payoff can be worst: 0 and the strikes. */
function pricesOf({ market }: StandardView, book: PositionColumns, rows: readonly number[]): readonly number[] {
  const strikes = rows.map((row) => {
    const contract = market.contracts[book.contracts[row]];
    return contract.kind === 'option' ? contract.strike : 0;
  });
  return [...new Set([0, ...strikes])].sort((a, b) => a - b);
}

function payoffAt(
  { market, figures }: StandardView,
  book: PositionColumns,
  rows: readonly number[],
  price: number,
): number {
  return rows.reduce((sum, row) => {
    const contract = market.contracts[book.contracts[row]];
    if (contract.kind !== 'option') return sum;
    return sum + book.sizes[row] * payoffOf(contract, figures.units[book.contracts[row]], price);
  }, 0);
}
