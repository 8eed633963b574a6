// Goal: paths that are lent the same memory one after another see nothing of each other. Method: paths of populations
// of several sizes and layouts over one memory, a failed one among them, against the same paths in fresh memory.
import { describe, expect, it } from 'vitest';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import { PathMemory } from '../../src/exchange/path-memory.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { simulatePath, type PathInput } from '../../src/simulation/simulate-path.ts';
import { bare, crowd } from './small-scenario.ts';

function run(scenario: Scenario, path: number, extra: Partial<PathInput>) {
  const { population } = buildPopulation(scenario, null);
  return simulatePath({ scenario, population, path, ...extra });
}

/** An exchange that breaks down in the middle of a liquidation. */
class Breaking extends ColumnExchange {
  override liquidate(account: number): ReturnType<ColumnExchange['liquidate']> {
    super.liquidate(account);
    throw new RangeError('broken');
  }
}

describe('paths over one memory', () => {
  it('come to what they come to in fresh memory', () => {
    const memory = new PathMemory();
    const larger = crowd({ 'agents.classes[0].accounts': '150' });
    const rounds = [
      crowd(),
      larger,
      crowd(),
      crowd(),
      bare(),
      crowd({ 'agents.classes[0].instrumentsPerAccount': '{ min: 1, max: 1 }' }),
    ];
    rounds.forEach((scenario, path) => {
      expect(run(scenario, path, { memory })).toEqual(run(scenario, path, {}));
    });
  });

  it('see nothing of one that failed', () => {
    const memory = new PathMemory();
    const failed = run(crowd(), 0, { memory, createExchange: (parts) => new Breaking(parts) });
    expect(failed.failure?.message).toBe('broken');
    expect(run(crowd(), 0, { memory })).toEqual(run(crowd(), 0, {}));
  });
});

describe('memory', () => {
  it('is lent again at the same place, and zeroed', () => {
    const memory = new PathMemory();
    const first = memory.lend('a', 100).fill(7);
    const other = memory.lend('b', 100);
    expect(other.buffer).not.toBe(first.buffer);
    const again = memory.lend('a', 100);
    expect(again.buffer).toBe(first.buffer);
    expect(again.every((value) => value === 0)).toBe(true);
    expect(memory.lend('a', 101)).toHaveLength(101);
  });
});
