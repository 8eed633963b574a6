/** What every class has: its accounts, and how they come to their positions. */
import type { AgentClassBase, AmountDistribution, LongShareBySize } from '../agents/agent-class.ts';
import { GROUP_ACCOUNTS } from '../agents/behaviours/fund-attacker.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { compileBankRun } from './compile-bank-run.ts';
import { checkMarginMode, compileHedge, compileHoldings, type DrawnDraft } from './compile-books.ts';
import { compileDistribution } from './compile-distribution.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { compileInstrumentsPerAccount, compileWeights } from './compile-weights.ts';
import { complete, read, type Findings } from './findings.ts';
import { positionIndex } from './instrument-index.ts';
import { parseCount, parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseDuration, parseMoney, parseMultiple, parsePpm } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type ClassDraft = Draft<ScenarioFile['agents']['classes'][number]>;
type StatedDraft = Exclude<ClassDraft, DrawnDraft>;
type OfKind<K extends string> = Extract<ClassDraft, { kind?: K | undefined }>;

/** How accounts come to their positions. */
type Drawing = Pick<
  AgentClassBase,
  | 'leverage'
  | 'leverageEquityCorrelation'
  | 'longSharePpm'
  | 'longShareBySize'
  | 'instrumentWeights'
  | 'instrumentsPerAccount'
  | 'hedge'
  | 'keepsSize'
>;

export function compileBase(
  draft: ClassDraft | undefined,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): AgentClassBase | undefined {
  if (draft === undefined) return undefined;
  const drawing = isStated(draft)
    ? compileStated(draft, path, instruments, findings)
    : compileDrawn(draft, path, instruments, findings);
  const account = complete<Omit<AgentClassBase, keyof Drawing>>({
    name: textOf(draft.name),
    accounts: accountsOf(draft),
    equity: compileDistribution(draft.equity, parseMoney, [...path, 'equity'], findings),
    reactionUs: compileDistribution(draft.reaction, parseDuration, [...path, 'reaction'], findings),
    collateral:
      'groups' in draft
        ? []
        : compileHoldings(
            'collateral' in draft ? draft.collateral : undefined,
            [...path, 'collateral'],
            instruments,
            findings,
          ),
    listed: null,
    bankRun: compileBankRun(draft.bankRun, [...path, 'bankRun'], findings),
  });
  return drawing === undefined || account === undefined ? undefined : { ...account, ...drawing };
}

const STATED: ReadonlySet<string | undefined> = new Set(['whale', 'basisArbitrageur', 'trendFollower', 'fundAttacker']);

function isStated(draft: ClassDraft): draft is StatedDraft {
  return STATED.has(draft.kind);
}

function accountsOf(draft: ClassDraft): number | undefined {
  if (draft.kind !== 'fundAttacker') return read(parseCount, (draft as DrawnDraft).accounts);
  const groups = read(parseCount, draft.groups);
  return groups === undefined ? undefined : groups * GROUP_ACCOUNTS;
}

function compileDrawn(
  draft: DrawnDraft,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): Drawing | undefined {
  const hedge = compileHedge(draft, path, instruments, findings);
  const chosen = compileWeights(
    draft.instruments,
    [...path, 'instruments'],
    instruments,
    hedge?.instrument ?? NO_INSTRUMENT,
    findings,
  );
  const instrumentWeights =
    draft.kind === 'optionSeller' ? optionsOnly(chosen, draft, path, instruments, findings) : chosen;
  checkMarginMode(draft, path, findings);
  // Who sells is short.
  const sided = draft.kind === 'optionSeller' ? null : (draft as Exclude<DrawnDraft, OfKind<'optionSeller'>>);
  const leverage = compileDistribution(draft.leverage, parseMultiple, [...path, 'leverage'], findings);
  return complete<Drawing>({
    leverage,
    leverageEquityCorrelation: compileCorrelation(draft, leverage, path, findings),
    longSharePpm: sided === null ? 0 : read(parsePpm, sided.longShare),
    longShareBySize: sided === null ? null : compileBySize(sided.longShareBySize, path, findings),
    instrumentWeights,
    instrumentsPerAccount: compileInstrumentsPerAccount(
      draft.instrumentsPerAccount,
      instrumentWeights,
      [...path, 'instrumentsPerAccount'],
      findings,
    ),
    hedge,
    keepsSize: false,
  });
}

/** 0 where the two are drawn apart. */
function compileCorrelation(
  draft: DrawnDraft,
  leverage: AmountDistribution | undefined,
  path: Path,
  findings: Findings,
): number | undefined {
  if (!Object.hasOwn(draft, 'leverageEquityCorrelation')) return 0;
  const correlation = read(parseNumber, draft.leverageEquityCorrelation);
  const isLogNormalWithTail = leverage?.kind === 'logNormal' && leverage.tail !== null;
  if (leverage?.kind === 'fixed' || isLogNormalWithTail) {
    findings.report({
      code: 'correlation-without-draw',
      path: [...path, 'leverageEquityCorrelation'],
      says: `needs a leverage that is drawn ${isLogNormalWithTail ? 'without a tail' : 'from a distribution'}`,
      hint: 'write leverage as logNormal without tail, or uniform',
    });
  }
  if (correlation !== undefined && typeof draft.equity !== 'object' && draft.equity !== undefined) {
    findings.report({
      code: 'correlation-without-draw',
      path: [...path, 'leverageEquityCorrelation'],
      says: 'has nothing to correlate leverage with: every account has the same equity',
      hint: 'write equity as a distribution',
    });
  }
  return correlation;
}

