/**
 * A venue with every kind of contract: BTC as a linear perpetual with its own price; an inverse perpetual, a future, calls
 * and puts, one of them settled in coin, that follow it; BTC itself and a stablecoin as collateral. Made small enough for
 * thousands of random events.
 */
import {
  allocatePopulation,
  EXTERNAL_LIQUIDITY,
  ROLE_MAKER,
  ROLE_TRADER,
  VENUE_ACCOUNTS,
  type Population,
} from '../../src/exchange/accounts.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import type { PortfolioRules } from '../../src/exchange/portfolio-rules.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import { createLinearPerpetual, NO_INSTRUMENT, type Instrument } from '../../src/instruments/instrument.ts';
import type { Contract } from '../../src/instruments/contract.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import { US_PER_DAY } from '../../src/base/units.ts';
import { smallRules, usd } from './small-venue.ts';

export const BTC = 0;
export const SPOT = 1;
export const INVERSE = 2;
export const FUTURE = 3;
export const CALL = 4;
export const PUT = 5;
export const COIN_CALL = 6;
export const STABLE = 7;
export const INSTRUMENTS = 8;

const SATOSHI = 1e-8;
const EXPIRY = 30 * US_PER_DAY;

function follower(symbol: string, contract: Partial<Contract>, more: Partial<Instrument>): Instrument {
  const terms = { symbol, underlying: 'BTC', settlesInCoin: false, multiplier: 0.01, ...contract } as Contract;
  return {
    symbol,
    contract: terms,
    tickSize: 0.1,
    lotSizeUnits: 0.01,
    quantaPerLotTick: 10,
    lotNotional: 0,
    priceInitialTicks: 500_000,
    follows: BTC,
    settlesIn: NO_INSTRUMENT,
    ...more,
  };
}

/** BTC at USD 50,000; options a month from expiry at a volatility of 60 %. */
export const portfolioInstruments: readonly Instrument[] = [
  createLinearPerpetual({
    symbol: 'BTC',
    tickSize: 0.1,
    lotSizeUnits: 0.01,
    quantaPerLotTick: 10,
    priceInitialTicks: 500_000,
  }),
  follower('BTC-SPOT', { kind: 'spot', multiplier: SATOSHI }, { lotSizeUnits: SATOSHI, quantaPerLotTick: 1e-5 }),
  follower(
    'BTC-INV',
    { kind: 'perpetual', settlesInCoin: true, multiplier: 100 },
    { lotSizeUnits: 100, quantaPerLotTick: 0, lotNotional: usd(100), settlesIn: SPOT },
  ),
  follower('BTC-FUT', { kind: 'future', expiryUs: EXPIRY }, { priceInitialTicks: 505_000 }),
  follower('BTC-C', { kind: 'option', right: 'call', strike: 55_000, expiryUs: EXPIRY }, { priceInitialTicks: 17_000 }),
  follower('BTC-P', { kind: 'option', right: 'put', strike: 45_000, expiryUs: EXPIRY }, { priceInitialTicks: 14_000 }),
  follower(
    'BTC-CC',
    { kind: 'option', right: 'call', strike: 60_000, expiryUs: EXPIRY, settlesInCoin: true },
    { tickSize: 0.0001, quantaPerLotTick: 100, priceInitialTicks: 170, settlesIn: SPOT },
  ),
  follower(
    'USDX',
    { kind: 'spot', underlying: 'USDX', multiplier: 0.01 },
    { tickSize: 0.0001, lotSizeUnits: 0.01, quantaPerLotTick: 0.01, priceInitialTicks: 10_000, follows: NO_INSTRUMENT },
  ),
];

export function portfolioRules(margin: MarginParameters, compared: readonly MarginParameters[] = []): PortfolioRules {
  return {
    margin,
    comparedModels: compared,
    collateral: [
      {
        instrument: SPOT,
        brackets: [
          { valueMax: usd(100_000), assetWeightPpm: 950_000 },
          { valueMax: Infinity, assetWeightPpm: 800_000 },
        ],
        liabilityWeightPpm: 1_100_000,
      },
      {
        instrument: STABLE,
        brackets: [{ valueMax: Infinity, assetWeightPpm: 980_000 }],
        liabilityWeightPpm: 1_020_000,
      },
    ],
    optionMarkets: [{ instrument: BTC, surface: { kind: 'flat', volatility: 0.6 }, carry: 0.02 }],
    interestRate: 0.04,
  };
}

export function portfolioVenue(
  margin: MarginParameters,
  more: Partial<Parameters<typeof smallRules>[0]> = {},
): VenueRules {
  const rules = smallRules({ priceUsd: 1, holders: [], ...more });
  return {
    ...rules,
    instruments: portfolioInstruments,
    tiers: portfolioInstruments.map(() => rules.tiers[0]!),
    portfolio: portfolioRules(margin),
    ...more.rules,
  };
}

export interface PortfolioHolder {
  readonly equityUsd: number;
  /** [INSTRUMENTS] lots; of spot assets, what the account brings. */
  readonly lots: readonly number[];
  readonly isMaker?: boolean;
}

/** The external account takes the other side of every position. */
export function portfolioPopulation(holders: readonly PortfolioHolder[]): Population {
  const population = allocatePopulation([{ accounts: holders.length, room: INSTRUMENTS }], INSTRUMENTS, 1);
  const { records } = population;
  for (const [place, { equityUsd, lots, isMaker }] of holders.entries()) {
    const account = VENUE_ACCOUNTS + place;
    population.equity[account] = usd(equityUsd);
    population.role[account] = isMaker === true ? ROLE_MAKER : ROLE_TRADER;
    lots.forEach((size, i) => {
      const isSpot = portfolioInstruments[i]!.contract.kind === 'spot';
      if (size !== 0 || i === SPOT) setLots(records, account, i, size);
      if (size !== 0 && !isSpot) {
        setLots(records, EXTERNAL_LIQUIDITY, i, lotsIn(records, EXTERNAL_LIQUIDITY, i) - size);
      }
    });
  }
  setLots(records, EXTERNAL_LIQUIDITY, SPOT, 0);
  return population;
}
