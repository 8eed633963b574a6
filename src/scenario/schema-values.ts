/**
 * The values at the ends of the scenario's tree, as zod types that keep what the file says: a check runs the unit's
 * parser, and the text goes on unchanged, so that validated output is the resolved scenario in the file's own terms.
 */
import { z } from 'zod';
import { assert } from '../base/assert.ts';
import { decimalToNumber, DECIMAL_PATTERN, type Decimal } from './decimal.ts';
import { TEXT_LENGTH_MAX } from './limits.ts';
import {
  parseCount,
  parseInstant,
  parseMoment,
  parseNumber,
  parseSize,
  type Moment,
  type Size,
} from './plain-units.ts';
import { textOf, type Parsed, type Written } from './unit-result.ts';
import {
  parseDuration,
  parseMoney,
  parseMoneyPerHour,
  parseMultiple,
  parseMultipleDecimal,
  parsePpm,
  parsePrice,
  parseRate,
  parseRatio,
} from './units.ts';

/** One way of writing a value: how it is read, compared with bounds, and described in JSON Schema. */
interface Quantity<T> {
  readonly parse: (raw: unknown) => Parsed<T>;
  /** Undefined for what has no order. */
  readonly order?: (value: T) => number;
  readonly noun: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** What the schema says about one key. */
export interface ValueSpec {
  readonly about: string;
  readonly example: Written;
  readonly from?: Written;
  readonly to?: Written;
  readonly above?: Written;
  readonly below?: Written;
}

/** What a failed check tells the collector of problems. */
export interface ValueFault {
  readonly code: string;
  readonly expected: string;
  readonly example: Written;
  readonly hint?: string;
}

type ValueType = z.ZodType<Written>;

const itself = (value: number): number => value;
const SIGNED = `[+-]?(${DECIMAL_PATTERN})`;

/** JSON Schema of a text with a unit; 0 needs none. */
function written(unitPattern: string): Readonly<Record<string, unknown>> {
  return { anyOf: [{ type: 'string', pattern: `^\\s*${SIGNED}\\s*${unitPattern}\\s*$` }, { const: 0 }] };
}

const MONEY_UNIT = '(k|M|bn|tn|USD|(k|M|bn|tn) ?USD)';
const DURATION_UNIT = '(us|µs|μs|ms|s|min|h|d)';
const DURATION_PATTERN = `^\\s*(((${DECIMAL_PATTERN})\\s*${DURATION_UNIT}\\s*)+|0)$`;
const INSTANT_PATTERN = '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?Z$';
const DURATION_JSON = { anyOf: [{ type: 'string', pattern: DURATION_PATTERN }, { const: 0 }] };
const COUNT_JSON = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: `^\\s*(${DECIMAL_PATTERN})\\s*[kM]?\\s*$` },
  ],
};

const QUANTITIES = {
  money: { parse: parseMoney, order: itself, noun: 'an amount of money', json: written(MONEY_UNIT) },
  moneyPerHour: {
    parse: parseMoneyPerHour,
    order: itself,
    noun: 'an amount of money for each period',
    json: written(`${MONEY_UNIT}?\\s*/\\s*(s|min|h)`),
  },
  duration: { parse: parseDuration, order: itself, noun: 'a duration', json: DURATION_JSON },
  ratio: { parse: parseRatio, order: itself, noun: 'a share', json: written('(%|bps|ppm)') },
  ppm: { parse: parsePpm, order: itself, noun: 'a share', json: written('(%|bps|ppm)') },
  multiple: { parse: parseMultiple, order: itself, noun: 'a multiple', json: written('[xX×]') },
  multipleExact: { parse: parseMultipleDecimal, order: decimalToNumber, noun: 'a multiple', json: written('[xX×]') },
  rate: { parse: parseRate, order: itself, noun: 'a rate', json: written('/\\s*(s|min|h)') },
  price: { parse: parsePrice, order: decimalToNumber, noun: 'a price', json: written('USD') },
  size: {
    parse: parseSize,
    order: (value: Size) => decimalToNumber(value.amount),
    noun: 'a size',
    json: {
      anyOf: [{ type: 'number' }, { type: 'string', pattern: `^\\s*${SIGNED}\\s*[A-Za-z0-9._-]*\\s*$` }],
    },
  },
  count: { parse: parseCount, order: itself, noun: 'a whole number', json: COUNT_JSON },
  number: { parse: parseNumber, order: itself, noun: 'a plain number', json: { type: 'number' } },
  moment: {
    parse: parseMoment,
    order: (value: Moment) => value.us,
    noun: 'a time from the start, or a UTC time,',
    json: {
      anyOf: [
        { type: 'string', pattern: DURATION_PATTERN },
        { type: 'string', pattern: INSTANT_PATTERN },
        { const: 0 },
      ],
    },
  },
  instant: { parse: parseInstant, noun: 'a UTC time', json: { type: 'string', pattern: INSTANT_PATTERN } },
} satisfies {
  readonly [name: string]: Quantity<number> | Quantity<Decimal> | Quantity<Size> | Quantity<Moment>;
};

