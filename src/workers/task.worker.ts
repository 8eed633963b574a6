/** Thread entry: glue between the wire, the simulation and a path's files. No logic of its own. */
import { Piscina } from 'piscina';
import { assert } from '../base/assert.ts';
import { openPopulation } from '../exchange/accounts.ts';
import { BlockDerivation } from '../exchange/block-derivation.ts';
import { volatilitiesOf } from '../exchange/graded-breach-watch.ts';
import { PathMemory } from '../exchange/path-memory.ts';
import { buildPopulation } from '../simulation/build-population.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { describeBatch, drawBatch, netBatch, type PopulationSite } from '../simulation/population-batch.ts';
import { simulatePath, type PathInput } from '../simulation/simulate-path.ts';
import { CrewHelper, CrewLead } from './derivation-crew.ts';
import { simulateIntoFiles } from './simulate-into-files.ts';
import { ThreadProfiler } from './thread-profiler.ts';
import { WIRE_VERSION, type BatchTask, type HelpTask, type SentTask } from './wire.ts';

/** A thread runs one path at a time. */
const memory = new PathMemory();

/** Of this thread, while it is asked for. */
let profiler: ThreadProfiler | null = null;

export function runTask(task: SentTask): unknown {
  assert(task.version === WIRE_VERSION, `worker speaks wire version ${WIRE_VERSION}, was sent ${task.version}`);
  if (task.kind === 'profile') return endProfile();
  if (task.profiles === true) profiler ??= new ThreadProfiler();
  if (task.kind === 'help') return help(task);
  if (task.kind !== 'path') return runBatch(task);
  const { scenario, crew } = task;
  const population =
    task.population === null
      ? buildPopulation(scenario, task.path).population
      : openPopulation(task.population, scenario.venue.instruments.length);
  const own = crew === null ? { memory } : { memory: new PathMemory(crew.state), mass: new CrewLead(crew) };
  const input: PathInput = { scenario, population, path: task.path, audit: task.audit, ...own };
  return task.spoolFolder === null ? handOver(simulatePath(input)) : simulateIntoFiles(input, task.spoolFolder);
}

function help({ scenario: { venue, market, agents }, population, crew, helper }: HelpTask): void {
  const count = venue.instruments.length;
  const derivation = new BlockDerivation({
    venue,
    lines: openPopulation(population, count).records.lines,
    shared: crew.state,
    warningRatio: agents.warningRatio,
    volatilities: volatilitiesOf(market, count),
  });
  new CrewHelper(crew, helper, derivation).serve();
}

function runBatch(task: BatchTask): unknown {
  const { terms, seed } = task;
  const population = openPopulation(task.population, terms.instruments.length);
  const site: PopulationSite = { terms, seed, population, wanted: new Float64Array(task.wanted) };
  if (task.kind === 'draw') return drawBatch(site, task.batch);
  return task.kind === 'net' ? netBatch(site, task.range, task.pass) : describeBatch(site, task.range);
}

/** null when the thread was not profiled: it may have taken the place of one that died. */
function endProfile(): string | null {
  const text = profiler === null ? null : profiler.stop();
  profiler = null;
  return text;
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
