/**
 * Who takes positions over before the fund does: vaults and panels here, auctions in a file of their own. Written from
 * docs/exchange-rules.md, section 19.
 */
import type { PanelRules, ProviderRules, TakerRules, VaultRules } from '../../src/exchange/takeover/takeover-rules.ts';
import { splitProportionally } from '../../src/numeric/rounding.ts';
import { Auction } from './reference-auction.ts';
import { sellInventory } from './reference-inventory.ts';
import { marginEquityOf, notionalOf, notionalPerLot } from './reference-margin.ts';
import type { Mechanism, WakeAt } from './reference-mechanisms.ts';
import { carryMargin, handOver, largestCarried, type Offer, offersOf } from './reference-taker.ts';
import {
  type Account,
  ceilOfPpm,
  ceilOfShare,
  type Instrument,
  legsOf,
  roundOf,
  signOf,
  sizeOf,
  type World,
} from './reference-world.ts';

/** One entry of `venue.takeover`. */
export interface Taker {
  /** Until when the account has to wait, null where it goes on to the next. */
  ask(account: Account): number | null;
  /** The account is not to be taken over any more. */
  release?(account: Account): void;
  keepsWaiting?(account: Account): boolean;
  onTimer?(account: Account): void;
}

/** What a taker's entry is made from. */
export interface TakerParts {
  readonly world: World;
  readonly accountOf: (name: string) => Account;
}

const UNWIND = -1;

export function createBackstops(world: World, wake: WakeAt): Backstops | null {
  if (world.venue.takeover.takers.length === 0) return null;
  world.backstops = new Backstops(world, wake);
  return world.backstops;
}

export class Backstops implements Mechanism {
  readonly #world: World;
  readonly #wake: WakeAt;
  readonly #takers: readonly Taker[];
  /** Share of the inventory that each taker's account sells, and how often. */
  readonly #inventory = new Map<Account, TakerRules['inventory']>();
  readonly #willSell = new Set<Account>();

