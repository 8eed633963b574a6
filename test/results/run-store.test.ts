// Goal: a disk that fills up costs the paths that do not fit and no others. Method: made-up paths of known size into a
// store on a small disk in memory, in order and out of order.

import { mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathFiles } from '../../src/results/path-files.ts';
import { RunStore } from '../../src/results/run-store.ts';
import { readFacts, readPathDigests } from '../../src/results/stored-run.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { cascade, context, makeJournal, makeOutcome, outcomes } from './sample-run.ts';
import { makeScratchFolder, mountSmallDisk } from './scratch.ts';
import { spool } from './write-tables.ts';

const symbols = context.instruments.map(({ symbol }) => symbol);

async function openOn(disk: string): Promise<{ store: RunStore; folder: string; scratch: string }> {
  const [folder, scratch] = [join(disk, 'new'), join(disk, 'scratch')];
  for (const one of [folder, scratch]) mkdirSync(one);
  return { store: await RunStore.open({ outputFolder: disk, folder, scratch, context }), folder, scratch };
}

async function factsIn(folder: string, path: number): Promise<number> {
  let count = 0;
  for await (const facts of readFacts(folder, path, symbols)) count += facts.count;
  return count;
}

/** Facts that do not compress: their numbers are spread over the whole range. */
function noisy(path: number, times: number): PathOutcome {
  const journal = makeJournal(Array.from({ length: times }, () => cascade.slice(2)).flat());
  const spread = (k: number) =>
    Float64Array.from(journal.timeUs, (_, i) => ((i + 1) * 7_919 * (path + k + 2) * 104_729) % 9_007_199_254_740_881);
  return makeOutcome(path, [], { journal: { ...journal, lots: spread(1), value: spread(2), sequence: spread(3) } });
}

describe('a store', () => {
  it('takes paths as they come and stores them in order', async () => {
    const { store, folder, scratch } = await openOn(makeScratchFolder());
    store.expect([0, 1, 2, 3]);
    for (const outcome of outcomes.toReversed()) {
      spool(outcome, scratch);
      store.take(outcome);
    }
    store.miss(2);
    expect(await store.settle()).toEqual([]);
    await store.finish(outcomes, [{ path: 2, message: 'lost' }]);
    await store.close();
    expect((await readPathDigests(folder)).map(({ status }) => status)).toEqual([
      'finished',
      'finished',
      'lost',
      'failed',
    ]);
    expect(await factsIn(folder, 0)).toBe(cascade.length - 2);
  });

  it('hands on what is no refusal of the file system', async () => {
    const { store, scratch } = await openOn(makeScratchFolder());
    store.expect([0, 1]);
    for (const outcome of outcomes.slice(0, 2)) spool(outcome, scratch);
    writeFileSync(pathFiles(scratch, 0).facts, Uint8Array.from([255, 255, 255, 255, 0, 0, 0, 0]));
    store.take(outcomes[0]!);
    store.take(outcomes[1]!);
    await expect(store.settle()).rejects.toThrow(RangeError);
    await store.close();
  });
});

describe('a disk that fills up', () => {
  it('costs the path that does not fit; smaller ones are kept', async (test) => {
    const disk = mountSmallDisk('size=12m');
    if (disk === null) return test.skip('this user may not mount a small disk');
    const { store, folder, scratch } = await openOn(disk);
    const paths = [noisy(0, 500), noisy(1, 500), noisy(2, 4_000), noisy(3, 500)];
    store.expect([0, 1, 2, 3]);
    // Out of order: path 0 is the last to come, so that everything waits for it.
    for (const outcome of paths.toReversed()) {
      spool(outcome, scratch);
      store.take(outcome);
    }
    // Something else takes what is left.
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'other'), new Uint8Array(Math.max(0, bavail * bsize - 2_000_000)));
    const unstored = await store.settle();
    expect(unstored.map(({ path }) => path)).toEqual([2]);
    expect(unstored[0]!.message).toContain('the disk is full');
    expect(store.refusal).toMatchObject({ code: 'disk-full' });
    const kept = paths.filter(({ path }) => path !== 2);
    await store.finish(kept, unstored);
    await store.close();
    for (const { path, journal } of kept) expect(await factsIn(folder, path)).toBe(journal.count);
    expect(await factsIn(folder, 2)).toBe(0);
    expect(readdirSync(scratch).filter((name) => name.startsWith('2.'))).toEqual([]);
  });

  it('before anything is stored is told at once', async (test) => {
    const disk = mountSmallDisk('size=1m');
    if (disk === null) return test.skip('this user may not mount a small disk');
    await expect(openOn(disk)).rejects.toMatchObject({ code: 'disk-full', path: disk });
  });
});
