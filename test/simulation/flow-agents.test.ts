// Goal: in whole runs each kind of agent does to the market what it is there for, every sum holds, and a class that is added
// leaves the others' draws as they were. Method: small scenarios under audit, with and without the class or the setting.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { lotsIn } from '../../src/exchange/account-records.ts';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { ORDER_PURPOSES, type OrderPurpose } from '../../src/exchange/fact.ts';
import { MEASURES } from '../../src/experiment/measures.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { repository } from '../scenario/test-environment.ts';
import { ContractDeltas } from '../../src/exchange/contract-deltas.ts';
import { perpetualText } from '../scenario/perpetual-text.ts';
import { factsOf } from './facts.ts';
import { readScenarioText, type Settings, runAudited } from './small-scenario.ts';

const venue = `version: 1
name: flows
title: Flows
description: Agents that make a flow.
sources: [Made up]
run: { duration: 20 min, seed: flows, paths: 1, sampleInterval: 1 min }
venue:
  instruments:${perpetualText('A', '20 M USD', '2 M USD')}${perpetualText('B', '10 M USD', '2 M USD')}
  markPrice: { ownVenueWeight: 90 %, basisLimit: 20 % }
  insuranceFund: { initial: 1 M USD }
market:
  tick: 5 s
  prices: { ramps: [{ from: 2 min, to: 8 min, move: -12 % }] }
  noise: off
  withdrawal: { sensitivity: 0, floorShare: 100 %, recoveryHalfLife: 1 min }
agents:
  leverageStretchMax: 1000x
  classes:
    - { name: longs, kind: leveragedDirectional, accounts: 40, equity: 200 k USD, leverage: { kind: uniform, min: 1x, max: 12x }, longShare: 100 % }
    - { name: shorts, kind: leveragedDirectional, accounts: 40, equity: 1 M USD, leverage: 1x, longShare: 0 % }
`;
const withClass = (text: string, settings: Settings = {}) => readScenarioText(`${venue}    - ${text}\n`, settings);

const ordered = ({ tally }: PathOutcome, purpose: OrderPurpose): number =>
  tally.orderedByPurpose[ORDER_PURPOSES.indexOf(purpose)]! / 10_000;

const CLASSES: readonly (readonly [name: string, text: string, purpose: OrderPurpose])[] = [
  [
    'a whale',
    '{ name: new, kind: whale, accounts: 1, equity: 2 M USD, instrument: A, depthMultiple: 3x, exit: { at: 3 min, over: 5 min }, interval: 10 s }',
    'whaleExit',
  ],
  [
    'arbitrageurs against the outside',
    '{ name: new, kind: basisArbitrageur, accounts: 5, equity: 50 k USD, leg: A, entryBasis: 0.1 %, exitBasis: 0.02 % }',
    'basisTrade',
  ],
  [
    'trend followers',
    '{ name: new, kind: trendFollower, accounts: 5, equity: 20 k USD, lookback: 1 min, trailingStop: 0.1 % }',
    'trendEntry',
  ],
  [
    'a herd',
    '{ name: new, kind: herdSeller, accounts: 20, equity: 50 k USD, leverage: 2x, trigger: { kind: uniform, min: 0.1 %, max: 3 % } }',
    'herdSale',
  ],
  ['an attacker', '{ name: new, kind: fundAttacker, equity: 50 k USD, instrument: B, exitDelay: 20 s }', 'attack'],
];

describe.each(CLASSES)('%s in a whole run', (_, text, purpose) => {
  const before = readScenarioText(venue);
  const after = withClass(text);

  it('trades, and every sum holds', () => {
    expect(ordered(runAudited(after), purpose)).toBeGreaterThan(0);
  });

  it('leaves what every other account draws as it was', () => {
    const without = buildPopulation(before, null).population;
    const beside = buildPopulation(after, null).population;
    const end = VENUE_ACCOUNTS + 80;
    for (const column of ['equity', 'trigger', 'appetite', 'reactionUs'] as const) {
      expect(beside[column].subarray(0, end)).toEqual(without[column].subarray(0, end));
    }
  });
});

describe('a whale', () => {
  it('holds exactly the size that it says, and the others meet the rest of the open interest', () => {
    const { population, summary } = buildPopulation(withClass(CLASSES[0]![1]), null);
    // 3 x USD 2 M at USD 1 a lot.
    expect(lotsIn(population.records, VENUE_ACCOUNTS + 80, 0)).toBe(6_000_000);
    expect(summary.classes[0]!.longNotional + summary.classes[2]!.longNotional).toBe(30_000_000 * 10_000);
  });
});

describe('arbitrage', () => {
  it('keeps the mark nearer to the index than it would be', () => {
    const dislocation = (accounts: string) =>
      runAudited(withClass(CLASSES[1]![1], { 'agents.classes[2].accounts': accounts })).tally.dislocationLowLog[0]!;
    expect(dislocation('20')).toBeGreaterThan(dislocation('0'));
  });
});

describe('a herd', () => {
  it('makes a cascade larger than it is by itself', () => {
    const low = (trigger: string) =>
      runAudited(withClass(CLASSES[3]![1], { 'agents.classes[2].trigger': trigger })).tally.markLowLog[0]!;
    expect(low('0.1 %')).toBeLessThan(low('100 %'));
  });
});

