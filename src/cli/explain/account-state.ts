/**
 * One account at one moment, in the terms of people: what it holds, what that is worth and what it must keep. Derived
 * from holdings and marks with the formulas of margin/, so each figure can be checked with a pencil.
 */
import type { AccountIndex, InstrumentIndex, Lots, Ppm, QuoteQuanta } from '../../base/units.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { computeBankruptcyTicks, splitEquityOverLegs } from '../../margin/bankruptcy.ts';
import { computeLiquidationPrice } from '../../margin/liquidation-price.ts';
import { multiplyRates } from '../../margin/margin-change.ts';
import { bracketOf, buildTierColumns, computeMaintenanceMargin, type TierColumns } from '../../margin/tier-table.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** What an account has, apart from prices. */
export interface Holdings {
  readonly cash: QuoteQuanta;
  /** By instrument. */
  readonly lots: readonly Lots[];
  readonly cost: readonly QuoteQuanta[];
}

export interface Leg {
  readonly instrument: number;
  readonly symbol: string;
  /** Signed, + long. */
  readonly lots: Lots;
  readonly sizeUnits: number;
  readonly entryPriceUsd: number;
  readonly markPriceUsd: number;
  /** Quanta, as all amounts here. */
  readonly notional: QuoteQuanta;
  readonly unrealisedPnl: QuoteQuanta;
  readonly maintenance: QuoteQuanta;
  /** Bracket of the tier table, from 1, with its rate and deduction. */
  readonly bracket: number;
  readonly maintenanceRatePpm: number;
  readonly maintenanceDeduction: QuoteQuanta;
  /** Other positions held at their marks; null: no price liquidates it. */
  readonly liquidationPriceUsd: number | null;
  /** Price at which the leg uses up its share of the equity. */
  readonly bankruptcyPriceUsd: number;
}

export interface AccountState {
  readonly cash: QuoteQuanta;
  readonly unrealisedPnl: QuoteQuanta;
  readonly equity: QuoteQuanta;
  readonly maintenance: QuoteQuanta;
  readonly legs: readonly Leg[];
}

export interface MarginTerms {
  readonly instruments: readonly Instrument[];
  readonly tiers: readonly TierColumns[];
}

export function marginTermsOf({ venue }: Scenario): MarginTerms {
  return { instruments: venue.instruments, tiers: venue.tiers.map(buildTierColumns) };
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
  return { ...terms, tiers: terms.tiers.with(instrument, changed) };
}

export function readHoldings(exchange: ExchangePort, account: AccountIndex): Holdings {
  const instruments = Array.from({ length: exchange.instrumentCount }, (_, i) => i);
  return {
    cash: exchange.cashOf(account),
    lots: instruments.map((i) => exchange.lotsOf(account, i)),
    cost: instruments.map((i) => exchange.costOf(account, i)),
  };
}

export function readMarks(exchange: ExchangePort): number[] {
  return Array.from({ length: exchange.instrumentCount }, (_, i) => exchange.markTicksOf(i));
}

export function describeState(
  { cash, lots, cost }: Holdings,
  markTicks: readonly number[],
  terms: MarginTerms,
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
        entryPriceUsd: priceUsd(cost[i]! / size),
        markPriceUsd: markTicks[i]! * instrument.tickSize,
        notional,
        unrealisedPnl: profits[i]!,
        maintenance: margins[i]!,
        bracket: k + 1,
        maintenanceRatePpm: tiers[i]!.maintenanceRatePpm[k]!,
        maintenanceDeduction: tiers[i]!.maintenanceDeduction[k]!,
        liquidationPriceUsd: liquidationPrice === null ? null : priceUsd(liquidationPrice),
        bankruptcyPriceUsd: bankruptcyTicks * instrument.tickSize,
      },
    ];
  });
  return { cash, unrealisedPnl, equity, maintenance, legs };
}
