// Goal: takers keep to docs/exchange-rules.md, section 19, at the edges: at a limit exactly, in a second window, with a second
// account, at the end of an auction, while they are liquidated. Method: one instrument, sums by hand; agents from 4, then takers.
import { describe, expect, it } from 'vitest';
import { discountAt } from '../../../src/exchange/takeover/dutch-auction.ts';
import type { InventoryRules, TakerRules, VaultRules } from '../../../src/exchange/takeover/takeover-rules.ts';
import { namesOf } from '../../../src/exchange/takeover/takeover-rules.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import { SmallExchange, usd, type Holder } from '../small-venue.ts';

const SECOND_US = 1_000_000;
const inventory: InventoryRules = {
  marginPpm: 100_000,
  unwindIntervalUs: 10 * SECOND_US,
  unwindSharePpm: 100_000,
};
/** Long at 100 with 1.50 a unit: at 99, 0.50 is left against a margin of 0.99. */
const long = (lots: number): Holder => ({ equityUsd: 1.5 * lots, lots });

interface Given {
  readonly holders: readonly Holder[];
  /** Further takers come after it. */
  readonly taker: TakerRules;
  readonly others?: readonly TakerRules[];
  readonly moneyUsd: readonly number[];
  readonly faults?: readonly FaultRules[];
}

/** Accounts whose equity is below their margin are taken over. */
function stage({ holders, taker, others = [], moneyUsd, faults = [] }: Given): SmallExchange {
  return new SmallExchange({
    priceUsd: 100,
    fundUsd: 100_000,
    holders,
    liquidation: { takeoverEquitySharePpm: 1_000_000 },
    rules: {
      reserves: [taker, ...others].flatMap(namesOf).map((name, n) => ({ name, initial: usd(moneyUsd[n]!) })),
      takeover: { takers: [taker, ...others], fundTakes: true },
      faults,
    },
  });
}

/** Lots that takers took in a step of the account, by account; the fund's are 0's. */
function takenFrom(small: SmallExchange, account: number): (readonly [taker: number, lots: number])[] {
  small.take();
  small.exchange.liquidate(account);
  small.exchange.audit();
  return small
    .take('positionTaken', 'takeover')
    .map(([kind, , lots, , , by]) => [kind === 'takeover' ? 0 : by, lots] as const);
}

