/** Instruments: symbols, contract terms in whole units, and the figures of each that other sections use. */
import { PPM_PER_UNIT, type QuoteQuanta } from '../base/units.ts';
import type { OptionMarketRules } from '../exchange/portfolio-rules.ts';
import { NO_INSTRUMENT, type Instrument } from '../instruments/instrument.ts';
import type { TierTable } from '../margin/tier-table.ts';
import type { DepthRules } from '../market/market-rules.ts';
import { compileContract } from './compile-contract.ts';
import { compileDepth } from './compile-depth.ts';
import { compileLinks, type InstrumentDraft, type InstrumentLinks } from './compile-links.ts';
import { compileOptionMarkets } from './compile-option-markets.ts';
import { compileTiers } from './compile-tiers.ts';
import { decimalToNumber } from './decimal.ts';
import type { FileReader } from './file-reader.ts';
import { allOf, read, type Findings } from './findings.ts';
import type { NamedInstruments } from './instrument-index.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { TimeFrame } from './time-frame.ts';
import { textOf } from './unit-result.ts';
import { parseMoney, parsePrice, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export interface CompiledInstruments extends NamedInstruments {
  readonly links: readonly InstrumentLinks[];
  /** Initial price in USD of those with a price of their own, where it is sound. */
  readonly pricesInitialUsd: readonly (number | undefined)[];
  readonly openInterest: readonly (QuoteQuanta | undefined)[];
  readonly contracts: readonly Instrument[] | undefined;
  readonly tiers: readonly TierTable[] | undefined;
  readonly depth: readonly DepthRules[] | undefined;
  readonly volatilityAnnual: readonly number[] | undefined;
  readonly optionMarkets: readonly OptionMarketRules[] | undefined;
  /** Of the quote currency. */
  readonly interestRate: number | undefined;
}

type VenueDraft = Draft<ScenarioFile['venue']>;

/** Key of a row of waypoints, so no instrument may be called that. */
const RESERVED_SYMBOL = 'at';

export function compileInstruments(
  venue: VenueDraft | undefined,
  frame: TimeFrame,
  files: FileReader,
  findings: Findings,
): CompiledInstruments {
  const drafts: readonly (InstrumentDraft | undefined)[] = venue?.instruments ?? [];
  const base: Path = ['venue', 'instruments'];
  const symbols = soundSymbols(
    drafts.map((draft) => textOf(draft?.symbol)),
    findings,
  );
  const links = compileLinks(drafts, symbols, findings);
  const hasOwnPrice = links.map(({ follows }) => (follows === undefined ? undefined : follows === NO_INSTRUMENT));
  const optionMarkets = compileOptionMarkets(venue?.optionMarkets, { symbols, hasOwnPrice }, frame, findings);
  const interestRate =
    venue === undefined || !Object.hasOwn(venue, 'interestRate') ? 0 : read(parseRatio, venue.interestRate);
  const context = { drafts, symbols, links, optionMarkets, interestRate, frame, findings };
  return {
    symbols,
    hasOwnPrice,
    links,
    pricesInitialUsd: drafts.map((draft, index) => {
      const price = hasOwnPrice[index] === true ? read(parsePrice, draft?.initialPrice) : undefined;
      return price === undefined ? undefined : decimalToNumber(price);
    }),
    openInterest: drafts.map((draft) => (draft?.kind === 'spot' ? 0 : read(parseMoney, draft?.openInterest))),
    contracts: hasContracts(links, findings)
      ? allOf(drafts.map((_, index) => compileContract(index, context)))
      : undefined,
    tiers: allOf(
      drafts.map((draft, index) => {
        if (draft === undefined) return undefined;
        const path = [...base, index];
        if (!needsTiers(draft, venue, path, findings)) return UNUSED_TIERS;
        return draft.kind === 'spot'
          ? UNUSED_TIERS
          : compileTiers(draft.tiers, [...path, 'tiers'], symbols[index], files, findings);
      }),
    ),
    depth: allOf(drafts.map((draft, index) => compileDepth(draft, [...base, index], findings))),
    volatilityAnnual: allOf(
      drafts.map((draft, index) => volatilityOf(draft, hasOwnPrice[index], [...base, index], findings)),
    ),
    optionMarkets,
    interestRate,
  };
}

/** A venue has something to trade; reports one that has assets alone. */
function hasContracts(links: readonly InstrumentLinks[], findings: Findings): boolean {
  if (links.some(({ kind }) => kind !== 'spot')) return true;
  if (links.length > 0) {
    findings.report({
      code: 'no-contracts',
      path: ['venue', 'instruments'],
      says: 'are spot assets alone, which are collateral and do not trade',
      expected: 'at least one perpetual, future or option',
      hint: 'add one, or leave out the "kind:" of what is a perpetual',
      atKey: true,
    });
  }
  return false;
}

/** Of what is margined by no table of its own: fully paid for, should anything ask. */
const UNUSED_TIERS: TierTable = {
  source: 'venue.margin',
  brackets: [{ notionalMax: Infinity, maintenanceRatePpm: PPM_PER_UNIT, initialRatePpm: PPM_PER_UNIT }],
};

/** Whether a table is read; reports one that is missing. */
function needsTiers(draft: InstrumentDraft, venue: VenueDraft | undefined, path: Path, findings: Findings): boolean {
  if (draft.kind === 'spot') return false;
  if (Object.hasOwn(draft, 'tiers')) return true;
  if (venue !== undefined && Object.hasOwn(venue, 'margin')) return false;
  findings.report({
    code: 'missing-key',
    path,
    says: 'needs margin tiers, because the venue has no margin model of its own',
    expected: 'a preset and a symbol in it, or a list of brackets',
    hint: 'add "tiers: binance-usdm-2024-10/BTCUSDT", or "margin:" to venue',
  });
  return true;
}

/** 0 of what follows another: it has no noise of its own. */
function volatilityOf(
  draft: InstrumentDraft | undefined,
  hasOwnPrice: boolean | undefined,
  path: Path,
  findings: Findings,
): number | undefined {
  if (draft === undefined || hasOwnPrice === undefined) return undefined;
  const place = [...path, 'annualVolatility'];
  if (!hasOwnPrice) {
    findings.refuseBeside(place, {
      code: 'no-own-price',
      path: place,
      says: 'belongs to a price process, and the instrument follows another',
      hint: 'leave it out',
      atKey: true,
    });
    return 0;
  }
  if (draft.kind === 'spot' && !Object.hasOwn(draft, 'annualVolatility')) return 0;
  return read(parseRatio, draft.annualVolatility);
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
    findings.report({
      code: 'duplicate-symbol',
      path,
      says: `is a second "${symbol}"`,
      hint: 'results go by the symbol: give each its own',
    });
    return undefined;
  });
}
