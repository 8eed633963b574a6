// Goal: each kind of agent does what its class says, no more and no earlier. Method: a market made by hand, one look or
// call at a time, and everything that the agents asked for.
import { describe, expect, it } from 'vitest';
import type { AgentClass } from '../../src/agents/agent-class.ts';
import type { Behaviour } from '../../src/agents/behaviour.ts';
import { createBehaviour } from '../../src/agents/behaviours/create-behaviour.ts';
import { log } from '../../src/numeric/math.ts';
import { allKinds } from './classes.ts';
import { SmallWorld, type Holder } from './small-world.ts';

const SECOND_US = 1_000_000;
const FIRST = 10;

type OfKind<K extends AgentClass['kind']> = Extract<AgentClass, { kind: K }>;

/** A class of that kind at work on the accounts from FIRST on. */
function at<K extends AgentClass['kind']>(
  kind: K,
  world: { marks: readonly number[]; holders: readonly Partial<Holder>[] },
  changes: Partial<OfKind<K>> = {},
): {
  world: SmallWorld;
  behaviour: Behaviour;
  wake: (timeUs: number, ...marks: number[]) => ReturnType<SmallWorld['take']>;
} {
  const rules = { ...allKinds(world.holders.length, world.marks.length).find((one) => one.kind === kind)!, ...changes };
  const range = { first: FIRST, end: FIRST + world.holders.length };
  const behaviour = createBehaviour(rules, range, world.marks.length, 5 * SECOND_US);
  const view = new SmallWorld(world.marks, FIRST, world.holders);
  const wake = (timeUs: number, ...marks: number[]) => {
    view.nowUs = timeUs;
    marks.forEach((mark, i) => (view.marks[i] = mark));
    behaviour.onWake!(view, view);
    return view.take();
  };
  return { world: view, behaviour, wake };
}

describe('a leveraged directional', () => {
  const { world, behaviour } = at('leveragedDirectional', {
    marks: [100, 50],
    holders: [{ lots: [7, -3], trigger: 400, reactionUs: 9 }, { lots: [7, 0] }, { lots: [0, 0], trigger: 1 }],
  });

  it('has its stop where it was drawn, and none without', () => {
    expect(behaviour.stopOf!(world, FIRST)).toBe(400);
    expect(behaviour.stopOf!(world, FIRST + 1)).toBe(-Infinity);
  });

  it('closes every leg at its stop, after its reaction', () => {
    behaviour.onStop!(world, FIRST, world);
    expect(world.take()).toEqual([
      ['order', FIRST, 0, -7, 'stopLoss', 9],
      ['order', FIRST, 1, 3, 'stopLoss', 9],
    ]);
    behaviour.onStop!(world, FIRST + 2, world);
    expect(world.take()).toEqual([]);
  });

  it('does not watch the market and does not answer margin calls', () => {
    expect(behaviour.wakeIntervalUs).toBe(0);
    expect('onWake' in behaviour || 'onMarginCall' in behaviour).toBe(false);
  });
});

