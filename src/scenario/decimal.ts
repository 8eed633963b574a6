/**
 * Exact decimal numbers as people write them. Money, prices and sizes are whole numbers of small units, so text is
 * never turned into a binary fraction on its way there: 0.1 + 0.2 is 0.3 here, and what does not fit is refused.
 */

/** Value = coefficient / 10^scale. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly scale: number;
}

/** Digits with optional groups of three and an optional fraction: `250,000.5`, `.5`, `007`. Source of a RegExp. */
export const DECIMAL_PATTERN = '(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.[0-9]+)?|\\.[0-9]+';

const DECIMAL = new RegExp(`^([+-]?)(${DECIMAL_PATTERN})(?:[eE]([+-]?[0-9]{1,2}))?$`);
const DIGITS_MAX = 40;
const EXPONENT_MAX = 30;

/** The decimal that `text` writes, or undefined when it writes none or one of more than 40 digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [whole = '', fraction = ''] = match[2].replaceAll(',', '').split('.');
  const exponent = match[3] === undefined ? 0 : Number(match[3]);
  if (whole.length + fraction.length > DIGITS_MAX || exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX) {
    return undefined;
  }
  const magnitude = BigInt(whole + fraction);
  const coefficient = match[1] === '-' ? -magnitude : magnitude;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { coefficient, scale } : { coefficient: coefficient * powerOfTen(-scale), scale: 0 };
}

/** Nearest double, as if the decimal had been written in source code. */
export function decimalToNumber(value: Decimal): number {
  return Number(`${value.coefficient}e-${value.scale}`);
}

/** Shortest plain text: no exponent, no zeros at the end. */
export function decimalToText(value: Decimal): string {
  const { coefficient, scale } = reduceDecimal(value);
  const sign = coefficient < 0n ? '-' : '';
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale };
}

/** value x multiplier as a whole number, or undefined when it is none. */
export function wholeMultiple(value: Decimal, multiplier: bigint): bigint | undefined {
  const divisor = powerOfTen(value.scale);
  const product = value.coefficient * multiplier;
  return product % divisor === 0n ? product / divisor : undefined;
}

/** Quotient a / b rounded down, and whether it is exact; b > 0. */
export function divideDecimals(a: Decimal, b: Decimal): { readonly floor: bigint; readonly exact: boolean } {
  const numerator = a.coefficient * powerOfTen(b.scale);
  const denominator = b.coefficient * powerOfTen(a.scale);
  const truncated = numerator / denominator;
  const exact = truncated * denominator === numerator;
  return { floor: !exact && numerator < 0n ? truncated - 1n : truncated, exact };
}

export function powerOfTen(exponent: number): bigint {
  return BigInt(`1${'0'.repeat(exponent)}`);
}

function reduceDecimal(value: Decimal): Decimal {
  let { coefficient, scale } = value;
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale -= 1;
  }
  return { coefficient, scale };
}
