// Goal: the number that the program ends with says what happened, the gravest thing first. Paths that fail by a bug
// cannot be made to order, so the mapping is tested on its own; that a dying thread arrives there is tested with one.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { EXIT_CODES, exitCodeOfRun } from '../../src/cli/exit-codes.ts';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { main } from '../../src/cli/main.ts';
import { createNodeIo, type Io } from '../../src/cli/io.ts';
import { ATTEMPTS_MAX, WorkerError, WorkerPool, type WorkerFailure } from '../../src/workers/worker-pool.ts';
import { aftershock, makeFolder, oneCascade, small } from './fake-io.ts';

const failed = (...kinds: ('invariant' | 'worker' | 'error' | 'output')[]) => kinds.map((kind) => ({ kind }));
const breached = [{ passed: true }, { passed: false }];

describe('exit code of a run', () => {
  it.each([
    ['nothing happened', failed(), [{ passed: true }], false, EXIT_CODES.ok],
    ['no thresholds', failed(), [], false, EXIT_CODES.ok],
    ['a threshold was breached', failed(), breached, false, EXIT_CODES.thresholdBreached],
    ['it was interrupted', failed(), breached, true, EXIT_CODES.interrupted],
    ['the disk filled up', failed('output'), breached, true, EXIT_CODES.usage],
    ['a path failed and the disk filled up', failed('output', 'error'), breached, true, EXIT_CODES.internalError],
    ['a path failed', failed('error'), breached, true, EXIT_CODES.internalError],
    ['a worker died', failed('error', 'worker'), breached, true, EXIT_CODES.workerFailed],
    ['an invariant broke', failed('error', 'worker', 'invariant'), breached, true, EXIT_CODES.invariantViolated],
  ])('when %s', (_, failedPaths, verdicts, interrupted, code) => {
    expect(exitCodeOfRun({ failedPaths, verdicts, interrupted })).toBe(code);
  });

  it('has one number for each meaning', () => {
    expect(Object.values(EXIT_CODES)).toEqual([0, 1, 2, 99, 104, 105, 109, 111, 112]);
  });
});

describe('a worker that dies', () => {
  const poolOf = (source: string): WorkerPool => {
    const file = join(makeFolder(), 'dying.mjs');
    writeFileSync(file, source);
    return new WorkerPool(1, file);
  };
  const scenario = loadScenario(oneCascade);
  const dyingSource = 'export function runTask() { process.exit(3); }';

  it('is tried again, then its path is lost and the others go on', async () => {
    const pool = poolOf(`
      import { appendFileSync } from 'node:fs';
      export function runTask({ path }) {
        appendFileSync(new URL('attempts.txt', import.meta.url), path + ' ');
        if (path === 1) process.exit(3);
        return { path };
      }`);
    const finished: number[] = [];
    const failures: WorkerFailure[] = [];
    await pool.runPaths({
      scenario,
      population: null,
      paths: [0, 1, 2],
      audit: false,
      stop: { requested: false },
      onOutcome: ({ path }) => finished.push(path),
      onWorkerFailure: (failure) => failures.push(failure),
    });
    await pool.close();
    expect(finished).toEqual([0, 2]);
    expect(failures).toEqual([{ path: 1, message: expect.stringContaining('code: 3') as string }]);
    expect(ATTEMPTS_MAX).toBe(3);
  });

  it('while the population is drawn is an error of its own', async () => {
    const pool = poolOf(dyingSource);
    await expect(pool.spawnPopulation(scenario)).rejects.toThrow(WorkerError);
    await pool.close();
  });
});

describe('errors nobody foresaw', () => {
  const brokenIo = (error: Error, env: Record<string, string> = {}): { io: Io; text: () => string } => {
    let text = '';
    const stderr = { isTTY: false, columns: 0, write: (part: string) => (text += part) !== '' };
    const node = createNodeIo();
    const environment = {
      ...node.environment,
      fileSize: () => {
        throw error;
      },
    };
    return { io: { ...node, env, stderr, environment }, text: () => text };
  };

  it('are one line without a stack trace', async () => {
    const { io, text } = brokenIo(new TypeError('x is undefined\nsecond line'));
    expect(await main(['validate', small], io)).toBe(1);
    expect(text()).toBe(
      'aftershock: internal error: x is undefined\n  this is a bug; run with AFTERSHOCK_DEBUG=1 for the stack\n',
    );
  });

  it('show the stack on request', async () => {
    const { io, text } = brokenIo(new TypeError('x is undefined'), { AFTERSHOCK_DEBUG: '1' });
    expect(await main(['validate', small], io)).toBe(1);
    expect(text()).toMatch(/\n +at /);
  });

  it('end with 111 when a rule of the simulator broke, 109 when threads died', async () => {
    expect(await main(['validate', small], brokenIo(new InvariantError('money appeared')).io)).toBe(111);
    const { io, text } = brokenIo(new WorkerError('worker exited with code: 3'));
    expect(await main(['validate', small], io)).toBe(109);
    expect(text()).toContain('a worker failed on every attempt: worker exited with code: 3');
  });
});

it('2 and 104 are told apart', async () => {
  expect((await aftershock(['run', small, '--workers', 'x'])).code).toBe(2);
  expect((await aftershock(['run', `${small}.missing`])).code).toBe(104);
});
