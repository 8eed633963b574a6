/** Sizes and prices of a fact's instrument as people write them: in its units, and as it is quoted. */
import { inverseTicks } from '../../instruments/instrument.ts';
import type { FactEntry } from './account-recorder.ts';
import { formatPrice, formatSize } from './amounts.ts';
import type { Story } from './story.ts';

export function instrumentOf({ fact, coinChange }: FactEntry, { terms }: Story) {
  const instrument = terms.instruments[fact.instrument]!;
  const { lotSizeUnits, tickSize, symbol } = instrument;
  const coin = terms.instruments[instrument.settlesIn];
  const unit = coin === undefined || instrument.lotNotional > 0 ? '' : ` ${coin.contract.underlying}`;
  const priceOfTrade = (lots: number, value: number): number => {
    if (coin === undefined) return (value / lots / instrument.quantaPerLotTick) * tickSize;
    // What the account paid or got in coin is exact; the fact's value is that at the coin's mark.
    const coinPerLot = Math.abs(coinChange / lots);
    if (instrument.lotNotional === 0) return (coinPerLot / instrument.quantaPerLotTick) * tickSize;
    return inverseTicks(instrument, coinPerLot, coin.lotSizeUnits) * tickSize;
  };
  return {
    size: (lots: number) => `${formatSize(lots, lotSizeUnits)} ${symbol}`,
    price: (price: number) => `${formatPrice(price, tickSize)}${unit}`,
    /** Average price of a trade, as quoted. */
    tradePrice: (lots: number, value: number) => `${formatPrice(priceOfTrade(lots, value), tickSize)}${unit}`,
    symbol,
    tickSize,
    quantaPerLotTick: instrument.quantaPerLotTick,
  };
}