describe('a panic seller', () => {
  const falls = (share: number) => -log(1 - share);
  const make = (holders: readonly Partial<Holder>[], changes: Partial<OfKind<'panicSeller'>> = {}) =>
    at('panicSeller', { marks: [100, 100], holders }, { lookbackUs: 60 * SECOND_US, ...changes });

  it('sells its longs once they fell as far as its trigger from their high, and only those', () => {
    const { wake } = make([{ lots: [8, 8], trigger: falls(0.1), reactionUs: 3 }]);
    expect(wake(0, 100, 100)).toEqual([]);
    expect(wake(SECOND_US, 120, 100)).toEqual([]);
    expect(wake(2 * SECOND_US, 109, 100)).toEqual([]);
    // 10 % below 120, and a hair more: log(120 / 108) may round either way.
    expect(wake(3 * SECOND_US, 107.9, 100)).toEqual([['order', FIRST, 0, -8, 'panicSale', 3]]);
  });

  it('sells once', () => {
    const { wake } = make([{ lots: [8, 0], trigger: falls(0.1) }]);
    wake(0, 100);
    expect(wake(SECOND_US, 80)).toHaveLength(1);
    expect(wake(2 * SECOND_US, 40)).toEqual([]);
    wake(3 * SECOND_US, 100);
    expect(wake(4 * SECOND_US, 10)).toEqual([]);
  });

  it('does not sell a short, nor panic later for having none', () => {
    const { wake, world } = make([{ lots: [-8, 0], trigger: falls(0.1) }]);
    wake(0, 100);
    expect(wake(SECOND_US, 50)).toEqual([]);
    world.holder(FIRST).lots[0] = 4;
    expect(wake(2 * SECOND_US, 50)).toEqual([['order', FIRST, 0, -4, 'panicSale', 0]]);
  });

  it('keeps its collateral', () => {
    const { wake, world } = make([{ lots: [8, 8], trigger: falls(0.1) }]);
    world.assets.add(1);
    wake(0, 100, 100);
    expect(wake(SECOND_US, 80, 80)).toEqual([['order', FIRST, 0, -8, 'panicSale', 0]]);
  });

  it('forgets highs older than its lookback', () => {
    const { wake } = make([{ lots: [8, 0], trigger: falls(0.1) }], { lookbackUs: 10 * SECOND_US });
    wake(0, 100);
    // The window is (now - 10 s, now]: the high of time 0 has left it just now.
    expect(wake(10 * SECOND_US, 80)).toEqual([]);
    expect(wake(19 * SECOND_US, 73)).toEqual([]);
    expect(wake(20 * SECOND_US - 1, 71.9)).toHaveLength(1);
  });

  it('sells the share that its class sells, rounded up, and never more than it has', () => {
    const { wake } = make([{ lots: [7, 1], trigger: falls(0.1) }], { sellSharePpm: 300_000 });
    wake(0, 100, 100);
    expect(wake(SECOND_US, 80, 80)).toEqual([
      ['order', FIRST, 0, -3, 'panicSale', 0],
      ['order', FIRST, 1, -1, 'panicSale', 0],
    ]);
  });

  it('acts by its own trigger, not by that of others', () => {
    const holders = [0.3, 0.1, 0.2].map((share) => ({ lots: [1, 0], trigger: falls(share) }));
    const { wake } = make(holders);
    wake(0, 100);
    const accounts = (asked: ReturnType<typeof wake>) => asked.map(([, account]) => account);
    expect(accounts(wake(SECOND_US, 89))).toEqual([FIRST + 1]);
    expect(accounts(wake(2 * SECOND_US, 79))).toEqual([FIRST + 2]);
    expect(accounts(wake(3 * SECOND_US, 69))).toEqual([FIRST]);
  });

  it('that is being liquidated sells nothing, then or later', () => {
    const { wake, world } = make([{ lots: [8, 0], trigger: falls(0.1), active: false }]);
    wake(0, 100);
    expect(wake(SECOND_US, 80)).toEqual([]);
    world.holder(FIRST).active = true;
    expect(wake(2 * SECOND_US, 70)).toEqual([]);
  });
});

describe('a dip buyer', () => {
  const holder = { equity: 1_000, appetite: 2.5, trigger: -log(0.9), reactionUs: 4 };
  const make = (holders: readonly Partial<Holder>[], changes: Partial<OfKind<'dipBuyer'>> = {}) =>
    at('dipBuyer', { marks: [100, 100], holders }, { lookbackUs: 60 * SECOND_US, ...changes });

  it('buys what fell most, for equity x leverage in whole lots, once', () => {
    const { wake } = make([holder]);
    wake(0, 100, 100);
    expect(wake(SECOND_US, 91, 95)).toEqual([]);
    // USD 2,500 at 80: 31 lots.
    expect(wake(2 * SECOND_US, 88, 80)).toEqual([['order', FIRST, 1, 31, 'dipPurchase', 4]]);
    expect(wake(3 * SECOND_US, 40, 40)).toEqual([]);
  });

  it('looks only at what it trades', () => {
    const { wake } = make([holder], { instrumentWeights: [1, 0] });
    wake(0, 100, 100);
    expect(wake(SECOND_US, 95, 50)).toEqual([]);
    expect(wake(2 * SECOND_US, 80, 50)).toEqual([['order', FIRST, 0, 31, 'dipPurchase', 4]]);
  });

  it('too poor for a lot, or being liquidated, buys nothing', () => {
    const { wake } = make([
      { ...holder, equity: 30 },
      { ...holder, active: false },
    ]);
    wake(0, 100, 100);
    expect(wake(SECOND_US, 80, 80)).toEqual([]);
  });
});