describe('a vault', () => {
  const vault = (parts: Partial<VaultRules> = {}): VaultRules => ({
    kind: 'vault',
    name: 'vault',
    inventory,
    notionalMax: Infinity,
    capitalShareMaxPpm: 1_000_000,
    lossLimitPpm: 1_000_000,
    takesDeficits: false,
    ...parts,
  });

  it.each([
    [9_900, 4, true],
    [9_899.99, 4, false],
  ])('that takes up to %f USD of notional', (notionalUsd, account, takes) => {
    const small = stage({
      holders: [long(100)],
      taker: vault({ notionalMax: usd(notionalUsd) }),
      moneyUsd: [1e6],
    });
    small.moveTo(99);
    expect(takenFrom(small, account)).toEqual([[takes ? 5 : 0, 100]]);
  });

  it.each([
    // 100 units taken at 98.50 gain 50 at 99; a fall to 97 is 200 less than that: 850 of 1,000.
    [150_000, true],
    [149_999, false],
  ])('that stops after a loss of %i ppm of its capital', (lossLimitPpm, takes) => {
    const small = stage({
      holders: [long(100), { equityUsd: 35, lots: 10 }],
      taker: vault({ lossLimitPpm, inventory: { ...inventory, unwindIntervalUs: 1e6 * SECOND_US, marginPpm: 20_000 } }),
      moneyUsd: [1_000],
    });
    small.moveTo(99);
    expect(takenFrom(small, 4)).toEqual([[6, 100]]);
    small.moveTo(97);
    expect(small.equityUsd(6)).toBe(850);
    expect(takenFrom(small, 5)).toEqual([[takes ? 6 : 0, 10]]);
  });

  it.each([
    // 50 units at 99 need 495 and bring 25: 470 of the 2,050 that it has after the first account.
    [229_269, true],
    [229_268, false],
  ])(
    'that gives one account %i ppm of its equity at most, counts what that needs alone',
    (capitalShareMaxPpm, takes) => {
      const small = stage({
        holders: [long(20), long(50)],
        taker: vault({ capitalShareMaxPpm }),
        moneyUsd: [2_040],
      });
      small.moveTo(99);
      expect(takenFrom(small, 4)).toEqual([[6, 20]]);
      expect(small.equityUsd(6)).toBe(2_050);
      expect(takenFrom(small, 5)).toEqual([[takes ? 6 : 0, 50]]);
    },
  );

  it('needs the initial margin of the venue where that is more than its own', () => {
    // 2 % of 9,900 = 198, 50 of it brought along.
    for (const [money, taker] of [
      [148, 5],
      [147.99, 0],
    ] as const) {
      const small = stage({
        holders: [long(100)],
        taker: vault({ inventory: { ...inventory, marginPpm: 1_000 } }),
        moneyUsd: [money],
      });
      small.moveTo(99);
      expect(takenFrom(small, 4)).toEqual([[taker, 100]]);
      expect(small.exchange.breachCheckIsDue()).toBe(taker === 5);
    }
  });

  it('sells a share at each of its turns, one an interval however many accounts it took', () => {
    const small = stage({ holders: [long(60), long(40)], taker: vault(), moneyUsd: [5_000] });
    small.moveTo(99);
    takenFrom(small, 4);
    takenFrom(small, 5);
    const sold = (seconds: number): number[] => {
      small.runTo(seconds);
      return small.take('inventoryUnwind').map(([, , lots]) => lots);
    };
    // Everybody has been looked at since it took them, and is again after its sale.
    small.moveTo(99);
    expect([sold(10), small.exchange.breachCheckIsDue()]).toEqual([[], false]);
    expect([sold(11), small.exchange.breachCheckIsDue()]).toEqual([[-10], true]);
    expect([sold(20), sold(21), sold(31)]).toEqual([[], [-10], [-10]]);
  });

  it('sells nothing at its turns while it is liquidated itself', () => {
    const small = stage({ holders: [long(100)], taker: vault(), moneyUsd: [1_000] });
    small.moveTo(99);
    takenFrom(small, 4);
    // 98.50 less 10 a unit: 1,000 - 950 = 50 against a margin of 89.
    small.moveTo(89);
    expect(small.take('breach').map(([, account]) => account)).toEqual([5]);
    small.runTo(25);
    expect(small.take('inventoryUnwind')).toEqual([]);
  });
});

describe('a panel', () => {
  const panel = (...notionalsUsd: number[]): TakerRules => ({
    kind: 'panel',
    providers: notionalsUsd.map((notionalUsd, n) => ({
      name: `provider ${n}`,
      notionalMax: usd(notionalUsd),
      windowUs: 60 * SECOND_US,
      discountPpm: 0,
    })),
    inventory,
  });

  it('is asked twice, not until all is gone', () => {
    // The second has no money: of 100 the first takes 50, then 25 of the other 50.
    const small = stage({ holders: [long(100)], taker: panel(1e6, 1e6), moneyUsd: [1e6, 0] });
    small.moveTo(99);
    expect(takenFrom(small, 4)).toEqual([
      [5, 50],
      [5, 25],
      [0, 25],
    ]);
  });

  it('takes up to its limit in each window, whosever accounts they are', () => {
    const small = stage({ holders: [long(6), long(8), long(5)], taker: panel(990), moneyUsd: [1e6] });
    small.moveTo(99);
    expect([takenFrom(small, 4), takenFrom(small, 5)]).toEqual([
      [[7, 6]],
      [
        [7, 4],
        [0, 4],
      ],
    ]);
    // Windows begin at whole minutes: the next one at 60 s.
    small.moveTo(99, 58);
    small.moveTo(99, 1);
    expect(takenFrom(small, 6)).toEqual([[7, 5]]);
  });
});

