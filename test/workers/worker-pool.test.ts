// Goal: the number of threads, the order in which they finish and their deaths change no byte of a result, and a thread
// that cannot work is told apart from a path that failed. Method: real threads over the compiled worker; threads that
// die by plan; a thread of another version.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { InvalidInputError } from '../../src/base/problem.ts';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { runTask } from '../../src/workers/task.worker.ts';
import { WIRE_VERSION } from '../../src/workers/wire.ts';
import { ATTEMPTS_MAX, WorkerError, type WorkerFailure, WorkerPool } from '../../src/workers/worker-pool.ts';
import { repository } from '../scenario/test-environment.ts';
import { bare, crowd } from '../simulation/small-scenario.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const DYING = fileOf('dying.worker.mjs');

interface Ran {
  readonly outcomes: PathOutcome[];
  readonly failures: WorkerFailure[];
}

async function runOn(
  pool: WorkerPool,
  scenario: Scenario,
  paths: readonly number[],
  stopAfter = Infinity,
): Promise<Ran> {
  const ran: Ran = { outcomes: [], failures: [] };
  const stop = { requested: false };
  const { population } = buildPopulation(scenario, null);
  await pool.runPaths({
    scenario,
    population,
    paths,
    audit: false,
    stop,
    onOutcome: (outcome) => {
      ran.outcomes.push(outcome);
      stop.requested = ran.outcomes.length >= stopAfter;
    },
    onWorkerFailure: (failure) => ran.failures.push(failure),
  });
  ran.outcomes.sort((x, y) => x.path - y.path);
  return ran;
}

const pools: WorkerPool[] = [];
function poolOf(workers: number, file?: string): WorkerPool {
  const pool = file === undefined ? new WorkerPool(workers) : new WorkerPool(workers, file);
  pools.push(pool);
  return pool;
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deaths-'));
  process.env['DEATHS_FOLDER'] = folder;
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  rmSync(folder, { recursive: true });
  delete process.env['DEATHS_FOLDER'];
  delete process.env['DEATHS'];
});

describe('a population', () => {
  const many = crowd({
    'agents.classes[0].accounts': '9000',
    'agents.classes[1].accounts': '2100',
    'agents.leverageStretchMax': '1000x',
  });
  const serial = buildPopulation(many, null);

  it.each([1, 2, 7])('drawn on %i threads is the serial one, byte by byte', async (workers) => {
    const { population, summary } = await poolOf(workers).spawnPopulation(many);
    expect(Buffer.from(population.buffer).equals(Buffer.from(serial.population.buffer))).toBe(true);
    expect(summary).toEqual(serial.summary);
  });

  it('that cannot meet open interest is bad input, not a failed worker', async () => {
    const impossible = crowd({ 'agents.leverageStretchMax': '1x' });
    await expect(poolOf(1).spawnPopulation(impossible)).rejects.toThrow(InvalidInputError);
  });

  // Many of its accounts stop at their limits, so that each kind of task is done.
  const strained = loadScenario(join(repository, 'scenarios/historical/october-2025.yaml'));
  const unharmed = buildPopulation(strained, null);

  it.each(['draw', 'limit', 'cap', 'scale', 'figures'])(
    'is the same although threads die half way through and at the end: %s',
    async (kind) => {
      const deaths = ATTEMPTS_MAX - 1;
      process.env['DEATHS'] = JSON.stringify({ [kind]: deaths });
      const { population, summary } = await poolOf(2, DYING).spawnPopulation(strained);
      expect(readdirSync(folder)).toHaveLength(deaths);
      expect(Buffer.from(population.buffer).equals(Buffer.from(unharmed.population.buffer))).toBe(true);
      expect(summary).toEqual(unharmed.summary);
    },
  );

  it('that no thread lives to draw is a failed worker', async () => {
    process.env['DEATHS'] = '{ "draw": 99 }';
    await expect(poolOf(1, DYING).spawnPopulation(bare())).rejects.toThrow(WorkerError);
  });
});

