// Goal: a run stores the same bytes whatever the number of workers, says what happened where it belongs, and leaves
// nothing behind that is half done. Method: the whole command in this process, real threads, small scenarios.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/results/manifest.ts';
import { mountSmallDisk } from '../results/scratch.ts';
import { aftershock, makeFolder, oneCascade, small, storeRun } from './fake-io.ts';

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** Every file as text, the manifest without its account of this one execution. */
function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesOf(folder).map((file) => {
      const bytes = readFileSync(join(folder, file));
      if (file !== 'manifest.json') return [file, bytes.toString('latin1')];
      return [file, JSON.stringify({ ...(JSON.parse(bytes.toString('utf8')) as object), execution: null })];
    }),
  );
}

const quick = ['--no-report'];

describe('a run', () => {
  it('stores the same bytes on 1, 2 and 7 workers, and twice in a row', async () => {
    const words = ['--paths', '5'];
    const first = await storeRun(small, ['--workers', '1', ...words]);
    const expected = contentsOf(first.folder);
    expect(Object.keys(expected)).toEqual(
      expect.arrayContaining([
        'manifest.json',
        'summary.json',
        'report.html',
        'junit.xml',
        'journal.parquet',
        'charts/prices.png',
        'inputs/scenario.yaml',
      ]),
    );
    for (const workers of ['2', '7']) {
      const { folder, json } = await storeRun(small, ['--workers', workers, ...words]);
      expect(json.fingerprint).toBe(first.json.fingerprint);
      expect(contentsOf(folder)).toEqual(expected);
    }
    // Into the same output folder: the older run is replaced by its equal.
    const again = await aftershock(['run', small, '--out', first.output, '--workers', '1', ...words]);
    expect(again.code).toBe(0);
    expect(readdirSync(first.output)).toHaveLength(1);
    expect(contentsOf(first.folder)).toEqual(expected);
  }, 60_000);

  it('prints the seed first and the way to reproduce it last', async () => {
    const output = makeFolder();
    const { code, stdout, stderr } = await aftershock(
      [
        'run',
        oneCascade,
        '--seed',
        "it's 007",
        '--set',
        'run.sampleInterval=20 s',
        '--paths',
        '2',
        '--out',
        output,
        ...quick,
      ],
      { folder: output },
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^seed it's 007: one-cascade, 2 paths, 2 workers\n/);
    expect(stderr).toMatch(
      /run: .* on 2 workers, first path after .*, peak memory .*\n {5}.* events\/s, .* account checks\/s\n$/,
    );
    const plain = stdout.replaceAll(/ \\\n +/g, ' ');
    expect(plain).toContain(
      `aftershock run ${oneCascade} --seed 'it'\\''s 007' --set 'run.sampleInterval=20 s' --paths 2\n`,
    );
    const sections = ['THRESHOLDS', 'FINDINGS', 'MEASURES', 'REPRODUCE', 'FILES'];
    const places = sections.map((name) => stdout.indexOf(name));
    expect(places).toEqual(places.toSorted((x, y) => x - y));
    expect(stdout).not.toContain('\u001b');
  });

  it('says what it was told to leave unsaid', async () => {
    const quiet = await aftershock(['run', oneCascade, '--out', makeFolder(), '--quiet', ...quick]);
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toContain('FINDINGS');
    const folder = quiet.stdout.match(/folder +(\S+)/)![1]!;
    expect(folder).toContain('one-cascade-one-cascade-');
  });

  it('gives one JSON document', async () => {
    const { json, folder } = await storeRun(oneCascade, quick);
    expect(json).toMatchObject({
      command: 'run',
      scenario: 'one-cascade',
      seed: 'one-cascade',
      paths: 1,
      failedPaths: [],
      partial: false,
      verdicts: [{ passed: true, threshold: 'probability(adl.notional > 0) <= 1' }],
      report: null,
      exitCode: 0,
    });
    expect(json.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(json.measures).toContainEqual(
      expect.objectContaining({ name: 'insuranceFund.drawdownShare', unit: 'share' }),
    );
    expect(filesOf(folder)).not.toContain('report.html');
    expect(filesOf(folder)).toContain('junit.xml');
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, object>;
    expect(manifest.execution).toMatchObject({ workers: 2, peakMemoryBytes: 100e6 });
    expect(Object.keys(manifest.execution!)).toEqual(
      expect.arrayContaining(['timeToFirstPathS', 'eventsPerSecond', 'accountChecksPerSecond', 'wallTimeS']),
    );
  });

  it('draws a bar on a terminal and takes it away again', async () => {
    const { stdout, stderr } = await aftershock(['run', small, '--out', makeFolder(), ...quick], { terminal: 100 });
    expect(stderr).toMatch(/\d\/4 paths/);
    expect(stderr).toContain('liquidated $');
    expect(stdout).toContain('\u001b[');
    const { stderr: plain } = await aftershock(['run', oneCascade, '--out', makeFolder(), ...quick]);
    expect(plain).not.toContain('\u001b');
  });

  it('follows NO_COLOR, then the flags, then FORCE_COLOR, then the terminal', async () => {
    const coloured = async (words: readonly string[], env: Record<string, string>, terminal?: number) => {
      const options = terminal === undefined ? { env } : { env, terminal };
      const { stderr } = await aftershock(['validate', 'missing.yaml', ...words], options);
      return stderr.includes('\u001b[');
    };
    expect(await coloured([], {}, 80)).toBe(true);
    expect(await coloured([], {})).toBe(false);
    expect(await coloured([], { TERM: 'dumb' }, 80)).toBe(false);
    expect(await coloured([], { FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured([], { FORCE_COLOR: '0' }, 80)).toBe(false);
    expect(await coloured(['--no-color'], { FORCE_COLOR: '1' }, 80)).toBe(false);
    expect(await coloured(['--color'], {})).toBe(true);
    expect(await coloured(['--color'], { NO_COLOR: '1' }, 80)).toBe(false);
    expect(await coloured(['--color'], { NO_COLOR: '' }, 80)).toBe(true);
  });
});

describe('a run that does not pass', () => {
  it('ends with 99 when a threshold is breached, and stores its results', async () => {
    const { json, folder } = await storeRun(oneCascade, [
      ...quick,
      '--set',
      'thresholds=[adl.notional.max <= 1 k USD]',
    ]);
    expect(json).toMatchObject({ exitCode: 99, verdicts: [{ passed: false }] });
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<failure');
  });

  it('ends with 104 on bad input, with every problem and nothing stored', async () => {
    const output = makeFolder();
    const words = [
      '--set',
      'run.pahts=3',
      '--set',
      'venue.insuranceFund.initial=5 EUR',
      '--set',
      'thresholds=[adl.x.max < 1]',
    ];
    const { code, stdout, stderr } = await aftershock(['run', oneCascade, '--out', output, ...words]);
    expect(code).toBe(104);
    expect(stdout).toBe('');
    expect(stderr).toContain('3 errors. Nothing was run.');
    expect(stderr).not.toContain('    at ');
    expect(readdirSync(output)).toEqual([]);
  });

  it('ends with 104 when the population cannot meet open interest', async () => {
    const output = makeFolder();
    const { code, stderr } = await aftershock([
      'run',
      small,
      '--out',
      output,
      '--set',
      'venue.instruments.BTC.openInterest=90 M USD',
    ]);
    expect(code).toBe(104);
    expect(stderr).toContain('open-interest-unmet');
    expect(readdirSync(output)).toEqual([]);
  });
});

describe('output that cannot be written', () => {
  it('is found out before anything is simulated', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), 'x');
    for (const out of [join(folder, 'file'), join(folder, 'file', 'below'), '/proc/aftershock']) {
      const { code, stdout, stderr } = await aftershock(['run', oneCascade, '--out', out]);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^aftershock: cannot store results in (.*\n)( {2}.*\n)* {2}.*--out.*\n( {2}.*\n)*$/);
    }
  });

  it('names a folder in the way that is no run', async () => {
    const { folder } = await storeRun(oneCascade, quick);
    const output = makeFolder();
    const inTheWay = join(output, folder.split('/').at(-1)!);
    mkdirSync(inTheWay);
    writeFileSync(join(inTheWay, 'thesis.txt'), 'x');
    const { code, stderr } = await aftershock(['run', oneCascade, '--out', output, ...quick]);
    expect(code).toBe(2);
    expect(stderr).toContain('holds no run');
    expect(readFileSync(join(inTheWay, 'thesis.txt'), 'utf8')).toBe('x');
  });

  it('leaves nothing behind on a full disk', async (context) => {
    const disk = mountSmallDisk('size=200k');
    if (disk === null) return context.skip('this user may not mount a file system');
    const { code, stderr } = await aftershock(['run', small, '--out', disk, '--quiet']);
    expect(code).toBe(2);
    expect(stderr).toContain('the disk is full');
    expect(readdirSync(disk)).toEqual([]);
  });
});

