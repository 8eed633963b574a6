/** What the kinds of `schema-agent-flows.ts` do, and what contradicts itself in it. */
import type { AgentClass, ExitSchedule, WhaleExit } from '../agents/agent-class.ts';
import { formatShare } from '../base/format.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import type { Own, OwnOf } from './compile-own.ts';
import { compileDistribution } from './compile-distribution.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { complete, read, type Findings } from './findings.ts';
import { parseCount, parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { durationText } from './time-frame.ts';
import { textOf } from './unit-result.ts';
import { parseDuration, parseMultiple, parsePpm, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type AgentsFile = ScenarioFile['agents'];
type ImportedBehaviour = NonNullable<AgentsFile['imported']>['rules'][number]['behaviour'];
type FlowKind = 'whale' | 'basisArbitrageur' | 'optionSeller' | 'trendFollower' | 'herdSeller' | 'fundAttacker';
type OfKind<K extends string> = Extract<Draft<AgentsFile['classes'][number]>, { kind?: K | undefined }>;
/** A class, or accounts of a book, whose keys of behaviour are the same. */
type FlowDraft = OfKind<FlowKind> | Extract<Draft<ImportedBehaviour>, { kind?: 'whale' | 'herdSeller' | undefined }>;
type WhaleDraft = Extract<FlowDraft, { kind?: 'whale' | undefined }>;

export function compileFlow(
  draft: FlowDraft,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): Own<AgentClass> | undefined {
  switch (draft.kind) {
    case undefined:
      return undefined;
    case 'whale':
      return compileWhale(draft, path, findings);
    case 'basisArbitrageur':
      return compileArbitrageur(draft, path, instruments, findings);
    case 'optionSeller':
      return complete<OwnOf<'optionSeller'>>({
        kind: draft.kind,
        rehedgeIntervalUs: read(parseDuration, draft.rehedgeInterval),
        deltaBand: read(parseRatio, draft.deltaBand),
      });
    case 'trendFollower':
      return complete<OwnOf<'trendFollower'>>({
        kind: draft.kind,
        lookbackUs: read(parseDuration, draft.lookback),
        directions: draft.directions,
        trailingStop: compileDistribution(draft.trailingStop, parseRatio, [...path, 'trailingStop'], findings),
        tradeLeverage: compileDistribution(draft.tradeLeverage, parseMultiple, [...path, 'tradeLeverage'], findings),
        entriesMax: read(parseCount, draft.entries),
      });
    case 'herdSeller':
      return complete<OwnOf<'herdSeller'>>({
        kind: draft.kind,
        watches: draft.watches,
        windowUs: read(parseDuration, draft.window),
        trigger: compileDistribution(draft.trigger, parseRatio, [...path, 'trigger'], findings),
        drawdown: draft.drawdown === 'off' || draft.drawdown === null ? null : read(parseRatio, draft.drawdown),
        sellSharePpm: read(parsePpm, draft.sellShare),
      });
    case 'fundAttacker':
      return compileAttacker(draft, path, instruments, findings);
  }
}

function compileWhale(draft: WhaleDraft, path: Path, findings: Findings): OwnOf<'whale'> | undefined {
  const intervalUs = read(parseDuration, draft.interval);
  const exit = draft.exit === 'off' || draft.exit === null ? null : compileExit(draft.exit, path, findings);
  if (exit !== undefined && exit !== null && intervalUs !== undefined && intervalUs > exit.overUs) {
    findings.report({
      code: 'interval-too-long',
      path: [...path, 'interval'],
      says: 'is longer than exit.over, so that the position would go at once',
      hint: 'shorten the interval, or lengthen exit.over',
    });
  }
  return complete<OwnOf<'whale'>>({ kind: 'whale', exit, intervalUs });
}

function compileExit(
  draft: Exclude<WhaleDraft['exit'], 'off' | null>,
  path: Path,
  findings: Findings,
): WhaleExit | undefined {
  const hasUrgency = findings.isWritten([...path, 'exit', 'urgency']);
  if (draft?.schedule !== undefined && hasUrgency !== (draft.schedule === 'almgrenChriss')) {
    findings.report({
      code: 'schedule-and-urgency',
      path: [...path, 'exit', hasUrgency ? 'urgency' : 'schedule'],
      says: hasUrgency ? 'is for the schedule almgrenChriss alone' : 'is almgrenChriss, which needs an urgency',
      hint: hasUrgency ? 'write "schedule: almgrenChriss", or leave it out' : 'add "urgency: 2"',
    });
    return undefined;
  }
  const urgency = read(parseNumber, draft?.urgency);
  const schedule: ExitSchedule | undefined =
    draft?.schedule === 'almgrenChriss'
      ? complete<Extract<ExitSchedule, { kind: 'almgrenChriss' }>>({ kind: 'almgrenChriss', urgency })
      : { kind: 'proportional' };
  return complete<WhaleExit>({
    atUs: read(parseDuration, draft?.at),
    overUs: read(parseDuration, draft?.over),
    schedule,
  });
}

function compileArbitrageur(
  draft: OfKind<'basisArbitrageur'>,
  path: Path,
  { symbols }: CompiledInstruments,
  findings: Findings,
): OwnOf<'basisArbitrageur'> | undefined {
  const { leg, against } = { leg: textOf(draft.leg), against: textOf(draft.against) };
  if (leg !== undefined && leg === against) {
    findings.report({
      code: 'one-leg',
      path: [...path, 'against'],
      says: 'is the same instrument as leg',
      hint: 'name another instrument, or outside',
    });
  }
  const entryBasis = compileDistribution(draft.entryBasis, parseRatio, [...path, 'entryBasis'], findings);
  const exitBasis = read(parseRatio, draft.exitBasis);
  if (entryBasis !== undefined && exitBasis !== undefined && exitBasis >= entryBasis.min) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'exitBasis'],
      says: 'is not below every entryBasis: who entered would leave at once',
      expected: `less than ${formatShare(entryBasis.min)}`,
    });
  }
  const entryRate = typeof draft.funding === 'object' ? read(parseRatio, draft.funding?.entry) : undefined;
  const exitRate = typeof draft.funding === 'object' ? read(parseRatio, draft.funding?.exit) : undefined;
  if (entryRate !== undefined && exitRate !== undefined && exitRate >= entryRate) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'funding', 'exit'],
      says: 'is not below entry',
      expected: `less than ${formatShare(entryRate)}`,
    });
  }
  return complete<OwnOf<'basisArbitrageur'>>({
    kind: 'basisArbitrageur',
    // Symbols that are none were reported with the positions.
    leg: leg === undefined ? undefined : symbols.indexOf(leg),
    against: against === undefined ? undefined : against === 'outside' ? NO_INSTRUMENT : symbols.indexOf(against),
    entryBasis,
    exitBasis,
    funding:
      draft.funding === 'off' || draft.funding === null
        ? null
        : complete<{ entryRate: number; exitRate: number }>({ entryRate, exitRate }),
    tradeLeverage: compileDistribution(draft.tradeLeverage, parseMultiple, [...path, 'tradeLeverage'], findings),
    stressRatio: read(parseRatio, draft.stressRatio),
  });
}

