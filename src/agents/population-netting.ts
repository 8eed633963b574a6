/**
 * Makes a drawn population meet open interest: for each instrument, longs and shorts are scaled so that either side
 * holds exactly the target, and so positions net to zero by construction.
 *
 * Whole lots come from cumulative rounding in account order, so that no lot is lost; nobody is scaled beyond what
 * their initial margin allows. What takes a look at each leg is a pass over runs of accounts (`netting-passes.ts`), for
 * whoever nets to have done by as many threads as there are; here is what must be known of all of them together.
 */
import type { Problem } from '../base/problem.ts';
import { VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import type { AgentRules } from './agent-class.ts';
import { NettingPasses, type LimitSums, type Scaling } from './netting-passes.ts';
import { countAccounts } from './population-draw.ts';
import { perLotOf, type PopulationTerms } from './population-terms.ts';

/** A pass over a run of accounts; `scale` answers nothing that is used here. */
export type NettingPass =
  | { readonly kind: 'limit' | 'cap' | 'check'; readonly factors: Float64Array }
  | { readonly kind: 'scale'; readonly scaling: Scaling };

/** Yields what to do with each run of accounts, is told what it came to, and returns why nothing could be done. */
export type NettingPlan = Generator<readonly NettingPass[], Problem[], readonly LimitSums[]>;

type Fault =
  | { readonly kind: 'nobody' }
  /** Of books that are not scaled, lots beyond the open interest. */
  | { readonly kind: 'kept'; readonly excess: number }
  | { readonly kind: 'limit'; readonly reachable: number }
  | { readonly kind: 'stretch'; readonly factor: number; readonly stretchMax: number };

/**
 * Scales positions in place, on this thread. Returns what makes it impossible: nobody on a side, not enough initial
 * margin, or a stretch beyond `leverageStretchMax`; on an empty list the population nets to zero and meets its targets.
 */
export function netPopulation(terms: PopulationTerms, rules: AgentRules, population: Population): Problem[] {
  const everybody = { first: VENUE_ACCOUNTS, end: countAccounts(terms.classes) };
  const passes = new NettingPasses(terms, population, new Float64Array(population.records.doubles.length));
  const plan = planNetting(terms, rules, [passes.collect(everybody)]);
  let step = plan.next([]);
  while (step.done !== true) {
    const [pass] = step.value;
    if (pass.kind === 'scale') passes.scale(everybody, pass.scaling);
    step = plan.next(pass.kind === 'scale' ? [] : [passes[pass.kind](everybody, pass.factors)]);
  }
  return step.value;
}

/**
 * The passes that net a population which was drawn in runs of accounts; `wanted` says what each run's accounts want,
 * by side. Unless there are problems the last pass is `scale`, and after it `check` where a model margins whole books.
 */
export function* planNetting(terms: PopulationTerms, rules: AgentRules, wanted: readonly Float64Array[]): NettingPlan {
  const sides = new Sides(terms, rules, wanted);
  const factors = sides.stretches();
  if (factors.some((factor) => factor > 0)) {
    sides.limit(yield wanted.map(() => ({ kind: 'limit', factors })));
    for (let next = sides.nextFactors(); next !== null; next = sides.nextFactors()) {
      const raised = next;
      sides.cap(yield wanted.map(() => ({ kind: 'cap', factors: raised })), raised);
    }
  }
  const problems = sides.problems();
  if (problems.length > 0) return problems;
  yield sides.scalings().map((scaling) => ({ kind: 'scale', scaling }));
  if (terms.portfolio === null) return [];
  const checked = yield wanted.map(() => ({ kind: 'check', factors }));
  const short = checked.reduce((sum, one) => sum + one.short, 0);
  return short === 0 ? [] : [describeShort(short)];
}

/** What is known of each side, by side: the longs and the shorts of each instrument in turn. */
class Sides {
  readonly #terms: PopulationTerms;
  readonly #faults: (Fault | null)[];
  /** Whole lots: the open interest without hedged books, what is left of it for those below their limits, and what those want. */
  readonly #targets: Float64Array;
  readonly #left: Float64Array;
  readonly #base: Float64Array;
  /** Largest factor that limits were held against; 0 where nobody is stretched or nothing changes any more. */
  readonly #factors: Float64Array;
  readonly #capped: Float64Array;
  /** By run of accounts: what those below their limits want. */
  readonly #uncapped: readonly Float64Array[];

  constructor(terms: PopulationTerms, rules: AgentRules, wanted: readonly Float64Array[]) {
    const sideCount = 2 * terms.instruments.length;
    const perLot = perLotOf(terms.instruments);
    const kept = totalOf(
      wanted.map((column) => column.subarray(sideCount)),
      sideCount,
    );
    this.#terms = terms;
    this.#targets = Float64Array.from({ length: sideCount }, (_, side) => {
      const lots = Math.round(rules.openInterest[side >> 1] / perLot[side >> 1]);
      return lots - kept[side];
    });
    this.#left = this.#targets.slice();
    this.#base = totalOf(wanted, sideCount);
    this.#factors = new Float64Array(sideCount);
    this.#capped = new Float64Array(sideCount);
    this.#uncapped = wanted.map((column) => column.slice(0, sideCount));
    this.#faults = Array.from(this.#targets, (target, side) =>
      findFault(target, this.#base[side], rules.leverageStretchMax),
    );
  }

  /** Factor of each side that grows; the others cannot meet a limit, for what is wanted never exceeds it. */
  stretches(): Float64Array {
    this.#factors.forEach((_, side) => {
      const factor = this.#left[side] / this.#base[side];
      if (this.#faults[side] === null && factor > 1) this.#factors[side] = factor;
    });
    return this.#factors.slice();
  }

  limit(sums: readonly LimitSums[]): void {
    const sideCount = this.#targets.length;
    const reachable = totalOf(
      sums.map(({ limits }) => limits),
      sideCount,
    );
    this.#factors.forEach((factor, side) => {
      if (factor === 0 || reachable[side] >= this.#targets[side]) return;
      this.#faults[side] = { kind: 'limit', reachable: reachable[side] / this.#targets[side] };
      this.#factors[side] = 0;
    });
    this.cap(sums, this.#factors.slice());
  }

  /** Takes in who stops at a limit at these factors; sides on which nobody new does are settled. */
  cap(sums: readonly LimitSums[], factors: Float64Array): void {
    const sideCount = this.#targets.length;
    const capped = totalOf(
      sums.map((one) => one.capped),
      sideCount,
    );
    const cappedLimits = totalOf(
      sums.map((one) => one.cappedLimits),
      sideCount,
    );
    const uncapped = totalOf(
      sums.map((one) => one.uncapped),
      sideCount,
    );
    factors.forEach((factor, side) => {
      if (factor === 0) return;
      if (capped[side] === this.#capped[side]) {
        this.#factors[side] = 0;
        return;
      }
      this.#capped[side] = capped[side];
      this.#left[side] = this.#targets[side] - cappedLimits[side];
      this.#base[side] = uncapped[side];
      this.#uncapped.forEach((column, run) => {
        column[side] = sums[run].uncapped[side];
      });
      // Larger than before but for rounding: with the larger of the two, who stopped once stops again.
      const next = this.#left[side] / this.#base[side];
      this.#factors[side] = next > factor ? next : factor;
    });
  }

  /** Factors to try next, 0 for settled sides; null when all are, or when nothing can come of it any more. */
  nextFactors(): Float64Array | null {
    if (this.#faults.some((fault) => fault !== null)) return null;
    return this.#factors.some((factor) => factor > 0) ? this.#factors.slice() : null;
  }

  scalings(): Scaling[] {
    const before = new Float64Array(this.#targets.length);
    return this.#uncapped.map((column) => {
      const scaling = { left: this.#left, base: this.#base, before: before.slice() };
      for (let side = 0; side < before.length; side += 1) before[side] += column[side];
      return scaling;
    });
  }

  problems(): Problem[] {
    return this.#faults.flatMap((fault, side) =>
      fault === null ? [] : [describeFault(this.#terms.instruments[side >> 1].symbol, side % 2 === 0 ? 1 : -1, fault)],
    );
  }
}

/** What can be said before limits are known. */
function findFault(target: number, total: number, stretchMax: number): Fault | null {
  if (target === 0) return null;
  if (target < 0) return { kind: 'kept', excess: -target };
  if (total === 0) return { kind: 'nobody' };
  const factor = target / total;
  return factor > stretchMax || factor < 1 / stretchMax ? { kind: 'stretch', factor, stretchMax } : null;
}

/** Sums of whole numbers, exact in any order. */
function totalOf(columns: readonly Float64Array[], length: number): Float64Array {
  const total = new Float64Array(length);
  for (const column of columns) for (let k = Math.min(length, column.length) - 1; k >= 0; k -= 1) total[k] += column[k];
  return total;
}

function describeShort(accounts: number): Problem {
  return {
    code: 'initial-margin-unmet',
    key: 'agents.classes',
    message: `${accounts} accounts would start with less equity than the initial margin of their positions together`,
    expected: 'books that meet their initial margin once they are scaled to the open interest',
    hint: 'raise equity or lower leverage, or bring agents.leverageStretchMax nearer to 1x',
  };
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
    case 'kept':
      return {
        ...base,
        message: `hedged accounts, whales and imported accounts alone hold ${fault.excess} lots more on the ${side} side of ${symbol} than its open interest`,
        expected:
          'books that are not scaled within the open interest: hedged ones, so that they stay hedged, and those of a stated size',
        hint: 'raise the open interest, or lower accounts, equity, leverage or size of these classes',
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
