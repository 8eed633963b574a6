/** The market section to the rules of the outside price and the book, or what stands in the way. */
import type {
  ExternalLiquidityRules,
  MarketRules,
  MarkWithdrawalRules,
  NoiseRules,
  WithdrawalRules,
} from '../market/market-rules.ts';
import { compileCorrelation } from './compile-correlation.ts';
import { compileImpact } from './compile-impact.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { compilePrices } from './compile-prices.ts';
import { compileReplay } from './compile-replay.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { TICKS_MAX } from './limits.ts';
import { parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { durationText, type TimeFrame } from './time-frame.ts';
import { parseDuration, parseMoneyPerHour, parsePpm, parseRatio } from './units.ts';

type MarketDraft = Draft<ScenarioFile['market']>;
type OwnMarksDraft = NonNullable<MarketDraft['withdrawal']>['ownMarks'];

export function compileMarket(
  draft: MarketDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  files: ScenarioFiles,
  findings: Findings,
): MarketRules | undefined {
  const tickUs = read(parseDuration, draft.tick);
  const prices = draft.prices ?? {};
  const components = [
    ...compileReplay(prices, instruments, frame, files, findings),
    ...compilePrices(prices, instruments, frame, findings),
  ];
  return complete<MarketRules>({
    tickUs,
    components: allOf(components),
    noise: compileNoise(draft.noise, instruments),
    correlation: compileCorrelation(draft.correlation, instruments, ['market', 'correlation'], findings),
    depth: instruments.depth,
    impact: compileImpact(draft.impact, instruments, findings),
    withdrawal: compileWithdrawal(draft.withdrawal, instruments),
    external: compileExternal(draft.externalLiquidity),
  });
}

/** Apart from the rest of the section: it needs no instrument to be sound. */
export function checkTick(draft: MarketDraft, { durationUs }: TimeFrame, findings: Findings): void {
  const tickUs = read(parseDuration, draft.tick);
  if (tickUs === undefined || durationUs === undefined || tickUs === 0) return;
  if (tickUs > durationUs) {
    findings.report({
      code: 'tick-above-duration',
      path: ['market', 'tick'],
      says: 'is longer than the run',
      expected: `at most ${durationText(durationUs)}`,
    });
  } else if (durationUs / tickUs > TICKS_MAX) {
    findings.report({
      code: 'too-many-ticks',
      path: ['market', 'tick'],
      says: `cuts the run into ${Math.ceil(durationUs / tickUs)} ticks`,
      expected: `at most ${TICKS_MAX} ticks`,
      hint: `a tick of "${durationText(Math.ceil(durationUs / TICKS_MAX))}" or longer works`,
    });
  }
}

function compileNoise(draft: MarketDraft['noise'], instruments: CompiledInstruments): NoiseRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<NoiseRules>({
    distribution: draft.distribution,
    degreesOfFreedom: read(parseNumber, draft.degreesOfFreedom),
    volatilityAnnual: instruments.volatilityAnnual,
    bridgedToWaypoints: draft.bridgedToWaypoints,
  });
}

function compileWithdrawal(
  draft: MarketDraft['withdrawal'],
  instruments: CompiledInstruments,
): WithdrawalRules | undefined {
  return complete<WithdrawalRules>({
    sensitivity: read(parseNumber, draft?.sensitivity),
    horizonUs: read(parseDuration, draft?.horizon),
    floorShare: read(parseRatio, draft?.floorShare),
    recoveryHalfLifeUs: read(parseDuration, draft?.recoveryHalfLife),
    ownMarks: compileOwnMarks(draft?.ownMarks, instruments),
  });
}

function compileOwnMarks(
  draft: OwnMarksDraft,
  instruments: CompiledInstruments,
): MarkWithdrawalRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<MarkWithdrawalRules>({
    sensitivity: read(parseNumber, draft.sensitivity),
    halfLifeUs: read(parseDuration, draft.halfLife),
    volatilityAnnual: volatilityOfMarks(instruments),
  });
}

/** What follows another is as volatile as that one. */
function volatilityOfMarks({ volatilityAnnual, links }: CompiledInstruments): readonly number[] | undefined {
  return volatilityAnnual?.map((own, i) => volatilityAnnual[links[i].follows ?? i] ?? own);
}

function compileExternal(draft: MarketDraft['externalLiquidity']): ExternalLiquidityRules | undefined {
  return complete<ExternalLiquidityRules>({
    depthSharePpm: read(parsePpm, draft?.depthShare),
    halfSpreadPpm: read(parsePpm, draft?.halfSpread),
    absorptionPerHour: read(parseMoneyPerHour, draft?.absorption),
  });
}
