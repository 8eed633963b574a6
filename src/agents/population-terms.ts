/** What a population is drawn and netted by. Pure data, so that it can be sent to a thread. */
import { QUANTA_PER_USD, type InstrumentIndex } from '../base/units.ts';
import type { PortfolioRules } from '../exchange/portfolio-rules.ts';
import { NO_INSTRUMENT, priceOf, type Instrument } from '../instruments/instrument.ts';
import type { TierTable } from '../margin/tier-table.ts';
import type { AgentClass } from './agent-class.ts';

/** Share of equity that initial margin may use at the start, so that nobody begins at the limit. */
export const INITIAL_MARGIN_USE = 0.98;

export interface PopulationTerms {
  readonly classes: readonly AgentClass[];
  readonly instruments: readonly Instrument[];
  readonly tiers: readonly TierTable[];
  /** Null: initial margin is that of `tiers`, and everybody's equity is in the quote currency. */
  readonly portfolio: PortfolioRules | null;
}

/** [instrumentCount] notional of one lot at the initial price, quanta; of an option that of its underlying. */
export function perLotOf(instruments: readonly Instrument[]): Float64Array {
  return Float64Array.from(instruments, ({ contract, follows, lotNotional, priceInitialTicks, quantaPerLotTick }) => {
    if (contract.kind === 'option') {
      const underlying = instruments[follows];
      return contract.multiplier * priceOf(underlying, underlying.priceInitialTicks) * QUANTA_PER_USD;
    }
    return lotNotional === 0 ? priceInitialTicks * quantaPerLotTick : lotNotional;
  });
}

/**
 * Spot assets, rising, that accounts of a class hold from the start or may come to owe or own by settlement: each has a
 * row in their records, empty or not.
 */
export function coinsOf(agentClass: AgentClass, instruments: readonly Instrument[]): readonly InstrumentIndex[] {
  const { collateral, hedge, instrumentWeights, kind } = agentClass;
  const isHeld = (i: InstrumentIndex): boolean =>
    kind === 'marketMaker' || instrumentWeights[i] > 0 || hedge?.instrument === i;
  return Array.from(instruments.keys()).filter(
    (coin) =>
      collateral.some(({ instrument }) => instrument === coin) ||
      instruments.some(({ settlesIn }, i) => settlesIn === coin && settlesIn !== NO_INSTRUMENT && isHeld(i)),
  );
}
