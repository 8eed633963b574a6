/** The part of a price history that lies before a market, and what is odd about it: margin is never estimated from the future. */
import { formatCount, plural } from '../../base/format.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import { US_PER_DAY } from '../../base/units.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { priceText } from '../../report/margin/amounts.ts';
import { parseInstant } from '../../scenario/plain-units.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';

/** A history that ends longer before the market says little about it. */
const GAP_DAYS_MAX = 7;
/** Last close against the market's price, either way, from where on the two are hardly of one asset, unit or time. */
const PRICE_FACTOR_MAX = 2;

export interface PastPrices {
  readonly history: PriceHistory;
  readonly rowsLeftOut: number;
  readonly warnings: readonly Problem[];
}

/**
 * Rows that are over at the market's time: a row of a day is when the day is. All rows where the market has no time.
 *
 * @throws InvalidInputError when none is left to estimate from
 */
export function pastPrices(whole: PriceHistory, time: string | null, market: MarketView): PastPrices {
  const instant = parseInstant(time);
  const timeUs = instant.ok ? instant.value : Infinity;
  const firstOut = whole.timesUs.findIndex((startUs) => startUs + whole.stepUs > timeUs);
  const count = firstOut < 0 ? whole.timesUs.length : firstOut;
  if (count < 2) throw new InvalidInputError([tooLate(whole, time)]);
  const history = firstRows(whole, count);
  const warnings = [
    ...(firstOut < 0 ? [] : [lookAhead(whole, count, time)]),
    ...(instant.ok ? findGap(history, timeUs, time) : []),
    ...findStrangePrices(history, market),
  ];
  return { history, rowsLeftOut: whole.timesUs.length - count, warnings };
}

function firstRows(whole: PriceHistory, count: number): PriceHistory {
  const cells = count * whole.assets.length;
  const { timesUs, dates, close, low, high } = whole;
  return {
    ...whole,
    timesUs: timesUs.slice(0, count),
    dates: dates.slice(0, count),
    close: close.slice(0, cells),
    low: low?.slice(0, cells) ?? null,
    high: high?.slice(0, cells) ?? null,
  };
}

function tooLate({ file, dates }: PriceHistory, time: string | null): Problem {
  return {
    code: 'history-after-market',
    message: `${file} has no two rows before the time of the market, ${time ?? 'which has none'}`,
    key: '',
    found: `rows from ${dates[0] ?? 'nowhere'} on`,
    expected: 'prices of the days before the market',
    place: { file, line: 1, column: 1, length: 1 },
  };
}

function lookAhead({ file, dates }: PriceHistory, count: number, time: string | null): Problem {
  const out = dates.length - count;
  const rows = `${plural(out, 'row')} of ${file}, ${dates[count]} to ${dates.at(-1)},`;
  const message = `${rows} ${out === 1 ? 'is' : 'are'} left out: not over at the time of the market, ${time}`;
  return { code: 'history-look-ahead', message, key: '' };
}

function findGap({ file, timesUs, stepUs, dates }: PriceHistory, timeUs: number, time: string | null): Problem[] {
  const days = (timeUs - (timesUs[timesUs.length - 1] + stepUs)) / US_PER_DAY;
  if (days <= GAP_DAYS_MAX) return [];
  const message = `${file} ends on ${dates.at(-1)}, ${formatCount(Math.round(days))} days before the market, ${time}`;
  return [{ code: 'history-ends-early', message, key: '' }];
}

function findStrangePrices({ file, assets, close, dates }: PriceHistory, market: MarketView): Problem[] {
  const last = (dates.length - 1) * assets.length;
  return assets.flatMap((asset, a) => {
    const [closed, price] = [close[last + a], market.indexPrices[market.assets.indexOf(asset)]];
    if (price === undefined || (closed <= PRICE_FACTOR_MAX * price && price <= PRICE_FACTOR_MAX * closed)) return [];
    const message = `${asset} closes at ${priceText(closed)} on ${dates.at(-1)} in ${file} and stands at ${priceText(price)} in the market`;
    return [{ code: 'history-price-far', message, key: '' }];
  });
}
