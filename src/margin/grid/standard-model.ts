/**
 * Standard margin: each position by itself, except that options of one expiry need no more than their worst payoff at
 * expiry (`standard-legs.ts`). Add-ons for oracle confidence and for depegging read data that no market view has, and are left
 * to the caller; spot needs nothing here, since what is held is collateral and what is owed a loan.
 *
 * Bound on maintenance, of which min and max are 1-Lipschitz: apart changes at most by the change of rate x index x units (a
 * short) or of the value (a long), defined by the change of the value plus that of unpaired rate x index x units; so
 * columns are a = rate x index x units, value + u and value - u, u the unpaired charge of a call. Linear contracts: a.
 */
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type {
  MarginExplanation,
  MarginModel,
  MarginSensitivity,
  PositionColumns,
  PreparedMargin,
  Requirement,
} from '../margin-model.ts';
import { sortIntoBuckets, type Buckets } from './buckets.ts';
import { problemsOfMarket, unclassedProblem } from './check-market.ts';
import { unitsOf } from './contract-figures.ts';
import { explainStandard } from './explain-standard.ts';
import { buildRiskUnits } from './risk-units.ts';
import { initialShareOf, optionValueOf, payoffOf, type StandardFigures, type StandardView } from './standard-legs.ts';
import type { StandardClass, StandardParameters } from './standard-parameters.ts';

const COLUMNS = 3;

/** Throws InvalidInputError with every fault of the parameters. */
export function createStandardModel(parameters: StandardParameters): MarginModel {
  const problems = problemsOfStandard(parameters);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const { id, title, source, liquidatesAtEquality } = parameters;
  return {
    id,
    title,
    source,
    liquidatesAtEquality,
    // The smaller of two rules may be one for two books apart and the other for both together.
    ignoresEntryPrices: true,
    isSubadditive: false,
    prepare: (market) => new PreparedStandard(parameters, market),
  };
}

interface DefinedRisk {
  apartInitial: number;
  apartMaintenance: number;
  value: number;
  worstPayoff: number;
  unpairedUnits: number;
}

class PreparedStandard implements PreparedMargin, StandardView {
  readonly sensitivity: MarginSensitivity;
  readonly market: MarketView;
  readonly buckets: Buckets;
  readonly figures: StandardFigures;
  /** [contractCount] */
  readonly #classes: readonly StandardClass[];
  /** [bucketCount] the expiry's first row of the book at hand, and its rows chained by `#next`. */
  readonly #first: Int32Array;
  #next = new Int32Array(16);
  readonly #found: DefinedRisk = { apartInitial: 0, apartMaintenance: 0, value: 0, worstPayoff: 0, unpairedUnits: 0 };

  constructor(parameters: StandardParameters, market: MarketView) {
    const problems = [...problemsOfMarket(market), ...problemsOfClasses(parameters, market)];
    if (problems.length > 0) throw new InvalidInputError(problems);
    const count = market.contracts.length;
    this.#classes = market.contracts.flatMap(({ underlying }) => findClass(parameters, underlying) ?? []);
    this.market = market;
    const isOption = (c: number): boolean => market.contracts[c].kind === 'option';
    this.buckets = sortIntoBuckets(market.contracts, buildRiskUnits(market, false), 'expiry', isOption);
    this.#first = new Int32Array(this.buckets.count).fill(-1);
    const column = (): Float64Array => new Float64Array(count);
    this.figures = { initial: column(), maintenance: column(), values: column(), units: column() };
    const figures = new Float64Array(count * COLUMNS);
    this.sensitivity = { markSlope: column(), figures, figureColumns: COLUMNS };
    this.refresh();
  }

  classOf(c: number): StandardClass {
    return this.#classes[c];
  }

  refresh(): void {
    const { market, figures, sensitivity } = this;
    market.contracts.forEach((contract, c) => {
      const { linear, shortOption, unpairedCall } = this.classOf(c);
      const index = market.indexPrices[market.underlyingOf[c]];
      const units = unitsOf(market, c);
      const isOption = contract.kind === 'option';
      const rates = contract.kind === 'spot' ? { initial: 0, maintenance: 0 } : linear;
      const initial = isOption ? initialShareOf(shortOption, contract, index) : rates.initial;
      figures.units[c] = units;
      figures.initial[c] = initial * index * units;
      figures.maintenance[c] = (isOption ? shortOption.maintenance : rates.maintenance) * index * units;
      figures.values[c] = isOption ? optionValueOf(market, c) : 0;
      const unpaired = isOption && contract.right === 'call' ? unpairedCall.maintenance * index * units : 0;
      sensitivity.figures[c * COLUMNS] = figures.maintenance[c];
      sensitivity.figures[c * COLUMNS + 1] = figures.values[c] + unpaired;
      sensitivity.figures[c * COLUMNS + 2] = figures.values[c] - unpaired;
    });
  }

