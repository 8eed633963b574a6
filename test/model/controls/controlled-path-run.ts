/** One random scenario with controls run through the kernel twice, on the engine and on the reference exchange. */
import { expect } from 'vitest';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import type { PathOutcome } from '../../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../../src/simulation/simulate-path.ts';
import { findDifference } from '../path-run.ts';
import { drawPopulation, drawScenario } from '../random-scenario.ts';
import { createReference } from '../reference-exchange.ts';
import { withControlledVenue } from './random-controls.ts';

/** All invariants checked after every event; fails with the seed where journals, samples or tallies differ. */
export function runBothControlledPaths(seed: string, draw: (seed: string) => Scenario = drawScenario): PathOutcome {
  const scenario = withControlledVenue(draw(seed));
  const input = { scenario, population: drawPopulation(scenario), path: 0, audit: true };
  const engine = simulatePath(input);
  const reference = simulatePath({ ...input, createExchange: createReference });
  expect(engine.failure, seed).toBeNull();
  expect(reference.failure, seed).toBeNull();
  expect(findDifference(engine.journal, reference.journal), seed).toBeUndefined();
  expect(engine.eventCount, seed).toBe(reference.eventCount);
  expect(engine.tally, seed).toEqual(reference.tally);
  expect(engine.series, seed).toEqual(reference.series);
  return engine;
}
