/**
 * Quantities as a scenario writes them, each with its unit: `5 M USD`, `250 ms`, `40 %`, `20x`, `50 /s`. A bare number
 * where a unit belongs is refused with a hint that shows how to write it; only 0 needs none. Pure: text in, value or
 * fault out, and exact: what is finer than the simulator's unit is refused, not rounded.
 */
import {
  QUANTA_PER_USD,
  US_PER_DAY,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_MS,
  US_PER_SECOND,
  type Ppm,
  type QuoteQuanta,
  type SimTimeUs,
} from '../base/units.ts';
import {
  DECIMAL_PATTERN,
  decimalToNumber,
  decimalToText,
  multiplyDecimals,
  parseDecimal,
  wholeMultiple,
  type Decimal,
} from './decimal.ts';
import { fault, parsed, textOf, type Parsed } from './unit-result.ts';

const NUMBER_THEN_UNIT = new RegExp(`^([+-]?(?:${DECIMAL_PATTERN}))\\s*(.*)$`);
const DURATION_PART = new RegExp(`\\s*(${DECIMAL_PATTERN})\\s*([a-zA-Zµμ]+)`, 'y');

const SCALES: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['k', 1_000n],
  ['M', 1_000_000n],
  ['bn', 1_000_000_000n],
  ['tn', 1_000_000_000_000n],
]);
const SCALE_TYPOS: ReadonlyMap<string, string> = new Map([
  ...['m', 'mn', 'mio', 'mln', 'mm', 'million', 'millions'].map((text) => [text, 'M'] as const),
  ...['b', 'bln', 'billion', 'billions', 'g'].map((text) => [text, 'bn'] as const),
  ...['thousand', 'thousands'].map((text) => [text, 'k'] as const),
  ...['t', 'trillion', 'trillions'].map((text) => [text, 'tn'] as const),
]);

const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['µs', 1],
  ['μs', 1],
  ['ms', US_PER_MS],
  ['s', US_PER_SECOND],
  ['min', US_PER_MINUTE],
  ['h', US_PER_HOUR],
  ['d', US_PER_DAY],
]);
const DURATION_TYPOS: ReadonlyMap<string, string> = new Map([
  ...['sec', 'secs', 'second', 'seconds'].map((text) => [text, 's'] as const),
  ...['m', 'mins', 'minute', 'minutes'].map((text) => [text, 'min'] as const),
  ...['hr', 'hrs', 'hour', 'hours'].map((text) => [text, 'h'] as const),
  ...['day', 'days'].map((text) => [text, 'd'] as const),
  ...['msec', 'millis', 'millisecond', 'milliseconds'].map((text) => [text, 'ms'] as const),
]);

/** Units of a ratio as powers of ten below one. */
const RATIO_UNITS: ReadonlyMap<string, number> = new Map([
  ['%', 2],
  ['bps', 4],
  ['ppm', 6],
]);
const RATIO_TYPOS: ReadonlyMap<string, string> = new Map([
  ...['percent', 'pct', 'per cent'].map((text) => [text, '%'] as const),
  ...['bp', 'bips', 'basis points'].map((text) => [text, 'bps'] as const),
]);

const PERIODS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['min', 60],
  ['h', 3_600],
]);

const MONEY = 'an amount of money, such as "5 M USD"';
const DURATION = 'a duration, such as "250 ms" or "1 h 30 min"';
const RATIO = 'a share, such as "40 %" or "5 bps"';
const MULTIPLE = 'a multiple, such as "20x"';
const RATE = 'a rate, such as "50 /s"';
const MONEY_RATE = 'an amount of money an hour, such as "20 M USD/h"';
const PRICE = 'a price, such as "7934.58 USD"';

/** Whole quanta of the quote currency. */
export function parseMoney(raw: unknown): Parsed<QuoteQuanta> {
  const amount = parseAmount(raw, MONEY);
  return amount.ok ? toQuanta(amount.value, MONEY) : amount;
}

