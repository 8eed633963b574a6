/** The agents section to classes of accounts, or what stands in the way. */
import type { AgentClass, AgentClassBase, AgentRules } from '../agents/agent-class.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { compileBankRun } from './compile-bank-run.ts';
import { compileDistribution } from './compile-distribution.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { checkPopulation } from './check-population.ts';
import { checkMarginMode, compileHedge, compileHoldings } from './compile-books.ts';
import { compileInstrumentsPerAccount, compileWeights } from './compile-weights.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { parseCount } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseDuration, parseMoney, parseMultiple, parsePpm, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type AgentsDraft = Draft<ScenarioFile['agents']>;
type ClassDraft = NonNullable<NonNullable<AgentsDraft['classes']>[number]>;

export function compileAgents(
  draft: AgentsDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): AgentRules | undefined {
  const drafts = draft.classes ?? [];
  checkNames(drafts, findings);
  const leverageStretchMax = read(parseMultiple, draft.leverageStretchMax);
  const bases = drafts.map((one, at) => compileBase(one, ['agents', 'classes', at], instruments, findings));
  checkPopulation(bases, leverageStretchMax, instruments, findings);
  const classes = drafts.map((one, at) => compileClass(one, bases[at], ['agents', 'classes', at], findings));
  return complete<AgentRules>({
    classes: draft.classes === undefined ? undefined : allOf(classes),
    openInterest: allOf(instruments.openInterest),
    leverageStretchMax,
    warningRatio: read(parseMultiple, draft.warningRatio),
    wakeIntervalUs: read(parseDuration, draft.wakeInterval),
  });
}

function checkNames(drafts: readonly (ClassDraft | undefined)[], findings: Findings): void {
  const names = drafts.map((draft) => textOf(draft?.name));
  names.forEach((name, at) => {
    if (name === undefined || names.indexOf(name) === at) return;
    findings.report({
      code: 'duplicate-name',
      path: ['agents', 'classes', at, 'name'],
      says: `is a second class called "${name}"`,
    });
  });
}

function compileBase(
  draft: ClassDraft | undefined,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): AgentClassBase | undefined {
  if (draft === undefined) return undefined;
  const hedge = compileHedge(draft, path, instruments, findings);
  const instrumentWeights = compileWeights(
    draft.instruments,
    [...path, 'instruments'],
    instruments,
    hedge?.instrument ?? NO_INSTRUMENT,
    findings,
  );
  checkMarginMode(draft, path, findings);
  return complete<AgentClassBase>({
    name: textOf(draft.name),
    accounts: read(parseCount, draft.accounts),
    equity: compileDistribution(draft.equity, parseMoney, [...path, 'equity'], findings),
    leverage: compileDistribution(draft.leverage, parseMultiple, [...path, 'leverage'], findings),
    longSharePpm: read(parsePpm, draft.longShare),
    instrumentWeights,
    instrumentsPerAccount: compileInstrumentsPerAccount(
      draft.instrumentsPerAccount,
      instrumentWeights,
      [...path, 'instrumentsPerAccount'],
      findings,
    ),
    reactionUs: compileDistribution(draft.reaction, parseDuration, [...path, 'reaction'], findings),
    collateral: compileHoldings(draft.collateral, [...path, 'collateral'], instruments, findings),
    hedge,
    bankRun: compileBankRun(draft.bankRun, [...path, 'bankRun'], findings),
  });
}

function compileClass(
  draft: ClassDraft | undefined,
  base: AgentClassBase | undefined,
  path: Path,
  findings: Findings,
): AgentClass | undefined {
  const own = compileOwn(draft, path, findings);
  return base === undefined || own === undefined ? undefined : ({ ...base, ...own } as AgentClass);
}

/** `T` without the keys that every class has. */
type Own<T> = T extends AgentClass ? Omit<T, keyof AgentClassBase> : never;
type OwnOf<Kind extends AgentClass['kind']> = Own<Extract<AgentClass, { kind: Kind }>>;

function compileOwn(draft: ClassDraft | undefined, path: Path, findings: Findings): Own<AgentClass> | undefined {
  switch (draft?.kind) {
    case undefined:
      return undefined;
    case 'leveragedDirectional':
      return complete<OwnOf<'leveragedDirectional'>>({
        kind: draft.kind,
        stopLossProbabilityPpm: read(parsePpm, draft.stopLossProbability),
        stopLossEquityShare: compileDistribution(
          draft.stopLossEquityShare,
          parseRatio,
          [...path, 'stopLossEquityShare'],
          findings,
        ),
      });
    case 'hedger':
      return complete<OwnOf<'hedger'>>({
        kind: draft.kind,
        rehedgeSharePpm: read(parsePpm, draft.rehedgeShare),
        topUpRatio: read(parseMultiple, draft.topUpRatio),
        topUpLimitShare: read(parseRatio, draft.topUpLimit),
      });
    case 'marketMaker':
      return compileMarketMaker(draft, path, findings);
    case 'panicSeller':
      return complete<OwnOf<'panicSeller'>>({
        kind: draft.kind,
        drawdownTrigger: compileDistribution(draft.drawdownTrigger, parseRatio, [...path, 'drawdownTrigger'], findings),
        lookbackUs: read(parseDuration, draft.lookback),
        sellSharePpm: read(parsePpm, draft.sellShare),
      });
    case 'dipBuyer':
      return complete<OwnOf<'dipBuyer'>>({
        kind: draft.kind,
        drawdownTrigger: compileDistribution(draft.drawdownTrigger, parseRatio, [...path, 'drawdownTrigger'], findings),
        lookbackUs: read(parseDuration, draft.lookback),
        buyLeverage: compileDistribution(draft.buyLeverage, parseMultiple, [...path, 'buyLeverage'], findings),
      });
    case 'marginCallPayer':
      return complete<OwnOf<'marginCallPayer'>>({
        kind: draft.kind,
        payProbabilityPpm: read(parsePpm, draft.payProbability),
        topUpRatio: read(parseMultiple, draft.topUpRatio),
        topUpLimitShare: read(parseRatio, draft.topUpLimit),
      });
  }
}

function compileMarketMaker(
  draft: Extract<ClassDraft, { kind?: 'marketMaker' | undefined; requoteInterval?: unknown }>,
  path: Path,
  findings: Findings,
): OwnOf<'marketMaker'> | undefined {
  const stressRatioStart = read(parseRatio, draft.stressRatioStart);
  const stressRatioFull = read(parseRatio, draft.stressRatioFull);
  if (stressRatioStart !== undefined && stressRatioFull !== undefined && stressRatioFull <= stressRatioStart) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'stressRatioFull'],
      says: 'is not above stressRatioStart',
    });
  }
  return complete<OwnOf<'marketMaker'>>({
    kind: 'marketMaker',
    inventoryLimit: read(parseMultiple, draft.inventoryLimit),
    stressRatioStart,
    stressRatioFull,
    requoteIntervalUs: read(parseDuration, draft.requoteInterval),
  });
}