describe('paths', () => {
  const scenario = crowd();
  const serial = [0, 1, 2, 3, 4].map((path) => simulate(scenario, { path }));

  it.each([1, 2, 7])('on %i threads are the serial ones, every column of them', async (workers) => {
    const { outcomes, failures } = await runOn(poolOf(workers), scenario, [0, 1, 2, 3, 4]);
    expect(failures).toEqual([]);
    expect(outcomes.map(({ digest }) => digest)).toEqual(serial.map(({ digest }) => digest));
    expect(outcomes[3]).toEqual(serial[3]);
  });

  it('stop between two of them when asked to', async () => {
    const { outcomes, failures } = await runOn(poolOf(1), scenario, [4, 2, 0], 2);
    expect(outcomes.map(({ path }) => path)).toEqual([2, 4]);
    expect(failures).toEqual([]);
  });

  it('under way are dropped without a word when the pool is closed', async () => {
    const pool = poolOf(1);
    const running = runOn(pool, scenario, [0, 1, 2, 3, 4]);
    await pool.close();
    const { outcomes, failures } = await running;
    expect(failures).toEqual([]);
    expect(outcomes.length).toBeLessThan(5);
  });

  it('whose thread dies are run again, with the same digest', async () => {
    process.env['DEATHS'] = JSON.stringify({ 1: 1, 3: ATTEMPTS_MAX - 1 });
    const { outcomes, failures } = await runOn(poolOf(2, DYING), scenario, [0, 1, 2, 3]);
    expect(failures).toEqual([]);
    expect(outcomes.map(({ digest }) => digest)).toEqual(serial.slice(0, 4).map(({ digest }) => digest));
  });

  it('leave the same files when their thread dies on the way', async () => {
    const filesOf = async (pool: WorkerPool): Promise<Record<string, string>> => {
      const spoolFolder = mkdtempSync(join(folder, 'spool-'));
      const digests: Record<string, string> = {};
      await pool.runPaths({
        scenario,
        population: buildPopulation(scenario, null).population,
        paths: [0, 1],
        audit: false,
        stop: { requested: false },
        onOutcome: () => undefined,
        onWorkerFailure: ({ message }) => expect.fail(message),
        spool: {
          folder: spoolFolder,
          onFiles: (result) => {
            digests[result.path] = result.digest;
            return serial[result.path]!;
          },
          onRefusal: ({ refusal }) => expect.fail(refusal.message),
        },
      });
      const names = readdirSync(spoolFolder).sort();
      const files = names.map((name) => [name, readFileSync(join(spoolFolder, name), 'latin1')] as const);
      return { ...digests, ...Object.fromEntries(files) };
    };
    process.env['DEATHS'] = JSON.stringify({ 1: ATTEMPTS_MAX - 1 });
    const expected = await filesOf(poolOf(1));
    expect(Object.keys(expected)).toEqual(['0', '1', '0.facts', '0.samples', '1.facts', '1.samples']);
    expect(await filesOf(poolOf(2, DYING))).toEqual(expected);
  });

  it('whose files cannot be written are named, and not tried again', async () => {
    const refused: [number, string][] = [];
    await poolOf(1).runPaths({
      scenario,
      population: buildPopulation(scenario, null).population,
      paths: [4],
      audit: false,
      stop: { requested: false },
      onOutcome: () => expect.fail('there is no outcome'),
      onWorkerFailure: ({ message }) => expect.fail(message),
      spool: {
        folder: join(folder, 'missing'),
        onFiles: () => expect.fail('there are no files'),
        onRefusal: ({ path, refusal }) => refused.push([path, refusal.code]),
      },
    });
    expect(refused).toEqual([[4, 'ENOENT']]);
  });

  it('whose thread dies each time are named as failed, and the others finish', async () => {
    process.env['DEATHS'] = JSON.stringify({ 2: ATTEMPTS_MAX });
    const { outcomes, failures } = await runOn(poolOf(2, DYING), scenario, [0, 1, 2, 3]);
    expect(failures).toEqual([{ path: 2, message: expect.stringMatching(/\w/) as string }]);
    expect(outcomes.map(({ path, digest }) => [path, digest])).toEqual(
      [0, 1, 3].map((path) => [path, serial[path]!.digest]),
    );
  });

  it('are not counted as failed by their worker when the one who asked for them fails', async () => {
    const { population } = buildPopulation(scenario, null);
    const failures: WorkerFailure[] = [];
    const running = poolOf(1).runPaths({
      scenario,
      population,
      paths: [0],
      audit: false,
      stop: { requested: false },
      onOutcome: () => {
        throw new RangeError('the disk is full');
      },
      onWorkerFailure: (failure) => failures.push(failure),
    });
    await expect(running).rejects.toThrow('the disk is full');
    expect(failures).toEqual([]);
  });
});