export type QuantityName = keyof typeof QUANTITIES;

/** A quantity within bounds. The bounds are written as the file would write them. */
export function quantity(name: QuantityName, spec: ValueSpec): ValueType {
  const { parse, order, noun, json } = QUANTITIES[name] as Quantity<unknown>;
  const expected = `${noun}${boundsText(spec)}, such as ${shown(spec.example)}`;
  const bounds = boundsOf(spec, (written) => {
    if (typeof written === 'number') return written;
    const bound = parse(written);
    assert(bound.ok && order !== undefined, `the bound ${written} is no ${noun}`);
    return order(bound.value);
  });
  return value(spec, json, (raw) => {
    const result = parse(raw);
    if (!result.ok) {
      const { code, hint } = result.fault;
      return { code, expected, example: spec.example, ...(hint === undefined ? {} : { hint }) };
    }
    const inside = order === undefined || bounds.every((holds) => holds(order(result.value)));
    return inside ? undefined : { code: 'out-of-range', expected, example: spec.example };
  });
}

/** Text that matches a pattern, where there is one. */
export function text(spec: { about: string; example: Written; pattern?: RegExp; noun: string }): ValueType {
  const expected = `${spec.noun}, such as ${shown(spec.example)}`;
  const pattern = spec.pattern === undefined ? {} : { pattern: spec.pattern.source };
  const json = { type: ['string', 'number'], maxLength: TEXT_LENGTH_MAX, ...pattern };
  return value(spec, json, (raw) => {
    const content = textOf(raw);
    const fails = { expected, example: spec.example };
    if (content === undefined) {
      return { code: 'wrong-type', ...fails, hint: 'put it in quotes if it is meant as text' };
    }
    if (content.length > TEXT_LENGTH_MAX)
      return { code: 'too-long', ...fails, hint: `at most ${TEXT_LENGTH_MAX} characters` };
    if (spec.pattern !== undefined && !spec.pattern.test(content)) return { code: 'bad-text', ...fails };
    return undefined;
  });
}

function value(
  spec: { about: string; example: Written },
  json: Readonly<Record<string, unknown>>,
  check: (raw: unknown) => ValueFault | undefined,
): ValueType {
  const checked = z.any().superRefine((raw, context) => {
    const failed = check(raw);
    if (failed !== undefined) {
      // `continue: false`: a union must not take this branch for the right one just because the others fail harder.
      context.addIssue({ code: 'custom', message: failed.code, params: { ...failed }, continue: false });
    }
  });
  return checked.meta({ ...json, description: spec.about, examples: [spec.example] }) as ValueType;
}

function boundsOf(spec: ValueSpec, read: (text: Written) => number): ((value: number) => boolean)[] {
  const holds: ((value: number) => boolean)[] = [];
  const add = (written: Written | undefined, make: (bound: number) => (value: number) => boolean): void => {
    if (written !== undefined) holds.push(make(read(written)));
  };
  add(spec.from, (bound) => (number) => number >= bound);
  add(spec.to, (bound) => (number) => number <= bound);
  add(spec.above, (bound) => (number) => number > bound);
  add(spec.below, (bound) => (number) => number < bound);
  return holds;
}

function boundsText({ from, to, above, below }: ValueSpec): string {
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`;
  const low = from === undefined ? (above === undefined ? '' : ` above ${above}`) : ` of at least ${from}`;
  const high = to === undefined ? (below === undefined ? '' : ` below ${below}`) : ` up to ${to}`;
  return low !== '' && high !== '' ? `${low} and${high}` : low + high;
}

function shown(example: Written): string {
  return typeof example === 'number' ? String(example) : `"${example}"`;
}
