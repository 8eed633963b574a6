// Goal: what a path leaves on disk says the same as what it would have left in memory. Method: made-up paths through
// their files and the tables, read back in parts and as a whole; the page made from either.

import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildCharts } from '../../src/report/chart-specs/all-charts.ts';
import { buildPage } from '../../src/report/html/page.ts';
import { BLOCK_FACTS, readAllFacts, readFactBlocks } from '../../src/results/fact-spool.ts';
import { pathFiles } from '../../src/results/path-files.ts';
import { RunStore } from '../../src/results/run-store.ts';
import { readAllSamples, readSamples } from '../../src/results/sample-spool.ts';
import { tableContextOf } from '../../src/results/table-context.ts';
import { makeRun } from '../report/fixture.ts';
import { cascade, makeJournal, makeOutcome, outcomes } from './sample-run.ts';
import { makeScratchFolder } from './scratch.ts';
import { spool, storedFactsOf } from './write-tables.ts';

/** The cascade so often that its facts fill several blocks. */
const long = makeJournal(Array.from({ length: 400 }, () => cascade).flat());

describe('the facts of a path', () => {
  it('come back as they were, price facts apart', () => {
    const folder = makeScratchFolder();
    spool(makeOutcome(0, [], { journal: long }), folder);
    const stored = storedFactsOf(long);
    expect(stored.count).toBeGreaterThan(3 * BLOCK_FACTS);
    expect(readAllFacts(pathFiles(folder, 0).facts)).toEqual(stored);
  });

  it('come block by block, each with the next', () => {
    const folder = makeScratchFolder();
    spool(makeOutcome(0, [], { journal: long }), folder);
    const { n } = storedFactsOf(long);
    let at = 0;
    for (const { facts, next } of readFactBlocks(pathFiles(folder, 0).facts)) {
      expect(facts.n[0]).toBe(n[at]);
      at += facts.count;
      expect(next?.n[0]).toBe(n[at]);
    }
    expect(at).toBe(n.length);
  });

  it('replace what an earlier try left', () => {
    const folder = makeScratchFolder();
    const files = pathFiles(folder, 3);
    for (const file of [files.facts, files.samples]) writeFileSync(file, 'x'.repeat(1_000_000));
    spool(outcomes[2]!, folder);
    expect(readAllFacts(files.facts)).toEqual(storedFactsOf(outcomes[2]!.journal));
    expect(readAllSamples(files.samples, 2)).toEqual(outcomes[2]!.series);
  });

  it.each([3, 20_000])('are refused when %i bytes are missing at the end', (missing) => {
    const folder = makeScratchFolder();
    spool(makeOutcome(0, [], { journal: long }), folder);
    const { facts } = pathFiles(folder, 0);
    truncateSync(facts, statSync(facts).size - missing);
    expect(() => readAllFacts(facts)).toThrow('cut short');
  });

  it('may be none', () => {
    const folder = makeScratchFolder();
    spool(makeOutcome(0, []), folder);
    expect(readAllFacts(pathFiles(folder, 0).facts).count).toBe(0);
  });
});

describe('the samples of a path', () => {
  it('come back as they were, as a whole and in parts', () => {
    const folder = makeScratchFolder();
    const { series } = makeRun({ paths: 1, failedPath: null }).outcomes[0]!;
    spool(makeOutcome(0, [], { series }), folder);
    const file = pathFiles(folder, 0).samples;
    expect(readAllSamples(file, series.instrumentCount)).toEqual(series);
    const parts = [...readSamples(file, series.instrumentCount)];
    expect(parts.flatMap(({ timeUs }) => [...timeUs])).toEqual([...series.timeUs]);
    expect(parts.flatMap(({ markTicks }) => [...markTicks])).toEqual([...series.markTicks]);
  });
});

describe('samples that are cut short', () => {
  it('are refused', () => {
    const folder = makeScratchFolder();
    const { series } = makeRun({ paths: 1, failedPath: null }).outcomes[0]!;
    spool(makeOutcome(0, [], { series }), folder);
    const file = pathFiles(folder, 0).samples;
    truncateSync(file, statSync(file).size - 8);
    expect(() => readAllSamples(file, series.instrumentCount)).toThrow('cut short');
    expect(() => [...readSamples(file, series.instrumentCount)]).toThrow('cut short');
  });
});

describe('a report', () => {
  it('is the same from files as from memory', async () => {
    const run = makeRun({ paths: 7 });
    const [folder, scratch] = [makeScratchFolder(), makeScratchFolder()];
    const store = await RunStore.open({
      outputFolder: folder,
      folder,
      scratch,
      context: tableContextOf(run.scenario),
    });
    try {
      store.expect(run.outcomes.map(({ path }) => path));
      const spooled = run.outcomes.map((outcome) => {
        spool(outcome, scratch);
        return store.take(outcome);
      });
      expect(await store.settle()).toEqual([]);
      // The facts themselves are gone; what a report needs is there.
      expect(readdirSync(scratch).filter((name) => name.endsWith('.facts'))).toEqual([]);
      const assets = { script: '', style: '' };
      const fromFiles = { ...run, outcomes: spooled };
      expect(buildCharts(fromFiles)).toEqual(buildCharts(run));
      expect(buildPage(fromFiles, buildCharts(fromFiles), assets)).toBe(buildPage(run, buildCharts(run), assets));
    } finally {
      await store.close();
    }
  });
});
