/**
 * Books that are hard on a breach watch: venues whose brackets and rates do what a bound could miss, accounts on their
 * thresholds, and what can happen to accounts and prices between two looks. All of it drawn by fast-check.
 */
import fc from 'fast-check';
import { setHasStop, setLots, setStatus, setWarned } from '../../src/exchange/account-records.ts';
import { allocatePopulation, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { deposit, trade } from '../../src/exchange/ledger.ts';
import {
  cashOf,
  createState,
  type ExchangeState,
  setMark,
  setStop,
  STATUS_ACTIVE,
  STATUS_CLOSED,
  STATUS_LIQUIDATING,
} from '../../src/exchange/state.ts';
import { computeEquity, computeMaintenance } from '../../src/exchange/valuation.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import type { TierBracket } from '../../src/margin/tier-table.ts';
import { addCash, addLots, setCash } from './account-edits.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

const PRICE = 997;
export const WARNING_RATIOS = [0, 0.4, 1, 1.25, 1.5, 3.7] as const;

function table(...rows: readonly (readonly [notionalMax: number, ratePpm: number])[]): TierBracket[] {
  return rows.map(([notionalMax, maintenanceRatePpm]) => ({
    notionalMax,
    maintenanceRatePpm,
    initialRatePpm: Math.max(1_000_000, maintenanceRatePpm),
  }));
}

const usual = table([1_000_003, 4_001], [50_000_000, 9_999], [Infinity, 250_000]);
/** Rates that a warning ratio takes beyond the notional itself: a long loses surplus as its price rises. */
const steep = table([1_000_003, 4_001], [2_000_000, 400_000], [Infinity, 900_000]);

/** Brackets of a few quanta, whose deductions each round down by nearly one. */
function fine(): TierBracket[] {
  let rate = 100_000;
  const rows = Array.from({ length: 40 }, (_, k) => {
    const edge = 860 + 7 * k;
    rate += k === 0 ? 0 : Math.ceil(1e6 / (edge - 7)) - 1;
    return [k === 39 ? Infinity : edge, rate] as const;
  });
  return table(...rows);
}

export interface BookVenue {
  readonly name: string;
  readonly tiers: readonly (readonly TierBracket[])[];
  readonly lotsMax: number;
  /** Largest step of a walk that is no jump, as a share of the price. */
  readonly moveMax: number;
  /** Quanta between an account and its threshold. */
  readonly offsetMax: number;
}

export const BOOK_VENUES: readonly BookVenue[] = [
  { name: 'usual', tiers: [usual, usual.slice(1), usual], lotsMax: 90_000, moveMax: 0.04, offsetMax: 3 },
  { name: 'steep', tiers: [steep, usual, steep.slice(1)], lotsMax: 9_000, moveMax: 0.04, offsetMax: 900_000 },
  { name: 'fine', tiers: [fine(), fine()], lotsMax: 1, moveMax: 0.012, offsetMax: 120 },
  { name: 'one', tiers: [usual], lotsMax: 3_000, moveMax: 0.001, offsetMax: 60_000 },
  { name: 'wide', tiers: Array(14).fill(usual), lotsMax: 9_000, moveMax: 0.02, offsetMax: 2_000_000 },
];

function rulesOf({ tiers }: BookVenue): VenueRules {
  const terms = { tickSize: 0.01, lotSizeUnits: 0.01, quantaPerLotTick: 1, priceInitialTicks: PRICE };
  return {
    instruments: tiers.map((_, i) => createLinearPerpetual({ symbol: `I${i}`, ...terms })),
    marginRecalibration: null,
    portfolio: null,
    tiers: tiers.map((brackets) => ({ source: 'test', brackets })),
    insuranceFund: { initial: 0 },
  } as unknown as VenueRules;
}

export const accountArbitrary = ({ tiers, lotsMax, offsetMax }: BookVenue) =>
  fc.record({
    lots: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: -lotsMax, max: lotsMax })), {
      minLength: tiers.length,
      maxLength: tiers.length,
    }),
    /** Holds one instrument only, whatever `lots` says of the others; as many as there are for none such. */
    only: fc.integer({ min: 0, max: 2 * tiers.length }),
    edge: fc.integer({ min: 0, max: 3 }),
    offset: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: offsetMax })),
    stop: fc.oneof(fc.constant(-Infinity), fc.integer({ min: -1_000, max: 1_000_000 })),
    warned: fc.boolean(),
    status: fc.constantFrom(STATUS_ACTIVE, STATUS_ACTIVE, STATUS_ACTIVE, STATUS_CLOSED, STATUS_LIQUIDATING),
  });

export type AccountDraw = ReturnType<typeof accountArbitrary> extends fc.Arbitrary<infer Draw> ? Draw : never;

