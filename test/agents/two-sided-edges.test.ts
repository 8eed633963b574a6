// Goal: agents who hold one thing against another keep to their rules at the edges: at a threshold exactly, in a halt, while an
// order is under way, under liquidation. Method: as flows.test.ts, one look at a time.
import { describe, expect, it } from 'vitest';
import { log } from '../../src/numeric/math.ts';
import { at, FIRST, orders, type OfKind } from './class-at-work.ts';

describe('a basis arbitrageur', () => {
  const holder = { equity: 1_000, appetite: 2, trigger: log(101 / 100), reactionUs: 0 };
  const outside = { leg: 0, against: -1, exitBasis: 0.002 };

  it('enters at its threshold, and sends nothing more while that order is under way', () => {
    const { world, wake, behaviour } = at('basisArbitrageur', [100], [holder], outside);
    world.index.set(0, 100);
    expect(orders(wake(5, 101))).toEqual([[FIRST, 0, -19]]);
    expect(wake(10, 101)).toEqual([]);
    // It arrived and did not fill: it is asked for again.
    behaviour.onOrder!(FIRST);
    expect(orders(wake(15, 101))).toEqual([[FIRST, 0, -19]]);
  });

  it('holds on at its stress ratio, and leaves above it', () => {
    const { world, wake, arrive } = at('basisArbitrageur', [102], [holder], outside);
    world.index.set(0, 100);
    arrive(wake(5));
    world.holder(FIRST).maintenance = 600;
    expect(wake(10)).toEqual([]);
    world.holder(FIRST).maintenance = 600.1;
    expect(orders(wake(15))).toEqual([[FIRST, 0, 19]]);
  });

  it('that the venue liquidated does not come back before the spread has closed', () => {
    const { world, wake, arrive, behaviour } = at('basisArbitrageur', [102], [holder], outside);
    world.index.set(0, 100);
    arrive(wake(5));
    behaviour.onBreach!(FIRST);
    world.holder(FIRST).active = false;
    expect(wake(10)).toEqual([]);
    Object.assign(world.holder(FIRST), { active: true, lots: [0] });
    expect(wake(15)).toEqual([]);
    wake(20, 100);
    expect(orders(wake(25, 102))).toEqual([[FIRST, 0, -19]]);
  });

  it('is paid the difference of both fundings, not their sum', () => {
    const { world, wake } = at('basisArbitrageur', [100, 50], [holder], {
      leg: 0,
      against: 1,
      funding: { entryRate: 0.001, exitRate: 0.0002 },
    });
    world.funding.set(0, 0.0008);
    world.funding.set(1, 0.0004);
    expect(wake(5)).toEqual([]);
    world.funding.set(1, -0.0002);
    expect(orders(wake(10))).toEqual([
      [FIRST, 0, -20],
      [FIRST, 1, 40],
    ]);
  });

  it('leaves both legs when the spread has closed', () => {
    const { world, wake, arrive } = at('basisArbitrageur', [98, 40], [holder], { leg: 0, against: 1 });
    world.index.set(0, 100);
    world.index.set(1, 40);
    arrive(wake(5));
    expect(orders(wake(10, 100))).toEqual([
      [FIRST, 0, -20],
      [FIRST, 1, 49],
    ]);
  });

  it('opens again what deleveraging took of the other leg', () => {
    const { world, wake, arrive, behaviour } = at('basisArbitrageur', [98, 40], [holder], { leg: 0, against: 1 });
    world.index.set(0, 100);
    world.index.set(1, 40);
    arrive(wake(5));
    expect(world.holder(FIRST).lots).toEqual([20, -49]);
    // Had it matched that leg anew, at 49 it would want 40 of it.
    world.marks[1] = 49;
    world.index.set(1, 49);
    world.holder(FIRST).lots[1] = -40;
    behaviour.onDeleveraged!(world, FIRST, 1, 9, world);
    expect(orders(wake(10))).toEqual([[FIRST, 1, -9]]);
  });
});

