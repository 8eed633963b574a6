/** The agents section to classes of accounts, or what stands in the way. */
import { formatShare } from '../base/format.ts';
import type { AgentClass, AgentClassBase, AgentRules } from '../agents/agent-class.ts';
import { compileDistribution } from './compile-distribution.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { checkPopulation } from './check-population.ts';
import { compileFlow } from './compile-agent-flows.ts';
import { compileBase } from './compile-class-base.ts';
import { compileImported } from './compile-imported.ts';
import type { Own, OwnOf } from './compile-own.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { compileMakerSpread, type MakerSpreadDraft } from './compile-maker-spread.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseDuration, parseMultiple, parsePpm, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type AgentsDraft = Draft<ScenarioFile['agents']>;
type ClassDraft = NonNullable<NonNullable<AgentsDraft['classes']>[number]>;
type ImportedDraft = NonNullable<AgentsDraft['imported']>;
/** A class, or how accounts of a book behave. */
type BehaviourDraft = ClassDraft | NonNullable<NonNullable<NonNullable<ImportedDraft['rules']>[number]>['behaviour']>;

export function compileAgents(
  draft: AgentsDraft,
  instruments: CompiledInstruments,
  files: ScenarioFiles,
  findings: Findings,
): AgentRules | undefined {
  const drafts = draft.classes ?? [];
  checkNames(draft, findings);
  const leverageStretchMax = read(parseMultiple, draft.leverageStretchMax);
  const bases = drafts.map((one, at) => compileBase(one, ['agents', 'classes', at], instruments, findings));
  const importedBases =
    draft.imported === undefined ? [] : compileImported(draft.imported, instruments, files, findings);
  checkPopulation([...bases, ...(importedBases ?? [undefined])], leverageStretchMax, instruments, findings);
  const classes = drafts.map((one, at) => {
    const path = ['agents', 'classes', at];
    return joined(bases[at], compileOwn(one, path, instruments, findings));
  });
  const listed = importedBases?.map((base, at) => {
    const path = ['agents', 'imported', 'rules', at, 'behaviour'];
    return joined(base, compileOwn(draft.imported?.rules?.[at]?.behaviour, path, instruments, findings));
  });
  return complete<AgentRules>({
    classes: draft.classes === undefined || listed === undefined ? undefined : allOf([...classes, ...listed]),
    openInterest: allOf(instruments.openInterest),
    leverageStretchMax,
    warningRatio: read(parseMultiple, draft.warningRatio),
    wakeIntervalUs: read(parseDuration, draft.wakeInterval),
  });
}

/** Rules for imported accounts make classes as well. */
function checkNames({ classes, imported }: AgentsDraft, findings: Findings): void {
  const named: (readonly [Path, string | undefined])[] = [
    ...(classes ?? []).map((one, at) => [['agents', 'classes', at, 'name'], textOf(one?.name)] as const),
    ...(imported?.rules ?? []).map(
      (one, at) => [['agents', 'imported', 'rules', at, 'name'], textOf(one?.name)] as const,
    ),
  ];
  const names = named.map(([, name]) => name);
  named.forEach(([path, name], at) => {
    if (name === undefined || names.indexOf(name) === at) return;
    findings.report({
      code: 'duplicate-name',
      path,
      says: `is a second class called "${name}"`,
      hint: 'results go by the name: give each its own',
    });
  });
}

function joined(base: AgentClassBase | undefined, own: Own<AgentClass> | undefined): AgentClass | undefined {
  return base === undefined || own === undefined ? undefined : ({ ...base, ...own } as AgentClass);
}

function compileOwn(
  draft: BehaviourDraft | undefined,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): Own<AgentClass> | undefined {
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
    default:
      return draft === undefined ? undefined : compileFlow(draft, path, instruments, findings);
  }
}

function compileMarketMaker(
  draft: Extract<
    ClassDraft,
    { kind?: 'marketMaker' | undefined; requoteInterval?: unknown; spread?: MakerSpreadDraft }
  >,
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
      expected: `more than ${formatShare(stressRatioStart)}`,
    });
  }
  return complete<OwnOf<'marketMaker'>>({
    kind: 'marketMaker',
    inventoryLimit: read(parseMultiple, draft.inventoryLimit),
    stressRatioStart,
    stressRatioFull,
    requoteIntervalUs: read(parseDuration, draft.requoteInterval),
    spread: compileMakerSpread(draft.spread, [...path, 'spread'], findings),
  });
}
