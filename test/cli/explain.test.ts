// Goal: `explain` tells the truth about an account, checkable with a pencil. Method: the reference scenario, whose
// figures are worked out in its own header, as snapshots; then accounts of a random scenario, for what must always hold.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aftershock, oneCascade, small } from './fake-io.ts';

let output: string;
let cascade: string;
let crash: string;

beforeAll(async () => {
  output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  const store = async (scenario: string, ...words: string[]): Promise<string> => {
    const { stdout } = await aftershock(['run', scenario, '--out', output, '--no-report', '--json', ...words]);
    return (JSON.parse(stdout) as { folder: string }).folder;
  };
  cascade = await store(oneCascade);
  crash = await store(small, '--paths', '2');
});

afterAll(() => rmSync(output, { recursive: true, force: true }));

interface Told {
  readonly class: string;
  readonly outcome: string;
  readonly verdict: string;
  readonly events: readonly {
    kind: string;
    lots: number;
    account: number;
    a: number;
    before: State;
    after: State;
    text: string[];
  }[];
}

interface State {
  readonly cashUsd: number;
  readonly equityUsd: number;
  readonly unrealisedPnlUsd: number;
  readonly maintenanceUsd: number;
  readonly positions: readonly {
    instrument: string;
    lots: number;
    maintenanceUsd: number;
    liquidationPriceUsd: number | null;
  }[];
}

