/** What a scenario says of its books, in words: how they come back, how trades move other prices, what depth was fitted to. */
import { formatCount, formatShare } from '../base/format.ts';
import type { DepthRules, MarketRules } from '../market/market-rules.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { prepareMarket } from '../simulation/prepare-market.ts';
import { money, time } from './fact-text.ts';

/** One line for each book whose depth was fitted to figures, and one for cross-impact where the scenario has its own. */
export function bookNotes({ market, venue }: Scenario): string[] {
  const fits = market.depth.flatMap((depth, i) => {
    const text = depthFitText(depth);
    return text === null ? [] : [`Depth of ${venue.instruments[i]!.symbol}: ${text}.`];
  });
  return market.impact.cross ? [...fits, `Cross-impact: ${crossText(market)}.`] : fits;
}

/** What a curve was fitted to, and how well it fits; null for one that was given. */
export function depthFitText({ depthAtOnePercent, exponent, fit }: DepthRules): string | null {
  if (!fit) return null;
  const curve = `${money(depthAtOnePercent)} within 1 %, exponent ${Number(exponent.toPrecision(3))}`;
  if (fit.kind === 'squareRootLaw') {
    return `${curve}, from a daily volume of ${money(fit.dailyVolume)} and volatility of ${formatShare(fit.dailyVolatility)} by the square-root law with Y = ${formatCount(fit.y)}`;
  }
  const points = fit.figures.map(
    ({ withinLog, notional, fitted }) => `${formatShare(withinLog)}: ${money(notional)}, fitted ${money(fitted)}`,
  );
  return `${curve}, by least squares in logs (${points.join('; ')}); largest error ${formatShare(fit.errorMax)}`;
}

/** How strongly trades move other prices, by what matrix, and what had to be done to it. */
export function crossText(market: MarketRules): string {
  const { crossShare, cross } = market.impact;
  const share = `${formatShare(crossShare)} of what allows no arbitrage`;
  if (!cross) return share;
  const what = cross.kind === 'kyle' ? ', by the multivariate Kyle form' : ', by strengths of the scenario';
  const { crossRepair } = prepareMarket(market);
  if (!crossRepair?.isRepaired) return share + what;
  const matrix = cross.kind === 'kyle' ? 'correlation of flow' : 'matrix';
  return `${share}${what}; the ${matrix} was not positive semidefinite and was repaired (distance ${crossRepair.frobeniusDistance.toPrecision(3)})`;
}

/** How what does not last of an impact comes back. */
export function recoveryEntry({ halfLifeUs, recovery }: MarketRules['impact']): readonly [string, string] {
  if (!recovery) return ['Half-life of the rest', time(halfLifeUs)];
  const { terms, powerLaw } = recovery;
  if (powerLaw === null) {
    const texts = terms.map((term) => `${formatShare(term.weight)} with half-life ${time(term.halfLifeUs)}`);
    return ['The rest comes back', texts.join('; ')];
  }
  const { exponent, fromUs, toUs, errorMax } = powerLaw;
  return [
    'The rest comes back',
    `as (1 + t / ${time(fromUs)})^-${formatCount(exponent)} up to ${time(toUs)}, by ${terms.length} exponentials, within ${formatShare(errorMax)}`,
  ];
}
