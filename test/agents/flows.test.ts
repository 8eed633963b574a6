// Goal: agents whose orders are a flow of their own do what their class says. Method: a market made by hand, one look at
// a time, and everything that they asked for; figures are worked by hand.
import { describe, expect, it } from 'vitest';
import { shareLeft } from '../../src/agents/behaviours/whale.ts';
import { at, FIRST, type OfKind } from './class-at-work.ts';

const S = 1_000_000;

const order = (account: number, instrument: number, lots: number, purpose: string, delayUs = 0) => [
  'order',
  account,
  instrument,
  lots,
  purpose,
  delayUs,
];

describe('a whale', () => {
  const exit = { atUs: 10 * S, overUs: 100 * S, schedule: { kind: 'proportional' } } as const;

  it('without an exit holds on', () => {
    expect(at('whale', [100], [{ lots: [1_000] }]).behaviour.wakeIntervalUs).toBe(0);
  });

  it('works its position out in proportion to the time that has passed', () => {
    const { wake, arrive } = at('whale', [100], [{ lots: [1_000], reactionUs: 7 }], { exit, intervalUs: 10 * S });
    expect(wake(0)).toEqual([]);
    expect(wake(10)).toEqual([]);
    const tenth = wake(20);
    expect(tenth).toEqual([order(FIRST, 0, -100, 'whaleExit', 7)]);
    arrive(tenth);
    const third = wake(45);
    // 35 % should be gone, 10 % are.
    expect(third).toEqual([order(FIRST, 0, -250, 'whaleExit', 7)]);
    arrive(third);
    expect(wake(200)).toEqual([order(FIRST, 0, -650, 'whaleExit', 7)]);
  });

  it('sends nothing while an order is under way, and asks again for what was not filled', () => {
    const { wake, behaviour } = at('whale', [100], [{ lots: [-1_000] }], { exit, intervalUs: 10 * S });
    expect(wake(10)).toEqual([]);
    expect(wake(20)).toEqual([order(FIRST, 0, 100, 'whaleExit')]);
    expect(wake(30)).toEqual([]);
    behaviour.onOrder!(FIRST);
    expect(wake(40)).toEqual([order(FIRST, 0, 300, 'whaleExit')]);
  });

  it('sells earlier by the path of Almgren and Chriss', () => {
    const path = { kind: 'almgrenChriss', urgency: 2 } as const;
    // sinh(1) / sinh(2) = 1 / (2 cosh(1)).
    expect(shareLeft(path, 0.5)).toBeCloseTo(0.32402713683, 10);
    expect(shareLeft(path, 0)).toBe(1);
    expect(shareLeft(path, 1)).toBe(0);
    expect(shareLeft({ kind: 'almgrenChriss', urgency: 1e-4 }, 0.25)).toBeCloseTo(0.75, 6);
  });
});

