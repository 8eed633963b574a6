/** Accounts that are taken over by takers as soon as they miss margin, on a venue with one instrument at USD 100. */
import { NO_CONTROLS, type ControlRules } from '../../../src/exchange/controls/control-rules.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import {
  type DutchAuctionRules,
  type InventoryRules,
  namesOf,
  type TakerRules,
  type VaultRules,
} from '../../../src/exchange/takeover/takeover-rules.ts';
import { SmallExchange, usd, type Holder } from '../small-venue.ts';

const SECOND_US = 1_000_000;
export const inventory: InventoryRules = {
  marginPpm: 100_000,
  unwindIntervalUs: 10 * SECOND_US,
  unwindSharePpm: 100_000,
};
/** The same for takers that keep what they took. */
export const kept: InventoryRules = { ...inventory, unwindIntervalUs: 1e6 * SECOND_US };

/** Without limits but its money, and not of accounts that owe. */
export const vault = (parts: Partial<VaultRules> = {}): VaultRules => ({
  kind: 'vault',
  name: 'vault',
  inventory,
  notionalMax: Infinity,
  capitalShareMaxPpm: 1_000_000,
  lossLimitPpm: 1_000_000,
  takesDeficits: false,
  ...parts,
});

/** From nothing to all of the equity in 20 s, bids every 5 s, by one bidder. */
export const auction = (reservationPpm: number, parts: Partial<DutchAuctionRules> = {}): DutchAuctionRules => ({
  kind: 'dutchAuction',
  inventory,
  intervalUs: 5 * SECOND_US,
  discounts: [
    { afterUs: 0, discountPpm: 0 },
    { afterUs: 20 * SECOND_US, discountPpm: 1_000_000 },
  ],
  bidders: [{ name: 'bidder', reservationPpm }],
  ...parts,
});

/** Long at 100 with 1.50 a unit: at 99, 0.50 is left against a margin of 0.99. */
export const long = (lots: number): Holder => ({ equityUsd: 1.5 * lots, lots });

interface Given {
  readonly holders: readonly Holder[];
  /** Further takers come after it. */
  readonly taker: TakerRules;
  readonly others?: readonly TakerRules[];
  readonly moneyUsd: readonly number[];
  readonly fundUsd?: number;
  readonly faults?: readonly FaultRules[];
  readonly controls?: ControlRules;
}

/** Accounts whose equity is below their margin are taken over. */
export function stage({
  holders,
  taker,
  others = [],
  moneyUsd,
  fundUsd = 100_000,
  faults = [],
  controls = NO_CONTROLS,
}: Given): SmallExchange {
  return new SmallExchange({
    priceUsd: 100,
    fundUsd,
    holders,
    liquidation: { takeoverEquitySharePpm: 1_000_000 },
    rules: {
      reserves: [taker, ...others].flatMap(namesOf).map((name, n) => ({ name, initial: usd(moneyUsd[n]!) })),
      takeover: { takers: [taker, ...others], fundTakes: true },
      faults,
      controls,
    },
  });
}

/** Lots that takers took in a step of the account, by account; the fund's are 0's. */
export function takenFrom(small: SmallExchange, account: number): (readonly [taker: number, lots: number])[] {
  small.take();
  small.exchange.liquidate(account);
  small.exchange.audit();
  return small
    .take('positionTaken', 'takeover')
    .map(([kind, , lots, , , by]) => [kind === 'takeover' ? 0 : by, lots] as const);
}
