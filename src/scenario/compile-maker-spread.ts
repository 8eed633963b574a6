/** How far from the mid a class of market makers quotes, or what stands in the way. */
import type { MakerSpreadRules } from '../agents/agent-class.ts';
import { complete, read, type Findings } from './findings.ts';
import { parseNumber } from './plain-units.ts';
import { textOf, type Written } from './unit-result.ts';
import { parseDuration, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type Keys = 'half' | 'volatilityMultiple' | 'lookback' | 'stressWidening' | 'inventoryWidening' | 'max';
export type MakerSpreadDraft = 'off' | null | undefined | { readonly [Key in Keys]?: Written | undefined };

export function compileMakerSpread(
  draft: MakerSpreadDraft,
  path: Path,
  findings: Findings,
): MakerSpreadRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  const half = read(parseRatio, draft.half);
  const max = read(parseRatio, draft.max);
  if (half !== undefined && max !== undefined && max < half) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'max'],
      says: 'is below half, the half-spread in calm',
      expected: `at least ${textOf(draft.half)}`,
    });
  }
  return complete<MakerSpreadRules>({
    half,
    volatilityMultiple: read(parseNumber, draft.volatilityMultiple),
    lookbackUs: read(parseDuration, draft.lookback),
    stressWidening: read(parseNumber, draft.stressWidening),
    inventoryWidening: read(parseNumber, draft.inventoryWidening),
    max,
  });
}
