/** Thread entry: glue between the wire, the simulation and a path's files. No logic of its own. */
import { Piscina } from 'piscina';
import { drawBlock } from '../agents/population-draw.ts';
import { assert } from '../base/assert.ts';
import { openPopulation } from '../exchange/accounts.ts';
import { buildPopulation, populationStream, populationTermsOf } from '../simulation/build-population.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { simulatePath, type PathInput } from '../simulation/simulate-path.ts';
import { simulateIntoFiles } from './simulate-into-files.ts';
import { WIRE_VERSION, type WorkerTask } from './wire.ts';

export function runTask(task: WorkerTask): unknown {
  assert(task.version === WIRE_VERSION, `worker speaks wire version ${WIRE_VERSION}, was sent ${task.version}`);
  const { scenario } = task;
  const instrumentCount = scenario.venue.instruments.length;
  if (task.kind === 'block') {
    const population = openPopulation(task.population, instrumentCount);
    drawBlock(populationTermsOf(scenario), task.block, populationStream(scenario, null), population);
    return undefined;
  }
  const population =
    task.population === null
      ? buildPopulation(scenario, task.path).population
      : openPopulation(task.population, instrumentCount);
  const input: PathInput = { scenario, population, path: task.path, audit: task.audit };
  return task.spoolFolder === null ? handOver(simulatePath(input)) : simulateIntoFiles(input, task.spoolFolder);
}

/** Marks the columns for transfer instead of copying: they are this thread's own and not used again. */
function handOver(outcome: PathOutcome): unknown {
  const columns = [...Object.values(outcome.journal), ...Object.values(outcome.series)];
  const buffers = columns.filter((column) => ArrayBuffer.isView(column)).map((column) => column.buffer);
  return Piscina.move({
    [Piscina.transferableSymbol]: buffers,
    [Piscina.valueSymbol]: outcome,
  } as unknown as Transferable);
}

/** Piscina takes a list of buffers as well as one; its type says one. */
type Transferable = Parameters<typeof Piscina.move>[0];