describe('a disk that fills up during a run', () => {
  it('ends the run; what was stored is kept, marked partial, and can be verified', async (context) => {
    const disk = mountSmallDisk('size=6m');
    if (disk === null) return context.skip('this user may not mount a file system');
    const { code, stdout, stderr } = await aftershock(['run', small, '--out', disk, '--paths', '400', ...quick]);
    expect(code).toBe(2);
    expect(stderr).toContain(`aftershock: cannot store results in ${disk}: the disk is full`);
    expect(stderr).toMatch(/the run ended early; \d+ paths that fitted are kept, marked partial/);
    expect(stdout).toMatch(/FAILED PATHS: \d of 400/);
    const names = readdirSync(disk);
    expect(names).toHaveLength(1);
    const folder = join(disk, names[0]!);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    expect(manifest).toMatchObject({ partial: true, pathsPlanned: 400 });
    expect(manifest.pathDigests.length).toBeGreaterThan(0);
    expect(manifest.failedPaths.length).toBeGreaterThan(0);
    expect(new Set(manifest.failedPaths.map(({ kind }) => kind))).toEqual(new Set(['output']));
    const verified = await aftershock(['verify', folder, '--quiet']);
    expect(verified.stdout).toContain('identical');
    expect(verified.code).toBe(0);
  }, 60_000);
});