describe('a worker of another version', () => {
  const scenario = bare();
  const task = {
    kind: 'path',
    version: WIRE_VERSION,
    scenario,
    population: null,
    path: 0,
    audit: false,
    spoolFolder: null,
    crew: null,
  } as const;

  it('refuses the task', () => {
    expect(() => runTask({ ...task, version: WIRE_VERSION + 1 })).toThrow(InvariantError);
    expect(() => runTask({ ...task, version: WIRE_VERSION + 1 })).toThrow(`worker speaks wire version ${WIRE_VERSION}`);
    expect(() => runTask(task)).not.toThrow();
  });

  it('fails each of its paths with a message that says so', async () => {
    const { outcomes, failures } = await runOn(poolOf(1, fileOf('newer.worker.mjs')), scenario, [0, 1]);
    expect(outcomes).toEqual([]);
    expect(failures.map(({ path }) => path)).toEqual([0, 1]);
    for (const { message } of failures) expect(message).toContain(`was sent ${WIRE_VERSION + 1}`);
  });
});

describe('threads that cannot start', () => {
  it.each(['no-such.worker.mjs', 'unloadable.worker.mjs'])('fail each path with the reason: %s', async (file) => {
    const { outcomes, failures } = await runOn(poolOf(2, fileOf(file)), bare(), [0, 1, 2]);
    expect(outcomes).toEqual([]);
    expect(failures.map(({ path }) => path).toSorted((x, y) => x - y)).toEqual([0, 1, 2]);
    // What exactly Node says of a module that does not load depends on its version.
    for (const { message } of failures) expect(message).toMatch(/module|export/i);
  });
});

describe('threads that are ended while they load', () => {
  /** Modules enough that linking them takes a good part of the time, each of which names what the ones before it export. */
  function writeManyModules(): string {
    const names = Array.from({ length: 40 }, (_, n) => n);
    for (let module = 0; module < 200; module += 1) {
      const imports = [1, 2, 3, 4, 5, 6].filter((back) => back <= module).map((back) => module - back);
      const lines = imports.map((m) => `import { ${names.map((n) => `f${m}_${n}`).join(', ')} } from './m${m}.mjs';`);
      const exports = names.map((n) => `export const f${module}_${n} = ${n};`);
      writeFileSync(join(folder, `m${module}.mjs`), [...lines, ...exports].join('\n'));
    }
    const entry = join(folder, 'many.worker.mjs');
    writeFileSync(entry, `import { f199_0 } from './m199.mjs';\nexport const runTask = () => f199_0;`);
    return entry;
  }

  // Were the file required as an ES module, Node 20 would end this whole process in about one of three runs.
  it('leave the process alive', async () => {
    const file = writeManyModules();
    for (let delay = 0; delay < 20; delay += 1) {
      const pool = poolOf(2, file);
      await setTimeout(100 + 20 * delay);
      await pool.close();
    }
  });
});
