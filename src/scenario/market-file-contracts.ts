/** Contracts of the market file: terms and marks, each checked against the asset that it follows. */
import { QUANTA_PER_USD, type SimTimeUs } from '../base/units.ts';
import type { Contract } from '../instruments/contract.ts';
import { decimalToNumber } from './decimal.ts';
import { complete, read, type Findings } from './findings.ts';
import { hintAmong } from './nearest.ts';
import { parseMoment, parseSize } from './plain-units.ts';
import type { MarketFileText } from './schema-market-file.ts';
import type { Draft } from './structure.ts';
import { textOf, type Written } from './unit-result.ts';
import { parseMoney, parsePrice } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type ContractDraft = Draft<MarketFileText['contracts'][number]>;
/** One whose kind is sound. */
type KnownDraft<Some = ContractDraft> = Some extends { readonly kind?: infer Kind }
  ? Some & { readonly kind: NonNullable<Kind> }
  : never;

/** One row of the market: its contract, and what the file says of its trading. */
export interface ListedContract {
  readonly contract: Contract;
  /** Place of the underlying in the list of assets. */
  readonly underlying: number;
  /** Null where the file leaves it to the index, the forward or the surface. */
  readonly mark: number | null;
  /** Quote currency, 0 where unknown. */
  readonly openInterest: number;
  /** Quote currency, Infinity where unknown. */
  readonly depthAtOnePercent: number;
}

export interface ContractContext {
  /** Of the assets, undefined where not sound. */
  readonly symbols: readonly (string | undefined)[];
  /** Time of the market, microseconds since 1970; null where the file has none, undefined where it is not sound. */
  readonly startUs: number | null | undefined;
  readonly findings: Findings;
}

export function compileContract(
  draft: ContractDraft,
  path: Path,
  symbol: string | undefined,
  context: ContractContext,
): ListedContract | undefined {
  const underlying = findUnderlying(draft, path, context);
  if (!isKnown(draft)) return undefined;
  const contract = compileTerms(draft, path, symbol, underlying, context);
  const listed = complete<Omit<ListedContract, 'contract' | 'mark'>>({
    underlying,
    openInterest: inUsd(read(parseMoney, draft.openInterest)),
    depthAtOnePercent: Object.hasOwn(draft, 'depthAtOnePercent')
      ? inUsd(read(parseMoney, draft.depthAtOnePercent))
      : Infinity,
  });
  const mark = readMark(draft, path, context);
  if (contract === undefined || listed === undefined || mark === undefined) return undefined;
  return { ...listed, contract, mark };
}

function isKnown(draft: ContractDraft): draft is KnownDraft {
  return draft.kind !== undefined;
}

function inUsd(quanta: number | undefined): number | undefined {
  return quanta === undefined ? undefined : quanta / QUANTA_PER_USD;
}

function findUnderlying(draft: ContractDraft, path: Path, context: ContractContext): number | undefined {
  const name = textOf(draft.underlying);
  if (name === undefined) return undefined;
  const index = context.symbols.indexOf(name);
  if (index >= 0) return index;
  // An asset whose own name is not sound may be the one that is meant.
  if (!context.symbols.includes(undefined)) {
    const known = context.symbols.filter((one) => one !== undefined);
    context.findings.report({
      code: 'unknown-asset',
      path: [...path, 'underlying'],
      says: `names an asset that is not listed: ${name}`,
      hint: hintAmong(name, known),
    });
  }
  return undefined;
}

function compileTerms(
  draft: KnownDraft,
  path: Path,
  symbol: string | undefined,
  underlying: number | undefined,
  context: ContractContext,
): Contract | undefined {
  if (symbol === undefined || underlying === undefined) return undefined;
  const asset = context.symbols[underlying]!;
  const shared = { symbol, underlying: asset };
  if (draft.kind === 'spot') return { kind: 'spot', ...shared, settlesInCoin: false, multiplier: 1 };
  const settlesInCoin = draft.settlesIn === undefined ? undefined : draft.settlesIn === 'coin';
  const sizeUnit = settlesInCoin === true && draft.kind !== 'option' ? 'USD' : asset;
  const sizes = complete<Pick<Contract, 'settlesInCoin' | 'multiplier'>>({
    settlesInCoin,
    multiplier: settlesInCoin === undefined ? undefined : readSize(draft, path, sizeUnit, context),
  });
  if (draft.kind === 'perpetual') return sizes === undefined ? undefined : { kind: 'perpetual', ...shared, ...sizes };
  const expiryUs = readExpiry(draft.expiry, [...path, 'expiry'], context);
  if (sizes === undefined || expiryUs === undefined) return undefined;
  if (draft.kind === 'future') return { kind: 'future', ...shared, ...sizes, expiryUs };
  const strike = read(parsePrice, draft.strike);
  if (strike === undefined || draft.right === undefined) return undefined;
  return { kind: 'option', ...shared, ...sizes, expiryUs, right: draft.right, strike: decimalToNumber(strike) };
}

function readSize(
  draft: Exclude<KnownDraft, { readonly kind: 'spot' }>,
  path: Path,
  unit: string,
  context: ContractContext,
): number | undefined {
  if (!Object.hasOwn(draft, 'contractSize')) return 1;
  return readUnits(draft.contractSize, unit, [...path, 'contractSize'], context);
}

/** An amount of something whose name may stand behind it. */
function readUnits(raw: Written | undefined, unit: string, path: Path, context: ContractContext): number | undefined {
  const size = read(parseSize, raw);
  if (size === undefined) return undefined;
  if (size.asset === undefined || size.asset === unit) return decimalToNumber(size.amount);
  context.findings.report({
    code: 'unknown-unit',
    path,
    says: `is in ${size.asset} where ${unit} is meant`,
    hint: `write it in ${unit}`,
  });
  return undefined;
}

/** Microseconds after the time of the market, > 0. */
export function readExpiry(raw: Written | undefined, path: Path, context: ContractContext): SimTimeUs | undefined {
  const moment = read(parseMoment, raw);
  if (moment === undefined || context.startUs === undefined) return undefined;
  if (moment.kind === 'instant' && context.startUs === null) {
    context.findings.report({
      code: 'time-missing',
      path,
      says: 'is a UTC time, but the market has none',
      hint: 'add "time: 2025-10-10T20:00:00Z" at the top, or write a time from now, such as "30 d"',
    });
    return undefined;
  }
  const us = moment.kind === 'instant' ? moment.us - context.startUs! : moment.us;
  if (us > 0) return us;
  context.findings.report({
    code: 'expired',
    path,
    says: 'is not after the time of the market: it has expired',
    hint: 'leave out what has expired, or set an earlier "time:" at the top',
  });
  return undefined;
}

/** Null where the file leaves it out, undefined where it is not sound. */
function readMark(draft: KnownDraft, path: Path, context: ContractContext): number | null | undefined {
  if (!Object.hasOwn(draft, 'mark')) return null;
  if (draft.kind !== 'option') {
    const price = read(parsePrice, draft.mark);
    return price === undefined ? undefined : decimalToNumber(price);
  }
  const unit = draft.settlesIn === 'coin' ? textOf(draft.underlying) : 'USD';
  return unit === undefined ? undefined : readUnits(draft.mark, unit, [...path, 'mark'], context);
}
