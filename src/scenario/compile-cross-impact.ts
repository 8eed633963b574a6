/** What stands in the place of correlation in cross-impact, or what stands in the way. */
import type { CorrelationRules, CrossImpactRules } from '../market/market-rules.ts';
import { compileCorrelation, type CorrelationDraft } from './compile-correlation.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { indexOfRoot } from './instrument-index.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { parseMoney } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export type ImpactDraft = Draft<ScenarioFile['market']['impact']>;

const BASE: Path = ['market', 'impact', 'cross'];

interface KyleDraft {
  readonly flow?: Readonly<Record<string, unknown>> | undefined;
  readonly flowCorrelation?: CorrelationDraft | undefined;
}

export function compileCross(
  draft: ImpactDraft | undefined,
  instruments: CompiledInstruments,
  findings: Findings,
): CrossImpactRules | null | undefined {
  if (draft === undefined || !Object.hasOwn(draft, 'cross')) return null;
  const cross = draft.cross as { kyle?: KyleDraft; strengths?: CorrelationDraft } | undefined;
  if (cross?.kyle !== undefined) return compileKyle(cross.kyle, instruments, findings);
  if (cross?.strengths === undefined) return undefined;
  const strengths = compileCorrelation(cross.strengths, instruments, [...BASE, 'strengths'], findings);
  return strengths === undefined ? undefined : { kind: 'strengths', strengths };
}

function compileKyle(
  draft: KyleDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): CrossImpactRules | undefined {
  return complete<Extract<CrossImpactRules, { kind: 'kyle' }>>({
    kind: 'kyle',
    volatilityAnnual: instruments.volatilityAnnual,
    flow: compileFlow(draft, instruments, findings),
    flowCorrelation: flowCorrelationOf(draft, instruments, findings),
  });
}

function flowCorrelationOf(
  draft: KyleDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): CorrelationRules | undefined {
  const path = [...BASE, 'kyle', 'flowCorrelation'];
  if (Object.hasOwn(draft, 'flowCorrelation')) {
    return compileCorrelation(draft.flowCorrelation, instruments, path, findings);
  }
  return compileCorrelation({}, instruments, path, findings);
}

/** Where nothing is said, flow is as large as the book is deep; what follows another has no flow that could move others. */
function compileFlow(
  draft: KyleDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): readonly number[] | undefined {
  const depths = instruments.depth?.map(({ depthAtOnePercent }) => depthAtOnePercent);
  if (!Object.hasOwn(draft, 'flow')) return depths;
  const path = [...BASE, 'kyle', 'flow'];
  const flow = instruments.symbols.map((symbol, i): number | undefined => {
    if (symbol === undefined) return undefined;
    if (draft.flow !== undefined && Object.hasOwn(draft.flow, symbol)) {
      return read(parseMoney, draft.flow[symbol] as string | number);
    }
    if (instruments.hasOwnPrice[i] === false) return depths?.[i];
    findings.report({
      code: 'missing-key',
      path,
      says: `does not say how much of ${symbol} is bought`,
      expected: 'every instrument with a price of its own',
      atKey: true,
    });
    return undefined;
  });
  for (const symbol of Object.keys(draft.flow ?? {})) indexOfRoot(symbol, instruments, [...path, symbol], findings);
  return allOf(flow);
}
