// Goal: the causes of a path are told so that they can be read at 80 columns and taken apart by programs.
// Method: a chain of three accounts as snapshots; the small scenario for widths and sums.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHAIN_TEXT } from '../experiment/causes/chain-scenario.ts';
import { aftershock, small } from './fake-io.ts';

let output: string;
let chain: string;
let crash: string;

beforeAll(async () => {
  output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  const file = join(output, 'chain.yaml');
  writeFileSync(file, CHAIN_TEXT);
  const store = async (...words: string[]): Promise<string> => {
    const { stdout } = await aftershock(['run', ...words, '--out', output, '--no-report', '--json']);
    return (JSON.parse(stdout) as { folder: string }).folder;
  };
  chain = await store(file);
  crash = await store(
    small,
    '--paths',
    '1',
    '--set',
    'venue.circuitBreakers.halt={window: 5 min, move: 3 %, duration: 2 min}',
  );
}, 60_000);

afterAll(() => rmSync(output, { recursive: true, force: true }));

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('a chain of three', () => {
  it.each([['--tree'], ['--account 6'], ['--instrument BTC'], ['--breaker'], ['--fund']])('%s', async (words) => {
    const { code, stdout, stderr } = await aftershock(['explain', chain, ...words.split(' ')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchSnapshot();
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  it('is a tree of places for programs', async () => {
    const { stdout } = await aftershock(['explain', chain, '--json']);
    const told = JSON.parse(stdout) as { longestChain: number; tree: { account: number; parent: object }[] };
    expect(told.longestChain).toBe(3);
    expect(told.tree.map(({ account, parent }) => [account, parent])).toEqual([
      [4, { kind: 'outside' }],
      [5, { kind: 'liquidation', account: 4, breach: 0 }],
      [6, { kind: 'liquidation', account: 5, breach: 1 }],
    ]);
  });

  it('lists no instrument of another venue', async () => {
    const { code, stderr } = await aftershock(['explain', chain, '--instrument', 'ETH']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no instrument ETH');
    expect(stderr).toContain('the venue lists BTC');
  });
});

describe('a crowd with halts', () => {
  it.each([['--tree'], ['--instrument BTC'], ['--breaker'], ['--fund']])('%s fits into 80 columns', async (words) => {
    const { code, stdout } = await aftershock(['explain', crash, ...words.split(' ')]);
    expect(code).toBe(0);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect(stdout.split('\n').length).toBeLessThan(140);
  });

  it('lays bad debt to instruments, and what belongs to none has its line', async () => {
    const { stdout } = await aftershock(['explain', crash, '--fund']);
    const json = await aftershock(['explain', crash, '--fund', '--json']);
    const { badDebt } = JSON.parse(json.stdout) as {
      badDebt: {
        totalUsd: number;
        ofNoInstrumentUsd: number;
        instruments: Record<string, number>;
        parts: Record<string, number>;
      };
    };
    const sum = (amounts: object): number =>
      Object.values(amounts).reduce((total: number, one: number) => total + one, 0);
    const { ofNoInstrumentUsd, parts } = badDebt;
    expect(badDebt.totalUsd).toBeGreaterThan(0);
    expect(sum(parts)).toBeCloseTo(badDebt.totalUsd, 4);
    expect(sum(badDebt.instruments) + ofNoInstrumentUsd).toBeCloseTo(badDebt.totalUsd, 4);
    // Each account's instruments are rounded to quanta one by one.
    const payments = parts['feesUsd']! + parts['fundingUsd']! + parts['handedOverUsd']! + parts['sharedUsd']!;
    expect(Math.abs(ofNoInstrumentUsd - payments - parts['restUsd']!)).toBeLessThan(0.1);
    expect(stdout).toContain('fees and payments, of none');
    expect(stdout.match(/^ {2}total /gm)).toHaveLength(3);
    expect(stdout).not.toContain('what is in none');
  });

  it('tells each halt: when, until when, and prices at both ends', async () => {
    const { stdout } = await aftershock(['explain', crash, '--breaker', '--json']);
    const { trips } = JSON.parse(stdout) as {
      trips: {
        control: string;
        timeUs: number;
        untilUs: number;
        atTrip: { mark: number };
        atEnd: { mark: number } | null;
      }[];
    };
    const halts = trips.filter(({ control }) => control === 'halt');
    expect(halts.length).toBeGreaterThan(0);
    for (const { timeUs, untilUs, atTrip, atEnd } of halts) {
      expect(untilUs - timeUs).toBeLessThanOrEqual(120_000_000);
      if (atEnd !== null) expect(atEnd.mark).toBe(atTrip.mark);
    }
  });
});
