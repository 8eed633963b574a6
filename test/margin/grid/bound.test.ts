// Goal: the published sensitivity bounds the maintenance requirement of any book, whatever the market does. Method:
// random markets with all kinds of contracts walk in price, volatility, mark and time, past expiries too; the change of each
// random book is held against its bound, from step to step and from the start. test/long has millions of trials.
import { describe, expect, it } from 'vitest';
import { tryBound } from './bound-trials.ts';
import { GRID_PRESETS, presetModel } from './load-preset.ts';

describe('the bound of a grid', () => {
  it.each(GRID_PRESETS)('%s', (name) => {
    const { trials, worst, typical } = tryBound(presetModel(name), 1, 3, 12, 400);
    expect(trials).toBeGreaterThan(25_000);
    expect(worst).toBeLessThanOrEqual(1);
    // A bound that is met nowhere would prove nothing.
    expect(worst).toBeGreaterThan(0.3);
    expect(typical).toBeGreaterThan(0);
  });
});
