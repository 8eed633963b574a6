// Goal: `explain` tells the truth about accounts under a margin model with several kinds of contract and collateral,
// checkable with a pencil. Method: runs of a scenario with every kind of instrument through a crash, by tiers and by a
// portfolio model; in every state that is told, for many accounts, sums must be sums, and facts must agree with states.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyContractText } from '../scenario/any-contract-scenario.ts';
import { aftershock } from './fake-io.ts';

interface State {
  readonly cashUsd: number;
  readonly unrealisedPnlUsd: number;
  readonly balances: readonly {
    instrument: string;
    units: number;
    unrealisedUnits: number;
    priceUsd: number;
    valueUsd: number;
    weight: number;
    countedUsd: number;
  }[];
  readonly worthUsd: number;
  readonly equityUsd: number;
  readonly maintenanceUsd: number;
  readonly initialUsd: number;
  readonly positions: readonly {
    instrument: string;
    lots: number;
    entryPrice: number;
    markPrice: number;
    notionalUsd: number;
    unrealisedPnlUsd: number;
    unrealisedPnlCoin: number | null;
    settlesIn: string | null;
    standaloneMaintenanceUsd: number;
    freedMaintenanceUsd: number;
  }[];
}

interface Told {
  readonly outcome: string;
  readonly verdict: string;
  readonly start: State;
  readonly events: readonly {
    kind: string;
    account: number;
    instrument: string | null;
    lots: number;
    valueUsd: number;
    a: number;
    headline: string;
    text: string[];
    before?: State;
    after: State;
  }[];
}

let output: string;
const folders: string[] = [];

const crash = anyContractText
  .replace('tick: 1 s', 'tick: 5 s')
  .replace('openInterest: 10 M USD', 'openInterest: 40 M USD')
  .replace('min: 0.2x, max: 1x', 'min: 0.5x, max: 4x')
  .replace('{BTC: -5 %}', '{BTC: -18 %}')
  .replace(/ {2}circuitBreakers:\n.*\n/, '')
  .replace('leverageStretchMax: 2.5x', 'leverageStretchMax: 10x');
const portfolio = crash
  .replaceAll(/ {6}tiers: .*\n/g, '')
  .replace('  interestRate: 4 %', '  margin: paradex-pm-2026\n  interestRate: 4 %')
  .replace('leverage: 4x', 'leverage: 9x');

beforeAll(async () => {
  output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  for (const [name, text] of [
    ['tiered', crash],
    ['portfolio', portfolio],
  ] as const) {
    const file = join(output, `${name}.yaml`);
    writeFileSync(file, text);
    const words = ['run', file, '--out', join(output, name), '--json', ...(name === 'tiered' ? ['--no-report'] : [])];
    const { stdout, stderr } = await aftershock(words);
    if (stdout === '') throw new Error(stderr);
    folders.push((JSON.parse(stdout) as { folder: string }).folder);
  }
}, 120_000);

afterAll(() => rmSync(output, { recursive: true, force: true }));

const stories = new Map<string, Told>();

