/** Places of instruments by their symbols, and what is wrong with a name that has none. */
import { allOf, type Findings } from './findings.ts';
import { hintAmong } from './nearest.ts';
import { textOf, type Written } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

type Symbols = readonly (string | undefined)[];

/** The instruments of a venue as far as other sections name them. */
export interface NamedInstruments {
  /** In file order; undefined where the symbol itself is not sound. */
  readonly symbols: Symbols;
  /** True for one with a price process of its own; undefined where that is not sound. */
  readonly hasOwnPrice: readonly (boolean | undefined)[];
}

/** The same with the kind of each; undefined where that is not sound. */
interface LinkedInstruments extends NamedInstruments {
  readonly links: readonly { readonly kind: string | undefined }[];
}

/** Position of a symbol, or undefined after reporting that there is no such instrument. */
export function indexOfSymbol(
  symbol: string | undefined,
  symbols: Symbols,
  path: Path,
  findings: Findings,
  atKey = false,
): number | undefined {
  if (symbol === undefined) return undefined;
  const index = symbols.indexOf(symbol);
  if (index >= 0) return index;
  // An instrument whose own symbol is not sound may be the one that is meant.
  if (symbols.length === 0 || symbols.includes(undefined)) return undefined;
  const known = symbols.filter((name) => name !== undefined);
  const hint = hintAmong(symbol, known);
  findings.report({
    code: 'unknown-instrument',
    path,
    says: `names an instrument that the venue does not have: ${symbol}`,
    hint,
    atKey,
  });
  return undefined;
}

/** Position of an instrument with a price of its own, or undefined after reporting what is wrong with the name. */
export function indexOfRoot(
  symbol: string | undefined,
  { symbols, hasOwnPrice }: NamedInstruments,
  path: Path,
  findings: Findings,
  atKey = false,
): number | undefined {
  const index = indexOfSymbol(symbol, symbols, path, findings, atKey);
  if (index === undefined || hasOwnPrice[index] === true) return index;
  if (hasOwnPrice[index] === undefined) return undefined;
  findings.report({
    code: 'no-own-price',
    path,
    says: `names ${symbol}, which follows another instrument and has no price process of its own`,
    hint: `an instrument with a price of its own: ${symbols.filter((_, at) => hasOwnPrice[at] === true).join(', ')}`,
    atKey,
  });
  return undefined;
}

/** Position of an instrument that is traded, or undefined after reporting what is wrong with the name. */
export function positionIndex(
  symbol: string | undefined,
  { symbols, links }: LinkedInstruments,
  path: Path,
  findings: Findings,
): number | undefined {
  const index = indexOfSymbol(symbol, symbols, path, findings);
  if (index === undefined || links[index].kind !== 'spot') return index;
  findings.report({
    code: 'not-a-position',
    path,
    says: `names ${symbol}, which is a spot asset and is not traded`,
    hint: `contracts here: ${symbols.filter((_, at) => links[at].kind !== 'spot').join(', ')}`,
  });
  return undefined;
}

/** Rising positions of the instruments that a key names, `all` of those that it may name; undefined after a report. */
export function instrumentsNamed(
  written: 'all' | readonly (Written | undefined)[] | undefined,
  which: 'any' | 'withOwnPrice' | 'traded',
  instruments: LinkedInstruments,
  path: Path,
  findings: Findings,
): readonly number[] | undefined {
  const { symbols, hasOwnPrice, links } = instruments;
  if (written === undefined) return undefined;
  if (written === 'all') {
    const all = symbols.map((_, index) => index);
    if (which === 'withOwnPrice') return all.filter((index) => hasOwnPrice[index] === true);
    return which === 'traded' ? all.filter((index) => links[index].kind !== 'spot') : all;
  }
  const indices = written.map((one, at) => {
    const where = [...path, at];
    const symbol = textOf(one);
    const index =
      which === 'withOwnPrice'
        ? indexOfRoot(symbol, instruments, where, findings)
        : which === 'traded'
          ? positionIndex(symbol, instruments, where, findings)
          : indexOfSymbol(symbol, symbols, where, findings);
    if (index === undefined || written.indexOf(one) === at) return index;
    findings.report({
      code: 'duplicate-symbol',
      path: where,
      says: `is a second "${symbol}"`,
      expected: 'each instrument once',
    });
    return undefined;
  });
  return allOf(indices)?.toSorted((x, y) => x - y);
}
