/** What the terms of one instrument are read with, and what all kinds of them share. */
import type { OptionMarketRules } from '../exchange/portfolio-rules.ts';
import { NO_INSTRUMENT, type Instrument } from '../instruments/instrument.ts';
import type { InstrumentDraft, InstrumentLinks } from './compile-links.ts';
import { decimalToNumber, decimalToText } from './decimal.ts';
import { read, type Findings } from './findings.ts';
import type { Size } from './plain-units.ts';
import type { TimeFrame } from './time-frame.ts';
import { parsePrice } from './units.ts';
import type { Path } from './yaml-nodes.ts';

/** What one instrument's terms depend on beside its own keys. */
export interface ContractContext {
  readonly drafts: readonly (InstrumentDraft | undefined)[];
  readonly symbols: readonly (string | undefined)[];
  readonly links: readonly InstrumentLinks[];
  /** Undefined where they are not sound. */
  readonly optionMarkets: readonly OptionMarketRules[] | undefined;
  readonly interestRate: number | undefined;
  readonly frame: TimeFrame;
  readonly findings: Findings;
}

/** Whole units of an instrument. */
export type ContractTerms = Pick<
  Instrument,
  'tickSize' | 'lotSizeUnits' | 'quantaPerLotTick' | 'lotNotional' | 'priceInitialTicks'
>;

export function pathOf(index: number, ...rest: string[]): Path {
  return ['venue', 'instruments', index, ...rest];
}

/** Whether the unit behind a number is the one that the contract counts in; reports the other once. */
export function hasAsset(
  size: Size,
  key: string,
  inMoney: boolean | undefined,
  index: number,
  { symbols, links, findings }: ContractContext,
): boolean {
  const { follows } = links[index];
  const root = follows === undefined || follows === NO_INSTRUMENT ? undefined : symbols[follows];
  const symbol = symbols[index];
  if (inMoney === undefined) return true;
  const amount = decimalToText(size.amount);
  const isRight = inMoney
    ? size.asset === 'USD'
    : size.asset === undefined ||
      symbol === undefined ||
      symbol.startsWith(size.asset) ||
      root?.startsWith(size.asset) === true;
  if (isRight) return true;
  findings.report({
    code: 'wrong-asset',
    path: pathOf(index, key),
    says: inMoney
      ? `is ${size.asset === undefined ? 'without a unit' : `in ${size.asset}`}, but it counts in USD here`
      : `is in ${size.asset}, but the instrument is ${symbol}`,
    hint: `write "${amount} ${inMoney ? 'USD' : (root ?? symbol)}"`,
  });
  // A lot of a linear contract is used as it is: one cause, one problem.
  return !inMoney;
}

export function checkExact(
  perTick: number | undefined,
  ticks: number | undefined,
  index: number,
  findings: Findings,
): void {
  if (perTick === undefined || ticks === undefined || Number.isSafeInteger(perTick * ticks)) return;
  findings.report({
    code: 'lot-too-large',
    path: pathOf(index, 'lotSize'),
    says: 'makes one lot worth more than can be counted exactly',
    expected: 'a lot worth at most 900 bn USD',
    hint: 'take a smaller lotSize',
  });
}

/** Initial price in USD of what it follows. */
export function rootPriceOf(index: number, { drafts, links }: ContractContext): number | undefined {
  const { follows } = links[index];
  const root = follows === undefined ? undefined : drafts[follows];
  const price = read(parsePrice, root?.initialPrice);
  return price === undefined ? undefined : decimalToNumber(price);
}

/** Nearest whole number of ticks, at least one: what is quoted has a price. */
export function wholeTicks(price: number, tick: number): number {
  return Math.max(1, Math.round(price / tick));
}
