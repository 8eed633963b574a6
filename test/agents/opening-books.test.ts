// Goal: accounts that a model margins as a whole start with what they were given: balances by their shares, hedges
// against their legs, and by the exchange's own figures no more risk than their equity allows. Method: the scenario with
// every kind of instrument under the tiers and under a scenario grid, account by account.
import { describe, expect, it } from 'vitest';
import type { AgentRules } from '../../src/agents/agent-class.ts';
import { OpeningMargin } from '../../src/agents/opening-margin.ts';
import {
  drawBlock,
  listAccountGroups,
  listBatches,
  listBlocks,
  listClassRanges,
} from '../../src/agents/population-draw.ts';
import { netPopulation } from '../../src/agents/population-netting.ts';
import { perLotOf, type PopulationTerms } from '../../src/agents/population-terms.ts';
import { firstIdOf, lotsIn, positionsOf } from '../../src/exchange/account-records.ts';
import { allocatePopulation, VENUE_ACCOUNTS, type Population } from '../../src/exchange/accounts.ts';
import { PortfolioMargin } from '../../src/exchange/portfolio-margin.ts';
import { createState } from '../../src/exchange/state.ts';
import { computeEquity, computeInitial, computeMarginEquity } from '../../src/exchange/valuation.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation, populationTermsOf } from '../../src/simulation/build-population.ts';
import { anyContractText, SIMPLE_GRID } from '../scenario/any-contract-scenario.ts';
import { readText } from '../scenario/test-environment.ts';

const tiered = readText(anyContractText);
const grid = readText(
  anyContractText
    .replaceAll(/ {6}tiers: .*\n/g, '')
    .replace('  interestRate:', `  margin: {family: grid, parameters: ${SIMPLE_GRID}}\n  interestRate:`),
);
const [BTC, BTC_SPOT, BTC_INV, , , PUT, USDX] = [0, 1, 2, 3, 4, 5, 6];

const accountsOf = ({ agents }: Scenario, name: string) => {
  const at = agents.classes.findIndex((one) => one.name === name);
  const { first, end } = listClassRanges(agents.classes)[at]!;
  return Array.from({ length: end - first }, (_, n) => first + n);
};

describe.each([
  ['tiers', tiered],
  ['a scenario grid', grid],
])('a population under %s', (_, scenario) => {
  const { population } = buildPopulation(scenario, null);
  const { instruments } = scenario.venue;
  const agents = Array.from({ length: 650 }, (__, n) => VENUE_ACCOUNTS + n);

  it('starts within its initial margin by the figures of the exchange', () => {
    const state = createState(scenario.venue, population);
    state.portfolio = new PortfolioMargin(state, scenario.venue.portfolio!);
    let margined = 0;
    for (const account of agents) {
      const initial = computeInitial(state, account);
      expect(initial, `account ${account}`).toBeLessThanOrEqual(computeMarginEquity(state, account));
      if (initial > 0) margined += 1;
      // A balance is valued down to a whole quantum.
      expect(Math.abs(computeEquity(state, account) - population.equity[account]!)).toBeLessThanOrEqual(2);
    }
    expect(margined).toBeGreaterThan(500);
  });

  it('meets the open interest of every contract to the lot, on both sides', () => {
    const perLot = perLotOf(instruments);
    instruments.forEach(({ contract }, i) => {
      if (contract.kind === 'spot') return;
      const lots = agents.map((account) => lotsIn(population.records, account, i));
      const target = Math.round(scenario.agents.openInterest[i]! / perLot[i]!);
      const side = (sign: 1 | -1) => lots.reduce((sum, one) => sum + Math.max(0, sign * one), 0);
      expect([side(1), side(-1)]).toEqual([target, target]);
    });
  });

  it('holds its shares in spot assets, in whole lots rounded down, and the rest in the quote currency', () => {
    const spotLots = (account: number, coin: number) => lotsIn(population.records, account, coin);
    for (const account of accountsOf(scenario, 'traders')) {
      const equity = population.equity[account]!;
      // A lot of BTC-SPOT is worth 10 quanta, one of USDX 1.
      expect(spotLots(account, BTC_SPOT)).toBe(Math.floor((equity * 0.3) / 10));
      expect(spotLots(account, USDX)).toBe(Math.floor(equity * 0.2));
    }
    for (const account of accountsOf(scenario, 'makers')) expect(spotLots(account, USDX)).toBe(0);
  });

  it('has rows in the order of instruments, one for each coin that an account may come to owe', () => {
    const { bytes } = population.records;
    const rowsOf = (account: number) => {
      const first = firstIdOf(population.records, account);
      return Array.from(bytes.subarray(first, first + positionsOf(population.records, account)));
    };
    for (const account of agents) expect(rowsOf(account)).toEqual(rowsOf(account).toSorted((x, y) => x - y));
    for (const account of accountsOf(scenario, 'hedged')) expect(rowsOf(account)).toEqual([BTC, BTC_SPOT, BTC_INV]);
    for (const account of accountsOf(scenario, 'makers')) expect(rowsOf(account)).toEqual([BTC_SPOT]);
  });

  it('keeps hedged books hedged, to the lot', () => {
    const perLot = perLotOf(instruments);
    for (const account of accountsOf(scenario, 'hedged')) {
      const leg = lotsIn(population.records, account, BTC) * perLot[BTC]!;
      const hedge = lotsIn(population.records, account, BTC_INV) * perLot[BTC_INV]!;
      expect(Math.abs(leg)).toBeGreaterThan(0);
      expect(Math.abs(leg + hedge)).toBeLessThan(perLot[BTC_INV]!);
    }
  });

  it('is the same whatever the order and the thread that draws it', () => {
    const terms = populationTermsOf(scenario);
    const inBatches = draw(structuredClone(terms), (blocks) => blocks);
    const reversed = draw(structuredClone(terms), (blocks) => blocks.toReversed());
    expect(Buffer.from(reversed.buffer).equals(Buffer.from(inBatches.buffer))).toBe(true);
    expect(netPopulation(terms, scenario.agents, inBatches)).toEqual([]);
    expect(Buffer.from(inBatches.buffer).subarray(0, population.buffer.byteLength).length).toBeGreaterThan(0);
    for (const account of agents) {
      for (const i of instruments.keys()) {
        expect(lotsIn(inBatches.records, account, i)).toBe(lotsIn(population.records, account, i));
      }
    }
  });
});

