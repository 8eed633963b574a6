/**
 * One account at one moment, in the terms of people: what it holds, what that is worth and what it must keep. Derived
 * from holdings and marks with the formulas of margin/, so each figure can be checked with a pencil. Where a model margins
 * accounts, `portfolio-state.ts` does it.
 */
import { PPM_PER_UNIT, type AccountIndex, type InstrumentIndex, type Ppm, type SimTimeUs } from '../../base/units.ts';
import { AccountEvaluator } from '../../exchange/account-evaluator.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import { computeBankruptcyTicks, splitEquityOverLegs } from '../../margin/bankruptcy.ts';
import { computeLiquidationPrice } from '../../margin/liquidation-price.ts';
import { multiplyRates } from '../../margin/margin-change.ts';
import { bracketOf, buildTierColumns, computeMaintenanceMargin } from '../../margin/tier-table.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { AccountState, Holdings, Leg, Marks, MarginTerms } from './account-figures.ts';
import { describePortfolioState } from './portfolio-state.ts';

export function marginTermsOf({ venue, market }: Scenario): MarginTerms {
  const unit = venue.instruments.map(() => PPM_PER_UNIT);
  return {
    instruments: venue.instruments,
    tiers: venue.tiers.map(buildTierColumns),
    maintenancePpm: unit,
    initialPpm: unit,
    evaluator: venue.portfolio === null ? null : new AccountEvaluator(venue, market.depth),
  };
}

/** The terms after a change of one instrument's rates to multiples of the scenario's. */
export function changeTerms(
  terms: MarginTerms,
  { venue }: Scenario,
  instrument: InstrumentIndex,
  maintenancePpm: Ppm,
  initialPpm: Ppm,
): MarginTerms {
  const changed = buildTierColumns(multiplyRates(venue.tiers[instrument]!, maintenancePpm, initialPpm));
  return {
    ...terms,
    // A model has the multiples in the sizes that it is asked about; tiers then only size liquidation orders.
    tiers: venue.portfolio === null ? terms.tiers.with(instrument, changed) : terms.tiers,
    maintenancePpm: terms.maintenancePpm.with(instrument, maintenancePpm),
    initialPpm: terms.initialPpm.with(instrument, initialPpm),
  };
}

export function readHoldings(exchange: ExchangePort, account: AccountIndex): Holdings {
  const instruments = Array.from({ length: exchange.instrumentCount }, (_, i) => i);
  return {
    cash: exchange.cashOf(account),
    lots: instruments.map((i) => exchange.lotsOf(account, i)),
    cost: instruments.map((i) => exchange.costOf(account, i)),
  };
}

/** Read at a mark update: whatever follows from marks stays as it is until the next. */
export function readMarks(exchange: ExchangePort, timeUs: SimTimeUs): Marks {
  const instruments = Array.from({ length: exchange.instrumentCount }, (_, i) => i);
  return {
    ticks: instruments.map((i) => exchange.markTicksOf(i)),
    timeUs,
    openInterest: instruments.map((i) => exchange.openInterestOf(i)),
  };
}

export function describeState(holdings: Holdings, marks: Marks, terms: MarginTerms): AccountState {
  return terms.evaluator === null
    ? describeTieredState(holdings, marks.ticks, terms)
    : describePortfolioState(terms.evaluator, holdings, marks, terms);
}

function describeTieredState(
  { cash, lots, cost }: Holdings,
  markTicks: readonly number[],
  terms: Pick<MarginTerms, 'instruments' | 'tiers'>,
): AccountState {
  const { instruments, tiers } = terms;
  const perLot = instruments.map((instrument, i) => markTicks[i]! * instrument.quantaPerLotTick);
  const profits = lots.map((size, i) => (size === 0 ? 0 : size * perLot[i]! - cost[i]!));
  const margins = Float64Array.from(lots, (size, i) =>
    size === 0 ? 0 : computeMaintenanceMargin(tiers[i]!, Math.abs(size) * perLot[i]!),
  );
  const unrealisedPnl = profits.reduce((sum, profit) => sum + profit, 0);
  const maintenance = margins.reduce((sum, margin) => sum + margin, 0);
  const equity = lots.reduce((sum, size, i) => sum + size * perLot[i]! - cost[i]!, cash);
  const shares = new Float64Array(lots.length);
  splitEquityOverLegs(equity, margins, shares);
  const legs = lots.flatMap((size, i): Leg[] => {
    if (size === 0) return [];
    const instrument = instruments[i]!;
    const notional = Math.abs(size) * perLot[i]!;
    const k = bracketOf(tiers[i]!, notional);
    const priceUsd = (quantaPerLot: number): number =>
      (quantaPerLot / instrument.quantaPerLotTick) * instrument.tickSize;
    const liquidationPrice = computeLiquidationPrice(
      {
        walletBalance: cash,
        otherMaintenanceMargin: maintenance - margins[i]!,
        otherUnrealisedProfit: unrealisedPnl - profits[i]!,
        size,
        entryPrice: cost[i]! / size,
      },
      tiers[i]!,
    );
    const bankruptcyTicks = computeBankruptcyTicks(markTicks[i]!, size, instrument.quantaPerLotTick, shares[i]!);
    return [
      {
        instrument: i,
        symbol: instrument.symbol,
        lots: size,
        sizeUnits: size * instrument.lotSizeUnits,
        entryPrice: priceUsd(cost[i]! / size),
        markPrice: markTicks[i]! * instrument.tickSize,
        notional,
        unrealisedPnl: profits[i]!,
        maintenance: margins[i]!,
        tier: {
          bracket: k + 1,
          maintenanceRatePpm: tiers[i]!.maintenanceRatePpm[k]!,
          maintenanceDeduction: tiers[i]!.maintenanceDeduction[k]!,
        },
        portfolio: null,
        liquidationPrice: liquidationPrice === null ? null : priceUsd(liquidationPrice),
        bankruptcyPrice: bankruptcyTicks * instrument.tickSize,
      },
    ];
  });
  return { cash, unrealisedPnl, equity, maintenance, legs, portfolio: null };
}
