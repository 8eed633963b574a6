/** Places of instruments by their symbols, and what is wrong with a name that has none. */
import type { Findings } from './findings.ts';
import { hintAmong } from './nearest.ts';
import type { Path } from './yaml-nodes.ts';

type Symbols = readonly (string | undefined)[];

/** The instruments of a venue as far as other sections name them. */
export interface NamedInstruments {
  /** In file order; undefined where the symbol itself is not sound. */
  readonly symbols: Symbols;
  /** True for one with a price process of its own; undefined where that is not sound. */
  readonly hasOwnPrice: readonly (boolean | undefined)[];
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
  if (symbols.includes(undefined)) return undefined;
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
  { symbols, links }: NamedInstruments & { readonly links: readonly { readonly kind: string | undefined }[] },
  path: Path,
  findings: Findings,
): number | undefined {
  const index = indexOfSymbol(symbol, symbols, path, findings);
  if (index === undefined || links[index].kind !== 'spot') return index;
  findings.report({
    code: 'not-a-position',
    path,
    says: `names ${symbol}, which is a spot asset and is not traded`,
  });
  return undefined;
}
