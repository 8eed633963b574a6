/** What one long contract earns in a scenario, in quote currency: options repriced, everything else along the index. */
import {
  computeShockedGain,
  computeShockedPrice,
  scenarioBaseOf,
  UNSHOCKED,
  yearsToExpiry,
  type VolatilityShock,
} from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { exp } from '../../numeric/math.ts';
import type { GridScenario, UnderlyingClass } from './grid-parameters.ts';
import { numberText } from '../number-text.ts';
import { shockVolatility } from './volatility-rule.ts';

const DAYS_PER_YEAR = 365;

/** A scenario made ready for many contracts of one class. */
export interface PreparedScenario {
  readonly terms: GridScenario;
  readonly shock: VolatilityShock;
}

export function prepareScenario(terms: GridScenario, ofClass: UnderlyingClass): PreparedScenario {
  const rule = ofClass.volatilityRules.find(({ name }) => name === terms.volatilityRule);
  const shock: VolatilityShock =
    rule === undefined ? UNSHOCKED : (volatility, years) => shockVolatility(rule, volatility, years);
  return { terms, shock };
}

/**
 * Profit of one long contract `c`, not weighted. Profit in coin becomes quote currency at the scenario's `coinMove`, which
 * is the shocked index itself for margin held in quote currency.
 */
export function computeScenarioProfit(market: MarketView, c: number, scenario: PreparedScenario): number {
  const contract = market.contracts[c];
  const index = market.indexPrices[market.underlyingOf[c]];
  const price = shockedPriceOf(market, c, scenario, scenario.shock);
  const gain = computeShockedGain(market, c, price, scenarioBaseOf(market, c));
  return contract.settlesInCoin ? gain * index * (1 + scenario.terms.coinMove) : gain;
}

/** The same for people: `index 50,000 to 58,000, volatility 60 % to 84 %, price 1,200 to 3,400`. */
export function describeScenario(market: MarketView, c: number, scenario: PreparedScenario): string {
  const index = market.indexPrices[market.underlyingOf[c]];
  let volatilities = '';
  const shock: VolatilityShock = (volatility, years) => {
    const shocked = scenario.shock(volatility, years);
    volatilities = `, volatility at its moneyness ${numberText(volatility)} to ${numberText(shocked)}`;
    return shocked;
  };
  const price = shockedPriceOf(market, c, scenario, shock);
  const shocked = numberText(index * (1 + scenario.terms.priceMove));
  return `index ${numberText(index)} to ${shocked}${volatilities}, price ${numberText(scenarioBaseOf(market, c))} to ${numberText(price)}`;
}

/** Shocked price as quoted; `shock` is the scenario's, or one that listens to it. */
function shockedPriceOf(market: MarketView, c: number, { terms }: PreparedScenario, shock: VolatilityShock): number {
  const contract = market.contracts[c];
  const index = market.indexPrices[market.underlyingOf[c]];
  const view = shiftedView(market, terms);
  const price = computeShockedPrice(view, c, index * (1 + terms.priceMove), shock, terms.laterDays / DAYS_PER_YEAR);
  if (contract.kind !== 'future' || terms.carryShift === 0) return price;
  return price * exp(terms.carryShift * yearsToExpiry(contract, market.timeUs));
}

/** The market with carry and interest rate as the scenario has them. */
function shiftedView(market: MarketView, { carryShift, rateShift }: GridScenario): MarketView {
  if (carryShift === 0 && rateShift === 0) return market;
  return { ...market, carry: market.carry.map((carry) => carry + carryShift), rate: market.rate + rateShift };
}
