/**
 * The margin that a scenario's venue asks, as a model: tiered cross margin in whole quanta, with the same functions that the
 * simulator liquidates by. An account that is liquidatable here at some mark is liquidatable there.
 */
import { PPM_PER_UNIT, QUANTA_PER_USD, type QuoteQuanta } from '../../base/units.ts';
import { notionalOf } from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type {
  ExplanationLine,
  MarginExplanation,
  MarginModel,
  PositionColumns,
  PreparedMargin,
  Requirement,
} from '../../margin/margin-model.ts';
import { numberText, percentText } from '../../margin/number-text.ts';
import {
  bracketOf,
  buildTierColumns,
  computeInitialMargin,
  computeMaintenanceMargin,
  type TierColumns,
  type TierTable,
} from '../../margin/tier-table.ts';

/** `tiers`: one table a contract, in the market's order. */
export function createScenarioTiersModel(name: string, tiers: readonly TierTable[]): MarginModel {
  return {
    id: 'scenario',
    title: `Tiers of the scenario ${name}`,
    source: [...new Set(tiers.map(({ source }) => source))].join(', '),
    liquidatesAtEquality: false,
    // Brackets are progressive: two halves of a position need less than the whole.
    isSubadditive: false,
    prepare: (market) => new PreparedScenarioTiers(market, tiers.map(buildTierColumns)),
  };
}

class PreparedScenarioTiers implements PreparedMargin {
  readonly #market: MarketView;
  readonly #tiers: readonly TierColumns[];

  readonly sensitivity;

  constructor(market: MarketView, tiers: readonly TierColumns[]) {
    this.#market = market;
    this.#tiers = tiers;
    this.sensitivity = {
      markSlope: Float64Array.from(tiers, ({ maintenanceRatePpm }) => Math.max(...maintenanceRatePpm) / PPM_PER_UNIT),
      figures: new Float64Array(0),
      figureColumns: 0,
    };
  }

  /** Prices are read when a book is looked at. */
  refresh(): void {}

  requireInto(book: PositionColumns, out: Requirement): void {
    let [initial, maintenance] = [0, 0];
    for (let i = 0; i < book.count; i += 1) {
      const [tiers, notional] = [this.#tiers[book.contracts[i]], this.#notionalOf(book, i)];
      initial += computeInitialMargin(tiers, notional);
      maintenance += computeMaintenanceMargin(tiers, notional);
    }
    out.initial = initial / QUANTA_PER_USD;
    out.maintenance = maintenance / QUANTA_PER_USD;
  }

  explain(book: PositionColumns): MarginExplanation {
    const lines = (kind: 'initial' | 'maintenance'): ExplanationLine => {
      const parts = Array.from({ length: book.count }, (_, i) => this.#line(book, i, kind));
      const amount = parts.reduce((sum, part) => sum + part.amount, 0);
      return { label: 'Sum over positions', formula: '', amount, parts };
    };
    const maintenance = lines('maintenance');
    return {
      initial: lines('initial'),
      maintenance,
      positions: maintenance.parts!.map(({ amount }, i) => ({
        contract: book.contracts[i],
        standalone: amount,
        marginal: amount,
      })),
      scenarios: [],
      offsets: [],
    };
  }

  #line(book: PositionColumns, i: number, kind: 'initial' | 'maintenance'): ExplanationLine {
    const c = book.contracts[i];
    const [tiers, notional] = [this.#tiers[c], this.#notionalOf(book, i)];
    const k = bracketOf(tiers, notional);
    const isInitial = kind === 'initial';
    const rate = (isInitial ? tiers.initialRatePpm : tiers.maintenanceRatePpm)[k] / PPM_PER_UNIT;
    const deduction = (isInitial ? tiers.initialDeduction : tiers.maintenanceDeduction)[k] / QUANTA_PER_USD;
    const quanta = (isInitial ? computeInitialMargin : computeMaintenanceMargin)(tiers, notional);
    const value = `${numberText(Math.abs(book.sizes[i]))} x ${numberText(this.#market.markPrices[c])}`;
    const less = deduction === 0 ? '' : ` - ${numberText(deduction)}`;
    return {
      label: this.#market.contracts[c].symbol,
      formula: `${value} x ${percentText(rate)}${less}, tier ${k + 1}`,
      amount: quanta / QUANTA_PER_USD,
    };
  }

  #notionalOf(book: PositionColumns, i: number): QuoteQuanta {
    return Math.round(Math.abs(book.sizes[i]) * notionalOf(this.#market, book.contracts[i]) * QUANTA_PER_USD);
  }
}
