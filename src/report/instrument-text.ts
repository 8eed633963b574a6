/** Instruments as people read them: what kind of contract each is, and prices in what it is quoted in. */
import { US_PER_HOUR } from '../base/units.ts';
import { formatHours, formatPrice } from '../base/format.ts';
import { NO_INSTRUMENT, priceOf, type Instrument } from '../instruments/instrument.ts';

/** `inverse perpetual on BTC`, `call on BTC at $120,000 for 30 d, settled in coin`. */
export function contractText({ contract, follows }: Instrument): string {
  const on = follows === NO_INSTRUMENT ? '' : ` on ${contract.underlying}`;
  switch (contract.kind) {
    case 'spot':
      return follows === NO_INSTRUMENT ? 'asset with a price of its own' : `asset, priced as ${contract.underlying}`;
    case 'perpetual':
      return `${contract.settlesInCoin ? 'inverse ' : ''}perpetual${on}`;
    case 'future':
      return `${contract.settlesInCoin ? 'inverse ' : ''}future${on} for ${lifeText(contract.expiryUs)}`;
    case 'option': {
      const settlement = contract.settlesInCoin ? ', settled in coin' : '';
      return `${contract.right}${on} at $${formatPrice(contract.strike)} for ${lifeText(contract.expiryUs)}${settlement}`;
    }
  }
}

/** Price at the start: in quote currency, of what is quoted in coin in coin. */
export function initialPriceText(instrument: Instrument): string {
  const price = formatPrice(priceOf(instrument, instrument.priceInitialTicks));
  const { contract } = instrument;
  return contract.kind === 'option' && contract.settlesInCoin ? `${price} ${contract.underlying}` : `$${price}`;
}

function lifeText(expiryUs: number): string {
  return formatHours(expiryUs / US_PER_HOUR);
}
