/** `venue.liquidation` to the clockwork and the policy of liquidations. */
import type { LiquidationLimit, LiquidationPolicy, StepCap } from '../exchange/liquidation/liquidation-policy.ts';
import type { LiquidationRules, LiquidationSizing } from '../exchange/venue-rules.ts';
import { complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { parseDuration, parseMoney, parseMultiple, parsePpm, parseRate, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type LiquidationDraft = NonNullable<Draft<ScenarioFile['venue']>['liquidation']>;

const BASE: Path = ['venue', 'liquidation'];

export function compileLiquidation(draft: LiquidationDraft | undefined): LiquidationRules | undefined {
  return complete<LiquidationRules>({
    enabled: draft?.enabled,
    sizing: compileSizing(draft?.sizing),
    wholeBelow: read(parseMoney, draft?.wholeBelow),
    feePpm: read(parsePpm, draft?.fee),
    latencyUs: read(parseDuration, draft?.latency),
    stepIntervalUs: read(parseDuration, draft?.stepInterval),
    retryIntervalUs: read(parseDuration, draft?.retryInterval),
    throughputPerSecond: read(parseRate, draft?.throughput),
    takeoverEquitySharePpm: read(parsePpm, draft?.takeoverEquityShare),
  });
}

/** How accounts are liquidated beside that; reports parts that contradict each other. */
export function compileLiquidationPolicy(
  draft: LiquidationDraft | undefined,
  findings: Findings,
): LiquidationPolicy | undefined {
  if (draft !== undefined) checkParts(draft, findings);
  return complete<LiquidationPolicy>({
    accountOrder: draft?.accountOrder,
    legOrder: draft?.legOrder,
    limit: compileLimit(draft?.limit),
    fee: complete({ cap: draft?.feeCap, fundSharePpm: read(parsePpm, draft?.feeFundShare) }),
    stepCap: compileStepCap(draft?.stepCap),
  });
}

function checkParts(draft: LiquidationDraft, findings: Findings): void {
  const kind = typeof draft.sizing === 'string' ? draft.sizing : draft.sizing?.kind;
  const hasCooldown = typeof draft.sizing === 'object' && draft.sizing.kind === 'fractionCooldown';
  if (draft.legOrder === 'proRata' && (kind === 'tierStep' || kind === 'fractionCooldown')) {
    findings.report({
      code: 'pro-rata-sizing',
      path: [...BASE, 'sizing'],
      says: `sizes each position by itself, so that legOrder proRata would not be in proportion`,
      expected: 'full, fraction, restoreBuffer or marginRatio',
      hint: 'set another sizing, or another legOrder',
    });
  }
  if (hasCooldown && draft.stepCap !== undefined && draft.stepCap !== null && draft.stepCap !== 'off') {
    findings.report({
      code: 'cap-on-cooldown',
      path: [...BASE, 'stepCap'],
      says: 'would keep sizing fractionCooldown from closing the full position within its cooldown',
      hint: 'switch stepCap off, or use sizing {kind: fraction, ...}',
    });
  }
}

function compileSizing(draft: LiquidationDraft['sizing']): LiquidationSizing | undefined {
  if (draft === undefined || typeof draft === 'string') return draft === undefined ? undefined : { kind: draft };
  switch (draft.kind) {
    case 'fraction':
      return complete<LiquidationSizing>({ kind: 'fraction', sharePpm: read(parsePpm, draft.share) });
    case 'fractionCooldown':
      return complete<Extract<LiquidationSizing, { kind: 'fractionCooldown' }>>({
        kind: 'fractionCooldown',
        sharePpm: read(parsePpm, draft.share),
        above: read(parseMoney, draft.above),
        cooldownUs: read(parseDuration, draft.cooldown),
        during: draft.during,
      });
    case 'restoreBuffer':
      return complete<LiquidationSizing>({
        kind: 'restoreBuffer',
        bufferRatio: read(parseMultiple, draft.bufferRatio),
      });
    case 'marginRatio': {
      const target = read(parseRatio, draft.target);
      return target === undefined ? undefined : { kind: 'restoreBuffer', bufferRatio: 1 / target };
    }
    case undefined:
      return undefined;
    default:
      return { kind: draft.kind };
  }
}

function compileLimit(draft: LiquidationDraft['limit']): LiquidationLimit | undefined {
  if (draft === undefined || typeof draft === 'string') return draft === undefined ? undefined : { kind: draft };
  switch (draft.kind) {
    case 'markDistance':
      return complete<LiquidationLimit>({ kind: 'markDistance', distancePpm: read(parsePpm, draft.distance) });
    case 'fillable':
      return complete<Extract<LiquidationLimit, { kind: 'fillable' }>>({
        kind: 'fillable',
        adjustment: read(parseMultiple, draft.adjustment),
        spreadPpm: read(parsePpm, draft.spread),
      });
    case undefined:
      return undefined;
    default:
      return { kind: draft.kind };
  }
}

function compileStepCap(draft: LiquidationDraft['stepCap']): StepCap | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<StepCap>({
    portionMaxPpm: read(parsePpm, draft.portionMax),
    notionalMin: read(parseMoney, draft.notionalMin),
  });
}
