// Goal: the whole simulator keeps its rules in scenarios that nobody would think of. Method: random small scenarios,
// features switched off at random, every invariant audited after every event, and beside the audit the rules of trading
// checked fact by fact from outside. Half of the populations are netted to an open interest, half are as drawn.
//
// The seeds come from the commit when CI is set, so that each commit sees others. A failure names its seed:
// SWARM_SEED=<seed> npx vitest run --project long test/long/swarm runs that one alone.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/base/problem.ts';
import { lotsIn } from '../../src/exchange/account-records.ts';
import { INSURANCE_FUND, type Population } from '../../src/exchange/accounts.ts';
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import {
  DEFERRED_BY_HALT,
  DEFERRED_BY_PRICE_BAND,
  DEFERRED_BY_THROTTLE,
  ORDER_PURPOSES,
  type FactKind,
} from '../../src/exchange/fact.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import type { FactObserver } from '../../src/simulation/kernel.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { drawPopulation, drawScenario } from '../model/random-scenario.ts';
import { repository } from '../scenario/test-environment.ts';
import { factsOf, type FactRow } from '../simulation/facts.ts';
import { commitOf } from './swarm-blocks.ts';

const BLOCKS = 20;
const SCENARIOS_PER_BLOCK = 300;

const base = process.env['CI'] === undefined ? 'swarm' : commitOf(repository);
const only = process.env['SWARM_SEED'];

type Fact = Parameters<FactObserver>[2];

const FORCED: readonly FactKind[] = ['liquidationFill', 'takeover', 'deleveraging', 'inventoryUnwind'];
const CHOSEN: readonly FactKind[] = ['order', 'offload'];
/** Facts of an instant at which the fund may still owe: new marks and funding come before it is looked at. */
const BEFORE_THE_FUND_IS_SETTLED: readonly FactKind[] = [
  'markUpdate',
  'funding',
  'depthWithdrawn',
  'depthRestored',
  'haltStart',
  'deleveraging',
];

/** What is wrong with a fact, given the state that it left; undefined when nothing is. */
function faultOf({ venue }: Scenario, exchange: ExchangePort, fact: Fact): string | undefined {
  const { kind, account, instrument, lots, value, a } = fact;
  const isTrade = lots !== 0 && (FORCED.includes(kind) || CHOSEN.includes(kind));
  if (isTrade && exchange.haltedUntilUsOf(instrument) > 0) {
    if (CHOSEN.includes(kind) || !venue.halt!.liquidationsAllowed) return 'a trade in a halted instrument';
  }
  if (exchange.fundEquity() < 0 && !BEFORE_THE_FUND_IS_SETTLED.includes(kind)) {
    return 'a fund below zero';
  }
  // A takeover names the account that gave the position away; all others name the account whose lots changed.
  if (isTrade && kind !== 'takeover') {
    const after = exchange.lotsOf(account, instrument);
    const before = after - lots;
    const mustShrink = kind !== 'order' || before * lots < 0;
    if (mustShrink && (before * lots >= 0 || before * after < 0)) return `${before} lots became ${after}`;
  }
  switch (kind) {
    case 'breach':
      return value < a ? undefined : 'a breach with enough equity';
    case 'recovered':
      return value >= a ? undefined : 'a recovery without enough equity';
    case 'deleveraging':
      return account === a ? 'an account deleveraged against itself' : undefined;
    case 'uncoveredLoss': {
      const fundCouldPay = venue.waterfall.includes('insuranceFund') && account !== INSURANCE_FUND;
      return fundCouldPay && exchange.fundEquity() > 0 ? 'loss uncovered while the fund has money' : undefined;
    }
    case 'accountClosed':
      return value >= 0 && exchange.equityOf(account) >= 0 ? undefined : 'a closed account that owes';
    default:
      return undefined;
  }
}

/**
 * Meets the open interest of the smaller side of what its classes want, where they want anything on both sides; null
 * where accounts whose positions are given hold more than that.
 */