/** Whole quanta an hour. */
export function parseMoneyPerHour(raw: unknown): Parsed<QuoteQuanta> {
  const text = textOf(raw);
  if (text === '0') return parsed(0);
  const slash = text?.lastIndexOf('/') ?? -1;
  if (text === undefined || slash < 0) {
    const amount = parseAmount(raw, MONEY_RATE);
    return amount.ok ? fault('missing-unit', MONEY_RATE, `write "${text} /h"`) : amount;
  }
  const perHour = new Map([...PERIODS].map(([unit, seconds]) => [unit, 3_600 / seconds]));
  const times = perHour.get(text.slice(slash + 1).trim());
  if (times === undefined) return fault('unknown-unit', MONEY_RATE, 'the period is /s, /min or /h');
  const amount = parseAmount(text.slice(0, slash).trim(), MONEY_RATE);
  return amount.ok ? toQuanta(multiplyDecimals(amount.value, wholeDecimal(times)), MONEY_RATE) : amount;
}

/** Whole microseconds; several parts add up. */
export function parseDuration(raw: unknown): Parsed<SimTimeUs> {
  const text = textOf(raw);
  if (text === '0') return parsed(0);
  if (text === undefined || text === '') return fault('not-a-quantity', DURATION);
  if (parseDecimal(text) !== undefined) {
    if (text.startsWith('-')) return fault('out-of-range', DURATION, 'a duration is not negative');
    return fault('missing-unit', DURATION, `write "${text} s", "${text} ms" or "${text} min"`);
  }
  let totalUs = 0n;
  DURATION_PART.lastIndex = 0;
  for (let at = 0; at < text.length; at = DURATION_PART.lastIndex) {
    const match = DURATION_PART.exec(text);
    if (match === null) return fault('not-a-quantity', DURATION);
    const unit = match[2];
    const factor = DURATION_UNITS.get(unit);
    if (factor === undefined)
      return unknownUnit(DURATION, DURATION_TYPOS.get(unit.toLowerCase()), [...DURATION_UNITS.keys()]);
    const partUs = wholeMultiple(parseDecimal(match[1]) ?? wholeDecimal(0), BigInt(factor));
    if (partUs === undefined) return fault('too-precise', DURATION, 'time is counted in whole microseconds');
    totalUs += partUs;
  }
  return toExact(totalUs, DURATION);
}

/** A share of one as a double: `40 %` is 0.4. */
export function parseRatio(raw: unknown): Parsed<number> {
  const ratio = parseRatioDecimal(raw);
  return ratio.ok ? parsed(decimalToNumber(ratio.value)) : ratio;
}

/** A share in whole parts per million. */
export function parsePpm(raw: unknown): Parsed<Ppm> {
  const ratio = parseRatioDecimal(raw);
  if (!ratio.ok) return ratio;
  const ppm = wholeMultiple(ratio.value, 1_000_000n);
  if (ppm === undefined) return fault('too-precise', RATIO, 'the finest step is 1 ppm = 0.01 bps = 0.0001 %');
  return toExact(ppm, RATIO);
}

/** `20x` is 20. */
export function parseMultiple(raw: unknown): Parsed<number> {
  const multiple = parseMultipleDecimal(raw);
  return multiple.ok ? parsed(decimalToNumber(multiple.value)) : multiple;
}

export function parseMultipleDecimal(raw: unknown): Parsed<Decimal> {
  const split = splitQuantity(raw, MULTIPLE);
  if (!split.ok) return split;
  const { number, numberText, unit } = split.value;
  if (unit === 'x' || unit === 'X' || unit === '×') return parsed(number);
  if (unit === '') return number.coefficient === 0n ? parsed(number) : missing(MULTIPLE, `${numberText}x`);
  return fault('unknown-unit', MULTIPLE, `write "${numberText}x"`);
}

/** Events a second as a double. */
export function parseRate(raw: unknown): Parsed<number> {
  const split = splitQuantity(raw, RATE);
  if (!split.ok) return split;
  const { number, numberText, unit } = split.value;
  if (unit === '') return missing(RATE, `${numberText} /s`);
  const seconds = PERIODS.get(unit.replace(/^\/\s*/, ''));
  if (seconds === undefined || !unit.startsWith('/')) return fault('unknown-unit', RATE, `write "${numberText} /s"`);
  return parsed(decimalToNumber(number) / seconds);
}

/** An exact price in quote currency for one unit of the asset. */
export function parsePrice(raw: unknown): Parsed<Decimal> {
  const split = splitQuantity(raw, PRICE);
  if (!split.ok) return split;
  const { number, numberText, unit } = split.value;
  if (unit === 'USD') return parsed(number);
  if (unit === '') return missing(PRICE, `${numberText} USD`);
  return fault('unknown-unit', PRICE, `write "${numberText} USD"`);
}

