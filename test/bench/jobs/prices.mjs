/**
 * One day of prices for the benchmarks of the breach watch: correlated instruments that follow one market through a
 * crash to -42 %, a rebound and a second leg. Drawn with the project's own streams and functions, so that every
 * machine gets the same bits.
 */
import { drawNormal } from '../../../dist/numeric/distributions.js';
import { exp, log } from '../../../dist/numeric/math.js';
import { createStream } from '../../../dist/numeric/stream.js';

export const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** Share of the day, and the market's level against its start; linear in log price in between. */
const MARKET = [
  [0, 1],
  [0.35, 1],
  [0.38, 0.72],
  [0.45, 0.83],
  [0.58, 0.8],
  [0.6, 0.58],
  [0.68, 0.67],
  [1, 0.7],
];
/** Annual volatility of the market and of what each instrument does on its own, in calm and in a leg down. */
const MARKET_VOLATILITY = 0.6;
const OWN_VOLATILITY = 0.4;
const STORM = 3;

/**
 * @param shape `ticks` of equal length make up the day. `volatility` multiplies all noise, not the crash itself.
 *   `arrival`: at each tick 'together' moves every price, 'inTurn' the next instrument's alone.
 * @returns prices [ticks x instruments] row-major, prices before the first tick, and maintenance rates [instruments]
 */
export function drawPrices({ seed, instruments, ticks, volatility = 1, arrival = 'together' }) {
  const noise = createStream(seed, 'prices');
  const first = Float64Array.from({ length: instruments }, (_, i) => 100_000 / (1 + i * i));
  const beta = Float64Array.from({ length: instruments }, (_, i) => (i === 0 ? 1 : 0.8 + 0.4 * noise.uniform()));
  const rates = Float64Array.from({ length: instruments }, (_, i) => 0.004 + (0.004 * i) / instruments);
  const market = drawMarket(noise, ticks, volatility);
  const own = new Float64Array(instruments);
  const prices = new Float64Array(ticks * instruments);
  const deviation = (OWN_VOLATILITY * volatility) / Math.sqrt((YEAR_SECONDS / DAY_SECONDS) * ticks);
  for (let t = 0; t < ticks; t += 1) {
    for (let i = 0; i < instruments; i += 1) {
      own[i] += deviation * stormOf(t / ticks) * drawNormal(noise);
      const moves = arrival === 'together' || t % instruments === i;
      const before = t === 0 ? first[i] : prices[(t - 1) * instruments + i];
      prices[t * instruments + i] = moves ? first[i] * exp(beta[i] * market[t] + own[i]) : before;
    }
  }
  return { prices, first, rates, ticks, instruments };
}

/** The market's log price at each tick: noise tied to the waypoints, so that every seed has the same crash. */
function drawMarket(noise, ticks, volatility) {
  const deviation = (MARKET_VOLATILITY * volatility) / Math.sqrt((YEAR_SECONDS / DAY_SECONDS) * ticks);
  const walk = new Float64Array(ticks);
  for (let t = 1; t < ticks; t += 1) walk[t] = walk[t - 1] + deviation * stormOf(t / ticks) * drawNormal(noise);
  const market = new Float64Array(ticks);
  for (let leg = 1; leg < MARKET.length; leg += 1) {
    const [from, to] = [leg - 1, leg].map((k) => Math.floor(MARKET[k][0] * (ticks - 1)));
    const [start, end] = [leg - 1, leg].map((k) => log(MARKET[k][1]));
    for (let t = from; t <= to; t += 1) {
      const share = to === from ? 1 : (t - from) / (to - from);
      const bridge = walk[t] - walk[from] - share * (walk[to] - walk[from]);
      market[t] = start + share * (end - start) + bridge;
    }
  }
  return market;
}

function stormOf(share) {
  return (share > 0.35 && share < 0.4) || (share > 0.58 && share < 0.62) ? STORM : 1;
}

/** Ticks around the bottom of the first leg, for comparisons that cannot afford the day. */
export function crashWindow(ticks, length) {
  return { from: Math.floor(ticks * 0.355), count: Math.min(length, Math.floor(ticks * 0.6)) };
}