describe('an auction', () => {
  const auction = (reservationPpm: number, intervalSeconds = 5): TakerRules => ({
    kind: 'dutchAuction',
    inventory,
    intervalUs: intervalSeconds * SECOND_US,
    discounts: [
      { afterUs: 0, discountPpm: 0 },
      { afterUs: 20 * SECOND_US, discountPpm: 1_000_000 },
    ],
    bidders: [{ name: 'bidder', reservationPpm }],
  });
  const againAt = (small: SmallExchange): number => {
    const next = small.exchange.liquidate(4);
    return next.kind === 'again' ? next.atUs / SECOND_US : 0;
  };

  it('has a discount in whole ppm, rounded down', () => {
    // From 0 to 100 % in 3 s.
    const discounts = [
      { afterUs: 0, discountPpm: 0 },
      { afterUs: 3, discountPpm: 1_000_000 },
    ];
    expect([0, 1, 2, 3].map((us) => discountAt({ discounts }, us))).toEqual([0, 333_333, 666_666, 1_000_000]);
  });

  it('is not held over an account with nothing left', () => {
    const small = stage({ holders: [long(100)], taker: auction(0), moneyUsd: [5_000] });
    small.moveTo(98.5);
    expect(small.equityUsd(4)).toBe(0);
    expect(takenFrom(small, 4)).toEqual([[0, 100]]);
  });

  it('asks for bids at each interval, and last at its end', () => {
    // From 1 s to 21 s, every 7 s; a bidder who would have to be given more than all.
    const small = stage({ holders: [long(100)], taker: auction(1_000_000, 7), moneyUsd: [0] });
    small.moveTo(99);
    const times = [againAt(small)];
    for (const seconds of [7, 7]) {
      small.moveTo(99, seconds);
      times.push(againAt(small));
    }
    expect(times).toEqual([8, 15, 21]);
    small.moveTo(99, 6);
    expect(takenFrom(small, 4)).toEqual([[0, 100]]);
  });

  it('that is paused beyond its end ends when the account is served again', () => {
    const small = stage({
      holders: [long(100)],
      taker: auction(1_000_000),
      moneyUsd: [5_000],
      faults: [{ kind: 'liquidationDown', atUs: 3 * SECOND_US, durationUs: 40 * SECOND_US }],
    });
    small.moveTo(99);
    expect(againAt(small)).toBe(6);
    small.moveTo(99, 29);
    expect(small.take('positionTaken', 'auctionEnd')).toEqual([]);
    // At 43 s, long after its end at 21 s, bids are at all of the equity.
    small.moveTo(99, 13);
    expect(takenFrom(small, 4)).toEqual([[5, 100]]);
    expect(small.equityUsd(5)).toBe(5_050);
  });

  it('in which somebody bids by timer gives him inventory, which he sells from then on', () => {
    const small = stage({
      holders: [{ equityUsd: 150.0001, lots: 100 }],
      taker: auction(250_000),
      moneyUsd: [5_000],
    });
    small.moveTo(99);
    expect(againAt(small)).toBe(6);
    // A quarter of the 50.0001 USD after 5 s, at 6 s, rounded down; the first sale ten seconds later.
    small.runTo(6);
    expect(small.take('positionTaken').map(([, , lots, , gainUsd]) => [lots, gainUsd])).toEqual([[100, 12.5 * 10_000]]);
    small.runTo(15.9);
    expect(small.take('inventoryUnwind')).toEqual([]);
    small.runTo(16);
    expect(small.take('inventoryUnwind').map(([, account, lots]) => [account, lots])).toEqual([[5, -10]]);
  });

  it('is not begun over an account whose positions the taker before it took', () => {
    const second = { ...auction(0), bidders: [{ name: 'second', reservationPpm: 0 }] } as TakerRules;
    const small = stage({ holders: [long(100)], taker: auction(0), others: [second], moneyUsd: [5_000, 5_000] });
    small.moveTo(99);
    expect(small.exchange.liquidate(4)).toEqual({ kind: 'done' });
    expect(small.take('auctionStart', 'positionTaken', 'accountClosed').map(([kind]) => kind)).toEqual([
      'auctionStart',
      'positionTaken',
      'accountClosed',
    ]);
  });
});