describe('an attack on the fund', () => {
  const file = join(repository, 'scenarios/hypothetical/fund-attack.yaml');
  const attack = (settings: Settings = {}) => {
    const overrides = Object.entries(settings).map(([key, value]) => ({ key, value }));
    const outcome = runAudited(loadScenario(file, { overrides }));
    const profit = MEASURES.find(({ name }) => name === 'adversary.profit')!.read(outcome.tally, outcome);
    return { profit, fund: (outcome.tally.fundFinal - outcome.tally.fundInitial) / 10_000, outcome };
  };

  it('pays against a mark that money moves', () => {
    const { profit, fund, outcome } = attack();
    expect(profit).toBeGreaterThan(1_000_000);
    expect(fund).toBeLessThan(-profit);
    expect(factsOf(outcome, 'takeover').length).toBeGreaterThan(0);
  });

  it.each([
    ['a mark that leans on the index', { 'venue.markPrice.ownVenueWeight': '20 %' }],
    ['a mark that stays near the index', { 'venue.markPrice.basisLimit': '3 %' }],
    ['less leverage', { 'venue.instruments[0].tiers': '[{ maxLeverage: 5x, maintenanceRate: 10 % }]' }],
  ])('costs the adversary money, and the fund none, against %s', (_, settings) => {
    const { profit, fund } = attack(settings);
    expect(profit).toBeLessThan(0);
    expect(fund).toBe(0);
  });
});

describe('dip buyers', () => {
  it('together buy no more than their equity and leverage allow, however many tranches the fall has', () => {
    const text =
      '{ name: dip, kind: dipBuyer, accounts: 30, equity: 10 k USD, buyLeverage: 2x, drawdownTrigger: { kind: uniform, min: 1 %, max: 11 % } }';
    const outcome = runAudited(withClass(text));
    const times = new Set(factsOf(outcome, 'order').map(({ timeUs }) => timeUs));
    expect(times.size).toBeGreaterThan(5);
    expect(factsOf(outcome, 'order')).toHaveLength(30);
    // Bought above the mark at most by what the book moves.
    expect(ordered(outcome, 'dipPurchase')).toBeLessThanOrEqual(30 * 10_000 * 2 * 1.01);
    expect(ordered(outcome, 'dipPurchase')).toBeGreaterThan(30 * 10_000 * 2 * 0.9);
  });
});

describe('options sellers', () => {
  const text = `version: 1
name: gamma
title: Gamma
description: Sellers of calls and puts.
sources: [Made up]
run: { duration: 20 min, seed: gamma, paths: 1, sampleInterval: 1 min }
venue:
  instruments:
    - symbol: BTC
      initialPrice: 60000 USD
      tickSize: 0.1 USD
      lotSize: 0.001 BTC
      openInterest: 20 M USD
      depthAtOnePercent: 5 M USD
    - kind: option
      symbol: BTC-7D-58000-P
      follows: BTC
      right: put
      strike: 58000 USD
      expiry: 7 d
      tickSize: 1 USD
      lotSize: 0.01 BTC
      openInterest: 5 M USD
      depthAtOnePercent: 1 M USD
  margin:
    family: grid
    name: grid
    parameters:
      classes:
        - name: majors
          underlyings: ['*']
          volatilityRules: [{ name: up, kind: relative, change: 50 %, power: 0.3, floor: 40 % }]
          scans:
            moves:
              - { prices: [-20 %, -10 %, 0 %, 10 %, 20 %], volatilities: [up, same] }
      charges: [{ kind: scan, name: moves, netting: underlying }]
      initial: { sum: [moves] }
      maintenance: { sum: [moves], times: 0.8 }
  optionMarkets:
    - { instrument: BTC, surface: { smiles: [{ expiry: 7 d, nodes: [{ moneyness: 90 %, volatility: 60 % }, { moneyness: 110 %, volatility: 60 % }] }] } }
  insuranceFund: { initial: 1 M USD }
market:
  tick: 5 s
  prices: { ramps: [{ from: 2 min, to: 10 min, move: -8 % }] }
  noise: off
agents:
  leverageStretchMax: 1000x
  classes:
    - { name: longs, kind: leveragedDirectional, accounts: 40, equity: 1 M USD, leverage: 1x }
    - { name: sellers, kind: optionSeller, accounts: 5, equity: 1 M USD, leverage: 1x, hedge: { with: BTC }, rehedgeInterval: 10 s, deltaBand: 1 % }
`;

  const scenario = readScenarioText(text);
  const deltas = new ContractDeltas(scenario.venue.instruments, scenario.venue.portfolio);
  const startTicks = (i: number): number => scenario.venue.instruments[i]!.priceInitialTicks;

  it('begin with a hedge of the delta of what they sold, short of it by less than a lot', () => {
    const { population } = buildPopulation(scenario, null);
    const perLot = deltas.ofOption(1, 0, startTicks);
    // A put of 0.01 BTC a little out of the money: minus a few tenths of USD 600.
    expect(perLot / 10_000).toBeGreaterThan(-300);
    expect(perLot / 10_000).toBeLessThan(-100);
    for (let account = VENUE_ACCOUNTS + 40; account < VENUE_ACCOUNTS + 45; account += 1) {
      const options = lotsIn(population.records, account, 1);
      const hedge = lotsIn(population.records, account, 0);
      expect(options).toBeLessThan(0);
      const open = options * perLot + hedge * 60 * 10_000;
      expect(Math.abs(open)).toBeLessThan(60 * 10_000);
    }
  });

  it('sell what falls, the more the further', () => {
    const outcome = runAudited(scenario);
    const hedges = factsOf(outcome, 'order');
    expect(ordered(outcome, 'deltaHedge')).toBeGreaterThan(500_000);
    // A short put gains delta as the price falls: every order in the fall is a sale.
    const inFall = hedges.filter(({ timeUs }) => timeUs < 600e6 && timeUs > 120e6);
    expect(inFall.length).toBeGreaterThan(10);
    expect(inFall.every(({ lots }) => lots <= 0)).toBe(true);
  });
});