const tell = async (account: number, path = 0): Promise<Told> => {
  const { stdout, stderr } = await aftershock([
    'explain',
    crash,
    '--account',
    String(account),
    '--path',
    String(path),
    '--json',
  ]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Told;
};

describe('the reference scenario', () => {
  it.each([
    [4, 'who was liquidated', 'Liquidated: it was long BTC at 10x leverage'],
    [5, 'who was not', 'It was never liquidated'],
    [6, 'who was deleveraged', 'It was deleveraged once'],
    [7, 'who made the market', 'its quotes were hit 3 times'],
  ])('tells of account %i, %s', async (account, _, phrase) => {
    const { code, stdout, stderr } = await aftershock(['explain', cascade, '--account', String(account)]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatchSnapshot();
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(phrase);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('gives the figures of its header: breach below 92.31, bankrupt at 90', async () => {
    const { stdout } = await aftershock(['explain', cascade, '--account', '4', '--json']);
    const { events } = JSON.parse(stdout) as Told;
    const breach = events.find(({ kind }) => kind === 'breach')!;
    expect(breach.after).toMatchObject({ equityUsd: 2_000, maintenanceUsd: 2_300, unrealisedPnlUsd: -8_000 });
    expect(breach.after.positions[0]).toMatchObject({ lots: 100_000, bankruptcyPriceUsd: 90, maintenanceRate: 0.025 });
    expect(breach.after.positions[0]!.liquidationPriceUsd).toBeCloseTo(92.3077, 4);
  });
});

describe('a venue that closes the same share of every position', () => {
  it('names the rule and no size: that was settled before the first of them went', async () => {
    const sets = ['legOrder=proRata', 'sizing={ kind: restoreBuffer, bufferRatio: 1.1x }', 'takeoverEquityShare=0 %'];
    const settings = sets.flatMap((one) => ['--set', `venue.liquidation.${one}`]);
    const run = await aftershock(['run', oneCascade, '--out', output, '--no-report', '--json', ...settings]);
    const { folder } = JSON.parse(run.stdout) as { folder: string };
    const { stdout } = await aftershock(['explain', folder, '--account', '4']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /LIQUIDATION ORDER: [^.]+\.\d+ BTC at [\d.]+ Wanted the same share of every position, as little as lifts equity to 1\.1x maintenance margin\. Limit/,
    );
  });
});

describe('a venue that raises margin', () => {
  // Account 4 holds 1,000 coins at 100 with an equity of 10,000; 2.5 % of 100,000 are 2,500, five times that 12,500.
  it('is told with the rates in force: what was asked before, and after', async () => {
    const overrides = ['market.prices={}', 'venue.marginChanges=[{at: 10 s, multiplier: 5x}]'];
    const words = overrides.flatMap((override) => ['--set', override]);
    const run = await aftershock(['run', oneCascade, '--out', output, '--no-report', '--json', ...words]);
    const { folder } = JSON.parse(run.stdout) as { folder: string };
    const { code, stdout, stderr } = await aftershock(['explain', folder, '--account', '4', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { events, verdict } = JSON.parse(stdout) as Told;
    const [change, breach] = events;
    expect([change!.kind, breach!.kind]).toEqual(['marginChange', 'breach']);
    expect(change!.before).toMatchObject({ equityUsd: 10_000, maintenanceUsd: 2_500 });
    expect(change!.after).toMatchObject({ equityUsd: 10_000, maintenanceUsd: 12_500 });
    expect(breach!.after).toMatchObject({ equityUsd: 10_000, maintenanceUsd: 12_500 });
    expect(verdict).toContain('The venue had changed maintenance margin rates: BTC 5x of the scenario');
    expect((await aftershock(['verify', folder])).code).toBe(0);
    const told = await aftershock(['explain', folder, '--account', '4']);
    expect(told.stdout).toContain('MARGIN CHANGE: BTC');
  });
});

describe('what cannot be explained', () => {
  it.each([
    ['--account 99', 'there is no account 99; one-cascade has 4 to 7', 'largest liquidated on path 0: 4 ($90.0 k)'],
    ['--account 0', 'account 0 is the insurance fund', '--fund tells what became of it'],
    ['--account 1', "account 1 is one of the venue's own (0 to 3)", 'largest liquidated on path 0: 4'],
    ['--account 4 --path 1', 'the run holds no path 1', 'it holds 0'],
  ])('%s', async (words, message, hint) => {
    const { code, stdout, stderr } = await aftershock(['explain', cascade, ...words.split(' ')]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it('a folder without a run', async () => {
    expect((await aftershock(['explain', output, '--account', '4'])).code).toBe(104);
  });
});

describe('any account', () => {
  const ACCOUNTS = [4, 5, 6, 17, 50, 120, 300, 310, 320, 324, 326];

  it('adds up in every state, and changes only by what is told', async () => {
    for (const account of ACCOUNTS) {
      const { events } = await tell(account, 1);
      for (const { before, after } of events.filter((event) => event.before !== undefined)) {
        for (const { cashUsd, equityUsd, unrealisedPnlUsd, maintenanceUsd, positions } of [before, after]) {
          expect(cashUsd + unrealisedPnlUsd).toBeCloseTo(equityUsd, 3);
          expect(positions.reduce((sum, leg) => sum + leg.maintenanceUsd, 0)).toBeCloseTo(maintenanceUsd, 3);
        }
      }
    }
  });

  it('that was breached had less equity than maintenance margin, and its story has an end', async () => {
    let breached = 0;
    for (const account of ACCOUNTS) {
      const { events, outcome } = await tell(account);
      const breaches = events.filter(({ kind }) => kind === 'breach');
      breached += breaches.length;
      for (const { after } of breaches) expect(after.equityUsd).toBeLessThan(after.maintenanceUsd);
      if (breaches.length > 0) expect(['liquidated', 'recovered']).toContain(outcome);
      else expect(['deleveraged', 'untouched']).toContain(outcome);
    }
    expect(breached).toBeGreaterThan(0);
  });

  it('that closed lost exactly the lots that were told', async () => {
    for (const account of ACCOUNTS) {
      const { events } = await tell(account);
      for (const { kind, lots, before, after, account: named } of events) {
        if (kind !== 'liquidationFill' || named !== account) continue;
        const sum = (state: State): number => state.positions.reduce((total, leg) => total + leg.lots, 0);
        expect(sum(after) - sum(before)).toBe(lots);
      }
    }
  });
});
