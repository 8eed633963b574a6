/**
 * Small random venues of any contracts, by seed: one or two coins with perpetuals, inverse contracts, futures and options that
 * follow them, coins and a stablecoin as collateral, and a margin model of each family. Round and odd sizes of lots and
 * ticks, so that values meet the edges of rounding.
 */
import { US_PER_DAY } from '../../src/base/units.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import {
  allocatePopulation,
  EXTERNAL_LIQUIDITY,
  INSURANCE_FUND,
  type Population,
  ROLE_MAKER,
  ROLE_TRADER,
  VENUE_ACCOUNTS,
} from '../../src/exchange/accounts.ts';
import type { PortfolioRules } from '../../src/exchange/portfolio-rules.ts';
import type { MarginRecalibrationRules } from '../../src/exchange/venue-rules.ts';
import { createLinearPerpetual, NO_INSTRUMENT, type Instrument } from '../../src/instruments/instrument.ts';
import { priceBlack76 } from '../../src/instruments/option-pricing.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { drawModel } from './random-margin-model.ts';
import { type Draw, drawCorrelation, drawInput, drawMarket, drawVenue, type RandomInput } from './random-venue.ts';

const QUANTA = 10_000;
const TICK = 0.1;
const VOLATILITY = 0.6;

export function drawPortfolioInput(draw: Draw): RandomInput {
  if (draw.chance(0.1)) return withRecalibration(draw, drawInput(draw));
  const instruments = drawInstruments(draw);
  const population = drawBooks(draw, instruments);
  const interest = instruments.map((terms, i) => interestIn(population, terms, notionalsOf(instruments)[i]!, i));
  const correlation = drawCorrelation(draw, instruments.length);
  const market = drawMarket(draw, interest, correlation);
  const depths = market.depth.map((rules) => rules.depthAtOnePercent);
  const venue = drawVenue(draw, instruments, interest, 1);
  const halt = venue.halt && { ...venue.halt, marginMultiplePpm: draw.of([1_000_000, 1_500_000]) };
  const input: RandomInput = {
    venue: { ...venue, halt, portfolio: drawRules(draw, instruments) },
    market,
    population,
    crossImpact: new CrossImpact(correlation.flat(), depths, market.impact.crossShare),
    warningRatio: draw.of([0, 1, 1.25, 2]),
  };
  return draw.chance(0.5) ? input : withRecalibration(draw, input);
}

function withRecalibration(draw: Draw, input: RandomInput): RandomInput {
  const { instruments } = input.venue;
  const marginRecalibration: MarginRecalibrationRules = {
    intervalUs: draw.magnitude(1_000_000, US_PER_DAY),
    estimator: draw.chance(0.5)
      ? { kind: 'ewma', lambda: draw.of([0, 0.5, 0.94]) }
      : { kind: 'garch', alpha: 0.1, beta: draw.of([0.5, 0.85]) },
    volatilityAnnual: instruments.map(({ follows }) => (follows >= 0 ? 0 : draw.of([0, 0.3, 1, 20]))),
    floorPpm: draw.of([500_000, 1_000_000]),
    capPpm: draw.of([1_500_000, 3_000_000]),
    stepPpm: draw.of([1, 100_000, 250_000]),
  };
  return { ...input, venue: { ...input.venue, marginRecalibration } };
}

