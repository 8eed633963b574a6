/**
 * Goal: `run --profile` shows where time and work went and changes nothing else. Method: the same run with and without
 * it, and what lies in its folder read back.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PhaseClock } from '../../src/cli/profile/phase-clock.ts';
import { describeWork, formatWork, type WorkReport } from '../../src/cli/profile/work-report.ts';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { aftershock, makeFolder, small, storeRun } from './fake-io.ts';

interface CpuProfile {
  readonly nodes: readonly { readonly callFrame: { readonly functionName: string; readonly url: string } }[];
  readonly samples: readonly number[];
  readonly startTime: number;
  readonly endTime: number;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

describe('run --profile', () => {
  it('writes a profile of each thread and what the work was', async () => {
    const output = makeFolder();
    const words = ['run', small, '--out', output, '--no-report', '--profile', '--workers', '2'];
    const { stderr } = await aftershock(words);
    const [run] = readdirSync(output);
    const folder = join(output, run!, 'profile');
    expect(readdirSync(folder).sort()).toEqual([
      'main.cpuprofile',
      'work.json',
      'work.txt',
      'worker-1.cpuprofile',
      'worker-2.cpuprofile',
    ]);
    for (const name of ['main', 'worker-1', 'worker-2']) {
      const profile = readJson<CpuProfile>(join(folder, `${name}.cpuprofile`));
      expect(profile.samples.length, name).toBeGreaterThan(0);
      expect(profile.endTime).toBeGreaterThan(profile.startTime);
    }
    // Paths run on workers, and their profiles know it.
    const frames = ['worker-1', 'worker-2'].flatMap((name) =>
      readJson<CpuProfile>(join(folder, `${name}.cpuprofile`)).nodes.map(({ callFrame }) => callFrame.functionName),
    );
    expect(frames).toContain('simulatePath');
    const report = readJson<WorkReport>(join(folder, 'work.json'));
    expect(report).toMatchObject({ schemaVersion: 1, paths: 4, workers: 2, handOvers: { paths: 4, retries: 0 } });
    expect(report.byPath.map(({ path }) => path)).toEqual([0, 1, 2, 3]);
    const scenario = loadScenario(small);
    const outcomes = [0, 1, 2, 3].map((path) => simulate(scenario, { path }));
    expect(report.work).toEqual(describeWork({ ...report, outcomes }).work);
    expect(Object.keys(report.phasesMs)).toEqual(['population', 'paths', 'tables', 'report']);
    const text = readFileSync(join(folder, 'work.txt'), 'utf8');
    expect(text).toBe(formatWork(report));
    expect(stderr).toContain(text);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('changes neither the fingerprint nor what is recorded of the run', async () => {
    const plain = await storeRun(small, ['--no-report']);
    const profiled = await storeRun(small, ['--no-report', '--profile']);
    expect(profiled.json.fingerprint).toBe(plain.json.fingerprint);
    expect(profiled.json.reproduce).toBe(plain.json.reproduce);
    const [before, after] = [plain, profiled].map(({ folder }) =>
      readJson<Record<string, unknown>>(join(folder, 'manifest.json')),
    );
    const { execution: _, ...kept } = before!;
    const { execution: __, ...keptToo } = after!;
    expect(keptToo).toEqual(kept);
    expect(existsSync(join(plain.folder, 'profile'))).toBe(false);
    const { code, stdout } = await aftershock(['verify', profiled.folder]);
    expect(code, stdout).toBe(0);
  });

  it('keeps standard output for the result, and says nothing with --quiet', async () => {
    const words = ['run', small, '--out', makeFolder(), '--no-report', '--profile'];
    const loud = await aftershock([...words, '--json']);
    expect(() => JSON.parse(loud.stdout) as unknown).not.toThrow();
    expect(loud.stderr).toContain('Where the work went: 4 paths on 2 workers');
    const quiet = await aftershock([...words, '--quiet']);
    expect(quiet.stderr).toBe('');
  });

  it('keeps what an interrupted run did', async () => {
    const output = makeFolder();
    let pressed = false;
    const { code } = await aftershock(
      ['run', small, '--out', output, '--no-report', '--profile', '--paths', '400', '-j', '1'],
      {
        terminal: 100,
        onStderr: (text, interrupt) => {
          if (pressed || !/ [1-9]\d*\/400 paths/.test(text)) return;
          pressed = true;
          interrupt();
        },
      },
    );
    expect(code).toBe(105);
    const folder = join(output, readdirSync(output)[0]!, 'profile');
    const { paths } = readJson<WorkReport>(join(folder, 'work.json'));
    expect(paths).toBeGreaterThan(0);
    expect(paths).toBeLessThan(400);
    expect(existsSync(join(folder, 'worker-1.cpuprofile'))).toBe(true);
  });

  it('belongs to run alone, and is found when mistyped', async () => {
    expect((await aftershock(['run', small, '--profil'])).stderr).toContain('did you mean --profile?');
    const { code, stderr } = await aftershock(['verify', 'x', '--profile']);
    expect(code).toBe(2);
    expect(stderr).toContain('verify has no option --profile; it belongs to run');
  });
});

describe('the work report', () => {
  it('lists the largest first, and nothing that did not occur', () => {
    const outcomes = [simulate(loadScenario(small))];
    const handOvers = { batches: 3, paths: 1, retries: 0 };
    const report = describeWork({ outcomes, workers: 1, phasesMs: { population: 250, paths: 750 }, handOvers });
    const text = formatWork(report);
    const rowsOf = (title: string): string[] => {
      const lines = text.split('\n');
      const start = lines.findIndex((line) => line.startsWith(title));
      return lines.slice(start + 1, lines.indexOf('', start));
    };
    const { work } = outcomes[0]!;
    const events = rowsOf('events ');
    expect(events).toHaveLength(Object.values(work.events).filter((count) => count > 0).length);
    const counts = events.map((row) => Number(/ ([\d,]+) /.exec(row)![1]!.replaceAll(',', '')));
    expect(counts).toEqual(counts.toSorted((x, y) => y - x));
    expect(counts.reduce((x, y) => x + y)).toBe(outcomes[0]!.eventCount);
    expect(rowsOf('wall time')).toEqual([
      expect.stringMatching(/^population +0\.25 s +25 %$/),
      expect.stringMatching(/^paths +0\.75 s +75 %$/),
    ]);
    expect(rowsOf('hand-overs')).toEqual([
      expect.stringMatching(/^batches of accounts +3 +75 %$/),
      expect.stringMatching(/^paths +1 +25 %$/),
    ]);
    const looks = rowsOf('looks by accounts derived').map((row) => row.split(/ {2,}/)[0]);
    expect(looks[0]).toBe('none');
    expect(looks).toContain('2 to 3');
  });

  it('has no work where no path was finished', () => {
    const handOvers = { batches: 1, paths: 0, retries: 0 };
    const report = describeWork({ outcomes: [], workers: 1, phasesMs: { population: 5 }, handOvers });
    expect(report.work).toBeNull();
    expect(formatWork(report)).toContain('0 paths on 1 worker');
  });
});

describe('the clock of phases', () => {
  it('gives each moment to the phase that it lies in', () => {
    let nowMs = 100;
    const clock = new PhaseClock({ elapsedMs: () => nowMs });
    nowMs = 130;
    clock.enter('paths');
    nowMs = 190;
    expect(clock.read()).toEqual({ population: 30, paths: 60 });
    nowMs = 200;
    clock.enter('tables');
    expect(clock.read()).toEqual({ population: 30, paths: 70, tables: 0 });
  });
});
