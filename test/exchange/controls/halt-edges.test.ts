// Goal: limit-up/limit-down, the dynamic breaker and market-wide levels change state where docs/controls.md says: at a limit
// exactly, once for each timer, and anew after a reopening. Method: one instrument at USD 100 whose book, index and mark are one
// price; prices by hand, a second apart unless said.
import { describe, expect, it } from 'vitest';
import type { MarketWideRules } from '../../../src/exchange/controls/control-rules.ts';
import { ControlWalk } from './control-walk.ts';

const SECOND_US = 1_000_000;

describe('the dynamic breaker', () => {
  const rules = {
    instruments: [0],
    variantTicks: [500],
    windowUs: 60 * SECOND_US,
    preOpenUs: 10 * SECOND_US,
    latePreOpenUs: 3 * SECOND_US,
    lateUs: 100 * SECOND_US,
    liquidationsAllowed: false,
  };
  const make = (closeSeconds = 1e6): ControlWalk =>
    new ControlWalk('dynamicBreaker', {
      dynamicBreaker: rules,
      session: { openUs: 0, closeUs: closeSeconds * SECOND_US },
    });

  it('stops at its variant exactly, from the high or from the low', () => {
    const fall = make();
    expect([fall.to(1, 100), fall.to(2, 95.01), fall.to(3, 95)]).toEqual([[], [], [['preOpen', 10_000]]]);
    const rise = make();
    expect([rise.to(1, 100), rise.to(2, 104.99), rise.to(3, 105)]).toEqual([[], [], [['preOpen', 10_000]]]);
    expect(rise.haltedUntilSeconds).toBe(13);
  });

  it('looks at nothing while it is halted, and begins anew at the reopening', () => {
    const walk = make();
    walk.to(1, 100);
    walk.to(2, 105);
    expect(walk.to(5, 120)).toEqual([]);
    expect(walk.haltedUntilSeconds).toBe(12);
    // The low of 100 and the high of 120 are forgotten.
    expect([walk.to(12, 105), walk.to(13, 101), walk.to(14, 100)]).toEqual([
      [['trading', 0]],
      [],
      [['preOpen', 10_500]],
    ]);
  });

  it('is short from the late time on', () => {
    const walk = make(103);
    walk.to(1, 100);
    walk.to(3, 90);
    expect(walk.haltedUntilSeconds).toBe(6);
    const early = make(104);
    early.to(1, 100);
    early.to(3, 90);
    expect(early.haltedUntilSeconds).toBe(13);
  });
});

describe('limit-up/limit-down', () => {
  const rules = {
    instruments: [0],
    tier: 1,
    windowUs: 300 * SECOND_US,
    referenceStepPpm: 10_000,
    limitStateUs: 15 * SECOND_US,
    pauseUs: 60 * SECOND_US,
    extensionUs: 40 * SECOND_US,
    extensionsMax: 1,
    doubles: false,
    amendment18: false,
    liquidationsAllowed: false,
  } as const;
  const make = (): ControlWalk => new ControlWalk('limitUpDown', { limitUpDown: rules });

  it('moves its reference when the mean is a step away exactly, and notes prices held within the bands', () => {
    // 101 is noted, and is the mean at the next look: 1 % away. The bands are then 101 -/+ 5.05.
    const inside = make();
    expect([inside.to(1, 101), inside.to(2, 101), inside.to(3, 106.04)]).toEqual([[], [], []]);
    const beyond = make();
    expect([beyond.to(1, 101), beyond.to(2, 101), beyond.to(3, 106.05)]).toEqual([[], [], [['limitState', 10_100]]]);
    const held = make();
    // 110 is noted as 105; then the reference is 105, and 110 lies inside 99.75 to 110.25.
    expect([held.to(1, 110), held.to(2, 110)]).toEqual([[['limitState', 10_000]], [['trading', 10_500]]]);
  });

  it('pauses for the limit state that lasts, not for one that ended before', () => {
    const walk = make();
    expect(walk.to(1, 95)).toEqual([['limitState', 10_000]]);
    // The mean of 95 moves the reference, to 95; 100 is beyond 99.75 again.
    expect(walk.to(5, 95)).toEqual([['trading', 9_500]]);
    expect(walk.to(10, 102)).toEqual([['limitState', 9_500]]);
    // At 16 s the first would have paused.
    expect(walk.to(20, 102)).toEqual([]);
    expect(walk.to(25, 102)).toEqual([['pause', 9_658]]);
    expect(walk.haltedUntilSeconds).toBe(85);
  });

  it('prolongs a pause while the book is at a band, as often as it may, each time anew', () => {
    const walk = make();
    walk.to(1, 94);
    expect(walk.wait(16)).toEqual([['pause', 10_000]]);
    // While it is halted nothing is noted, or the reference would follow to 94 and 95 be inside.
    expect([walk.to(20, 94), walk.to(30, 94)]).toEqual([[], []]);
    // At the lower band exactly when the pause ends.
    expect(walk.to(76, 95)).toEqual([['prolongedPause', 10_000]]);
    expect(walk.haltedUntilSeconds).toBe(116);
    expect(walk.to(116, 95)).toEqual([['trading', 9_500]]);
    expect(walk.to(117, 90)).toEqual([['limitState', 9_500]]);
    expect(walk.wait(132)).toEqual([['pause', 9_500]]);
    // 95 - 4.75.
    expect(walk.to(192, 90.25)).toEqual([['prolongedPause', 9_500]]);
    expect(walk.to(232, 90.25)).toEqual([['trading', 9_025]]);
  });

  it('is over at once where the book stands inside when the pause ends', () => {
    const walk = make();
    walk.to(1, 94);
    walk.wait(16);
    expect(walk.to(76, 95.01)).toEqual([['trading', 9_501]]);
  });
});

describe('market-wide levels', () => {
  const rules: MarketWideRules = {
    basket: [0],
    priorTicks: [10_000],
    declinesPpm: [70_000, 130_000, 200_000],
    haltUs: 60 * SECOND_US,
    cutoffUs: 1_000 * SECOND_US,
    liquidationsAllowed: false,
  };
  const make = (): ControlWalk => new ControlWalk('marketWide', { marketWide: rules });

  it('are reached at their price exactly, once each', () => {
    const walk = make();
    expect([walk.to(1, 93.01), walk.to(2, 93)]).toEqual([[], [['halted1', 0]]]);
    expect(walk.to(62, 92)).toEqual([['armed2', 0]]);
    expect([walk.to(63, 87.01), walk.to(64, 87)]).toEqual([[], [['halted2', 0]]]);
    expect(walk.to(124, 87)).toEqual([['armed3', 0]]);
    expect([walk.to(125, 80.01), walk.to(126, 80)]).toEqual([[], [['closed', 0]]]);
    expect(walk.haltedUntilSeconds).toBe(Number.MAX_SAFE_INTEGER / SECOND_US);
  });

  it('are two before the cut-off, and one after it', () => {
    const late = make();
    expect([late.to(1_000, 90), late.to(1_001, 85), late.to(1_002, 79)]).toEqual([[], [], [['closed', 0]]]);
    expect(make().to(999, 90)).toEqual([['halted1', 0]]);
  });
});