describe('a margin-call payer', () => {
  it('pays what lifts its equity to the ratio that it aims for, after its reaction', () => {
    const { world, behaviour } = at('marginCallPayer', { marks: [1], holders: [{ appetite: 1_000, reactionUs: 5 }] });
    // 2 x 101 - 150 = 52.
    behaviour.onMarginCall!(world, FIRST, 150, 101, world);
    expect(world.take()).toEqual([['deposit', FIRST, 52, 5]]);
  });

  it('pays no more than its limit in all, and one account does not use up the limit of another', () => {
    const { world, behaviour } = at('marginCallPayer', { marks: [1], holders: [{ appetite: 100 }, { appetite: 100 }] });
    const pay = (account: number, equity: number) => {
      behaviour.onMarginCall!(world, account, equity, 100, world);
      return world.take();
    };
    expect(pay(FIRST, 140)).toEqual([['deposit', FIRST, 60, 0]]);
    expect(pay(FIRST, 140)).toEqual([['deposit', FIRST, 40, 0]]);
    expect(pay(FIRST, 140)).toEqual([]);
    expect(pay(FIRST + 1, 140)).toEqual([['deposit', FIRST + 1, 60, 0]]);
  });

  it('pays nothing when it was drawn as one that does not, or when nothing is missing', () => {
    const { world, behaviour } = at('marginCallPayer', { marks: [1], holders: [{ appetite: 0 }, { appetite: 100 }] });
    behaviour.onMarginCall!(world, FIRST, 10, 100, world);
    behaviour.onMarginCall!(world, FIRST + 1, 200, 100, world);
    expect(world.take()).toEqual([]);
  });

  it('in debt pays that as well', () => {
    const { world, behaviour } = at('marginCallPayer', { marks: [1], holders: [{ appetite: 1_000 }] });
    behaviour.onMarginCall!(world, FIRST, -30, 100, world);
    expect(world.take()).toEqual([['deposit', FIRST, 230, 0]]);
  });
});

describe('a hedger', () => {
  const make = (rehedgeSharePpm: number) =>
    at('hedger', { marks: [1, 1], holders: [{ appetite: 100, reactionUs: 6 }] }, { rehedgeSharePpm });

  it('opens the share that it re-opens of what was taken, on the side that it was on', () => {
    const { world, behaviour } = make(800_000);
    // Its short of 11 was bought back: 80 % is 8.8, of which whole lots are 8.
    behaviour.onDeleveraged!(world, FIRST, 1, 11, world);
    behaviour.onDeleveraged!(world, FIRST, 0, -10, world);
    expect(world.take()).toEqual([
      ['order', FIRST, 1, -8, 'rehedge', 6],
      ['order', FIRST, 0, 8, 'rehedge', 6],
    ]);
  });

  it('does nothing for less than a lot', () => {
    const { world, behaviour } = make(800_000);
    behaviour.onDeleveraged!(world, FIRST, 0, 1, world);
    expect(world.take()).toEqual([]);
  });

  it('answers margin calls up to its limit', () => {
    const { world, behaviour } = make(0);
    behaviour.onMarginCall!(world, FIRST, 50, 100, world);
    behaviour.onMarginCall!(world, FIRST, 50, 100, world);
    expect(world.take()).toEqual([['deposit', FIRST, 100, 6]]);
  });
});