describe('a basis arbitrageur', () => {
  const holder = { equity: 1_000, appetite: 2, trigger: 0.01, reactionUs: 3 };
  const outside = { leg: 0, against: -1, exitBasis: 0.002 };

  it('sells what trades above its index by its own threshold, and buys it back once that has closed', () => {
    const { world, wake, arrive } = at('basisArbitrageur', [100], [holder], outside);
    world.index.set(0, 100);
    expect(wake(5, 100.9)).toEqual([]);
    // log(101.1 / 100) = 1.094 %: 2 x 1,000 / 101.1 = 19 lots.
    const entry = wake(10, 101.1);
    expect(entry).toEqual([order(FIRST, 0, -19, 'basisTrade', 3)]);
    arrive(entry);
    expect(wake(15, 100.3)).toEqual([]);
    expect(wake(20, 100.1)).toEqual([order(FIRST, 0, 19, 'basisTrade', 3)]);
  });

  it('trades one leg against the other for the same notional', () => {
    const { world, wake } = at('basisArbitrageur', [98, 40], [holder], { leg: 0, against: 1 });
    world.index.set(0, 100);
    world.index.set(1, 40);
    // 20 lots at 98 against 1,960 / 40 = 49 lots.
    expect(wake(5)).toEqual([order(FIRST, 0, 20, 'basisTrade', 3), order(FIRST, 1, -49, 'basisTrade', 3)]);
  });

  it('trades for funding where it is told to', () => {
    const { world, wake, arrive } = at('basisArbitrageur', [100], [holder], {
      ...outside,
      funding: { entryRate: 0.001, exitRate: 0.0002 },
    });
    world.funding.set(0, 0.0009);
    expect(wake(5)).toEqual([]);
    world.funding.set(0, -0.001);
    const entry = wake(10);
    expect(entry).toEqual([order(FIRST, 0, 20, 'basisTrade', 3)]);
    arrive(entry);
    world.funding.set(0, -0.0003);
    expect(wake(15)).toEqual([]);
    world.funding.set(0, -0.0002);
    expect(wake(20)).toEqual([order(FIRST, 0, -20, 'basisTrade', 3)]);
  });

  it('unwinds under margin stress, and does not come back before the spread has closed', () => {
    const { world, wake, arrive } = at('basisArbitrageur', [102], [holder], outside);
    world.index.set(0, 100);
    arrive(wake(5));
    world.holder(FIRST).maintenance = 601;
    const out = wake(10);
    expect(out).toEqual([order(FIRST, 0, 19, 'basisTrade', 3)]);
    arrive(out);
    world.holder(FIRST).maintenance = 0;
    expect(wake(15)).toEqual([]);
    expect(wake(20, 100)).toEqual([]);
    expect(wake(25, 102)).toHaveLength(1);
  });

  it('matches the other leg to what deleveraging left of the first', () => {
    const { world, wake, arrive, behaviour } = at('basisArbitrageur', [98, 40], [holder], { leg: 0, against: 1 });
    world.index.set(0, 100);
    arrive(wake(5));
    world.holder(FIRST).lots[0] = 10;
    behaviour.onDeleveraged!(world, FIRST, 0, -10, world);
    // 980 / 40 = 24 lots against the 49 that it has.
    expect(wake(10)).toEqual([order(FIRST, 1, 25, 'basisTrade', 3)]);
  });

  it('waits for the end of a halt', () => {
    const { world, wake } = at('basisArbitrageur', [102], [holder], outside);
    world.index.set(0, 100);
    world.halted.add(0);
    expect(wake(5)).toEqual([]);
    world.halted.clear();
    expect(wake(10)).toHaveLength(1);
  });
});

describe('an options seller', () => {
  const hedge = { instrument: 1, sharePpm: 1_000_000, measure: 'delta' } as const;
  const make = (deltaBand: number) => {
    // Short 10 calls on a notional of 100 each, hedged by 50 lots of 8.
    const made = at('optionSeller', [100, 8], [{ lots: [-10, 50], equity: 1_000, reactionUs: 2 }], {
      hedge,
      deltaBand,
    });
    made.world.deltas.set(0, 40);
    return made;
  };

  it('does nothing within its band', () => {
    // -10 x 40 + 50 x 8 = 0; at a delta of 44, -40 of a notional of 1,000.
    const { world, wake } = make(0.05);
    expect(wake(1)).toEqual([]);
    world.deltas.set(0, 44);
    expect(wake(2)).toEqual([]);
  });

  it('buys what rises and sells what falls', () => {
    const { world, wake, arrive } = make(0.05);
    world.deltas.set(0, 48);
    // 80 are open: 10 lots of 8.
    const bought = wake(1);
    expect(bought).toEqual([order(FIRST, 1, 10, 'deltaHedge', 2)]);
    arrive(bought);
    world.deltas.set(0, 40);
    expect(wake(2)).toEqual([order(FIRST, 1, -10, 'deltaHedge', 2)]);
  });

  it('closes its hedge when its options are gone', () => {
    const { world, wake } = make(0.05);
    world.holder(FIRST).lots[0] = 0;
    expect(wake(1)).toEqual([order(FIRST, 1, -50, 'deltaHedge', 2)]);
  });
});

describe('a trend follower', () => {
  const holder = { equity: 1_000, appetite: 1, trigger: 0.05, reactionUs: 1 };
  const make = (changes: Partial<OfKind<'trendFollower'>> = {}) =>
    at('trendFollower', [100], [holder], { lookbackUs: 10 * S, entriesMax: 2, ...changes });

  it('follows a breakout from a whole lookback and trails its stop', () => {
    const { wake, arrive } = make();
    expect(wake(0, 100)).toEqual([]);
    // Higher, but the range is not known yet.
    expect(wake(5, 101)).toEqual([]);
    expect(wake(10, 101)).toEqual([]);
    const entry = wake(15, 102);
    expect(entry).toEqual([order(FIRST, 0, 9, 'trendEntry', 1)]);
    arrive(entry);
    expect(wake(20, 110)).toEqual([]);
    // log(110 / 104.7) = 4.94 %, log(110 / 104.6) = 5.03 %.
    expect(wake(25, 104.7)).toEqual([]);
    expect(wake(30, 104.6)).toEqual([order(FIRST, 0, -9, 'trendStop', 1)]);
  });

  it('goes short below the range, and not where it follows longs alone', () => {
    const sell = (directions: 'both' | 'long') => {
      const { wake } = make({ directions });
      wake(0, 100);
      wake(10, 100);
      return wake(15, 99);
    };
    expect(sell('both')).toEqual([order(FIRST, 0, -10, 'trendEntry', 1)]);
    expect(sell('long')).toEqual([]);
  });

  it.each([
    [1, 0],
    [2, 1],
  ])('enters %i times at the most', (entriesMax, more) => {
    const { wake, arrive } = make({ entriesMax });
    wake(0, 100);
    wake(10, 100);
    arrive(wake(15, 101));
    arrive(wake(20, 90));
    expect(wake(25, 200)).toHaveLength(more);
  });
});

