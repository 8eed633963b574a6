/** Numbers of a book: plain decimals, with or without thousands separators. A unit would be the row's currency. */
import { decimalToNumber, parseDecimal } from './decimal.ts';
import { textOf } from './unit-result.ts';

/** What programs print for numbers that are none; read as such, so that the message can say so. */
const NOT_FINITE = /^[+-]?(?:inf|infinity|nan|\.inf|\.nan)$/i;
/** Digits that a double keeps, in the spelling that most exports have: no need for exact decimals. */
const PLAIN = /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;

/** NaN or an infinity for those words, undefined for what is no number at all. */
export function readBookNumber(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw;
  const text = textOf(raw);
  if (text === undefined) return undefined;
  if (PLAIN.test(text)) return Number(text);
  if (NOT_FINITE.test(text)) return Number.NaN;
  const decimal = parseDecimal(text);
  if (decimal !== undefined) return decimalToNumber(decimal);
  // Exponents that no decimal of a scenario has: 1e400 is a number, and not a finite one.
  return /^[+-]?[0-9]+(?:\.[0-9]*)?e[+-]?[0-9]+$/i.test(text) ? Number(text) : undefined;
}
