/**
 * What `margin` says of an account and what the exchange does with it are the same: an account that is liquidatable at a
 * price is liquidated at the first mark at or beyond that price, and not before. Random positions under a model of
 * each family; marks go tick by tick through the neighbourhood of the price that `margin` solves.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList, FLAG_MAINTENANCE } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import { PortfolioMarket } from '../../src/exchange/portfolio-market.ts';
import { createState } from '../../src/exchange/state.ts';
import { LiquidationPriceSolver } from '../../src/experiment/margin-batch/liquidation-prices.ts';
import { poolsOf } from '../../src/experiment/margin-batch/account-pools.ts';
import { NO_COLLATERAL } from '../../src/margin/collateral.ts';
import { createMarginModel, type MarginParameters } from '../../src/margin/create-margin-model.ts';
import { QUOTE_CURRENCY } from '../../src/instruments/market-view.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { log } from '../../src/numeric/math.ts';
import { gridModel, riskModel, tieredModel } from '../exchange/portfolio-models.ts';
import { BTC, INSTRUMENTS, portfolioPopulation, portfolioRules, portfolioVenue } from '../exchange/portfolio-venue.ts';
import { smallMarket } from '../exchange/small-venue.ts';

const ACCOUNT = VENUE_ACCOUNTS;
const SECOND_US = 1_000_000;
const START_TICKS = 500_000;
const START_USD = 50_000;

/** The price, in ticks, at which `margin` says that the account is liquidated. */
function solvedTicks(margin: MarginParameters, lots: number, equityUsd: number): number | null {
  const state = createState(portfolioVenue(margin), portfolioPopulation([holderOf(lots, equityUsd)]));
  const market = new PortfolioMarket(state, portfolioRules(margin));
  market.refresh(0);
  const terms = { assets: market.view.assets.map(() => NO_COLLATERAL) };
  const solver = new LiquidationPriceSolver(market.view, terms, createMarginModel(margin));
  const position = { contract: market.placeOf[BTC]!, size: lots, entryPrice: START_USD, margin: null };
  const account = {
    id: 'account',
    mode: 'cross',
    balances: [{ currency: QUOTE_CURRENCY, amount: equityUsd }],
    positions: [position],
  } as unknown as Parameters<typeof poolsOf>[0];
  const price = solver.legPrices(poolsOf(account, market.view)[0]!)[0]!.price;
  return price === null ? null : price / 0.1;
}

const holderOf = (lots: number, equityUsd: number) => ({
  equityUsd,
  lots: Array.from({ length: INSTRUMENTS }, (_, i) => (i === BTC ? lots : 0)),
});

/** An exchange whose mark goes where it is told. */
function openExchange(margin: MarginParameters, lots: number, equityUsd: number): (ticks: number) => boolean {
  const identity = Array.from({ length: INSTRUMENTS * INSTRUMENTS }, (_, n) => (n % (INSTRUMENTS + 1) === 0 ? 1 : 0));
  const depths = Array.from({ length: INSTRUMENTS }, () => 1e15);
  const exchange = new ColumnExchange({
    venue: portfolioVenue(margin),
    market: { ...smallMarket, depth: depths.map((depthAtOnePercent) => ({ depthAtOnePercent, exponent: 1 })) },
    population: portfolioPopulation([holderOf(lots, equityUsd)]),
    crossImpact: new CrossImpact(identity, depths, 0),
    warningRatio: 1,
    facts: { record: () => {} },
  });
  let nowUs = 0;
  return (ticks) => {
    nowUs += SECOND_US;
    exchange.advanceTo(nowUs);
    const returns = new Float64Array(INSTRUMENTS);
    returns[BTC] = log(ticks / START_TICKS);
    exchange.applyReference(returns, SECOND_US);
    exchange.updateMarks();
    expect(exchange.markTicksOf(BTC)).toBe(ticks);
    const breaches = createBreachList();
    exchange.collectBreaches(breaches);
    const at = breaches.accounts.subarray(0, breaches.count).indexOf(ACCOUNT);
    return at >= 0 && (breaches.flags[at]! & FLAG_MAINTENANCE) !== 0;
  };
}

describe.each<[string, MarginParameters]>([
  ['tiered', tieredModel],
  ['grid', gridModel],
  ['historical', riskModel('historical')],
  ['normal', riskModel('normal')],
])('under the %s model', (_, margin) => {
  it('the first mark at or beyond the price that margin solves is the first that liquidates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -400, max: 400 }).filter((lots) => Math.abs(lots) >= 2),
        fc.integer({ min: 40, max: 400 }),
        (lots, permille) => {
          const equityUsd = Math.ceil((Math.abs(lots) * 500 * permille) / 1_000);
          const solved = solvedTicks(margin, lots, equityUsd);
          if (solved === null) return;
          const side = lots > 0 ? -1 : 1;
          const first = side < 0 ? Math.floor(solved) : Math.ceil(solved);
          // A price that is a whole tick to the last digits lies on neither side of it.
          fc.pre(Math.abs(solved - Math.round(solved)) > 1e-6);
          const isLiquidatedAt = openExchange(margin, lots, equityUsd);
          for (let ticks = first - 4 * side; ticks !== first; ticks += side) {
            expect(isLiquidatedAt(ticks), `not yet at ${ticks}, solved ${solved}`).toBe(false);
          }
          expect(isLiquidatedAt(first), `at ${first}, solved ${solved}`).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