describe('an options seller', () => {
  const hedge = { instrument: 1, sharePpm: 1_000_000, measure: 'delta' } as const;
  const make = (parts: Partial<OfKind<'optionSeller'>> = {}, lots: number[] = [-10, 50, 0]) => {
    const made = at('optionSeller', [100, 8, 1], [{ lots, equity: 1_000 }], { hedge, deltaBand: 0, ...parts });
    made.world.deltas.set(0, 40);
    return made;
  };

  it('rounds its hedge towards none, on either side', () => {
    // 47 open either way: 5.875 lots of 8.
    const { world, wake } = make();
    world.deltas.set(0, 44.7);
    expect(orders(wake(1))).toEqual([[FIRST, 1, 5]]);
    const other = make();
    other.world.deltas.set(0, 35.3);
    expect(orders(other.wake(1))).toEqual([[FIRST, 1, -5]]);
  });

  it('holds still at its band', () => {
    // Open 50 of a notional of 1,000.
    const { world, wake } = make({ deltaBand: 0.05 });
    world.deltas.set(0, 45);
    expect(wake(1)).toEqual([]);
    world.deltas.set(0, 45.1);
    expect(orders(wake(2))).toEqual([[FIRST, 1, 6]]);
  });

  it('hedges the share that its class hedges', () => {
    // Half of -400 needs 25 lots.
    const { wake } = make({ hedge: { ...hedge, sharePpm: 500_000 } });
    expect(orders(wake(1))).toEqual([[FIRST, 1, -25]]);
  });

  it('does not hedge its collateral', () => {
    const { world, wake } = make({}, [-10, 50, 1_000]);
    world.assets.add(2);
    expect(wake(1)).toEqual([]);
  });

  it('waits for the end of a halt of its hedge, and for an order that is under way', () => {
    const { world, wake, arrive } = make();
    world.deltas.set(0, 48);
    world.halted.add(1);
    expect(wake(1)).toEqual([]);
    world.halted.clear();
    const sent = wake(2);
    expect(orders(sent)).toEqual([[FIRST, 1, 10]]);
    expect(wake(3)).toEqual([]);
    arrive(sent, 0.5);
    expect(orders(wake(4))).toEqual([[FIRST, 1, 5]]);
  });
});

describe('an attacker of the fund', () => {
  const [winner, loser, pusher] = [FIRST, FIRST + 1, FIRST + 2];
  const make = () => {
    const made = at('fundAttacker', [100], [{ equity: 1_000 }, { equity: 800 }, { equity: 1_000 }]);
    made.arrive(made.wake(10));
    return made;
  };

  it('does not lose a push while the one before it is under way', () => {
    const { wake, arrive } = make();
    const first = wake(20);
    expect(orders(first)).toEqual([[pusher, 0, 25]]);
    expect(wake(21)).toEqual([]);
    arrive(first);
    expect(orders(wake(22))).toEqual([[pusher, 0, 25]]);
  });

  it('waits for the end of a halt, which moves its exit too', () => {
    const { wake, arrive, world, behaviour } = make();
    world.halted.add(0);
    expect(wake(20)).toEqual([]);
    world.halted.clear();
    arrive(wake(21));
    arrive(wake(22));
    world.halted.add(0);
    behaviour.onBreach!(loser);
    wake(23);
    world.halted.clear();
    // It sees the loser break at 24 s.
    expect(wake(24)).toEqual([]);
    expect(wake(28)).toEqual([]);
    expect(orders(wake(29))).toHaveLength(3);
  });

  it('stays for as long as its loser does, whoever else of it is liquidated, and sends nothing for that account', () => {
    const { wake, arrive, world, behaviour } = make();
    arrive(wake(20));
    arrive(wake(21));
    behaviour.onBreach!(pusher);
    world.holder(pusher).active = false;
    for (const seconds of [22, 30, 79]) expect(wake(seconds)).toEqual([]);
    expect(orders(wake(80))).toEqual([
      [winner, 0, -80],
      [loser, 0, 80],
    ]);
  });
});
