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
let handed: string;
let shared: string;
let run: string;

const setting = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);

/** The book is not asked: a reserve takes positions over at once. */
const HANDED = {
  'venue.liquidation.takeoverEquityShare': '99 %',
  'venue.takeover':
    '[{ kind: panel, inventoryMargin: 2 %, unwindInterval: 30 s, unwindShare: 50 %, providers: [{ name: bidder, capital: 20 k USD, notionalMax: 20 k USD, window: 1 min, discount: 2 % }] }, fund]',
};
/** Nobody can: two shorts are deleveraged. */
const SHARED = {
  'venue.liquidation.takeoverEquityShare': '99 %',
  'venue.insuranceFund.initial': '0 USD',
  'venue.autoDeleveraging.allocation': 'proRataByPosition',
  'agents.classes[3].accounts': '2',
  'agents.classes[3].equity': '15.355 k USD',
};
/** The third is rich, and takes its money out before a second fall. */
const RUN = {
  'agents.classes[2].equity': '10 k USD',
  'agents.classes[2].leverage': '0.651x',
  'agents.classes[2].bankRun': '{ fall: { min: 1 %, max: 2 % }, share: 100 % }',
  'venue.withdrawals': '{ latency: 1 s }',
  'market.prices.jumps': '[{ at: 1 min, move: -3 % }, { at: 2 min, move: -4 % }]',
};

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
  handed = await store(file, ...setting(HANDED));
  shared = await store(file, ...setting(SHARED));
  run = await store(file, ...setting(RUN));
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

describe('an account that --account names', () => {
  const tell = async (folder: string, name: string) => {
    const { code, stdout, stderr } = await aftershock(['explain', folder, '--account', name]);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    return { code, stderr, text: stdout.replaceAll(/\s+/g, ' ') };
  };

  it('may be a reserve: what it took over, from whom, and how it got out of it', async () => {
    const { text } = await tell(handed, 'bidder');
    for (const said of [
      'ACCOUNT 8 on path 0 of chain',
      'TAKES OVER: long 97.99 BTC at 87.85 From account 4, with 896.1306 of the equity that stood behind it.',
      'WORKS OUT: sold 49.00 BTC',
      'It was never liquidated.',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('MAKING THE MARKET');
  });

  it('may be the only one of its class; counterparties of one round are told together, as they were chosen', async () => {
    const { text } = await tell(shared, 'first');
    expect(text).toContain('CLOSED AGAINST 2 ACCOUNTS: 97.99 BTC');
    expect(text).toContain('each of 2 accounts was made to buy back its short, by its share (proRataByPosition)');
    expect(text).not.toContain('queue');
  });

  it('is told to have taken its money out, where that is what broke it', async () => {
    const { text } = await tell(run, 'third');
    expect(text).toMatch(/WHY Liquidated: it had taken out [\d,.]+, which stood behind its positions/);
    expect(text).toMatch(/pushed by withdrawals\. .* withdrawals, less deposits \$/);
    const tree = await aftershock(['explain', run]);
    expect(tree.stdout).toContain('BY WITHDRAWALS: 1 breach');
  });

  it.each([
    ['short', 'class short has 2 accounts', 'name one of them by its number: 7 to 8'],
    ['nobody', '--account is "nobody"', 'expected a number from 4 to 8, or a name: first, second, third'],
  ])('is refused where it is %s', async (name, message, hint) => {
    const { code, stderr } = await tell(shared, name);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
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
