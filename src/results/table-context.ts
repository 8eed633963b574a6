/** What tables need to know of the scenario: instruments to convert ticks and lots, classes to name accounts. */
import { listClassRanges } from '../agents/population-draw.ts';
import type { AccountIndex, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import { QUANTA_PER_USD, US_PER_SECOND } from '../base/units.ts';
import {
  EXTERNAL_LIQUIDITY,
  INSURANCE_FUND,
  OUTSIDE_WORLD,
  UNCOVERED_LOSS,
  VENUE_ACCOUNTS,
} from '../exchange/accounts.ts';
import { NO_INSTRUMENT, type Instrument } from '../instruments/instrument.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PopulationSummary, StoredFacts } from '../simulation/path-outcome.ts';
import { column } from './table-definition.ts';

export interface TableContext {
  readonly instruments: readonly Instrument[];
  readonly classes: readonly Pick<PopulationSummary['classes'][number], 'name' | 'firstAccount' | 'accounts'>[];
}

export function tableContextOf({ venue, agents }: Scenario): TableContext {
  const ranges = listClassRanges(agents.classes);
  return {
    instruments: venue.instruments,
    classes: agents.classes.map(({ name, accounts }, i) => ({ name, firstAccount: ranges[i].first, accounts })),
  };
}

/** USD; -0 becomes 0. Whole quanta up to 2^51 come back from `quantaOf` unchanged. */
export function usdOf(quanta: QuoteQuanta): number {
  return quanta / QUANTA_PER_USD + 0;
}

export function quantaOf(usd: number): QuoteQuanta {
  return Math.round(usd * QUANTA_PER_USD) + 0;
}

/** Seconds; a negative time stands for never and is missing in tables. */
export function secondsOf(timeUs: SimTimeUs): number {
  return timeUs < 0 ? NaN : timeUs / US_PER_SECOND;
}

export function timeUsOf(seconds: number): SimTimeUs {
  return Number.isNaN(seconds) ? -1 : Math.round(seconds * US_PER_SECOND);
}

export const SIDES = ['long', 'short'] as const;

/** Columns behind `lots` of what a trade closed or handed over; `fillClosed` writes them. */
export const CLOSED_COLUMNS = {
  size_units: column(
    'DOUBLE',
    'units',
    'the same in units of the asset; of an inverse contract, in its quote currency',
  ),
  value_usd: column(
    'DOUBLE',
    'USD',
    'the same at the price of the trade, premiums of options among them; what settles in coin at the mark of the coin',
  ),
} as const;

/**
 * Writes what the trade of fact `i` closed or handed over, in the terms of people, into a row. `side` +1: a long
 * position was closed. The fact's value and lots are of equal sign, but for what an inverse contract cost in coin, at
 * the coin's mark: `inCoin`. Such a value is no more than the notional, whatever the price, so that the price is missing.
 * The premium of a coin-settled option is that in quote currency.
 */
export function fillClosed(
  columns: Readonly<Record<string, Float64Array>>,
  row: number,
  { instruments }: TableContext,
  facts: StoredFacts,
  i: number,
  side: 1 | -1,
  inCoin: boolean,
): void {
  const instrument = instruments[facts.instrument[i]];
  const lots = facts.lots[i];
  const size = Math.abs(lots);
  const isInverse = instrument !== undefined && instrument.lotNotional > 0;
  const isOpposite = isInverse && inCoin;
  const value = lots < 0 !== isOpposite ? -facts.value[i] : facts.value[i];
  columns.side[row] = side > 0 ? 0 : 1;
  columns.lots[row] = size;
  columns.value_usd[row] = usdOf(value);
  if (instrument === undefined) return;
  columns.size_units[row] = size * instrument.lotSizeUnits;
  if (isInverse) return;
  columns.price_usd[row] =
    instrument.settlesIn === NO_INSTRUMENT
      ? (value / (size * instrument.quantaPerLotTick)) * instrument.tickSize
      : usdOf(value) / (size * instrument.lotSizeUnits);
}

const VENUE_NAMES: Readonly<Record<AccountIndex, string>> = {
  [INSURANCE_FUND]: 'insuranceFund',
  [EXTERNAL_LIQUIDITY]: 'externalLiquidity',
  [UNCOVERED_LOSS]: 'uncoveredLoss',
  [OUTSIDE_WORLD]: 'outsideWorld',
};

/** Names accounts by class, as codes of `names`; the venue's own accounts are classes of their own. */
export class AccountClasses {
  readonly names: readonly string[];
  readonly #codes: Int32Array;

  constructor({ classes }: TableContext) {
    const ends = classes.map(({ firstAccount, accounts }) => firstAccount + accounts);
    this.#codes = new Int32Array(Math.max(VENUE_ACCOUNTS, ...ends)).fill(-1);
    for (let account = 0; account < VENUE_ACCOUNTS; account += 1) this.#codes[account] = account;
    classes.forEach(({ firstAccount }, i) => this.#codes.fill(VENUE_ACCOUNTS + i, firstAccount, ends[i]));
    const venue = Array.from({ length: VENUE_ACCOUNTS }, (_, account) => VENUE_NAMES[account] ?? 'venue');
    this.names = [...venue, ...classes.map(({ name }) => name)];
  }

  codeOf(account: AccountIndex): number {
    return this.#codes[account] ?? -1;
  }
}

export function symbolsOf({ instruments }: TableContext): string[] {
  return instruments.map(({ symbol }) => symbol);
}