/** Contracts on a coin of its own price, at place `root`. */
function followersOf(draw: Draw, root: Instrument, place: number): Instrument[] {
  const { symbol: underlying, priceInitialTicks } = root;
  const price = priceInitialTicks * TICK;
  const isFine = draw.chance(0.6);
  const quantum = isFine ? 1e-8 : 1e-4;
  const coin = place + 1;
  const base = { tickSize: TICK, lotSizeUnits: 0.01, quantaPerLotTick: 10, lotNotional: 0, priceInitialTicks };
  const follows = { follows: place, settlesIn: NO_INSTRUMENT };
  const terms = { underlying, settlesInCoin: false as const, multiplier: 0.01 };
  const basis = () => Math.round(priceInitialTicks * draw.of([1, 0.99, 1.013]));
  const found: Instrument[] = [
    {
      ...base,
      ...follows,
      symbol: `${underlying}-SPOT`,
      contract: { ...terms, kind: 'spot', symbol: `${underlying}-SPOT`, multiplier: quantum },
      lotSizeUnits: quantum,
      quantaPerLotTick: quantum * TICK * QUANTA,
    },
  ];
  const listInverse = (expiryUs: number | null): void => {
    const symbol = `${underlying}-INV${found.length}`;
    const notional = draw.of([1, 10, 100]);
    const shared = { symbol, underlying, settlesInCoin: true, multiplier: notional };
    found.push({
      ...base,
      ...follows,
      symbol,
      contract: expiryUs === null ? { ...shared, kind: 'perpetual' } : { ...shared, kind: 'future', expiryUs },
      lotSizeUnits: notional,
      quantaPerLotTick: 0,
      lotNotional: notional * QUANTA,
      priceInitialTicks: basis(),
      settlesIn: coin,
    });
  };
  if (draw.chance(0.7)) listInverse(null);
  if (draw.chance(0.3)) listInverse(draw.magnitude(1, 90) * US_PER_DAY);
  if (draw.chance(0.4)) {
    const symbol = `${underlying}-FUT`;
    const expiryUs = draw.magnitude(1, 90) * US_PER_DAY;
    const contract = { ...terms, kind: 'future' as const, symbol, expiryUs };
    found.push({ ...base, ...follows, symbol, contract, priceInitialTicks: basis() });
  }
  for (let n = draw.whole(0, 3); n > 0; n -= 1) {
    const settlesInCoin = draw.chance(0.4);
    const right = draw.of(['call', 'put'] as const);
    const symbol = `${underlying}-O${n}`;
    const strike = Math.round((price * draw.of([0.8, 0.95, 1, 1.1, 1.3])) / 10) * 10;
    const days = draw.magnitude(1, 90);
    const premium = priceBlack76(right, price, strike, days / 365, VOLATILITY, 1);
    const tickSize = settlesInCoin ? 0.0001 : TICK;
    const lot = settlesInCoin && !isFine ? 1 : 0.01;
    found.push({
      ...base,
      ...follows,
      symbol,
      contract: {
        kind: 'option',
        symbol,
        underlying,
        settlesInCoin,
        multiplier: lot,
        right,
        strike,
        expiryUs: days * US_PER_DAY,
      },
      tickSize,
      lotSizeUnits: lot,
      quantaPerLotTick: settlesInCoin ? Math.round((lot * tickSize) / quantum) : 10,
      priceInitialTicks: Math.max(1, Math.round((settlesInCoin ? premium / price : premium) / tickSize)),
      settlesIn: settlesInCoin ? coin : NO_INSTRUMENT,
    });
  }
  return found;
}

function drawInstruments(draw: Draw): Instrument[] {
  const instruments: Instrument[] = [];
  const coins = draw.chance(0.7) ? ['BTC'] : ['BTC', 'ETH'];
  for (const symbol of coins) {
    const root = createLinearPerpetual({
      symbol,
      tickSize: TICK,
      lotSizeUnits: 0.01,
      quantaPerLotTick: 10,
      priceInitialTicks: draw.of([400_000, 500_000, 20_480, draw.magnitude(10_000, 900_000)]),
    });
    const place = instruments.length;
    instruments.push(root, ...followersOf(draw, root, place));
  }
  if (draw.chance(0.4)) {
    instruments.push({
      ...createLinearPerpetual({
        symbol: 'USDX',
        tickSize: 0.0001,
        lotSizeUnits: 0.01,
        quantaPerLotTick: 0.01,
        priceInitialTicks: 10_000,
      }),
      contract: { kind: 'spot', symbol: 'USDX', underlying: 'USDX', settlesInCoin: false, multiplier: 0.01 },
    });
  }
  return instruments;
}

export const isSpot = ({ contract }: Instrument): boolean => contract.kind === 'spot';

/** Notional of a lot at the start, quanta; of a spot asset the value of its quantum. */
export function notionalsOf(instruments: readonly Instrument[]): number[] {
  return instruments.map(({ contract, lotNotional, priceInitialTicks, quantaPerLotTick, follows }) => {
    if (contract.kind !== 'option') return lotNotional === 0 ? priceInitialTicks * quantaPerLotTick : lotNotional;
    return contract.multiplier * instruments[follows]!.priceInitialTicks * TICK * QUANTA;
  });
}

