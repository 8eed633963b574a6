// Goal: sensitivities of grids and of SPAN bound requirements over millions of random books and moves. Method: that of the fast
// tests, test/margin/grid/bound.test.ts, with other seeds.
import { describe, expect, it } from 'vitest';
import { createSpanModel } from '../../src/margin/span/span-model.ts';
import { tryBound } from '../margin/grid/bound-trials.ts';
import { GRID_PRESETS, presetModel } from '../margin/grid/load-preset.ts';
import { fullSpan } from '../margin/span/random-span.ts';

const SPANS = [
  ['SPAN, normal price risk', () => createSpanModel(fullSpan({ weightedPriceRisk: 'normal' }))],
  ['SPAN, capped price risk', () => createSpanModel(fullSpan())],
  ['SPAN without delta spreads', () => createSpanModel(fullSpan({ deltaSpreads: [] }))],
] as const;

describe('bounds of portfolio margin', () => {
  it.each([...GRID_PRESETS.map((name) => [name, () => presetModel(name)] as const), ...SPANS])('%s', (_, model) => {
    const { trials, worst } = tryBound(model(), 1_000, 40, 12, 600);
    expect(trials).toBeGreaterThan(500_000);
    expect(worst).toBeLessThanOrEqual(1);
  });
});
