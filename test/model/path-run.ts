/** One random scenario run through the kernel twice, on the engine and on the reference exchange. */
import { expect } from 'vitest';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import type { JournalColumns, PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { drawPopulation, drawScenario } from './random-scenario.ts';
import { DeskedReference } from './reference-desk.ts';
import { checkTransfers } from './reference-transfers.ts';

/** The fact at `n` with all its figures. */
function factAt(journal: JournalColumns, n: number): unknown[] {
  const { timeUs, rank, sequence, kind, account, instrument, lots, value, a, b } = journal;
  const figures = [account, instrument, lots, value, a, b].map((column) => column[n]! + 0);
  return [FACT_KINDS[kind[n]!], timeUs[n], rank[n], sequence[n], ...figures];
}

/** First fact that differs, on either side; undefined when the journals are equal. */
function findDifference(engine: JournalColumns, reference: JournalColumns): unknown {
  for (let n = 0; n < Math.max(engine.count, reference.count); n += 1) {
    const [found, expected] = [factAt(engine, n), factAt(reference, n)];
    if (JSON.stringify(found) !== JSON.stringify(expected)) return { fact: n, engine: found, reference: expected };
  }
  return undefined;
}

/** Runs one scenario on both exchanges, all invariants checked after every event; fails with the seed where they differ. */
export function runBothPaths(seed: string, draw = drawScenario): PathOutcome {
  const scenario = draw(seed);
  const input = { scenario, population: drawPopulation(scenario), path: 0, audit: true };
  const engine = simulatePath(input);
  const reference = simulatePath({ ...input, createExchange: (parts) => new DeskedReference(parts) });
  expect(engine.failure, seed).toBeNull();
  expect(reference.failure, seed).toBeNull();
  expect(findDifference(engine.journal, reference.journal), seed).toBeUndefined();
  expect(engine.eventCount, seed).toBe(reference.eventCount);
  expect(engine.tally, seed).toEqual(reference.tally);
  expect(engine.series, seed).toEqual(reference.series);
  expect(engine.margin, seed).toEqual(reference.margin);
  expect(engine.coMovement, seed).toEqual(reference.coMovement);
  expect(engine.controls, seed).toEqual(reference.controls);
  checkTransfers(scenario, input.population, engine.journal);
  return engine;
}
