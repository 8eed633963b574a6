// Goal: vaults, panels and auctions take what was worked out by hand, at the price that was. Method: a venue with one
// instrument; amounts in USD, the arithmetic beside them. Account 4 is in breach, takers follow the agents.
import { describe, expect, it } from 'vitest';
import type { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import { AUCTION_OVER, AUCTION_RELEASED, AUCTION_SOLD, discountAt } from '../../src/exchange/takeover/dutch-auction.ts';
import type { DutchAuctionRules, TakerRules, VaultRules } from '../../src/exchange/takeover/takeover-rules.ts';
import { usd, type FactRow, type SmallExchange } from './small-venue.ts';
import { auction as auctionOf, kept, stage, vault } from './takeover/taker-stage.ts';

const SECOND_US = 1_000_000;

/** One long of `lots` at 100 with so much equity; takers with so much money each, numbered from 5. */
class Stage {
  readonly #small: SmallExchange;
  readonly exchange: ColumnExchange;

  constructor(taker: TakerRules, moneyUsd: readonly number[], lots: number, equityUsd: number, fundUsd = 0) {
    this.#small = stage({ holders: [{ equityUsd, lots }], taker, moneyUsd, fundUsd });
    this.exchange = this.#small.exchange;
  }

  moveTo(priceUsd: number, seconds = 1): this {
    this.#small.moveTo(priceUsd, seconds);
    return this;
  }

  liquidate(account = 4): ReturnType<ColumnExchange['liquidate']> {
    const next = this.exchange.liquidate(account);
    this.exchange.audit();
    return next;
  }

  take(...kinds: FactKind[]): FactRow[] {
    return this.#small.take(...kinds);
  }

  equityUsd = (account: number): number => this.#small.equityUsd(account);
  lotsOf = (account: number): number => this.#small.lotsOf(account);
}

describe('a vault', () => {
  const rules = (parts: Partial<VaultRules> = {}): TakerRules => vault({ inventory: kept, ...parts });

  it('takes the account with its margin at bankruptcy price, and gains when the price comes back', () => {
    // 100 units with 150 USD at 100: at 99, 50 USD are left against a margin of 99. Bankruptcy price 98.50.
    const stage = new Stage(rules(), [1_000], 100, 150);
    stage.moveTo(99);
    expect(stage.liquidate()).toEqual({ kind: 'done' });
    expect(stage.take('positionTaken', 'takeover')).toEqual([['positionTaken', 4, 100, 9_850, usd(50), 5]]);
    expect(stage.equityUsd(4)).toBe(0);
    expect(stage.equityUsd(5)).toBe(1_050);
    stage.moveTo(101);
    expect(stage.equityUsd(5)).toBe(1_250);
  });

  it.each([
    ['owes money', rules(), 1_000, 98.4],
    ['is larger than it may take', rules({ notionalMax: usd(9_899) }), 1_000, 99],
    // 100 x 99 x 10 % = 990 of margin, 50 of it brought along.
    ['needs more money than it has', rules(), 939, 99],
    ['needs more of its money than one account may', rules({ capitalShareMaxPpm: 500_000 }), 1_000, 99],
  ] as const)('leaves to the fund an account that %s', (_, taker, money, price) => {
    const stage = new Stage(taker, [money], 100, 150, 10_000);
    stage.moveTo(price);
    stage.liquidate();
    expect(stage.take('positionTaken', 'takeover').map(([kind]) => kind)).toEqual(['takeover']);
  });

  it('takes one that owes money where it has to, and one that it just can carry', () => {
    const stage = new Stage(rules({ takesDeficits: true }), [1_000], 100, 150);
    stage.moveTo(98.4).liquidate();
    // 9,840 + 10 owed.
    expect(stage.take('positionTaken')).toEqual([['positionTaken', 4, 100, 9_850, usd(-10), 5]]);
    // The vault has paid it, before anybody was asked to bear a loss.
    expect(stage.exchange.lossRecord().losses).toEqual([]);
    // At 88.30 its 990 USD are 20 short of the 1,010 that its 100 units have lost since.
    stage.moveTo(88.3).liquidate(5);
    expect(stage.exchange.lossRecord().losses).toEqual([usd(20)]);
    const tight = new Stage(rules(), [940], 100, 150);
    tight.moveTo(99).liquidate();
    expect(tight.lotsOf(5)).toBe(100);
  });

  it('falls below its own margin and is liquidated; the fund gets what is left', () => {
    // 100 units at 98.50 with 1,000 USD: at 89, 50 USD are left against a margin of 89.
    const stage = new Stage(rules(), [1_000], 100, 150, 10_000);
    stage.moveTo(99).liquidate();
    stage.take();
    stage.moveTo(89);
    expect(stage.take('breach').map(([, account]) => account)).toEqual([5]);
    stage.liquidate(5);
    expect(stage.take('takeover')).toEqual([['takeover', 5, 100, 8_850, usd(50), usd(10_050)]]);
    expect(stage.equityUsd(5)).toBe(0);
  });
});

describe('a panel', () => {
  const provider = (name: string, notionalUsd: number, discountPpm = 0) =>
    ({ name, notionalMax: usd(notionalUsd), windowUs: 60 * SECOND_US, discountPpm }) as const;
  const panel = (...providers: ReturnType<typeof provider>[]): TakerRules => ({
    kind: 'panel',
    providers,
    inventory: kept,
  });

  it('divides a position evenly, and what one cannot take goes to the others', () => {
    // Of 100 at 99: the first may take 1,980 USD, 20 units; it leaves 30 of its 50, which go to the other.
    const stage = new Stage(panel(provider('small', 1_980), provider('large', 100_000)), [1_000, 2_000], 100, 150);
    stage.moveTo(99).liquidate();
    expect(stage.take('positionTaken').map(([, , lots, , , by]) => [by, lots])).toEqual([
      [5, 20],
      [6, 50],
      [6, 30],
    ]);
    // Each at bankruptcy price: 50 USD of equity over 100 units.
    expect([stage.equityUsd(5), stage.equityUsd(6), stage.equityUsd(4)]).toEqual([1_010, 2_040, 0]);
  });

  it('takes as much as its money carries, and the rest goes down', () => {
    // A unit needs 9.90 and brings 0.50: 470 / 9.40 = 50 units.
    const stage = new Stage(panel(provider('poor', 100_000)), [470], 100, 150, 10_000);
    stage.moveTo(99).liquidate();
    expect(stage.lotsOf(5)).toBe(50);
    expect(stage.take('takeover').map(([, , lots]) => lots)).toEqual([50]);
  });

  it('is limited by time', () => {
    const stage = new Stage(panel(provider('slow', 990)), [10_000], 30, 45);
    stage.moveTo(99).liquidate();
    expect(stage.lotsOf(5)).toBe(10);
  });

  it('pays no debts of the account, and takes its discount out of it', () => {
    // 1 % of 9,840 = 98.40 for the provider; the account owes that and the 10 USD, which the fund pays.
    const stage = new Stage(panel(provider('dear', 100_000, 10_000)), [2_000], 100, 150, 1_000);
    stage.moveTo(98.4).liquidate();
    expect(stage.equityUsd(5)).toBe(2_098.4);
    expect(stage.take('fundPayment').map(([, , , value]) => value)).toEqual([108.4]);
  });
});

describe('an auction', () => {
  const auction = (...reservations: number[]): DutchAuctionRules =>
    auctionOf(0, {
      inventory: kept,
      discounts: [
        { afterUs: 0, discountPpm: 50_000 },
        { afterUs: 10 * SECOND_US, discountPpm: 300_000 },
        { afterUs: 20 * SECOND_US, discountPpm: 1_000_000 },
      ],
      bidders: reservations.map((share, n) => ({ name: `bidder${n}`, reservationPpm: share * 1e6 })),
    });

  it('lets the discount go from 5 over 30 to 100 % in straight lines', () => {
    const rules = auction(0);
    const seconds = [0, 5, 10, 15, 20, 100];
    expect(seconds.map((s) => discountAt(rules, s * SECOND_US) / 1e4)).toEqual([5, 17.5, 30, 65, 100, 100]);
    // 5 + 0.57 x 70, which binary fractions make a little less.
    const steep = [
      { afterUs: 0, discountPpm: 50_000 },
      { afterUs: 10 * SECOND_US, discountPpm: 750_000 },
    ];
    expect(discountAt({ discounts: steep }, 5.7 * SECOND_US)).toBe(449_000);
  });

  it('sells to who bids first, as far as the money goes, and the account keeps what was not given away', () => {
    // At 99 with 50 USD left. 5 % at once: nobody. 17.5 % after 5 s: the first, who asks for 10 %. A unit brings it 0.0875
    // and needs 9.90: 490.625 / 9.8125 = 50 units. After 10 s, at 30 %, the other takes 50 and 30 % of what stands behind
    // them.
    const stage = new Stage(auction(0.3, 0.1), [5_000, 490.625], 100, 150);
    stage.moveTo(99);
    expect(stage.liquidate()).toEqual({ kind: 'again', atUs: 6 * SECOND_US });
    expect(stage.take('auctionStart', 'positionTaken')).toEqual([['auctionStart', 4, 0, 50, 21 * SECOND_US, 0]]);
    stage.moveTo(99, 5);
    // 50 x 99 - 8.75 / 2 = 4,945.625.
    expect(stage.take('positionTaken')).toEqual([['positionTaken', 4, 50, 4_945.625, usd(4.375), 6]]);
    stage.moveTo(99, 5);
    // 45.625 USD are left behind the other 50: 30 % of it is 13.6875.
    expect(stage.take('positionTaken', 'auctionEnd')).toEqual([
      ['positionTaken', 4, 50, 4_936.3125, usd(13.6875), 5],
      ['auctionEnd', 4, 0, 31.9375, AUCTION_SOLD, 0],
    ]);
    expect(stage.liquidate()).toEqual({ kind: 'done' });
    expect(stage.take('accountClosed')).toEqual([['accountClosed', 4, 0, 31.9375, 0, 0]]);
  });

  it('leaves the account what it can margin again, whoever else would bid', () => {
    // At 99 with 50 USD left, 5 % at once: a unit brings 0.025 and needs 9.90, so that 790 USD carry 80 units. Then 48 USD
    // are left against a margin of 19.80.
    const stage = new Stage(auction(0.05, 0.05), [790, 5_000], 100, 150);
    stage.moveTo(99).liquidate();
    expect(stage.take('positionTaken')).toEqual([['positionTaken', 4, 80, 7_918, usd(2), 5]]);
    expect(stage.liquidate()).toEqual({ kind: 'done' });
    expect(stage.take('recovered').map(([, , , valueUsd]) => valueUsd)).toEqual([48]);
    expect(stage.lotsOf(4)).toBe(20);
  });

  it('hands what nobody took to the fund when the time is over', () => {
    const stage = new Stage(auction(1), [1], 100, 150, 10_000);
    stage.moveTo(99).liquidate();
    for (let n = 0; n < 3; n += 1) {
      stage.moveTo(99, 5);
      expect(stage.liquidate().kind).toBe('again');
    }
    stage.moveTo(99, 5);
    stage.take();
    expect(stage.liquidate()).toEqual({ kind: 'done' });
    expect(stage.take('auctionEnd', 'takeover').map(([kind, , , , a]) => [kind, a])).toEqual([
      ['auctionEnd', AUCTION_OVER],
      ['takeover', usd(50)],
    ]);
  });

  it('lets the account go that meets its margin again, and starts anew the next time', () => {
    const stage = new Stage(auction(1), [5_000], 100, 150);
    stage.moveTo(99).liquidate();
    stage.moveTo(101, 5);
    expect(stage.liquidate()).toEqual({ kind: 'done' });
    expect(stage.take('auctionEnd', 'recovered').map(([kind, , , , a]) => [kind, a])).toEqual([
      ['auctionEnd', AUCTION_RELEASED],
      ['recovered', usd(101)],
    ]);
    stage.moveTo(99).liquidate();
    expect(stage.take('auctionStart')).toHaveLength(1);
    expect(stage.lotsOf(5)).toBe(0);
  });
});