function compileBySize(
  draft: OfKind<'leveragedDirectional'>['longShareBySize'],
  path: Path,
  findings: Findings,
): LongShareBySize | null | undefined {
  if (draft === undefined) return null;
  findings.refuseBeside([...path, 'longShare'], {
    code: 'two-long-shares',
    path: [...path, 'longShareBySize'],
    says: 'takes the place of longShare, and both are there',
    hint: 'leave longShare out',
    atKey: true,
  });
  return complete<LongShareBySize>({
    notional: read(parseMoney, draft.below),
    smallPpm: read(parsePpm, draft.small),
    largePpm: read(parsePpm, draft.large),
  });
}

/** An options seller sells nothing else. */
function optionsOnly(
  weights: readonly number[] | undefined,
  draft: OfKind<'optionSeller'>,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): readonly number[] | undefined {
  if (weights === undefined) return undefined;
  const isOption = (i: number): boolean => instruments.links[i].kind === 'option';
  const other =
    typeof draft.instruments === 'object' ? weights.findIndex((weight, i) => weight > 0 && !isOption(i)) : -1;
  if (other >= 0) {
    const symbol = instruments.symbols[other];
    findings.report({
      code: 'not-an-option',
      path: [...path, 'instruments', symbol ?? ''],
      says: 'is no option, and an options seller sells options',
      hint: 'name options, or leave instruments out',
      atKey: true,
    });
    return undefined;
  }
  const masked = weights.map((weight, i) => (isOption(i) ? weight : 0));
  if (masked.some((weight) => weight > 0)) return masked;
  findings.report({
    code: 'weights-all-zero',
    path: [...path, 'kind'],
    says: 'sells options, and the venue has none with open interest',
    hint: 'list an instrument of "kind: option" with openInterest',
  });
  return undefined;
}

const FLAT: AmountDistribution = { kind: 'fixed', median: 0, sigmaLog: 0, min: 0, max: 0, tail: null };
const UNDRAWN = {
  leverage: FLAT,
  leverageEquityCorrelation: 0,
  longSharePpm: PPM_PER_UNIT / 2,
  longShareBySize: null,
  instrumentsPerAccount: { min: 1, max: 1 },
  hedge: null,
  keepsSize: false,
} as const;

/** Positions that are stated, or that only trading brings. */
function compileStated(
  draft: StatedDraft,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): Drawing | undefined {
  const positionOf = (symbol: unknown, key: string): number | undefined =>
    positionIndex(textOf(symbol), instruments, [...path, key], findings);
  const only = (...chosen: (number | undefined)[]): readonly number[] | undefined =>
    chosen.includes(undefined) ? undefined : instruments.symbols.map((_, i) => (chosen.includes(i) ? 1 : 0));
  switch (draft.kind) {
    case undefined:
      return undefined;
    case 'whale':
      return compileWhale(draft, positionOf(draft.instrument, 'instrument'), instruments);
    case 'trendFollower': {
      const weights = compileWeights(draft.instruments, [...path, 'instruments'], instruments, NO_INSTRUMENT, findings);
      return complete<Drawing>({ ...UNDRAWN, instrumentWeights: weights });
    }
    case 'basisArbitrageur': {
      const leg = positionOf(draft.leg, 'leg');
      const against = textOf(draft.against) === 'outside' ? leg : positionOf(draft.against, 'against');
      return complete<Drawing>({ ...UNDRAWN, instrumentWeights: only(leg, against) });
    }
    case 'fundAttacker':
      return complete<Drawing>({ ...UNDRAWN, instrumentWeights: only(positionOf(draft.instrument, 'instrument')) });
  }
}

/** Its leverage is what its stated size comes to. */
function compileWhale(
  draft: OfKind<'whale'>,
  index: number | undefined,
  instruments: CompiledInstruments,
): Drawing | undefined {
  const depth = index === undefined ? undefined : instruments.depth?.[index];
  const depthMultiple = read(parseMultiple, draft.depthMultiple);
  const equity = read(parseMoney, draft.equity);
  if (depth === undefined || depthMultiple === undefined || equity === undefined) return undefined;
  const leverage = (depthMultiple * depth.depthAtOnePercent) / equity;
  return {
    ...UNDRAWN,
    leverage: { ...FLAT, median: leverage, min: leverage, max: leverage },
    longSharePpm: draft.side === 'short' ? 0 : PPM_PER_UNIT,
    instrumentWeights: instruments.symbols.map((_, i) => (i === index ? 1 : 0)),
    keepsSize: true,
  };
}
