// Goal: agents whose orders are a flow of their own keep to their rules at the edges: at a threshold exactly, under liquidation,
// with collateral beside positions. Method: as flows.test.ts, one look at a time.
import { describe, expect, it } from 'vitest';
import { log } from '../../src/numeric/math.ts';
import { at, FIRST, orders, type OfKind } from './class-at-work.ts';

const S = 1_000_000;

describe('a whale', () => {
  const exit = { atUs: 0, overUs: 100 * S, schedule: { kind: 'proportional' } } as const;

  it('keeps its collateral', () => {
    const { world, wake } = at('whale', [100, 1], [{ lots: [1_000, 700] }], { exit });
    world.assets.add(1);
    wake(0);
    expect(orders(wake(10))).toEqual([[FIRST, 0, -100]]);
  });

  it('works out what it holds at its first look from the beginning of its exit on', () => {
    const { world, wake } = at('whale', [100], [{ lots: [1_000] }], { exit: { ...exit, atUs: 20 * S } });
    wake(10);
    world.holder(FIRST).lots[0] = 800;
    expect(wake(20)).toEqual([]);
    world.holder(FIRST).lots[0] = 790;
    // 10 s of 100: 720 of the 800 should be left.
    expect(orders(wake(30))).toEqual([[FIRST, 0, -70]]);
  });

  it('sends nothing while it is liquidated, and asks for what should be gone when it trades again', () => {
    const { world, wake } = at('whale', [100], [{ lots: [1_000] }], { exit });
    wake(0);
    world.holder(FIRST).active = false;
    world.holder(FIRST).lots[0] = 600;
    expect(wake(50)).toEqual([]);
    world.holder(FIRST).active = true;
    // 450 of the 1,000 of the start should be left.
    expect(orders(wake(55))).toEqual([[FIRST, 0, -150]]);
  });
});

describe('a trend follower', () => {
  const holder = { equity: 1_000, appetite: 1, trigger: log(110 / 105) };
  const rules = { lookbackUs: 10 * S, entriesMax: 2 };

  it('knows its range once it has seen a whole lookback, and stops at its distance exactly', () => {
    const { wake, arrive } = at('trendFollower', [100], [holder], rules);
    wake(0, 100);
    const entry = wake(10, 101);
    expect(orders(entry)).toEqual([[FIRST, 0, 9]]);
    arrive(entry);
    wake(15, 110);
    expect(wake(20, 105.1)).toEqual([]);
    expect(orders(wake(25, 105))).toEqual([[FIRST, 0, -9]]);
  });

  it('trails the stop of a short down from its lowest mark', () => {
    const { wake, arrive } = at('trendFollower', [100], [holder], rules);
    wake(0, 100);
    const entry = wake(10, 99);
    expect(orders(entry)).toEqual([[FIRST, 0, -10]]);
    arrive(entry);
    expect(wake(15, 80)).toEqual([]);
    expect(wake(20, 83)).toEqual([]);
    // log(84 / 80) = 4.88 %, above log(110 / 105) = 4.65 %; log(83 / 80) = 3.68 %.
    expect(orders(wake(25, 84))).toEqual([[FIRST, 0, 10]]);
  });

  it('waits for an order that is under way, and sends nothing while it is liquidated', () => {
    const { wake, arrive, world } = at('trendFollower', [100], [holder], rules);
    wake(0, 100);
    const entry = wake(10, 101);
    expect(orders(entry)).toEqual([[FIRST, 0, 9]]);
    expect(wake(15, 102)).toEqual([]);
    arrive(entry);
    world.holder(FIRST).active = false;
    expect(wake(20, 50)).toEqual([]);
    world.holder(FIRST).active = true;
    expect(orders(wake(25, 50))).toEqual([[FIRST, 0, -9]]);
  });

  it('takes the first instrument with a breakout among those of its class', () => {
    const { wake } = at('trendFollower', [100, 100, 100], [holder], { ...rules, instrumentWeights: [0, 1, 1] });
    wake(0);
    expect(orders(wake(10, 120, 125, 130))).toEqual([[FIRST, 1, 8]]);
  });
});

