/**
 * Makes a drawn population meet open interest: for each instrument, longs and shorts are scaled so that either side
 * holds exactly the target, and so positions net to zero by construction.
 *
 * Whole lots come from cumulative rounding in account order, so that no lot is lost; nobody is scaled beyond what
 * their initial margin allows.
 */
import type { Problem } from '../base/problem.ts';
import { firstIdOf, firstPositionOf, lotsIn, positionsOf, setLots } from '../exchange/account-records.ts';
import { VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import {
  buildTierColumns,
  computeAffordableNotional,
  computeInitialMargin,
  type TierColumns,
} from '../margin/tier-table.ts';
import type { AgentRules } from './agent-class.ts';
import { INITIAL_MARGIN_USE, type PopulationTerms } from './population-draw.ts';

interface Side {
  readonly accounts: number[];
  /** Wanted and largest possible size, whole lots. */
  readonly wanted: number[];
  readonly limits: number[];
}

/**
 * Scales positions in place. Returns what makes it impossible: nobody on a side, not enough initial margin,
 * or a stretch beyond `leverageStretchMax`; on an empty list the population nets to zero and meets its targets.
 */
export function netPopulation(terms: PopulationTerms, rules: AgentRules, population: Population): Problem[] {
  const problems: Problem[] = [];
  const tiers = terms.tiers.map(buildTierColumns);
  const initialMargins = computeInitialMargins(terms, tiers, population);
  terms.instruments.forEach((instrument, i) => {
    const perLot = instrument.priceInitialTicks * instrument.quantaPerLotTick;
    const target = Math.round(rules.openInterest[i] / perLot);
    for (const sign of [1, -1] as const) {
      const side = collectSide(terms, tiers[i], population, initialMargins, i, sign);
      const fault = scaleSide(side, target, rules.leverageStretchMax);
      if (fault !== null) {
        problems.push(describeFault(instrument.symbol, sign, fault));
        continue;
      }
      side.accounts.forEach((account, n) => {
        setLots(population.records, account, i, sign * side.wanted[n]);
      });
    }
  });
  return problems;
}

/** Initial margin of all legs of each account, as drawn. */
function computeInitialMargins(
  terms: PopulationTerms,
  tiers: readonly TierColumns[],
  population: Population,
): Float64Array {
  const margins = new Float64Array(population.accountCount);
  const { records } = population;
  const perLot = terms.instruments.map((instrument) => instrument.priceInitialTicks * instrument.quantaPerLotTick);
  for (let account = VENUE_ACCOUNTS; account < population.accountCount; account += 1) {
    const ids = firstIdOf(records, account);
    const first = firstPositionOf(records, account);
    for (let k = 0; k < positionsOf(records, account); k += 1) {
      const i = records.bytes[ids + k];
      const notional = Math.abs(records.doubles[first + k]) * perLot[i];
      if (notional > 0) margins[account] += computeInitialMargin(tiers[i], notional);
    }
  }
  return margins;
}

function collectSide(
  terms: PopulationTerms,
  tiers: TierColumns,
  population: Population,
  initialMargins: Float64Array,
  instrument: number,
  sign: 1 | -1,
): Side {
  const side: Side = { accounts: [], wanted: [], limits: [] };
  const contract = terms.instruments[instrument];
  const perLot = contract.priceInitialTicks * contract.quantaPerLotTick;
  for (let account = VENUE_ACCOUNTS; account < population.accountCount; account += 1) {
    const lots = sign * lotsIn(population.records, account, instrument);
    if (lots <= 0) continue;
    // Equity stands behind an account's legs in proportion to the margin that each needs as drawn: a share by notional
    // could leave a leg with a low rate room that another leg's margin has taken already.
    const share = computeInitialMargin(tiers, lots * perLot) / initialMargins[account];
    const equity = Math.floor(population.equity[account] * share * INITIAL_MARGIN_USE);
    side.accounts.push(account);
    side.wanted.push(lots);
    side.limits.push(Math.max(lots, Math.floor(computeAffordableNotional(tiers, equity) / perLot)));
  }
  return side;
}

type Fault =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'limit'; readonly reachable: number }
  | { readonly kind: 'stretch'; readonly factor: number; readonly stretchMax: number };

/** Rewrites `side.wanted` so that it adds up to `target`; returns what prevents it. */
function scaleSide(side: Side, target: number, stretchMax: number): Fault | null {
  const total = side.wanted.reduce((sum, lots) => sum + lots, 0);
  if (target === 0) {
    side.wanted.fill(0);
    return null;
  }
  if (total === 0) return { kind: 'nobody' };
  const factor = target / total;
  if (factor > stretchMax || factor < 1 / stretchMax) return { kind: 'stretch', factor, stretchMax };
  const reachable = side.limits.reduce((sum, lots) => sum + lots, 0);
  if (reachable < target) return { kind: 'limit', reachable: reachable / target };
  const capped = capByLimits(side, target);
  let left = target;
  let base = 0;
  side.wanted.forEach((lots, n) => {
    if (capped[n]) left -= side.limits[n];
    else base += lots;
  });
  let cumulative = 0;
  let given = 0;
  side.wanted.forEach((lots, n) => {
    if (capped[n]) {
      side.wanted[n] = side.limits[n];
      return;
    }
    cumulative += lots;
    const upTo = Math.round(left * (cumulative / base));
    side.wanted[n] = upTo - given;
    given = upTo;
  });
  return null;
}

/** Who must stop at their limit when all others are scaled evenly to make up for it. */
function capByLimits(side: Side, target: number): boolean[] {
  const capped = side.wanted.map(() => false);
  for (;;) {
    let left = target;
    let base = 0;
    side.wanted.forEach((lots, n) => {
      if (capped[n]) left -= side.limits[n];
      else base += lots;
    });
    let changed = false;
    side.wanted.forEach((lots, n) => {
      if (!capped[n] && lots * (left / base) > side.limits[n]) {
        capped[n] = true;
        changed = true;
      }
    });
    if (!changed) return capped;
  }
}

function describeFault(symbol: string, sign: 1 | -1, fault: Fault): Problem {
  const side = sign > 0 ? 'long' : 'short';
  const base = { code: 'open-interest-unmet', key: 'agents.classes' };
  switch (fault.kind) {
    case 'nobody':
      return {
        ...base,
        message: `nobody is ${side} ${symbol}, so its open interest cannot be met`,
        expected: `at least one class that is ${side} ${symbol}`,
        hint: 'change longShare or the instruments of a class, or lower the open interest',
      };
    case 'limit':
      return {
        ...base,
        message: `the ${side} side of ${symbol} can hold only ${(100 * fault.reachable).toFixed(1)} % of its open interest`,
        expected: 'enough equity for the initial margin of the open interest',
        hint: 'add accounts or equity, or lower the open interest',
      };
    case 'stretch':
      return {
        ...base,
        message: `the ${side} side of ${symbol} would need its leverage multiplied by ${fault.factor.toFixed(2)} to meet open interest`,
        found: `a factor of ${fault.factor.toFixed(2)}`,
        expected: `a factor between ${(1 / fault.stretchMax).toFixed(2)} and ${fault.stretchMax}`,
        hint: `change accounts, equity or leverage of the classes that are ${side} ${symbol}, its open interest, or agents.leverageStretchMax`,
      };
  }
}