describe.each([
  'bybit-uta-pm-2025',
  'deribit-spm-2024',
  'deribit-xpm-2024',
  'derive-pm-2024',
  'okx-pm-2025-01',
  'paradex-pm-2026',
  'parametric-t',
])('a population under %s', (preset) => {
  it('starts within its initial margin by the figures of the exchange', () => {
    const scenario = readText(
      anyContractText
        .replaceAll(/ {6}tiers: .*\n/g, '')
        .replace('  interestRate:', `  margin: ${preset}\n  interestRate:`),
    );
    const { population } = buildPopulation(scenario, null);
    const state = createState(scenario.venue, population);
    state.portfolio = new PortfolioMargin(state, scenario.venue.portfolio!);
    let margined = 0;
    for (let account = VENUE_ACCOUNTS; account < VENUE_ACCOUNTS + 650; account += 1) {
      const initial = computeInitial(state, account);
      if (initial > 0) margined += 1;
      expect(initial, `account ${account}`).toBeLessThanOrEqual(computeMarginEquity(state, account));
    }
    expect(margined).toBeGreaterThan(400);
  });
});

/** Draws batch by batch, in the given order. */
function draw(terms: PopulationTerms, order: <T>(blocks: readonly T[]) => readonly T[]): Population {
  const population = allocatePopulation(listAccountGroups(terms.classes, terms.instruments), terms.instruments.length);
  const root = createStream('7', 'population');
  expect(listBatches(terms.classes).flatMap(({ blocks }) => blocks)).toEqual(listBlocks(terms.classes));
  for (const block of order(listBlocks(terms.classes))) drawBlock(terms, block, root, population);
  return population;
}