async function tell(model: number, account: number): Promise<Told> {
  const key = `${model} ${account}`;
  const known = stories.get(key);
  if (known !== undefined) return known;
  const { code, stdout, stderr } = await aftershock(['explain', folders[model]!, '--account', `${account}`, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const told = JSON.parse(stdout) as Told;
  stories.set(key, told);
  return told;
}

/** Liquidated with a future, an inverse contract, a coin-settled call; hedged; a maker; bystanders. */
const ACCOUNTS = [
  [91, 550, 577, 4, 604, 645],
  [91, 550, 577, 610],
];
const MODELS = [0, 1];
const statesOf = ({ start, events }: Told): State[] => [
  start,
  ...events.flatMap(({ before, after }) => (before === undefined ? [after] : [before, after])),
];

describe('any account under a margin model', () => {
  it.each(MODELS)('adds up in every state, model %i', async (model) => {
    let states = 0;
    for (const account of ACCOUNTS[model]!) {
      for (const state of statesOf(await tell(model, account))) {
        const { cashUsd, unrealisedPnlUsd, balances, positions } = state;
        const sum = (pick: (balance: State['balances'][number]) => number): number =>
          balances.reduce((total, balance) => total + pick(balance), cashUsd + unrealisedPnlUsd);
        expect(sum(({ countedUsd }) => countedUsd)).toBeCloseTo(state.equityUsd, 3);
        expect(sum(({ valueUsd }) => valueUsd)).toBeCloseTo(state.worthUsd, 3);
        for (const { instrument, units, unrealisedUnits, priceUsd, valueUsd } of balances) {
          expect(Math.abs((units + unrealisedUnits) * priceUsd - valueUsd)).toBeLessThan(2e-3);
          const profits = positions.filter(({ settlesIn }) => settlesIn === instrument);
          expect(profits.reduce((total, leg) => total + leg.unrealisedPnlCoin!, 0)).toBeCloseTo(unrealisedUnits, 7);
        }
        const inQuote = positions.filter(({ settlesIn }) => settlesIn === null);
        expect(inQuote.reduce((total, leg) => total + leg.unrealisedPnlUsd, 0)).toBeCloseTo(unrealisedPnlUsd, 3);
        const alone = positions.reduce((total, leg) => total + leg.standaloneMaintenanceUsd, 0);
        expect(state.maintenanceUsd).toBeLessThanOrEqual(alone + 1e-3);
        if (model === 0) expect(state.maintenanceUsd).toBeCloseTo(alone, 3);
        expect(state.initialUsd).toBeGreaterThanOrEqual(state.maintenanceUsd - 1e-3);
        states += 1;
      }
    }
    expect(states).toBeGreaterThan(25);
  });

  it.each(MODELS)('has the profit of its positions from entry and mark, model %i', async (model) => {
    const seen = new Set<string>();
    for (const account of ACCOUNTS[model]!) {
      for (const { positions } of statesOf(await tell(model, account))) {
        for (const { instrument, lots, entryPrice, markPrice, ...leg } of positions) {
          seen.add(instrument);
          // 100 USD a lot; 0.01 BTC a lot of an option, 0.001 BTC of the others.
          if (instrument === 'BTC-INV') {
            const coin = lots * 100 * (1 / entryPrice - 1 / markPrice);
            // The mark's value of a lot is a whole number of quanta of coin.
            expect(Math.abs(leg.unrealisedPnlCoin! - coin)).toBeLessThan(Math.abs(lots) * 1e-8 + 1e-7);
            continue;
          }
          const profit =
            lots * (instrument.endsWith('-C') || instrument.endsWith('-P') ? 0.01 : 0.001) * (markPrice - entryPrice);
          expect(leg.settlesIn === null ? leg.unrealisedPnlUsd : leg.unrealisedPnlCoin!).toBeCloseTo(profit, 2);
        }
      }
    }
    for (const symbol of ['BTC', 'BTC-INV', 'BTC-27MAR26', 'BTC-120000-C']) expect(seen).toContain(symbol);
  });

  it.each(MODELS)('was breached at the figures that the exchange told, model %i', async (model) => {
    let breaches = 0;
    for (const account of ACCOUNTS[model]!) {
      const { events } = await tell(model, account);
      for (const { kind, valueUsd, a, after } of events) {
        if (kind !== 'breach' && kind !== 'marginCall' && kind !== 'recovered') continue;
        expect([after.equityUsd, after.maintenanceUsd]).toEqual([valueUsd, a / 10_000]);
        breaches += 1;
      }
    }
    expect(breaches).toBeGreaterThanOrEqual(3);
  });

  it.each(MODELS)('fits into 80 columns, model %i', async (model) => {
    for (const account of ACCOUNTS[model]!.slice(0, 2)) {
      const { stdout } = await aftershock(['explain', folders[model]!, '--account', String(account)]);
      expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
      expect(stdout).not.toMatch(/NaN|Infinity|undefined|null/);
    }
  });
});

describe('the page and the plan of such a run', () => {
  it('say what instruments, collateral and margin are, and nothing that is no number', () => {
    const whole = readFileSync(join(folders[1]!, 'report.html'), 'utf8');
    const page = whole.slice(whole.indexOf('<main'), whole.indexOf('</main>'));
    for (const text of ['inverse perpetual', 'call, coin-settled', '27 Mar 2026 08:00', '0.0146 BTC', '$120,000.00']) {
      expect(page).toContain(text);
    }
    expect(page).toContain('95 % of value up to $5.00 M, 80 % of what is above; owed: 110 %');
    expect(page).toContain('Paradex portfolio margin');
    expect(page).toContain('GARCH(1,1)');
    expect(page).toContain('id="chart-margin-requirement"');
    // The model has no tiers, and limits of plain venues do not hold.
    expect(page).not.toMatch(/NaN|undefined|Margin tiers: |no spot, futures, options/);
  });

  it('fit into 80 columns, above the scenario itself', async () => {
    const { code, stdout } = await aftershock(['inspect', join(output, 'portfolio.yaml')]);
    expect(code).toBe(0);
    const plan = stdout.split('\n').filter((line) => line.startsWith('#'));
    expect(Math.max(...plan.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(plan.join('\n')).toMatch(/BTC-INV +inverse perpetual +BTC +\$4\.00 M/);
    expect(plan.join('\n')).toContain('Margin model        Paradex portfolio margin');
  });
});

describe('what only such venues do', () => {
  it('is told: a sale of collateral, what coin-settled contracts traded at, and rates that follow volatility', async () => {
    const { stdout } = await aftershock(['explain', folders[0]!, '--account', '550']);
    expect(stdout).toContain('MARGIN CHANGE: BTC-INV');
    expect(stdout).toContain('The estimate of volatility has changed.');
    const fill = /LIQUIDATION ORDER: sold 275,700 BTC-INV at ([\d,.]+)/.exec(stdout);
    const price = Number(fill![1]!.replaceAll(',', ''));
    const { events } = await tell(0, 550);
    const { before, after } = events.find(({ kind }) => kind === 'liquidationFill')!;
    // 275,700 USD long from 100,000: what the balance lost is 275,700 x (1 / 100,000 - 1 / price).
    const balanceOf = ({ balances }: State): number => balances.find((one) => one.instrument === 'BTC-SPOT')!.units;
    const lost = balanceOf(after) - balanceOf(before!);
    expect(lost).toBeCloseTo(275_700 * (1 / 100_000 - 1 / price), 5);
    expect(stdout).toMatch(/CONVERSION: bought 0\.\d{8} BTC-SPOT at [\d,.]+\n {2}The venue bought it at the mark/);
  });

  it('has prices in coin where premiums are', async () => {
    const { stdout } = await aftershock(['explain', folders[0]!, '--account', '577']);
    expect(stdout).toMatch(/bought back 2\.36 BTC-120000-C at 0\.\d{4} BTC/);
  });

  it('is one change where a model margins: rates of one moment are told together', async () => {
    const { events } = await tell(1, 610);
    const changes = events.filter(({ kind }) => kind === 'marginChange');
    expect(changes[0]!.headline).toBe('MARGIN CHANGE: BTC, BTC-INV');
    // Hedged before and after: what would be asked between the two changes is told nowhere.
    for (const { before, after } of changes) {
      for (const { maintenanceUsd, positions } of [before!, after]) {
        const alone = positions.reduce((total, leg) => total + leg.standaloneMaintenanceUsd, 0);
        expect(maintenanceUsd).toBeLessThan(0.2 * alone);
      }
    }
  });
});
