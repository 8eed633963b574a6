// Goal: a run folder appears whole or not at all, and a disk that refuses is told apart from a bug. Method: real
// folders, and small disks in memory that are full or read-only.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutputError } from '../../src/results/output-error.ts';
import { probeOutputFolder } from '../../src/results/output-folder.ts';
import { nameRunFolder, removeStaleFolders, writeRunFolder } from '../../src/results/run-folder.ts';
import { context, lostPaths, makeOutcome, outcomes } from './sample-run.ts';
import { makeScratchFolder, mountSmallDisk, remount } from './scratch.ts';
import { writeTables } from './write-tables.ts';

async function writeRun(output: string, text: string, name = 'run'): Promise<string> {
  const folder = await writeRunFolder(output, async (place) => {
    await Promise.resolve();
    writeFileSync(join(place.folder, 'manifest.json'), text);
    writeFileSync(join(place.scratch, 'draft'), text);
    return name;
  });
  return folder!;
}

async function refusalOf(action: Promise<unknown> | (() => unknown)): Promise<OutputError> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    expect(error).toBeInstanceOf(OutputError);
    return error as OutputError;
  }
  throw new Error('was not refused');
}

describe('the name of a run folder', () => {
  it.each([
    ['black-thursday-2020', '42', 'black-thursday-2020-42-0123abcd'],
    ['flash', 'a/b\\..:*?"<>|\0\n', 'flash-a_b_.._-0123abcd'],
    ['flash', '../../etc', 'flash-_/../etc-0123abcd'.replaceAll('/', '_')],
    ['flash', '', 'flash-_-0123abcd'],
    ['flash', 'Ünï 東京 🙂', 'flash-_n_-0123abcd'],
    ['.hidden', '-rf', '_hidden-_rf-0123abcd'],
  ])('is safe for scenario %j and seed %j', (scenario, seed, name) => {
    expect(nameRunFolder(scenario, seed, '0123abcdef')).toBe(name);
  });

  it('is short, however long the seed', () => {
    expect(nameRunFolder('s', 'x'.repeat(10_000), 'f'.repeat(64)).length).toBeLessThan(80);
  });
});