describe('a hedge', () => {
  const hedgedWith = (symbol: string, share: string) =>
    readText(
      anyContractText
        .replace('hedge: {with: BTC-INV, share: 100 %}', `hedge: {with: ${symbol}, share: ${share}}`)
        .replace('leverageStretchMax: 2.5x', 'leverageStretchMax: 1000x'),
    );

  it('in puts is on the same side: they gain when the price falls', () => {
    const scenario = hedgedWith('BTC-80000-P', '50 %');
    const population = draw(populationTermsOf(scenario), (blocks) => blocks);
    const perLot = perLotOf(scenario.venue.instruments);
    let hedged = 0;
    for (const account of accountsOf(scenario, 'hedged')) {
      const leg = lotsIn(population.records, account, BTC);
      const put = lotsIn(population.records, account, PUT);
      if (put !== 0) hedged += 1;
      expect(put * Math.sign(leg) * perLot[PUT]!).toBeGreaterThanOrEqual(0);
      expect(Math.abs(Math.abs(put) * perLot[PUT]! - 0.5 * Math.abs(leg) * perLot[BTC]!)).toBeLessThan(perLot[PUT]!);
    }
    expect(hedged).toBeGreaterThan(30);
  });

  it('counts in leverage', () => {
    const scenario = hedgedWith('BTC-INV', '100 %');
    const population = draw(populationTermsOf(scenario), (blocks) => blocks);
    const perLot = perLotOf(scenario.venue.instruments);
    for (const account of accountsOf(scenario, 'hedged')) {
      const gross = [BTC, BTC_INV].reduce(
        (sum, i) => sum + Math.abs(lotsIn(population.records, account, i)) * perLot[i]!,
        0,
      );
      // 4x on 20,000 USD, half of it in either leg, whole lots of 100 USD.
      expect(Math.abs(gross - 800_000_000)).toBeLessThan(3_000_000);
    }
  });

  it('lets a grid that nets the legs bear what tiers do not', () => {
    const levered = (text: string) =>
      readText(text.replace('leverage: 4x', 'leverage: 60x').replace('accounts: 40\n', 'accounts: 4\n'));
    const gross = (scenario: Scenario) => {
      const population = draw(populationTermsOf(scenario), (blocks) => blocks);
      return accountsOf(scenario, 'hedged').map((account) => Math.abs(lotsIn(population.records, account, BTC)));
    };
    const text = anyContractText
      .replaceAll(/ {6}tiers: .*\n/g, '')
      .replace('  interestRate:', `  margin: {family: grid, parameters: ${SIMPLE_GRID}}\n  interestRate:`);
    // 1 / 2 % of initial margin on either leg is 25x on each; the grid sees no loss but for the inverse leg's convexity.
    expect(Math.max(...gross(levered(anyContractText)))).toBeLessThanOrEqual((20_000 * 25) / 100);
    expect(Math.min(...gross(levered(text)))).toBeGreaterThan((20_000 * 29) / 100);
  });
});

describe('what one instrument allows alone', () => {
  const { instruments, portfolio } = grid.venue;
  const margin = new OpeningMargin(instruments, portfolio!);

  it.each([BTC, BTC_INV, 4, PUT])('is needed and no more: instrument %d, either side', (i) => {
    for (const sign of [1, -1]) {
      for (const equity of [1e6, 3e7, 1e9, 5e11]) {
        const lots = margin.affordableLots(i, sign, equity);
        expect(margin.needAlone(i, sign * lots)).toBeLessThanOrEqual(equity);
        expect(margin.needAlone(i, sign * (lots + 1))).toBeGreaterThan(equity);
      }
    }
  });

  it('of a long option includes its premium', () => {
    // 665 USD a BTC, 0.01 BTC a lot: 6.65 USD.
    expect(margin.needAlone(PUT, 1)).toBeGreaterThanOrEqual(66_500);
    expect(margin.affordableLots(PUT, 1, 66_499)).toBe(0);
  });
});

describe('what cannot be netted', () => {
  it('is books that a model finds short once they are scaled', () => {
    const harsh = readText(
      anyContractText
        .replaceAll(/ {6}tiers: .*\n/g, '')
        .replace('  interestRate:', `  margin: {family: grid, parameters: ${SIMPLE_GRID}}\n  interestRate:`)
        .replace('-10 %, 0 %, 10 %', '-90 %, 0 %, 90 %'),
    );
    // Drawn under a tenth of the moves that they are then margined by.
    const population = draw(populationTermsOf(grid), (blocks) => blocks);
    const problems = netPopulation(populationTermsOf(harsh), harsh.agents, population);
    expect(problems.map(({ code }) => code)).toEqual(['initial-margin-unmet']);
    expect(problems[0]!.message).toMatch(/^\d+ accounts would start with less equity/);
  });

  it('is hedged books that hold more than there is', () => {
    const scenario = readText(anyContractText.replace('accounts: 40\n', 'accounts: 400\n'));
    const rules: AgentRules = { ...scenario.agents, openInterest: scenario.agents.openInterest.map((one) => one / 4) };
    const population = draw(populationTermsOf(scenario), (blocks) => blocks);
    const problems = netPopulation(populationTermsOf(scenario), rules, population);
    expect(problems.map(({ message }) => message).join()).toContain(
      'hedged accounts, whales and imported accounts alone hold',
    );
  });
});
