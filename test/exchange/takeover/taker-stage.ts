/** Accounts that are taken over by takers as soon as they miss margin, on a venue with one instrument at USD 100. */
import { namesOf, type InventoryRules, type TakerRules } from '../../../src/exchange/takeover/takeover-rules.ts';
import { NO_CONTROLS, type ControlRules } from '../../../src/exchange/controls/control-rules.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import { SmallExchange, usd, type Holder } from '../small-venue.ts';

const SECOND_US = 1_000_000;
export const inventory: InventoryRules = {
  marginPpm: 100_000,
  unwindIntervalUs: 10 * SECOND_US,
  unwindSharePpm: 100_000,
};
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