function compileAttacker(
  draft: OfKind<'fundAttacker'>,
  path: Path,
  { symbols }: CompiledInstruments,
  findings: Findings,
): OwnOf<'fundAttacker'> | undefined {
  const openAtUs = read(parseDuration, draft.openAt);
  const pushAtUs = read(parseDuration, draft.pushAt);
  if (openAtUs !== undefined && pushAtUs !== undefined && pushAtUs <= openAtUs) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'pushAt'],
      says: 'is not after openAt',
      expected: `more than ${durationText(openAtUs)}`,
    });
  }
  const symbol = textOf(draft.instrument);
  return complete<OwnOf<'fundAttacker'>>({
    kind: 'fundAttacker',
    instrument: symbol === undefined ? undefined : symbols.indexOf(symbol),
    direction: draft.direction === undefined ? undefined : draft.direction === 'up' ? 1 : -1,
    positionLeverage: read(parseMultiple, draft.positionLeverage),
    pushLeverage: read(parseMultiple, draft.pushLeverage),
    openAtUs,
    pushAtUs,
    pushOrders: read(parseCount, draft.pushOrders),
    intervalUs: read(parseDuration, draft.interval),
    exitDelayUs: read(parseDuration, draft.exitDelay),
    giveUpAfterUs: read(parseDuration, draft.giveUpAfter),
  });
}