function withOpenInterest(scenario: Scenario): { scenario: Scenario; population: Population } | null {
  const drawn = drawPopulation(scenario);
  const openInterest = scenario.venue.instruments.map(({ priceInitialTicks, quantaPerLotTick }, i) => {
    let [long, short] = [0, 0];
    for (let account = 4; account < drawn.accountCount; account += 1) {
      const lots = lotsIn(drawn.records, account, i);
      if (lots > 0) long += lots;
      else short -= lots;
    }
    return Math.min(long, short) * priceInitialTicks * quantaPerLotTick;
  });
  const netted = { ...scenario, agents: { ...scenario.agents, openInterest, leverageStretchMax: 1e9 } };
  try {
    return { scenario: netted, population: buildPopulation(netted, null).population };
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

function runOne(seed: string, isNetted: boolean): PathOutcome {
  const drawn = drawScenario(seed);
  const netted = isNetted ? withOpenInterest(drawn) : null;
  if (netted !== null) reached.add('a population netted');
  const { scenario, population } = netted ?? { scenario: drawn, population: drawPopulation(drawn) };
  const faults: string[] = [];
  const outcome = simulatePath({
    scenario,
    population,
    path: 0,
    audit: true,
    observer: (nowUs, exchange, fact) => {
      const fault = faultOf(scenario, exchange, fact);
      if (fault !== undefined) faults.push(`${nowUs} us: ${fault} (${JSON.stringify(fact)})`);
    },
  });
  expect(outcome.failure, seed).toBeNull();
  expect(faults, seed).toEqual([]);
  const rows = factsOf(outcome);
  const isInOrder = rows.every((row, n) => n === 0 || isAtOrAfter(row, rows[n - 1]!));
  expect(isInOrder, `${seed}: facts in the order of their events`).toBe(true);
  return outcome;
}

function isAtOrAfter(row: FactRow, before: FactRow): boolean {
  if (row.timeUs !== before.timeUs) return row.timeUs > before.timeUs;
  // An event may be asked for by one of the same instant and a higher rank; its sequence is higher then.
  return row.sequence === before.sequence || row.rank > before.rank || row.sequence > before.sequence;
}

const deferred = (reason: number) => (outcome: PathOutcome) =>
  factsOf(outcome, 'liquidationDeferred').some(({ a }) => a === reason);
const ordered = (purpose: (typeof ORDER_PURPOSES)[number]) => (outcome: PathOutcome) =>
  outcome.tally.orderedByPurpose[ORDER_PURPOSES.indexOf(purpose)]! > 0;

const PROBES: Readonly<Record<string, (outcome: PathOutcome) => boolean>> = {
  'a fund used up': ({ tally }) => tally.fundInitial > 0 && tally.fundMin === 0,
  'a takeover by the fund': ({ tally }) => tally.takeovers > 0,
  'inventory of the fund sold': (outcome) => factsOf(outcome, 'inventoryUnwind').length > 0,
  'auto-deleveraging': ({ tally }) => tally.deleveragings > 0,
  'auto-deleveraging of the fund': (outcome) => factsOf(outcome, 'deleveraging').some(({ a }) => a === INSURANCE_FUND),
  'uncovered loss': ({ tally }) => tally.uncoveredLoss > 0,
  'a halt and trading after it': (outcome) => {
    const end = factsOf(outcome, 'haltEnd')[0];
    return (
      end !== undefined &&
      factsOf(outcome, ...FORCED, ...CHOSEN).some(
        (row) => row.instrument === end.instrument && row.timeUs > end.timeUs && row.lots !== 0,
      )
    );
  },
  'a liquidation put off by a halt': deferred(DEFERRED_BY_HALT),
  'a liquidation put off by the price band': deferred(DEFERRED_BY_PRICE_BAND),
  'a liquidation put off by the throttle': deferred(DEFERRED_BY_THROTTLE),
  'a market maker that failed': ({ tally }) => tally.makersLiquidated > 0,
  'a recovery': ({ tally }) => tally.recoveries > 0,
  'a stop-loss': ordered('stopLoss'),
  'a panic sale': ordered('panicSale'),
  'a dip bought': ordered('dipPurchase'),
  'a hedge opened again': ordered('rehedge'),
  'a margin call paid': ({ tally }) => tally.deposits > 0,
  'a path on which nothing broke': ({ tally }) => tally.breaches === 0,
};

const reached = new Set<string>();

if (only === undefined) {
  describe(`swarm of ${base}`, () => {
    it.each(Array.from({ length: BLOCKS }, (_, block) => block))('keeps every rule, scenarios of block %i', (block) => {
      for (let n = 0; n < SCENARIOS_PER_BLOCK; n += 1) {
        const seed = `${base}-${block}-${n}`;
        const outcome = runOne(seed, n % 2 === 1);
        for (const [name, isReached] of Object.entries(PROBES)) {
          if (!reached.has(name) && isReached(outcome)) reached.add(name);
        }
      }
    });

    it('is the same twice', () => {
      const seed = `${base}-0-0`;
      expect(runOne(seed, true)).toEqual(runOne(seed, true));
    });

    it.each([...Object.keys(PROBES), 'a population netted'])('came to %s', (name) => {
      expect([...reached]).toContain(name);
    });
  });
} else {
  it.each([false, true])(`seed ${only} keeps every rule, netted: %s`, (isNetted) => {
    runOne(only, isNetted);
  });
}
