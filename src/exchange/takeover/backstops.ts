/**
 * All who take positions over, in the venue's order, and the working out of what they took. They are accounts like others:
 * one that falls below its maintenance margin is liquidated, takes nothing meanwhile, and its loss goes down the waterfall.
 */
import { assert } from '../../base/assert.ts';
import type { AccountIndex, SimTimeUs } from '../../base/units.ts';
import { statusOf } from '../account-records.ts';
import type { ExchangeContext } from '../context.ts';
import { InventoryUnwinder } from '../inventory-unwinder.ts';
import { reserveNamed } from '../reserves.ts';
import { STATUS_CLOSED } from '../state.ts';
import { hasPosition } from '../valuation.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import type { VenueRules } from '../venue-rules.ts';
import type { Backstop } from './backstop.ts';
import { DutchAuction } from './dutch-auction.ts';
import { Panel } from './panel.ts';
import { isActive, type Taker, type TakerAccount } from './taker.ts';
import { namesOf, type InventoryRules, type TakerRules } from './takeover-rules.ts';
import { Vault } from './vault.ts';

/** First number of a timer: this is the turn of an account's inventory; others are a taker's place + 1. */
const UNWIND = 0;

interface Inventory {
  readonly account: AccountIndex;
  readonly rules: InventoryRules;
  readonly unwinder: InventoryUnwinder;
  isScheduled: boolean;
}

class Backstops implements Backstop, VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #takers: readonly Taker[];
  readonly #inventories: readonly Inventory[];
  readonly #wakeAt: MechanismParts['wakeAt'];

  constructor({ context, wakeAt }: MechanismParts) {
    const { takers } = context.rules.takeover;
    this.#context = context;
    this.#wakeAt = wakeAt;
    this.#takers = takers.map((rules, place) =>
      createTaker(context, rules, (atUs, account) => wakeAt(atUs, place + 1, account)),
    );
    this.#inventories = takers.flatMap((rules) =>
      namesOf(rules).map((name) => {
        const { account } = accountOf(context, rules, name);
        const { instrumentCount } = context.state;
        const unwinder = new InventoryUnwinder(account, instrumentCount, rules.inventory.unwindSharePpm);
        return { account, rules: rules.inventory, unwinder, isScheduled: false };
      }),
    );
  }

  offer(account: AccountIndex): SimTimeUs {
    for (const taker of this.#takers) {
      if (!hasPosition(this.#context.state, account)) break;
      const untilUs = taker.offer(account);
      if (untilUs > 0) {
        this.#scheduleUnwinding();
        return untilUs;
      }
    }
    this.#scheduleUnwinding();
    return 0;
  }

  holds(account: AccountIndex): boolean {
    return this.#takers.some((taker) => taker.holds?.(account) === true);
  }

  release(account: AccountIndex): void {
    for (const taker of this.#takers) taker.release?.(account);
  }

  onTimer(a: number, b: number): void {
    if (a === UNWIND) this.#unwind(this.#inventories[b]);
    else this.#takers[a - 1].onTimer?.(b);
    this.#scheduleUnwinding();
  }

  appendState(out: number[]): void {
    for (const taker of this.#takers) taker.appendState?.(out);
    for (const { unwinder } of this.#inventories) unwinder.appendState(out);
  }

  #unwind(inventory: Inventory): void {
    inventory.isScheduled = false;
    // While it is liquidated itself, that is how its inventory goes.
    if (!isActive(this.#context, inventory.account)) return;
    inventory.unwinder.unwind(this.#context);
    this.#context.watch.accountChanged(inventory.account);
    this.#context.breachCheckIsDue = true;
  }

  #scheduleUnwinding(): void {
    const { state, nowUs } = this.#context;
    for (const [place, inventory] of this.#inventories.entries()) {
      if (inventory.isScheduled || statusOf(state.records, inventory.account) === STATUS_CLOSED) continue;
      if (!hasPosition(state, inventory.account)) continue;
      inventory.isScheduled = true;
      this.#wakeAt(nowUs + inventory.rules.unwindIntervalUs, UNWIND, place);
    }
  }
}

function accountOf({ rules, state }: ExchangeContext, taker: TakerRules, name: string): TakerAccount {
  const account = reserveNamed(rules, state.accountCount, name);
  assert(account >= 0, `${name} takes positions over, so it must have an account`);
  return { account, inventory: taker.inventory };
}

function createTaker(
  context: ExchangeContext,
  rules: TakerRules,
  wakeAt: (atUs: SimTimeUs, account: AccountIndex) => void,
): Taker {
  const withAccount = <Member extends { readonly name: string }>(member: Member) => ({
    ...accountOf(context, rules, member.name),
    rules: member,
  });
  switch (rules.kind) {
    case 'vault': {
      const { initial } = context.rules.reserves.find(({ name }) => name === rules.name)!;
      return new Vault(context, rules, accountOf(context, rules, rules.name), initial);
    }
    case 'panel':
      return new Panel(context, rules.providers.map(withAccount));
    case 'dutchAuction':
      return new DutchAuction(context, rules, rules.bidders.map(withAccount), wakeAt);
  }
}

/** Accounts of all who take positions over before the fund, in the venue's order. */
export function listTakerAccounts(rules: VenueRules, accountCount: number): AccountIndex[] {
  return rules.takeover.takers.flatMap(namesOf).map((name) => reserveNamed(rules, accountCount, name));
}

/** Those who take positions over before the fund, where the venue has any. */
export function createBackstops(parts: MechanismParts): VenueMechanism | null {
  const { context } = parts;
  if (context.rules.takeover.takers.length === 0) return null;
  const backstops = new Backstops(parts);
  context.backstop = backstops;
  return backstops;
}
