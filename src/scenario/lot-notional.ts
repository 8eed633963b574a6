/** What one lot comes to at the start: what a limit on notional has to let through to mean anything. */
import type { QuoteQuanta } from '../base/units.ts';
import type { Instrument } from '../instruments/instrument.ts';

/** Undefined for spot assets, which are not traded, and for options, whose notional is their underlying's. */
export function lotNotionalOf(instrument: Instrument): QuoteQuanta | undefined {
  const { contract, lotNotional, priceInitialTicks, quantaPerLotTick } = instrument;
  if (contract.kind === 'spot' || contract.kind === 'option') return undefined;
  return lotNotional === 0 ? priceInitialTicks * quantaPerLotTick : lotNotional;
}
