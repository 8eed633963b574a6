/**
 * Spawns a scenario's one population on threads, straight into shared memory: batches of blocks are drawn, netted in
 * passes, and in between sums come back here. Nothing grows with the accounts but two shared buffers.
 */
import { addFigures, type ClassFigures } from '../agents/class-figures.ts';
import type { LimitSums } from '../agents/netting-passes.ts';
import { listBatches } from '../agents/population-draw.ts';
import { planNetting } from '../agents/population-netting.ts';
import { InvalidInputError } from '../base/problem.ts';
import type { Population } from '../exchange/accounts.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { populationTermsOf, preparePopulation, summarise } from '../simulation/build-population.ts';
import type { PopulationSummary } from '../simulation/path-outcome.ts';
import type { DrawnBatch } from '../simulation/population-batch.ts';
import { WIRE_VERSION, type BatchTask } from './wire.ts';

/**
 * @param run has a thread do a task, several at the same time
 * @throws InvalidInputError with every reason why the population cannot meet open interest
 */
export async function spawnPopulation(
  scenario: Scenario,
  run: (task: BatchTask) => Promise<unknown>,
): Promise<{ population: Population; summary: PopulationSummary }> {
  const population = preparePopulation(scenario);
  const terms = populationTermsOf(scenario);
  const batches = listBatches(terms.classes);
  const site = {
    version: WIRE_VERSION,
    terms,
    seed: scenario.run.seed,
    population: population.buffer,
    wanted: new SharedArrayBuffer(population.records.doubles.byteLength),
  };
  const ranges = batches.map(({ first, end }) => ({ first, end }));
  const drawn = (await Promise.all(batches.map((batch) => run({ ...site, kind: 'draw', batch })))) as DrawnBatch[];
  const plan = planNetting(
    terms,
    scenario.agents,
    drawn.map(({ wanted }) => wanted),
  );
  let step = plan.next([]);
  while (step.done !== true) {
    const netted = await Promise.all(
      step.value.map((pass, at) => run({ ...site, kind: 'net', range: ranges[at], pass })),
    );
    step = plan.next(netted as LimitSums[]);
  }
  if (step.value.length > 0) throw new InvalidInputError(step.value);
  const held = (await Promise.all(ranges.map((range) => run({ ...site, kind: 'figures', range })))) as ClassFigures[];
  const wished = drawn.map(({ figures }) => figures);
  return { population, summary: summarise(scenario, addFigures(terms, wished), addFigures(terms, held)) };
}