interface Split {
  readonly number: Decimal;
  readonly numberText: string;
  readonly unit: string;
}

/** Cuts a quantity into its number and what follows. */
export function splitQuantity(raw: unknown, expected: string): Parsed<Split> {
  const match = NUMBER_THEN_UNIT.exec(textOf(raw) ?? '');
  const number = match === null ? undefined : parseDecimal(match[1]);
  if (match === null || number === undefined) return fault('not-a-quantity', expected);
  if (/^[0-9.,]/.test(match[2])) {
    return fault('not-a-quantity', expected, 'a comma separates thousands, a point the fraction: 250,000.50');
  }
  return parsed({ number, numberText: decimalToText(number), unit: match[2].trim() });
}

function parseAmount(raw: unknown, expected: string): Parsed<Decimal> {
  const split = splitQuantity(raw, expected);
  if (!split.ok) {
    const dollars = textOf(raw)?.startsWith('$') === true ? `write "${textOf(raw)!.slice(1)} USD"` : undefined;
    return dollars === undefined ? split : fault('unknown-unit', expected, dollars);
  }
  const { number, numberText, unit } = split.value;
  const match = /^([A-Za-z]*?)\s*(USD)?$/.exec(unit);
  const scaleText = match?.[1] ?? unit;
  const scale = SCALES.get(scaleText);
  if (match !== null && scale !== undefined) {
    if (unit !== '' || number.coefficient === 0n) return parsed(multiplyDecimals(number, wholeDecimal(scale)));
    return fault('missing-unit', expected, `write "${numberText} USD", "${numberText} k USD" or "${numberText} M USD"`);
  }
  const word = scaleText.toLowerCase();
  const meant = word === 'k' ? 'k' : SCALE_TYPOS.get(word);
  if (meant !== undefined) return fault('unknown-unit', expected, `write "${numberText} ${meant} USD"`);
  if (/usd[tc]?$/.test(word))
    return fault('unknown-unit', expected, 'the quote currency is written USD, with k, M, bn or tn before it');
  return fault('unknown-unit', expected, 'amounts are in USD, with k, M, bn or tn before it');
}

function parseRatioDecimal(raw: unknown): Parsed<Decimal> {
  const split = splitQuantity(raw, RATIO);
  if (!split.ok) return split;
  const { number, numberText, unit } = split.value;
  if (unit === '') return number.coefficient === 0n ? parsed(number) : bareRatio(number, numberText);
  const places = RATIO_UNITS.get(unit);
  if (places === undefined) return unknownUnit(RATIO, RATIO_TYPOS.get(unit.toLowerCase()), [...RATIO_UNITS.keys()]);
  return parsed({ coefficient: number.coefficient, scale: number.scale + places });
}

/** 0.4 is meant as 40 %, and 40 too; about 1 both readings make sense. */
function bareRatio(number: Decimal, numberText: string): Parsed<never> {
  const size = decimalToNumber(number);
  const asPercent = `"${decimalToText(multiplyDecimals(number, wholeDecimal(100)))} %"`;
  if (size > -1 && size < 1) return fault('missing-unit', RATIO, `write ${asPercent}`);
  if (size < -5 || size > 5) return fault('missing-unit', RATIO, `write "${numberText} %"`);
  return fault('missing-unit', RATIO, `write "${numberText} %", or ${asPercent} if ${numberText} is a factor`);
}

function missing(expected: string, example: string): Parsed<never> {
  return fault('missing-unit', expected, `write "${example}"`);
}

function unknownUnit(expected: string, meant: string | undefined, known: readonly string[]): Parsed<never> {
  return fault(
    'unknown-unit',
    expected,
    meant === undefined ? `units are ${known.join(', ')}` : `the unit is "${meant}"`,
  );
}

function wholeDecimal(value: number | bigint): Decimal {
  return { coefficient: BigInt(value), scale: 0 };
}

function toQuanta(amount: Decimal, expected: string): Parsed<QuoteQuanta> {
  const quanta = wholeMultiple(amount, BigInt(QUANTA_PER_USD));
  if (quanta === undefined) return fault('too-precise', expected, 'money is counted in steps of 0.0001 USD');
  return toExact(quanta, expected);
}

/** A double that holds the whole number exactly. */
function toExact(value: bigint, expected: string): Parsed<number> {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    return fault('out-of-range', expected, 'the amount is too large to be counted exactly');
  return parsed(number);
}