describe('an interrupted run', () => {
  const long = ['--paths', '400', '--workers', '2', ...quick];
  /** Presses Ctrl-C so often once the bar shows that a path is done. */
  const afterFirstPath = (times: number) => {
    let left = times;
    return (text: string, interrupt: () => void): void => {
      if (!/\] [1-9]\d*\/400 paths/.test(text)) return;
      for (; left > 0; left -= 1) interrupt();
    };
  };

  it.each([
    ['finishes the paths under way', 1],
    ['stops at once and keeps what is finished', 2],
  ])(
    '%s after %i signals',
    async (_, times) => {
      const output = makeFolder();
      const { code, stdout, stderr } = await aftershock(['run', small, '--out', output, ...long], {
        terminal: 100,
        onStderr: afterFirstPath(times),
      });
      expect(code).toBe(105);
      expect(stderr).toContain('stopping after the paths under way');
      expect(stdout).toContain('INTERRUPTED');
      const [name] = readdirSync(output);
      const folder = join(output, name!);
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
        partial: boolean;
        pathDigests: unknown[];
        failedPaths: unknown[];
      };
      expect(manifest).toMatchObject({ partial: true, pathsPlanned: 400, failedPaths: [] });
      expect(manifest.pathDigests.length).toBeGreaterThan(0);
      expect(manifest.pathDigests.length).toBeLessThan(400);
      const verified = await aftershock(['verify', folder]);
      expect(verified.stdout).toContain('identical');
      expect(verified.code).toBe(0);
    },
    40_000,
  );

  it.each([1, 2])('before any path was finished stores nothing (%i signals)', async (interruptsAtOnce) => {
    const output = makeFolder();
    const { code, stdout, stderr } = await aftershock(['run', small, '--out', output, ...long], { interruptsAtOnce });
    expect(code).toBe(105);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted before any path was finished; nothing was stored');
    expect(existsSync(output) && readdirSync(output)).toEqual([]);
  });
});