  constructor(world: World, wake: WakeAt) {
    this.#world = world;
    this.#wake = wake;
    const { reserves, portfolio, takeover } = world.venue;
    const first = world.accounts.length - reserves.length - (portfolio === null ? 0 : 1);
    const parts = {
      world,
      accountOf: (name: string) => world.accounts[first + reserves.findIndex((reserve) => reserve.name === name)]!,
    };
    this.#takers = takeover.takers.map((rules, place): Taker => {
      const owners = rules.kind === 'vault' ? [rules] : rules.kind === 'panel' ? rules.providers : rules.bidders;
      for (const { name } of owners) this.#inventory.set(parts.accountOf(name), rules.inventory);
      switch (rules.kind) {
        case 'vault':
          return createVault(rules, parts);
        case 'panel':
          return createPanel(rules, parts);
        case 'dutchAuction':
          return new Auction(rules, parts, (atUs, account) => wake(atUs, place, account.index));
      }
    });
  }

  /** Asks everybody in order; the time until which the account has to wait, null for none. */
  offer(account: Account): number | null {
    const until = this.#ask(account);
    this.#planSales();
    return until;
  }

  #ask(account: Account): number | null {
    for (const taker of this.#takers) {
      if (legsOf(this.#world, account).length === 0) return null;
      const until = taker.ask(account);
      if (until !== null) return until;
    }
    return null;
  }

  keepsWaiting(account: Account): boolean {
    return this.#takers.some((taker) => taker.keepsWaiting?.(account) === true);
  }

  release(account: Account): void {
    for (const taker of this.#takers) taker.release?.(account);
  }

  start(): void {}

  onTimer(a: number, b: number): void {
    const account = this.#world.accounts[b]!;
    if (a === UNWIND) this.#sell(account);
    else this.#takers[a]!.onTimer!(account);
    this.#planSales();
  }

  #sell(account: Account): void {
    this.#willSell.delete(account);
    if (account.status !== 'active') return;
    sellInventory(this.#world, account, this.#inventory.get(account)!.unwindSharePpm);
    this.#world.breachCheckIsDue = true;
  }

  /** Whoever has come to an inventory gets a turn. */
  #planSales(): void {
    for (const [account, { unwindIntervalUs }] of this.#inventory) {
      if (this.#willSell.has(account) || legsOf(this.#world, account).length === 0) continue;
      this.#willSell.add(account);
      this.#wake(this.#world.now + unwindIntervalUs, UNWIND, account.index);
    }
  }
}

/** Takes whole accounts, or nothing. */
function createVault(rules: VaultRules, { world, accountOf }: TakerParts): Taker {
  const vault = accountOf(rules.name);
  const capital = world.venue.reserves.find(({ name }) => name === rules.name)!.initial;
  const takes = (account: Account, offers: readonly Offer[]): boolean => {
    const brought = offers.reduce((sum, { share }) => sum + share, 0n);
    const notional = offers.reduce((sum, { leg }) => sum + notionalOf(account, leg), 0);
    const own = marginEquityOf(world, vault);
    const now = carryMargin(world, vault, rules.inventory, new Map());
    const added = new Map(offers.map(({ leg, lots }) => [leg, lots]));
    const afterwards = carryMargin(world, vault, rules.inventory, added);
    return (
      (brought >= 0n || rules.takesDeficits) &&
      notional <= rules.notionalMax &&
      own >= ceilOfPpm(BigInt(capital), 1_000_000 - rules.lossLimitPpm) &&
      (afterwards - now - brought) * 1_000_000n <= own * BigInt(rules.capitalShareMaxPpm) &&
      own + brought >= afterwards
    );
  };
  return {
    ask: (account) => {
      if (vault === account || vault.status !== 'active') return null;
      const offers = offersOf(world, account);
      if (!takes(account, offers)) return null;
      for (const { leg, lots, share } of offers) handOver(world, account, vault, leg, lots, share);
      return null;
    },
  };
}

/** Divides each leg among those who are able, twice at most. */
function createPanel(rules: PanelRules, { world, accountOf }: TakerParts): Taker {
  const taken = new Map<ProviderRules, { at: number; notional: number }[]>();
  const limitOf = (provider: ProviderRules, leg: Instrument): bigint => {
    const windowOf = (at: number): number => Math.floor(at / provider.windowUs);
    let left = provider.notionalMax;
    for (const { at, notional } of taken.get(provider) ?? []) {
      if (windowOf(at) === windowOf(world.now)) left -= notional;
    }
    const lots = Math.floor(left / notionalPerLot(leg));
    return lots > 0 ? BigInt(lots) : 0n;
  };

  const divide = (account: Account, { leg, lots, share }: Offer): void => {
    const side = signOf(lots);
    let lotsLeft = sizeOf(lots);
    let shareLeft = share;
    for (let round = 0; round < 2 && lotsLeft > 0n; round += 1) {
      const able = rules.providers.filter((provider) => {
        const own = accountOf(provider.name);
        return own.status === 'active' && own !== account && limitOf(provider, leg) >= 1n;
      });
      const parts = able.map(() => 0);
      if (able.length > 0)
        splitProportionally(
          Number(lotsLeft),
          able.map(() => 1),
          parts,
        );
      for (const [n, provider] of able.entries()) {
        const own = accountOf(provider.name);
        const part = BigInt(parts[n]!);
        const limit = limitOf(provider, leg);
        const shareOf = (size: bigint): bigint =>
          size === lotsLeft ? shareLeft : roundOf(Number(shareLeft) * (Number(size) / Number(lotsLeft)));
        const moneyFor = (size: bigint): bigint => {
          const due = shareOf(size);
          return (due > 0n ? due : 0n) + ceilOfShare(Number(size) * notionalPerLot(leg), provider.discountPpm);
        };
        const size = largestCarried(world, own, rules.inventory, leg, side, part < limit ? part : limit, moneyFor);
        if (size === 0n) continue;
        const money = moneyFor(size);
        const gone = shareOf(size);
        handOver(world, account, own, leg, side * size, money);
        const notional = Number(size) * notionalPerLot(leg);
        taken.set(provider, [...(taken.get(provider) ?? []), { at: world.now, notional }]);
        shareLeft -= gone;
        lotsLeft -= size;
      }
    }
  };

  return {
    ask: (account) => {
      for (const offer of offersOf(world, account)) divide(account, offer);
      return null;
    },
  };
}
