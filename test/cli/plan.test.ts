/**
 * Goal: a run that is worth thinking about says so before it starts, one that cannot fit is refused before anything is
 * allocated, and all others are left in peace. Method: the whole command line on machines of different memory.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeMemory } from '../../src/cli/machine-memory.ts';
import { aftershock, makeFolder, small, storeRun } from './fake-io.ts';

const HUGE = ['--set', 'agents.classes.retail.accounts=48 M'];

describe('the memory of the machine', () => {
  it('is the container where there is one', () => {
    const machine = { machineBytes: 64e9, freeBytes: 30e9 };
    expect(describeMemory({ ...machine, limitBytes: 2e9 })).toEqual({ totalBytes: 2e9, freeBytes: 2e9 });
    expect(describeMemory({ ...machine, limitBytes: 40e9 })).toEqual({ totalBytes: 40e9, freeBytes: 30e9 });
  });

  it('is the whole where nothing limits the process, however the system says so', () => {
    for (const limitBytes of [0, 2 ** 64]) {
      expect(describeMemory({ machineBytes: 64e9, freeBytes: 30e9, limitBytes })).toEqual({
        totalBytes: 64e9,
        freeBytes: 30e9,
      });
    }
  });
});

describe('a run that cannot fit', () => {
  it('is refused at once, with what it needs, what there is, and what would do', async () => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await aftershock(['run', small, ...HUGE, '--out', join(folder, 'out')]);
    expect(code).toBe(104);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/error\[not-enough-memory\]: agents\.classes would need at least \d\d\.?\d? GB of memory/);
    expect(stderr).toMatch(/small\.yaml:\d+:\d+/);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/48,000,\d{3} accounts, 2 workers, 4 paths/);
    expect(stderr).toContain('expected: at most 16 GB, which is what there is');
    expect(stderr).toMatch(/hint: +about this much would fit: [^=]* accounts/);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('names fewer workers and fewer paths where they would do', async () => {
    const many = ['--set', 'agents.classes.retail.accounts=1 M', '--paths', '16', '-j', '16'];
    const { stderr } = await aftershock(['run', small, ...many], { memoryBytes: 2.5e9 });
    const workers = /--workers (\d+), or --paths (\d+)/.exec(stderr.replaceAll(/\s+/g, ' '));
    expect(Number(workers?.[1])).toBeGreaterThan(1);
    const fitting = ['--set', 'agents.classes.retail.accounts=1 M', '--paths', '16', '-j', workers![1]!];
    const plan = await aftershock(['inspect', small, ...fitting, '--json'], { memoryBytes: 2.5e9 });
    expect(JSON.parse(plan.stdout)).toMatchObject({ plan: { estimate: { fits: true, threads: Number(workers![1]) } } });
  });

  it('is told of with whatever else is wrong', async () => {
    const { code, stdout } = await aftershock([
      'run',
      small,
      ...HUGE,
      '--set',
      'thresholds=["nothing.max > 1"]',
      '--json',
    ]);
    expect(code).toBe(104);
    const { problems } = JSON.parse(stdout) as { problems: { code: string }[] };
    expect(problems.map((problem) => problem.code).toSorted()).toEqual(['not-enough-memory', 'threshold-measure']);
  });

  it('is not repeated either', async () => {
    const { folder } = await storeRun(small);
    for (const words of [
      ['verify', folder],
      ['explain', folder, '--account', '7'],
    ]) {
      const { code, stderr } = await aftershock(words, { memoryBytes: 50e6 });
      expect(code, stderr).toBe(104);
      expect(stderr).toContain('not-enough-memory');
    }
  });

  it('can still be looked at', async () => {
    const { code, stdout } = await aftershock(['inspect', small, ...HUGE]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/# memory here +16 GB, TOO LITTLE: a run would be refused/);
  });
});

describe('an estimate before the run', () => {
  const line = /^estimate: .* \[.* \.\. .*\]; peak memory .* \[.* \.\. .*\]/m;

  it('is not given for a small run', async () => {
    const { stderr } = await aftershock(['run', small, '--out', makeFolder(), '--no-report']);
    expect(stderr).not.toMatch(line);
  });

  it('is given where little memory is left', async () => {
    const words = ['run', small, '--out', makeFolder(), '--no-report'];
    const { code, stderr } = await aftershock(words, { memoryBytes: 16e9, freeBytes: 1e6 });
    expect(code).not.toBe(104);
    expect(stderr).toMatch(line);
    expect(stderr).toContain('; 1 MB are free now');
  });

  it.each(['--quiet', '--json'])('is never given with %s', async (flag) => {
    const words = ['run', small, '--out', makeFolder(), '--no-report', flag];
    const { stderr } = await aftershock(words, { memoryBytes: 16e9, freeBytes: 1e6 });
    expect(stderr).not.toMatch(line);
  });

  it('is given for a run of minutes before it draws anything', async () => {
    const words = ['run', small, '--out', makeFolder(), '--no-report', '--paths', '50000'];
    const { code, stderr } = await aftershock(words, { interruptsAtOnce: 2 });
    expect(code).toBe(105);
    expect(stderr).toMatch(line);
  });
});

describe('inspect', () => {
  it('always shows the plan', async () => {
    const { stdout } = await aftershock(['inspect', small, '-j', '3']);
    expect(stdout).toContain('# Estimate for 3 workers');
    expect(stdout).toMatch(/# a path +[\d.]+ k \[[\d.]+ k? ?\.\. [\d.]+ k\] events\n/);
    expect(stdout).toMatch(/# time +[\d.]+ s \[[\d.]+ s \.\. [\d.]+ s\]\n/);
    expect(stdout).toMatch(/# peak memory +\d+ MB \[\d+ MB \.\. \d+ MB\]\n/);
    expect(stdout).toMatch(/# memory here +16 GB, which will do\n/);
    expect(stdout.replaceAll(/\n# +/g, ' ')).toContain('on the workers: draw and net accounts, simulate paths;');
  });

  it('promises nothing between the least and the most that a run may need', async () => {
    const { stdout } = await aftershock(['inspect', small], { memoryBytes: 200e6 });
    expect(stdout).toMatch(/# memory here +200 MB, perhaps too little: a run would start, and may be ended\n/);
  });

  it('gives programs the same, in full', async () => {
    const { stdout } = await aftershock(['inspect', small, '--json']);
    const { plan } = JSON.parse(stdout) as { plan: { estimate: Record<string, unknown> } };
    expect(plan.estimate).toMatchObject({
      paths: 4,
      threads: 2,
      ticksPerPath: 120,
      samplesPerPath: 13,
      memoryHere: { totalBytes: 16e9, freeBytes: 16e9 },
      fits: true,
      steps: expect.arrayContaining([{ step: 'simulate paths', runsOn: 'pool' }]) as unknown,
    });
  });
});
