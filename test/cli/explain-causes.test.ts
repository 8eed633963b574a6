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
let guarded: string;
let broken: string;

const GUARDS = `venue.controls={
  liquidationPause: { notionalMax: 20 k USD, window: 1 min, duration: 1 min },
  fundMode: { fundShare: 90 %, fundWindow: 1 h, recoverShare: 95 %, longest: 3 min, marginMultiple: 1.5x, closeOnly: true },
  withdrawalGate: { fall: 5 %, window: 5 min, duration: 2 min },
  oracleGuard: { deviation: 1 %, confirm: 5 s, action: markFromIndex },
  marginSteps: { interval: 10 s, intervals: 12, hold: 2 min, steps: [{ above: 190 %, multiplier: 2x }] },
  marketWide: { level1: 7 %, level2: 30 %, level3: 40 %, duration: 2 min },
  reopening: { call: 10 s } }`.replaceAll(/\s+/g, ' ');

beforeAll(async () => {
  output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  const file = join(output, 'chain.yaml');
  writeFileSync(file, CHAIN_TEXT);
  const store = async (...words: string[]): Promise<string> => {
    const { stdout } = await aftershock(['run', ...words, '--out', output, '--no-report', '--json']);
    return (JSON.parse(stdout) as { folder: string }).folder;
  };
  chain = await store(file);
  broken = await store(file, '--set', 'faults=[{ kind: matchingDown, at: 30 s, duration: 1 min, orders: wait }]');
  crash = await store(
    small,
    '--paths',
    '1',
    '--set',
    'venue.circuitBreakers.halt={window: 5 min, move: 3 %, duration: 2 min}',
  );
  guarded = await store(small, '--paths', '1', '--set', GUARDS, '--set', 'venue.withdrawals={latency: 1 min}');
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

describe('an operational fault', () => {
  it('stands with the controls: what broke, until when, who waited', async () => {
    const { stdout } = await aftershock(['explain', broken, '--breaker']);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    const text = stdout.replaceAll(/\s+/g, ' ');
    for (const said of [
      'CONTROLS AND FAULTS on path 0 of chain',
      'No control stepped in.',
      "MATCHING DOWN: BTC No order trades in all instruments; agents' orders wait, until +0 h 01 min 30 s.",
      '0 accounts under liquidation, 1 when it ended. 1 account had to wait, 1 time in all. $0 was closed by force meanwhile.',
    ])
      expect(text).toContain(said);
  });
});

describe('controls that act while they are in a state', () => {
  it('are told with why, what they stop and until when', async () => {
    const { stdout } = await aftershock(['explain', guarded, '--breaker']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    for (const said of [
      'liquidations within 1 min had gone beyond $20.0 k. Liquidations stopped until',
      'had fallen below 90 % of its highest',
      "Rates were at least 1.5x the scenario's, orders could only close positions until",
      'an index had fallen 5 % or more within 5 min. Nothing was paid out until',
      "the book's price had been more than 1 % away from the index for 5 s. The mark was the index until",
      "the volatility of the mark had gone beyond a step. Rates were at most 2x the scenario's until",
      'from the prior close: level ',
      'in the call auction.',
    ])
      expect(text).toContain(said);
  });

  it('are the same for programs, and nothing is closed while liquidations are paused', async () => {
    const { stdout } = await aftershock(['explain', guarded, '--breaker', '--json']);
    const { trips } = JSON.parse(stdout) as {
      trips: { control: string; why: string; closedDuringUsd: number; closedAfterUsd: number; deferrals: number }[];
    };
    const pauses = trips.filter(({ control }) => control === 'liquidationPause');
    expect(pauses.length).toBeGreaterThan(0);
    expect(pauses.every(({ closedDuringUsd }) => closedDuringUsd === 0)).toBe(true);
    expect(pauses.some(({ deferrals, closedAfterUsd }) => deferrals > 0 && closedAfterUsd > 0)).toBe(true);
  });
});
