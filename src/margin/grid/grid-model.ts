/**
 * Portfolio margin by scenario grid: parameters in, `MarginModel` out. Deribit-, OKX-, Paradex-, Derive-, Bybit- and
 * TIMS-like margin differ in parameters alone.
 *
 * A refresh reprices every contract in every scenario once; what remains for an account is sums of size x figure, so
 * `requireInto` is bound by reading rows of figures: positions x scenarios multiplications, no pricing.
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
import { GroupAmounts, type GridContext } from './charge.ts';
import { problemsOfMarket, unclassedProblem } from './check-market.ts';
import { problemsOfParameters } from './check-parameters.ts';
import { explainGrid } from './explain-grid.ts';
import { ExposureCharge } from './exposure-charge.ts';
import { chargesOf, compileFormula, type Evaluator } from './formula.ts';
import type { GridParameters } from './grid-parameters.ts';
import { boundColumnsOf, writeFigures } from './grid-sensitivity.ts';
import { buildOffsetGroups } from './offset-groups.ts';
import { buildRiskUnits } from './risk-units.ts';
import { ScanCharge } from './scan-charge.ts';

/** Throws InvalidInputError with every fault of the parameters. */
export function createGridModel(parameters: GridParameters): MarginModel {
  const problems = problemsOfParameters(parameters);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return {
    id: parameters.id,
    title: parameters.title,
    source: parameters.source,
    liquidatesAtEquality: parameters.liquidatesAtEquality,
    ignoresEntryPrices: true,
    isSubadditive: isSubadditive(parameters),
    prepare: (market) => new PreparedGrid(parameters, market),
  };
}

/** Whether every charge is, whatever the market: asked of charges on a market without contracts. */
function isSubadditive(parameters: GridParameters): boolean {
  const charges = buildCharges(parameters, contextOf(parameters, EMPTY_MARKET));
  const used = [...chargesOf(parameters.maintenance), ...chargesOf(parameters.initial)];
  return charges.every((charge) => charge.isSubadditive || !used.includes(charge.name));
}

const EMPTY_MARKET: MarketView = {
  timeUs: 0,
  contracts: [],
  markPrices: new Float64Array(0),
  assets: [],
  indexPrices: new Float64Array(0),
  underlyingOf: new Int32Array(0),
  settlementOf: new Int32Array(0),
  surfaces: [],
  carry: new Float64Array(0),
  rate: 0,
  openInterest: new Float64Array(0),
  depthAtOnePercent: new Float64Array(0),
};

class PreparedGrid implements PreparedMargin {
  readonly sensitivity: MarginSensitivity;
  readonly #parameters: GridParameters;
  readonly #context: GridContext;
  readonly #charges: readonly (ScanCharge | ExposureCharge)[];
  readonly #amounts: GroupAmounts;
  readonly #maintenance: Evaluator;
  readonly #initial: Evaluator;
  readonly #columns: ReturnType<typeof boundColumnsOf>;

  constructor(parameters: GridParameters, market: MarketView) {
    const problems = [...problemsOfMarket(market), ...problemsOfClasses(parameters, market)];
    if (problems.length > 0) throw new InvalidInputError(problems);
    const context = contextOf(parameters, market);
    const charges = buildCharges(parameters, context);
    const names = parameters.charges.map(({ name }) => name);
    this.#parameters = parameters;
    this.#context = context;
    this.#charges = charges;
    this.#amounts = new GroupAmounts(context.groups.names.length, charges.length);
    this.#maintenance = compileFormula(parameters.maintenance, names);
    this.#initial = compileFormula(parameters.initial, names);
    this.#columns = boundColumnsOf(parameters.maintenance, charges);
    this.sensitivity = {
      markSlope: new Float64Array(market.contracts.length),
      figures: new Float64Array(market.contracts.length * this.#columns.length),
      figureColumns: this.#columns.length,
    };
    this.refresh();
  }

  refresh(): void {
    for (const charge of this.#charges) charge.refresh();
    writeFigures(this.#columns, this.#context.market.contracts.length, this.sensitivity.figures);
  }

  requireInto(book: PositionColumns, out: Requirement): void {
    const amounts = this.#amounts;
    amounts.clear();
    for (let k = 0; k < this.#charges.length; k += 1) this.#charges[k].addTo(amounts, book);
    let [initial, maintenance] = [0, 0];
    for (let t = 0; t < amounts.touchedCount; t += 1) {
      const from = amounts.touched[t] * amounts.charges;
      initial += this.#initial(amounts.values, from);
      maintenance += this.#maintenance(amounts.values, from);
    }
    out.initial = initial;
    out.maintenance = maintenance;
  }

  explain(book: PositionColumns): MarginExplanation {
    return explainGrid(this, this.#parameters, this.#context, this.#charges, book);
  }
}

function contextOf(parameters: GridParameters, market: MarketView): GridContext {
  const units = buildRiskUnits(market, parameters.segregatesSettlement);
  return {
    market,
    units,
    classes: parameters.classes,
    classOf: units.assetOf.map((asset) => classOfAsset(parameters, market.assets[asset])),
    groups: buildOffsetGroups(units, market.assets, parameters.groups),
  };
}

function classOfAsset({ classes }: GridParameters, asset: string): number {
  const named = classes.findIndex(({ underlyings }) => underlyings.includes(asset));
  return named >= 0 ? named : classes.findIndex(({ underlyings }) => underlyings.includes('*'));
}

function buildCharges(parameters: GridParameters, context: GridContext): readonly (ScanCharge | ExposureCharge)[] {
  return parameters.charges.map((terms, place) =>
    terms.kind === 'scan' ? new ScanCharge(terms, place, context) : new ExposureCharge(terms, place, context),
  );
}

/** Contracts whose underlying no class names, and groups whose members would be dampened differently. */
function problemsOfClasses(parameters: GridParameters, market: MarketView): readonly Problem[] {
  const problems: Problem[] = [];
  market.contracts.forEach((contract, c) => {
    if (classOfAsset(parameters, market.assets[market.underlyingOf[c]]) >= 0) return;
    problems.push(unclassedProblem(contract, parameters));
  });
  if (problems.length > 0) return problems;
  const { units, groups, classOf } = contextOf(parameters, market);
  const dampeners = parameters.classes.map(({ scans }) =>
    JSON.stringify(Object.values(scans).map((scan) => scan.map(({ dampener }) => dampener))),
  );
  const ofGroup = new Map<number, string>();
  for (const unit of new Set(units.of)) {
    const group = groups.groupOf[unit];
    const own = dampeners[classOf[unit]];
    if ((ofGroup.get(group) ?? own) !== own) {
      problems.push({
        code: 'bad-grid',
        message: `${parameters.id}: ${units.names[unit]} has other dampeners than the rest of group ${groups.names[group]}`,
        key: `groups.${groups.names[group]}`,
      });
    }
    ofGroup.set(group, own);
  }
  return problems;
}