describe('a herd seller', () => {
  const holders = [
    { lots: [10], trigger: 0.05, reactionUs: 4 },
    { lots: [-10], trigger: 0.05, reactionUs: 4 },
  ];
  const make = (changes: Partial<OfKind<'herdSeller'>> = {}) => {
    const made = at('herdSeller', [100], holders, { windowUs: 60 * S, sellSharePpm: 500_000, ...changes });
    made.world.openInterest.set(0, 1_000);
    return made;
  };

  it('leaves longs once longs are liquidated, shorts once shorts are, each once', () => {
    const { world, wake } = make();
    // 5 % of an open interest of 100,000.
    world.liquidations.longNotional = 4_999;
    expect(wake(5)).toEqual([]);
    world.liquidations.longNotional = 5_000;
    expect(wake(10)).toEqual([order(FIRST, 0, -5, 'herdSale', 4)]);
    world.liquidations.shortNotional = 6_000;
    expect(wake(15)).toEqual([order(FIRST + 1, 0, 5, 'herdSale', 4)]);
    expect(wake(20)).toEqual([]);
  });

  it('forgets what is older than its window', () => {
    const { world, wake } = make();
    world.liquidations.longNotional = 3_000;
    wake(5);
    world.liquidations.longNotional = 5_500;
    // Within (5 s, 65 s] only 2,500.
    expect(wake(65)).toEqual([]);
    world.liquidations.longNotional = 8_000;
    expect(wake(70)).toEqual([order(FIRST, 0, -5, 'herdSale', 4)]);
  });

  it('can count accounts around it', () => {
    const { world, wake } = make({ watches: 'accounts' });
    world.liquidations.accounts = 5;
    world.accountCount = 100;
    expect(wake(5)).toHaveLength(2);
  });

  it('can look at the price as well', () => {
    const { wake } = make({ drawdown: 0.1 });
    expect(wake(5, 100)).toEqual([]);
    expect(wake(10, 89)).toEqual([order(FIRST, 0, -5, 'herdSale', 4)]);
  });
});

describe('an attacker of the fund', () => {
  const holders = [{ equity: 1_000 }, { equity: 800 }, { equity: 1_000 }];
  const [winner, loser, pusher] = [FIRST, FIRST + 1, FIRST + 2];
  const make = () => at('fundAttacker', [100], holders);

  it('opens both sides, pushes, waits for the loser to break, and leaves', () => {
    const { wake, arrive, behaviour, world } = make();
    expect(wake(9)).toEqual([]);
    // 10 x 800 / 100 lots each.
    const opened = wake(10);
    expect(opened).toEqual([order(winner, 0, 80, 'attack'), order(loser, 0, -80, 'attack')]);
    arrive(opened);
    expect(wake(11)).toEqual([]);
    // 5 x 1,000 / 100 lots in two orders.
    for (const seconds of [20, 21]) {
      const pushed = wake(seconds);
      expect(pushed).toEqual([order(pusher, 0, 25, 'attack')]);
      arrive(pushed);
    }
    expect(wake(22)).toEqual([]);
    behaviour.onBreach!(loser);
    world.holder(loser).lots[0] = 0;
    expect(wake(23)).toEqual([]);
    expect(wake(28)).toEqual([order(winner, 0, -80, 'attack'), order(pusher, 0, -50, 'attack')]);
  });

  it('gives up when the loser does not break', () => {
    const { wake, arrive } = make();
    for (const seconds of [10, 20, 21, 22]) arrive(wake(seconds));
    expect(wake(79)).toEqual([]);
    expect(wake(80)).toHaveLength(3);
  });
});
