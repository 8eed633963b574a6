/** Instruments: symbols, contract terms in whole units, and the figures of each that other sections use. */
import { QUANTA_PER_USD, type QuoteQuanta } from '../base/units.ts';
import { createLinearPerpetual, type Instrument, type LinearPerpetualTerms } from '../instruments/instrument.ts';
import type { TierTable } from '../margin/tier-table.ts';
import type { DepthRules } from '../market/market-rules.ts';
import { compileTiers } from './compile-tiers.ts';
import {
  decimalToNumber,
  decimalToText,
  divideDecimals,
  multiplyDecimals,
  wholeMultiple,
  type Decimal,
} from './decimal.ts';
import type { FileReader } from './file-reader.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { parseNumber, parseSize } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseMoney, parsePrice, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export interface CompiledInstruments {
  /** In file order; undefined where the symbol itself is not sound. */
  readonly symbols: readonly (string | undefined)[];
  /** Initial price in USD, where it is sound. */
  readonly pricesInitialUsd: readonly (number | undefined)[];
  readonly openInterest: readonly (QuoteQuanta | undefined)[];
  readonly contracts: readonly Instrument[] | undefined;
  readonly tiers: readonly TierTable[] | undefined;
  readonly depth: readonly DepthRules[] | undefined;
  readonly volatilityAnnual: readonly number[] | undefined;
}

type InstrumentDraft = Draft<ScenarioFile['venue']['instruments'][number]>;

/** Key of a row of waypoints, so no instrument may be called that. */
const RESERVED_SYMBOL = 'at';

export function compileInstruments(
  drafts: readonly (InstrumentDraft | undefined)[],
  files: FileReader,
  findings: Findings,
): CompiledInstruments {
  const base: Path = ['venue', 'instruments'];
  const symbols = soundSymbols(
    drafts.map((draft) => textOf(draft?.symbol)),
    findings,
  );
  const prices = drafts.map((draft) => read(parsePrice, draft?.initialPrice));
  return {
    symbols,
    pricesInitialUsd: prices.map((price) => (price === undefined ? undefined : decimalToNumber(price))),
    openInterest: drafts.map((draft) => read(parseMoney, draft?.openInterest)),
    contracts: allOf(drafts.map((draft, index) => compileContract(draft, symbols[index], [...base, index], findings))),
    tiers: allOf(
      drafts.map((draft, index) =>
        compileTiers(draft?.tiers, [...base, index, 'tiers'], symbols[index], files, findings),
      ),
    ),
    depth: allOf(
      drafts.map((draft) =>
        complete<DepthRules>({
          depthAtOnePercent: read(parseMoney, draft?.depthAtOnePercent),
          exponent: read(parseNumber, draft?.depthExponent),
        }),
      ),
    ),
    volatilityAnnual: allOf(drafts.map((draft) => read(parseRatio, draft?.annualVolatility))),
  };
}

/** The symbols without those that are taken or reserved: what else names them is not at fault. */
function soundSymbols(symbols: readonly (string | undefined)[], findings: Findings): readonly (string | undefined)[] {
  return symbols.map((symbol, index) => {
    const path: Path = ['venue', 'instruments', index, 'symbol'];
    if (symbol === RESERVED_SYMBOL) {
      findings.report({
        code: 'reserved-symbol',
        path,
        says: 'cannot be "at", the time of a row of waypoints',
        hint: 'choose another symbol',
      });
      return undefined;
    }
    if (symbol === undefined || symbols.indexOf(symbol) === index) return symbol;
    findings.report({ code: 'duplicate-symbol', path, says: `is a second "${symbol}"` });
    return undefined;
  });
}

function compileContract(
  draft: InstrumentDraft | undefined,
  symbol: string | undefined,
  path: Path,
  findings: Findings,
): Instrument | undefined {
  const tick = read(parsePrice, draft?.tickSize);
  const lot = read(parseSize, draft?.lotSize);
  const price = read(parsePrice, draft?.initialPrice);
  if (lot?.asset !== undefined && symbol !== undefined && !symbol.startsWith(lot.asset)) {
    findings.report({
      code: 'wrong-asset',
      path: [...path, 'lotSize'],
      says: `is in ${lot.asset}, but the instrument is ${symbol}`,
      hint: `write "${decimalToText(lot.amount)} ${symbol}"`,
    });
  }
  if (tick === undefined) return undefined;
  const quantaPerLotTick = lot === undefined ? undefined : quantaOf(tick, lot.amount, path, findings);
  const priceInitialTicks = price === undefined ? undefined : ticksOf(price, tick, path, findings);
  if (
    quantaPerLotTick !== undefined &&
    priceInitialTicks !== undefined &&
    !Number.isSafeInteger(quantaPerLotTick * priceInitialTicks)
  ) {
    findings.report({
      code: 'lot-too-large',
      path: [...path, 'lotSize'],
      says: 'makes one lot worth more than can be counted exactly',
    });
  }
  const terms = complete<LinearPerpetualTerms>({
    symbol,
    tickSize: decimalToNumber(tick),
    lotSizeUnits: lot === undefined ? undefined : decimalToNumber(lot.amount),
    quantaPerLotTick,
    priceInitialTicks,
  });
  return terms === undefined ? undefined : createLinearPerpetual(terms);
}

/** Value of one lot at a price of one tick: every value is exact when this is a whole number of quanta. */
function quantaOf(tick: Decimal, lot: Decimal, path: Path, findings: Findings): number | undefined {
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

function ticksOf(price: Decimal, tick: Decimal, path: Path, findings: Findings): number | undefined {
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