  requireInto(book: PositionColumns, out: Requirement): void {
    const { figures, buckets } = this;
    if (this.#next.length < book.count) this.#next = new Int32Array(2 * book.count);
    let [initial, maintenance] = [0, 0];
    // Chained from the last row to the first, so that sums go in the book's order.
    for (let row = book.count - 1; row >= 0; row -= 1) {
      const bucket = buckets.of[book.contracts[row]];
      if (bucket < 0) continue;
      this.#next[row] = this.#first[bucket];
      this.#first[bucket] = row;
    }
    for (let row = 0; row < book.count; row += 1) {
      const c = book.contracts[row];
      const bucket = buckets.of[c];
      if (bucket < 0) {
        initial += Math.abs(book.sizes[row]) * figures.initial[c];
        maintenance += Math.abs(book.sizes[row]) * figures.maintenance[c];
      } else if (this.#first[bucket] === row) {
        const found = this.#weigh(book, row);
        const { unpairedCall } = this.classOf(c);
        const unpaired = found.unpairedUnits * this.market.indexPrices[this.market.underlyingOf[c]];
        const defined = found.value - found.worstPayoff;
        initial += Math.max(0, Math.min(found.apartInitial, defined + unpairedCall.initial * unpaired));
        maintenance += Math.max(0, Math.min(found.apartMaintenance, defined + unpairedCall.maintenance * unpaired));
        this.#first[bucket] = -1;
      }
    }
    out.initial = initial;
    out.maintenance = maintenance;
  }

  explain(book: PositionColumns): MarginExplanation {
    return explainStandard(this, book);
  }

  /** The options of one expiry, chained from `start` on. */
  #weigh(book: PositionColumns, start: number): DefinedRisk {
    const { figures, market } = this;
    const found = this.#found;
    found.apartInitial = 0;
    found.apartMaintenance = 0;
    found.value = 0;
    found.worstPayoff = Math.min(0, this.#payoffAt(book, start, 0));
    let calls = 0;
    for (let row = start; row >= 0; row = this.#next[row]) {
      const c = book.contracts[row];
      const size = book.sizes[row];
      const contract = market.contracts[c];
      if (contract.kind !== 'option') continue;
      found.value += size * figures.values[c];
      found.apartInitial += size > 0 ? size * figures.values[c] : -size * figures.initial[c];
      found.apartMaintenance += size > 0 ? size * figures.values[c] : -size * figures.maintenance[c];
      if (contract.right === 'call') calls += size * figures.units[c];
      found.worstPayoff = Math.min(found.worstPayoff, this.#payoffAt(book, start, contract.strike));
    }
    found.unpairedUnits = Math.max(0, -calls);
    return found;
  }

  #payoffAt(book: PositionColumns, start: number, price: number): number {
    let sum = 0;
    for (let row = start; row >= 0; row = this.#next[row]) {
      const contract = this.market.contracts[book.contracts[row]];
      if (contract.kind === 'option')
        sum += book.sizes[row] * payoffOf(contract, this.figures.units[book.contracts[row]], price);
    }
    return sum;
  }
}

function findClass({ classes }: StandardParameters, underlying: string): StandardClass | undefined {
  return (
    classes.find(({ underlyings }) => underlyings.includes(underlying)) ??
    classes.find(({ underlyings }) => underlyings.includes('*'))
  );
}

function problemsOfStandard({ id, classes }: StandardParameters): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (key: string, says: string): void => {
    problems.push({ code: 'bad-rates', message: `${id}: ${key} ${says}`, key });
  };
  if (classes.length === 0) report('classes', 'must name at least one class of underlyings');
  for (const { name, linear, shortOption, unpairedCall } of classes) {
    for (const [key, pair] of Object.entries({ linear, shortOption, unpairedCall })) {
      for (const [field, rate] of Object.entries(pair) as [string, number][]) {
        if (!(rate >= 0) || !Number.isFinite(rate))
          report(`classes.${name}.${key}.${field}`, `must not be negative, got ${rate}`);
      }
      if (pair.initial < pair.maintenance) report(`classes.${name}.${key}.initial`, 'is below the maintenance rate');
    }
    if (shortOption.initialMin < shortOption.maintenance) {
      report(`classes.${name}.shortOption.initialMin`, 'is below the maintenance rate');
    }
  }
  return problems;
}

function problemsOfClasses(parameters: StandardParameters, market: MarketView): readonly Problem[] {
  return market.contracts
    .filter(({ underlying }) => findClass(parameters, underlying) === undefined)
    .map((contract) => unclassedProblem(contract, parameters));
}