function interestIn(population: Population, terms: Instrument, notional: number, i: number): number {
  if (isSpot(terms)) return 1e9;
  let lots = 0;
  for (let a = 0; a < population.accountCount; a += 1) lots += Math.max(0, lotsIn(population.records, a, i));
  return Math.max(1, Math.round(Math.max(1, lots) * notional));
}

/** Books of a few legs, hedged or not, with coin or without; the external account or an agent is on the other side. */
function drawBooks(draw: Draw, instruments: readonly Instrument[]): Population {
  const agents = draw.of([2, 4, 8, 16]);
  const makers = Math.min(agents - 1, draw.of([0, 0, 1, 2]));
  const count = instruments.length;
  const population = allocatePopulation([{ accounts: agents, room: count }], count, 1);
  const { records, role, equity } = population;
  const notionals = notionalsOf(instruments);
  const net = instruments.map(() => 0);
  const holders = Array.from({ length: agents }, (_, n) => VENUE_ACCOUNTS + n);
  const leverageMax = draw.of([4, 15, 40]);
  const take = (account: number, i: number, lots: number): void => {
    const { settlesIn } = instruments[i]!;
    if (settlesIn >= 0) setLots(records, account, settlesIn, lotsIn(records, account, settlesIn));
    setLots(records, account, i, lotsIn(records, account, i) + lots);
  };
  for (const account of holders) {
    role[account] = account < VENUE_ACCOUNTS + makers ? ROLE_MAKER : ROLE_TRADER;
    const target = draw.magnitude(1e5, 1e10);
    let gross = draw.magnitude(1, 1e6);
    for (const [i, terms] of instruments.entries()) {
      if (isSpot(terms) || draw.chance(0.5)) continue;
      const lots = Math.max(1, Math.round((target * draw.between(0.2, 1)) / notionals[i]!)) * draw.of([-1, 1, 1]);
      take(account, i, lots);
      net[i]! += lots;
      gross += Math.abs(lots) * notionals[i]!;
    }
    equity[account] = Math.ceil(gross / draw.between(1, leverageMax));
    for (const [i, terms] of instruments.entries()) {
      if (!isSpot(terms) || draw.chance(0.5)) continue;
      setLots(records, account, i, Math.floor((equity[account]! * draw.of([0.1, 0.5, 0.95])) / notionals[i]!));
    }
  }
  if (draw.chance(0.1)) {
    const i = draw.of([...instruments.keys()].filter((each) => !isSpot(instruments[each]!)));
    take(INSURANCE_FUND, i, 3);
    net[i]! += 3;
  }
  const balancing = draw.chance(0.7) ? EXTERNAL_LIQUIDITY : draw.of(holders);
  for (const [i, lots] of net.entries()) {
    if (lots === 0) continue;
    take(balancing, i, -lots);
    if (balancing >= VENUE_ACCOUNTS) equity[balancing]! += Math.ceil((Math.abs(lots) * notionals[i]!) / 8);
  }
  return population;
}

function coinsOf(instruments: readonly Instrument[]): number {
  return instruments.filter((terms) => terms.follows < 0 && !isSpot(terms)).length;
}

function drawRules(draw: Draw, instruments: readonly Instrument[]): PortfolioRules {
  const spots = [...instruments.entries()].filter(([, terms]) => isSpot(terms)).map(([i]) => i);
  const roots = [...instruments.entries()].filter(([, terms]) => terms.follows < 0 && !isSpot(terms)).map(([i]) => i);
  return {
    margin: drawModel(draw, coinsOf(instruments)),
    comparedModels: draw.chance(0.2) ? [drawModel(draw, coinsOf(instruments))] : [],
    collateral: spots
      .filter(() => draw.chance(0.85))
      .map((instrument) => ({
        instrument,
        brackets: [
          { valueMax: draw.magnitude(1e4, 1e9), assetWeightPpm: draw.of([1_000_000, 950_000]) },
          { valueMax: Infinity, assetWeightPpm: draw.of([0, 333_333, 900_000]) },
        ],
        liabilityWeightPpm: draw.of([1_000_000, 1_100_000]),
      })),
    optionMarkets: roots.map((instrument) => ({
      instrument,
      surface: { kind: 'flat' as const, volatility: VOLATILITY },
      carry: draw.of([0, 0.02]),
    })),
    interestRate: draw.of([0, 0.04]),
  };
}