describe('a market maker', () => {
  const FULL = 1_000_000;
  const calm = { equity: 1_000, maintenance: 0, lots: [0, 0] };
  const make = (holders: readonly Partial<Holder>[] = [calm], changes: Partial<OfKind<'marketMaker'>> = {}) =>
    at('marketMaker', { marks: [100, 100], holders }, { inventoryLimit: 2, ...changes });

  it('looks as often as its class says', () => {
    expect(make([calm], { requoteIntervalUs: 7 }).behaviour.wakeIntervalUs).toBe(7);
  });

  it('takes the assets that its capital is in for no inventory', () => {
    const { wake, world } = make([{ ...calm, lots: [10, 10] }]);
    world.assets.add(1);
    // 10 lots at 100 are half of the inventory limit of 2,000, long.
    expect(wake(0).map(([what, account, instrument]) => [what, account, instrument])).toEqual([
      ['quote', FIRST, 0],
      ['offload', FIRST, 0],
    ]);
  });

  it('says nothing while nothing changes', () => {
    const { wake } = make();
    expect(wake(0)).toEqual([]);
    expect(wake(SECOND_US)).toEqual([]);
  });

  it('withdraws both sides in step with the use of its margin, from the start to the full ratio', () => {
    const { wake, world } = make();
    const at = (maintenance: number) => {
      world.holder(FIRST).maintenance = maintenance;
      return wake(0);
    };
    expect(at(500)).toEqual([]);
    // Between 50 % and 80 %: a third of the way at 60 %.
    expect(at(600)).toEqual([
      ['quote', FIRST, 0, 666_667, 666_667],
      ['quote', FIRST, 1, 666_667, 666_667],
    ]);
    expect(at(800)).toEqual([
      ['quote', FIRST, 0, 0, 0],
      ['quote', FIRST, 1, 0, 0],
    ]);
    expect(at(2_000)).toEqual([]);
    expect(at(0)).toEqual([
      ['quote', FIRST, 0, FULL, FULL],
      ['quote', FIRST, 1, FULL, FULL],
    ]);
  });

  it('quotes nothing without equity', () => {
    const { wake, world } = make();
    world.holder(FIRST).equity = 0;
    expect(wake(0)).toEqual([
      ['quote', FIRST, 0, 0, 0],
      ['quote', FIRST, 1, 0, 0],
    ]);
  });

  it('leans against its inventory and hands it over', () => {
    const { wake, world } = make();
    const holding = (lots: number) => {
      world.holder(FIRST).lots[0] = lots;
      return wake(0);
    };
    // USD 500 of a limit of 2 x 1,000: a quarter less bid, and no more ask than the whole.
    expect(holding(5)).toEqual([
      ['quote', FIRST, 0, 750_000, FULL],
      ['offload', FIRST, 0, -5],
    ]);
    expect(holding(20)).toEqual([
      ['quote', FIRST, 0, 0, FULL],
      ['offload', FIRST, 0, -20],
    ]);
    expect(holding(-30)).toEqual([
      ['quote', FIRST, 0, FULL, 0],
      ['offload', FIRST, 0, 30],
    ]);
    // 5 % of the limit and below is kept.
    expect(holding(1)).toEqual([['quote', FIRST, 0, 950_000, FULL]]);
  });

  it('does not send changes below 1 % of its depth, but never keeps quoting when it should stop', () => {
    const { wake, world } = make([calm], { inventoryLimit: 20 });
    const holding = (lots: number) => {
      world.holder(FIRST).lots[0] = lots;
      return wake(0).filter(([what]) => what === 'quote');
    };
    expect(holding(1)).toEqual([]);
    expect(holding(2)).toEqual([['quote', FIRST, 0, 990_000, FULL]]);
    expect(holding(199)).toEqual([['quote', FIRST, 0, 5_000, FULL]]);
    expect(holding(200)).toEqual([['quote', FIRST, 0, 0, FULL]]);
    expect(holding(199)).toEqual([['quote', FIRST, 0, 5_000, FULL]]);
  });

  it('says nothing while it is liquidated and quotes anew when it comes back', () => {
    const { wake, world, behaviour } = make([calm, calm]);
    world.holder(FIRST).active = false;
    behaviour.onBreach!(FIRST);
    expect(wake(0)).toEqual([]);
    world.holder(FIRST).active = true;
    expect(wake(SECOND_US)).toEqual([
      ['quote', FIRST, 0, FULL, FULL],
      ['quote', FIRST, 1, FULL, FULL],
    ]);
  });

  it('quotes anew when its liquidation began and ended between two looks', () => {
    const { wake, behaviour } = make([calm, calm]);
    expect(wake(0)).toEqual([]);
    behaviour.onBreach!(FIRST + 1);
    expect(wake(SECOND_US)).toEqual([
      ['quote', FIRST + 1, 0, FULL, FULL],
      ['quote', FIRST + 1, 1, FULL, FULL],
    ]);
  });
});