describe('writing a run', () => {
  it('makes the folders above it and leaves nothing else', async () => {
    const output = join(makeScratchFolder(), 'deep', 'output');
    const folder = await writeRun(output, 'first');
    expect(folder).toBe(join(output, 'run'));
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('first');
    expect(readdirSync(output)).toEqual(['run']);
  });

  it('replaces an older run of the same name, file by file', async () => {
    const output = makeScratchFolder();
    const folder = await writeRun(output, 'first');
    writeFileSync(join(folder, 'left-over.txt'), '');
    await writeRun(output, 'second');
    expect(readdirSync(folder)).toEqual(['manifest.json']);
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('second');
    expect(readdirSync(output)).toEqual(['run']);
  });

  it('leaves the older run alone and nothing behind when it fails half-way', async () => {
    const output = makeScratchFolder();
    const folder = await writeRun(output, 'first');
    const failing = writeRunFolder(output, async ({ folder: fresh }) => {
      await writeTables(fresh, { outcomes, lostPaths, context });
      throw new Error('a bug in the report');
    });
    await expect(failing).rejects.toThrow('a bug in the report');
    expect(readdirSync(output)).toEqual(['run']);
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe('first');
  });

  it('passes on what is no refusal of the output folder', async () => {
    const output = makeScratchFolder();
    const elsewhere = writeRunFolder(output, async () => {
      await Promise.resolve();
      readFileSync('/no/such/font.ttf');
      return 'run';
    });
    await expect(elsewhere).rejects.toThrow('/no/such/font.ttf');
    await expect(elsewhere).rejects.not.toBeInstanceOf(OutputError);
    expect(await refusalOf(writeRun(output, 'x', 'x'.repeat(300)))).toMatchObject({ code: 'name-too-long' });
    expect(readdirSync(output)).toEqual([]);
  });

  it('keeps nothing when there is nothing to keep', async () => {
    const output = join(makeScratchFolder(), 'output');
    expect(await writeRunFolder(output, () => Promise.resolve(null))).toBeNull();
    expect(existsSync(output)).toBe(false);
  });

  it('removes the output folder again when it made it and failed', async () => {
    const scratch = makeScratchFolder();
    const failing = writeRunFolder(join(scratch, 'a', 'b'), () => Promise.reject(new Error('stop')));
    await expect(failing).rejects.toThrow('stop');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('does not replace a folder that holds no run', async () => {
    const output = makeScratchFolder();
    mkdirSync(join(output, 'run'));
    writeFileSync(join(output, 'run', 'thesis.docx'), 'years of work');
    expect(await refusalOf(writeRun(output, 'x'))).toMatchObject({ code: 'not-a-run-folder' });
    expect(readdirSync(output)).toEqual(['run']);
    expect(existsSync(join(output, 'run', 'thesis.docx'))).toBe(true);
  });

  it('does not replace a file', async () => {
    const output = makeScratchFolder();
    writeFileSync(join(output, 'run'), '');
    const refusal = await refusalOf(writeRun(output, 'x'));
    expect(refusal).toMatchObject({ code: 'not-a-folder', path: join(output, 'run') });
    expect(refusal.message).toContain('a file stands where a folder should be');
    expect(refusal.hint).toContain('--out');
  });

  it('says so when the output folder is a file, or lies below one', async () => {
    const file = join(makeScratchFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusalOf(writeRun(file, 'x'))).toMatchObject({ code: 'not-a-folder' });
    expect(await refusalOf(writeRun(join(file, 'below'), 'x'))).toMatchObject({ code: 'not-a-folder' });
    expect(await refusalOf(() => probeOutputFolder(join(file, 'below')))).toMatchObject({ code: 'not-a-folder' });
  });
});

describe('a full disk', () => {
  it('is named, whoever meets it, and nothing stays', async (test) => {
    const disk = mountSmallDisk('size=256k');
    if (disk === null) return test.skip('this user may not mount a small disk');
    const large = new Uint8Array(1_000_000);
    const byNode = writeRunFolder(disk, async ({ folder }) => {
      await Promise.resolve();
      writeFileSync(join(folder, 'large'), large);
      return 'run';
    });
    expect(await refusalOf(byNode)).toMatchObject({ code: 'disk-full' });
    const journal = outcomes[0]!.journal;
    const noisy = Array.from({ length: 8 }, (_, path) =>
      makeOutcome(path, [], { journal: repeat(journal, 200, path) }),
    );
    const byDuckDb = writeRunFolder(disk, async ({ folder }) => {
      await writeTables(folder, { outcomes: noisy, lostPaths: [], context });
      return 'run';
    });
    const refusal = await refusalOf(byDuckDb);
    expect(refusal).toMatchObject({ code: 'disk-full' });
    expect(refusal.message).toContain('the disk is full');
    expect(readdirSync(disk)).toEqual([]);
    expect(await refusalOf(() => probeOutputFolder(disk, 300_000))).toMatchObject({ code: 'disk-full' });
    probeOutputFolder(disk, 100_000);
    expect(readdirSync(disk)).toEqual([]);
  });
});

describe('a read-only disk', () => {
  it('is found before the run, and nothing is lost', async (test) => {
    const disk = mountSmallDisk('size=1m');
    if (disk === null || !remount(disk, 'ro')) return test.skip('this user may not mount a read-only disk');
    expect(await refusalOf(() => probeOutputFolder(disk))).toMatchObject({ code: 'not-writable', path: disk });
    expect(await refusalOf(() => probeOutputFolder(join(disk, 'new')))).toMatchObject({ code: 'not-writable' });
    expect(await refusalOf(writeRun(disk, 'x'))).toMatchObject({ code: 'not-writable' });
    expect(await refusalOf(writeTables(disk, { outcomes, lostPaths, context }))).toMatchObject({
      code: 'not-writable',
    });
  });
});

describe('trying the output folder out', () => {
  it('leaves nothing behind', () => {
    const scratch = makeScratchFolder();
    probeOutputFolder(join(scratch, 'a', 'b'), 1_000);
    probeOutputFolder(scratch);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('what a crash left', () => {
  it('goes once it is old, and nothing else does', async () => {
    const output = makeScratchFolder();
    await writeRun(output, 'kept');
    for (const name of ['.aftershock-old', '.aftershock-young', 'other'])
      mkdirSync(join(output, name, 'new'), { recursive: true });
    for (const name of ['.aftershock-old/new', '.aftershock-old', 'other', 'run'])
      utimesSync(join(output, name), 1_000, 1_000);
    const dayAgoMs = statSync(join(output, '.aftershock-young')).mtimeMs - 86_400_000;
    expect(removeStaleFolders(output, dayAgoMs)).toBe(1);
    expect(readdirSync(output).sort()).toEqual(['.aftershock-young', 'other', 'run']);
    expect(removeStaleFolders(join(output, 'missing'), dayAgoMs)).toBe(0);
  });
});

/** Facts that do not compress away: their values are spread over the whole range of whole doubles. */
function repeat(journal: (typeof outcomes)[number]['journal'], times: number, seed: number): typeof journal {
  const count = journal.count * times;
  const spread = (k: number) =>
    Float64Array.from(
      { length: count },
      (_, i) => ((i + 1) * 7_919 * (seed + k + 1) * 104_729) % 9_007_199_254_740_881,
    );
  const cycle = <T extends Uint8Array | Int32Array | Int16Array | Float64Array>(column: T): number[] =>
    Array.from({ length: count }, (_, i) => column[i % journal.count]!);
  return {
    ...journal,
    count,
    timeUs: Float64Array.from(cycle(journal.timeUs)),
    rank: Uint8Array.from(cycle(journal.rank)),
    sequence: spread(0),
    kind: Uint8Array.from(cycle(journal.kind)),
    account: Int32Array.from(cycle(journal.account)),
    instrument: Int16Array.from(cycle(journal.instrument)),
    lots: spread(1),
    value: spread(2),
    a: Float64Array.from(cycle(journal.a)),
    b: Float64Array.from(cycle(journal.b)),
  };
}