/** Puts an account's cash within a few quanta of one of its thresholds. */
export function placeOnEdge(
  state: ExchangeState,
  account: number,
  warningRatio: number,
  edge: number,
  offset: number,
): void {
  const rest = computeEquity(state, account) - cashOf(state, account);
  const maintenance = computeMaintenance(state, account);
  const targets = [maintenance, Math.round(warningRatio * maintenance), state.stopEquity[account]!, maintenance * 3];
  const target = targets[edge]!;
  setCash(state, account, (Number.isFinite(target) ? target : 0) - rest + offset);
}

export function stateOf(venue: BookVenue, accounts: readonly AccountDraw[], warningRatio: number): ExchangeState {
  const count = venue.tiers.length;
  const population = allocatePopulation([{ accounts: accounts.length, room: count }], count);
  accounts.forEach(({ lots, only }, n) => {
    lots.forEach((size, i) => {
      if (only >= count || i === only) setLots(population.records, VENUE_ACCOUNTS + n, i, size);
    });
  });
  const state = createState(rulesOf(venue), population);
  accounts.forEach(({ edge, offset, stop, warned, status }, n) => {
    const account = VENUE_ACCOUNTS + n;
    setStop(state, account, stop);
    setWarned(state.records, account, warned);
    setStatus(state.records, account, status);
    placeOnEdge(state, account, warningRatio, edge, offset);
  });
  return state;
}

const CHANGES = ['none', 'told', 'cash', 'lots', 'warned', 'stop', 'status', 'deposit', 'trade', 'edge'] as const;

export const stepArbitrary = ({ tiers, moveMax }: BookVenue, accounts: number) =>
  fc.record({
    move: fc.constantFrom('none', 'all', 'all', 'one', 'one', 'ticks', 'ticks', 'start', 'tenfold', 'tenth'),
    shares: fc.array(fc.double({ min: -moveMax, max: moveMax, noNaN: true }), {
      minLength: tiers.length,
      maxLength: tiers.length,
    }),
    account: fc.integer({ min: 0, max: accounts - 1 }),
    change: fc.constantFrom(...CHANGES),
    amount: fc.integer({ min: -400_000, max: 400_000 }),
  });

export type StepDraw = ReturnType<typeof stepArbitrary> extends fc.Arbitrary<infer Draw> ? Draw : never;

/** Prices rarely run away by tens: they come back before they leave what whole numbers hold. */
export function moveMarks(state: ExchangeState, { move, shares, account, amount }: StepDraw): void {
  const one = Math.abs(amount) % shares.length;
  shares.forEach((share, i) => {
    const mark = state.markTicks[i]!;
    let after = mark;
    if (move === 'all' || (move === 'one' && i === one)) after = Math.round(mark * (1 + share));
    if (move === 'ticks' && i === one) after = mark + (account % 11) - 5;
    if (move === 'start' && amount % 4 === 0) after = PRICE;
    if (move === 'tenfold' && amount % 7 === 0 && mark < 90_000) after = mark * 10;
    if (move === 'tenth' && amount % 7 === 0) after = Math.ceil(mark / 10);
    if (after !== mark) setMark(state, i, Math.max(1, after));
  });
}

/** Applies a step's change; returns the accounts that it concerns. */
export function changeAccounts(
  state: ExchangeState,
  { account: place, change, amount }: StepDraw,
  ratio: number,
): number[] {
  const account = VENUE_ACCOUNTS + place;
  const instrument = Math.abs(amount) % state.instrumentCount;
  switch (change) {
    case 'none':
      return [];
    case 'told':
      break;
    case 'cash':
      addCash(state, account, amount);
      break;
    case 'lots':
      addLots(state, account, instrument, amount % 1_000);
      break;
    case 'warned':
      setWarned(state.records, account, (amount & 1) === 1);
      break;
    case 'stop':
      // As agents set them and as they lapse; a record that says that there is none is believed.
      if (amount % 3 === 0) setHasStop(state.records, account, false);
      else setStop(state, account, amount % 5 === 0 ? -Infinity : amount);
      break;
    case 'status':
      setStatus(state.records, account, amount % 2 === 0 ? STATUS_ACTIVE : Math.abs(amount) % 3);
      break;
    case 'deposit':
      deposit(state, account, Math.abs(amount));
      setStatus(state.records, account, STATUS_ACTIVE);
      break;
    case 'trade': {
      const other = account === VENUE_ACCOUNTS ? account + 1 : account - 1;
      const lots = amount % 50;
      trade(state, account, other, instrument, lots, lots * state.markPerLot[instrument]!);
      return [account, other];
    }
    case 'edge':
      placeOnEdge(state, account, ratio, Math.abs(amount) % 4, Math.abs(amount) % 40);
      break;
  }
  return [account];
}
