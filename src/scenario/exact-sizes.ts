/** Ticks and lots as written to whole units, each refused with the nearest that works. */
import { QUANTA_PER_USD } from '../base/units.ts';
import {
  decimalToNumber,
  decimalToText,
  divideDecimals,
  multiplyDecimals,
  wholeMultiple,
  type Decimal,
} from './decimal.ts';
import type { Findings } from './findings.ts';
import type { Path } from './yaml-nodes.ts';

/** Value of one lot at a price of one tick: every value is exact when this is a whole number of quanta. */
export function quantaOf(tick: Decimal, lot: Decimal, path: Path, findings: Findings): number | undefined {
  const quanta = wholeMultiple(multiplyDecimals(tick, lot), BigInt(QUANTA_PER_USD));
  if (quanta !== undefined) return Number(quanta);
  findings.report({
    code: 'lot-tick-quantum',
    path: [...path, 'lotSize'],
    says: `x tickSize is ${decimalToText(multiplyDecimals(tick, lot))} USD, no whole number of 0.0001 USD`,
    expected: 'a lot whose value moves by a whole number of 0.0001 USD a tick',
    hint: `lotSize ${decimalToText(nextWorkingLot(tick, lot))} works with tickSize ${decimalToText(tick)}`,
  });
  return undefined;
}

/** Smallest power of ten not below the lot that gives whole quanta. */
function nextWorkingLot(tick: Decimal, lot: Decimal): Decimal {
  for (let scale = lot.scale; scale > 0; scale -= 1) {
    const candidate: Decimal = { coefficient: 1n, scale };
    const isBigEnough = decimalToNumber(candidate) >= decimalToNumber(lot);
    if (isBigEnough && wholeMultiple(multiplyDecimals(tick, candidate), BigInt(QUANTA_PER_USD)) !== undefined)
      return candidate;
  }
  let coefficient = 1n;
  const wanted = (): boolean =>
    wholeMultiple(multiplyDecimals(tick, { coefficient, scale: 0 }), BigInt(QUANTA_PER_USD)) !== undefined;
  while (Number(coefficient) < decimalToNumber(lot) || !wanted()) coefficient *= 10n;
  return { coefficient, scale: 0 };
}

/** Whole ticks of a price at the start. */
export function ticksOf(price: Decimal, tick: Decimal, path: Path, findings: Findings): number | undefined {
  const { floor, exact } = divideDecimals(price, tick);
  if (exact && Number.isSafeInteger(Number(floor))) return Number(floor);
  const atTicks = (ticks: bigint): Decimal => multiplyDecimals({ coefficient: ticks, scale: 0 }, tick);
  const below = atTicks(floor);
  const above = atTicks(floor + 1n);
  const isNearerBelow =
    decimalToNumber(price) - decimalToNumber(below) <= decimalToNumber(above) - decimalToNumber(price);
  const nearest = floor > 0n && isNearerBelow ? below : above;
  findings.report({
    code: exact ? 'price-too-fine' : 'price-off-tick',
    path: [...path, 'initialPrice'],
    says: exact
      ? 'has too many ticks to be counted exactly'
      : `is no whole number of ticks of ${decimalToText(tick)} USD`,
    hint: exact ? 'choose a larger tickSize' : `the nearest that works is ${decimalToText(nearest)} USD`,
  });
  return undefined;
}