describe('a herd seller', () => {
  const make = (changes: Partial<OfKind<'herdSeller'>> = {}) => {
    const holders = [
      { lots: [11, 50], trigger: 0.05 },
      { lots: [-11, 50], trigger: 0.05 },
    ];
    const made = at('herdSeller', [100, 1], holders, { windowUs: 60 * S, sellSharePpm: 500_000, ...changes });
    made.world.openInterest.set(0, 1_000);
    made.world.openInterest.set(1, 1e9);
    made.world.assets.add(1);
    return made;
  };

  it('leaves shorts when shorts alone are liquidated, rounds up, and keeps its collateral', () => {
    const { world, wake } = make();
    // 5 % of the 100,000 that are open in what is no asset.
    world.liquidations.shortNotional = 5_000;
    expect(orders(wake(5))).toEqual([[FIRST + 1, 0, 6]]);
    world.liquidations.longNotional = 5_000;
    expect(orders(wake(10))).toEqual([[FIRST, 0, -6]]);
  });

  it('leaves longs and no shorts after a fall', () => {
    const { wake } = make({ drawdown: 0.1 });
    wake(5, 100);
    expect(orders(wake(10, 89))).toEqual([[FIRST, 0, -6]]);
  });
});

describe('others', () => {
  it('act at their trigger exactly', () => {
    const holder = { equity: 1_000, appetite: 1, trigger: log(100 / 90) };
    const { wake } = at('dipBuyer', [100], [holder], { lookbackUs: 60 * S });
    wake(0, 100);
    expect(wake(1, 90.1)).toEqual([]);
    expect(orders(wake(2, 90))).toEqual([[FIRST, 0, 11]]);
  });

  it('miss their turn while they are liquidated at their trigger, not at that of others', () => {
    const holders = [
      { lots: [-1], trigger: 0.1 },
      { lots: [0], trigger: 0.2 },
    ];
    const { world, wake } = at('panicSeller', [100], holders, { lookbackUs: 60 * S });
    wake(0, 100);
    // Both triggers are reached, and neither has a long. Then only that of the first is.
    expect(wake(1, 70)).toEqual([]);
    world.holder(FIRST + 1).active = false;
    expect(wake(2, 85)).toEqual([]);
    Object.assign(world.holder(FIRST + 1), { active: true, lots: [5] });
    expect(orders(wake(3, 75))).toEqual([[FIRST + 1, 0, -5]]);
  });

  it('send no order of nothing where they give up none of their positions', () => {
    const holders = [{ lots: [5], trigger: 0.1 }];
    const rules = { lookbackUs: 60 * S, sellSharePpm: 0 };
    const panic = at('panicSeller', [100], holders, rules);
    panic.wake(0, 100);
    expect(panic.wake(1, 70)).toEqual([]);
    const herd = at('herdSeller', [100], holders, rules);
    herd.world.openInterest.set(0, 10);
    herd.world.liquidations.longNotional = 1_000;
    expect(herd.wake(1)).toEqual([]);
  });

  it('buy the first of what fell alike', () => {
    const { wake } = at('dipBuyer', [100, 100], [{ equity: 1_000, appetite: 1, trigger: 0.1 }], {
      lookbackUs: 60 * S,
    });
    wake(0, 100, 100);
    expect(orders(wake(1, 80, 80))).toEqual([[FIRST, 0, 12]]);
  });

  it('pay up to the ratio that they aim for, rounded up', () => {
    const { world, behaviour } = at('marginCallPayer', [1], [{ appetite: 1_000 }], { topUpRatio: 1.5 });
    // 1.5 x 101 = 151.5.
    behaviour.onMarginCall!(world, FIRST, 100, 101, world);
    expect(world.take()).toEqual([['deposit', FIRST, 52, 0]]);
  });

  it('do not say a half-spread that has changed by less than a twentieth', () => {
    const spread = {
      half: 0.001,
      volatilityMultiple: 0,
      lookbackUs: S,
      stressWidening: 0,
      inventoryWidening: 1,
      max: 0.05,
    };
    const { world, wake } = at('marketMaker', [100], [{ equity: 1_000 }], { inventoryLimit: 2, spread });
    const halves = (lots: number): number[] => {
      world.holder(FIRST).lots[0] = lots;
      return wake(0).flatMap((one) => (one[0] === 'spread' ? [one[3]] : []));
    };
    expect(halves(0)).toEqual([1_000]);
    // 1 lot of 100 is 5 % of the limit of 2,000, no more; 2 lots are 10 %.
    expect(halves(1)).toEqual([]);
    expect(halves(2)).toEqual([1_100]);
  });
});
