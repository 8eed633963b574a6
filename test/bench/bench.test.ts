// Goal: benchmarks say the truth. Method: the hash against its definition in big integers, both watches against each
// other on small jobs, and the command line from outside. Nothing here is timed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createStream } from '../../src/numeric/stream.ts';

interface Watch {
  reset(): void;
}
interface Job {
  readonly folded: object;
  readonly tape: object;
  readonly lazy: Watch;
  readonly naive: Watch;
}
interface PortfolioResult {
  readonly equal: readonly { readonly hashes: Readonly<Record<string, string>> }[];
  readonly notes: readonly string[];
}
interface Hash {
  count: number;
  add(tick: number, account: number): void;
  toString(): string;
}

const here = import.meta.dirname;
const load = async <T>(file: string): Promise<T> => (await import(join(here, file))) as T;
const { BreachHash } = await load<{ BreachHash: new () => Hash }>('jobs/hash.mjs');
const { createWatchJob } = await load<{ createWatchJob: (terms: object) => Promise<Job> }>('jobs/watch-job.mjs');
const { runTicks } = await load<{ runTicks: (watch: Watch, folded: object, tape: object, ticks: object) => Hash }>(
  'jobs/day.mjs',
);

const folder = mkdtempSync(join(tmpdir(), 'aftershock-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...argv: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(here, 'run.mjs'), ...argv], {
    encoding: 'utf8',
  });
  return { status, text: stdout + stderr };
}

describe('the hash of breaches', () => {
  it('is FNV-1a in 64 bits', () => {
    const stream = createStream('bench', 'hash');
    const hash = new BreachHash();
    let expected = 0x14650fb0739d0383n;
    for (let n = 0; n < 1_000; n += 1) {
      const [tick, account] = [stream.integer(2 ** 32), stream.integer(2 ** 32)];
      hash.add(tick, account);
      for (const value of [tick, account]) {
        expected = BigInt.asUintN(64, (expected ^ BigInt(value)) * 1_099_511_628_211n);
      }
    }
    expect(hash.toString()).toBe(expected.toString(16).padStart(16, '0'));
  });
});

describe('both watches find the same', () => {
  const terms = { accounts: 700, positions: 5, instruments: 12, ticks: 400 };
  it.each([
    ['as drawn', {}, {}],
    ['with one position', { positions: 1 }, {}],
    ['in hedged books', { sides: 'mixed' }, {}],
    ['when prices arrive in turn', { arrival: 'inTurn' }, {}],
    ['when everybody is replaced at maximum leverage', { atMaximum: true }, { refill: true }],
  ])('%s', async (_, more, how) => {
    const { lazy, naive, folded, tape } = await createWatchJob({ ...terms, ...more });
    const hashes = [lazy, naive].map((watch) => {
      watch.reset();
      return runTicks(watch, folded, tape, { from: 0, count: terms.ticks, ...how });
    });
    expect(hashes[0]!.count).toBeGreaterThan(50);
    expect(String(hashes[0])).toBe(String(hashes[1]));
  });
});

describe('both watches of a venue under portfolio margin', () => {
  it.each(['grid', 'value at risk'])(
    'end a path under a %s model with the same digest',
    async (model) => {
      const { measure } = await load<{ measure: (part: object, options: object) => Promise<PortfolioResult> }>(
        'benchmarks/portfolio-watch.mjs',
      );
      const part = { model, accounts: 1_000, minutes: 5, rounds: 1, naive: 'path' };
      const { equal, notes } = await measure(part, {});
      expect(notes[0]).toMatch(/^[1-9][0-9]* breaches/);
      const digests = Object.values(equal[0]!.hashes);
      expect(digests).toHaveLength(2);
      expect(digests[0]).toBe(digests[1]);
    },
    60_000,
  );
});

describe('the command line', () => {
  const result = (hash: string, values: number[]) => ({
    size: 'small',
    results: [{ name: 'watch day', peakMb: 80, figures: [{ name: 'rescan', unit: 'ms', values, hash }] }],
  });
  const write = (name: string, content: object): string => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  it('sets two results side by side and marks what lies beyond the ranges', () => {
    const { status, text } = bench(
      'compare',
      write('a.json', result('12ab', [9, 10, 11])),
      write('b.json', result('12ab', [19, 20, 21])),
    );
    expect(status).toBe(0);
    expect(text).toMatch(/rescan +10 ms +-> +20 ms +2x {2}beyond the ranges/);
    expect(text).toContain('all hashes equal');
  });

  it('is loud about different work', () => {
    const { status, text } = bench(
      'compare',
      write('c.json', result('12ab', [9])),
      write('d.json', result('34cd', [9])),
    );
    expect(status).toBe(1);
    expect(text).toContain('HASHES DIFFER');
    expect(text).toContain('12ab became 34cd');
  });

  it('names what there is when asked for something else', () => {
    const { status, text } = bench('--only', 'nothing');
    expect(status).toBe(2);
    expect(text).toContain('no benchmark is called nothing; there are watch, watch-books, kernel');
  });

  it('compares with a built checkout alone', () => {
    const nowhere = join(folder, 'nowhere');
    expect(bench('--against', nowhere)).toMatchObject({ status: 2 });
    expect(bench('--against', nowhere).text).toContain(`${nowhere} is no built checkout`);
    expect(bench('--only', 'release').text).toContain('release needs --against FOLDER');
  });

  it('times whole paths here against those of another checkout, and sees that they are the same', () => {
    const { status, text } = bench('--against', '.', '--part', '20,000', '--rounds', '1');
    expect(status).toBe(0);
    expect(text).toMatch(/this checkout takes [0-9.]+ of the time of /);
    expect(text).toContain('all hashes that must agree do');
  });
});
