/** What an instrument is, in the words of a table: kind, when it ends, at which price, what it hangs on, and its price. */
import { civilTimeAt, formatDay, formatTimeOfDay, parseClockStart } from '../base/civil-time.ts';
import { formatHours, formatPrice } from '../base/format.ts';
import { US_PER_HOUR, type SimTimeUs } from '../base/units.ts';
import { NO_INSTRUMENT, priceOf, type Instrument } from '../instruments/instrument.ts';

const KINDS: Readonly<Record<Instrument['contract']['kind'], string>> = {
  spot: 'spot asset',
  perpetual: 'perpetual',
  future: 'future',
  option: 'option',
};

/** `inverse perpetual`, `put, coin-settled`, `spot asset`. */
export function kindText({ contract, lotNotional }: Instrument): string {
  if (contract.kind === 'option') return contract.settlesInCoin ? `${contract.right}, coin-settled` : contract.right;
  return lotNotional > 0 ? `inverse ${KINDS[contract.kind]}` : KINDS[contract.kind];
}

/** `27 Mar 2026 08:00`, or how long after the start; empty for what never expires. */
export function expiryText({ contract }: Instrument, startTime: string | null): string {
  return contract.kind === 'future' || contract.kind === 'option' ? timeText(contract.expiryUs, startTime) : '';
}

function timeText(timeUs: SimTimeUs, startTime: string | null): string {
  const start = parseClockStart(startTime);
  if (start === null) return `after ${formatHours(timeUs / US_PER_HOUR)}`;
  const civil = civilTimeAt(start, timeUs);
  return `${formatDay(civil)} ${civil.year} ${formatTimeOfDay(civil)}`;
}

export function strikeText({ contract }: Instrument): string {
  return contract.kind === 'option' ? `$${formatPrice(contract.strike)}` : '';
}

export function followsText({ follows }: Instrument, instruments: readonly Instrument[]): string {
  return follows === NO_INSTRUMENT ? 'its own price' : instruments[follows].symbol;
}

/** An asset is what others settle in. */
export function settlementText({ contract, settlesIn }: Instrument, instruments: readonly Instrument[]): string {
  if (contract.kind === 'spot') return '';
  return settlesIn === NO_INSTRUMENT ? 'USD' : instruments[settlesIn].symbol;
}

/** A price in ticks as quoted: `$7,934.58`, or `0.0146 BTC` for a premium in coin. */
export function quotedPrice(instrument: Instrument, ticks: number): string {
  const price = formatPrice(priceOf(instrument, ticks));
  const { contract } = instrument;
  return contract.kind === 'option' && contract.settlesInCoin ? `${price} ${contract.underlying}` : `$${price}`;
}
