// Goal: pauses, gates, guards and fund modes change state where docs/controls.md says: at a share exactly, once for
// each timer, and anew after their end. Method: a small venue whose fund holds ten lots; fund and prices by hand.
import { describe, expect, it } from 'vitest';
import type {
  FundModeRules,
  LiquidationPauseRules,
  WithdrawalGateRules,
} from '../../../src/exchange/controls/control-rules.ts';
import type { FaultRules } from '../../../src/exchange/faults/fault-rules.ts';
import { usd } from '../small-venue.ts';
import { ControlWalk } from './control-walk.ts';

const SECOND_US = 1_000_000;
const EVER_US = 1e6 * SECOND_US;

/** A fund of 100 USD takes ten lots at 95 with a debt of 40: at a price p it has 60 + 10 (p - 95). It had 100 at 1 s. */
function withFund(...[kind, controls]: ConstructorParameters<typeof ControlWalk>): ControlWalk {
  const holders = [
    { equityUsd: 10, lots: 10 },
    { equityUsd: 10_000, lots: -10 },
  ];
  const walk = new ControlWalk(kind, controls, { fundUsd: 100, holders });
  expect([walk.to(1, 100), walk.to(2, 95)]).toEqual([[], []]);
  walk.small.exchange.liquidate(4);
  expect(walk.small.fundUsd()).toBe(60);
  return walk;
}

describe('a fund mode', () => {
  const rules: FundModeRules = {
    sharePpm: 500_000,
    windowUs: EVER_US,
    recoverPpm: 800_000,
    longestUs: 50 * SECOND_US,
    marginMultiplePpm: 2_000_000,
    pausesLiquidations: true,
    closeOnly: true,
  };
  const make = (): ControlWalk => withFund('fundMode', { fundMode: rules });

  it('begins below its share and ends at the other, and then judges by what the fund has', () => {
    const walk = make();
    const { exchange } = walk.small;
    expect([walk.to(3, 94), walk.to(4, 93.9)]).toEqual([[], [['restricted', usd(100)]]]);
    expect(exchange.maintenanceOf(5)).toBe(usd(18.78));
    exchange.placeOrder(5, 0, -1, 'dipPurchase');
    expect(walk.small.lotsOf(5)).toBe(-10);
    expect([walk.to(10, 96.99), walk.to(11, 97)]).toEqual([[], [['normal', usd(100)]]]);
    expect(exchange.maintenanceOf(5)).toBe(usd(9.7));
    exchange.placeOrder(5, 0, -1, 'dipPurchase');
    expect(walk.small.lotsOf(5)).toBe(-11);
    // 49, which would be less than half of 100; then 80, of which 39 is less than half.
    expect([walk.to(12, 93.9), walk.to(13, 97), walk.to(14, 92.9)]).toEqual([[], [], [['restricted', usd(80)]]]);
  });

  it('lasts for its longest time from when it began the last time', () => {
    const walk = make();
    walk.to(4, 93.9);
    walk.to(11, 97);
    walk.to(12, 97);
    expect(walk.to(14, 92.9)).toHaveLength(1);
    expect([walk.wait(54), walk.wait(63), walk.wait(64)]).toEqual([[], [], [['normal', usd(80)]]]);
  });

  it('stops liquidations in slices from when it began the last time', () => {
    const walk = make();
    const untilSeconds = (): number => walk.small.exchange.stoppedUntilUsOf('liquidations') / SECOND_US;
    walk.to(4, 93.9);
    expect(untilSeconds()).toBe(14);
    walk.to(11, 97);
    expect(untilSeconds()).toBe(0);
    walk.to(12, 97);
    walk.to(13, 92.9);
    expect(untilSeconds()).toBe(23);
    // The slice that began at 4 s is nobody's any more.
    walk.wait(15);
    expect(untilSeconds()).toBe(23);
    walk.wait(23);
    expect(untilSeconds()).toBe(33);
  });
});

describe('a pause of liquidations', () => {
  const rules: LiquidationPauseRules = {
    fundSharePpm: 500_000,
    fundWindowUs: EVER_US,
    notionalMax: null,
    rateWindowUs: EVER_US,
    onMarketWideHalt: false,
    pauseUs: 10 * SECOND_US,
    extensionsMax: 1,
  };

  it('is prolonged as often as it may each time, and then judges by what the fund has', () => {
    const walk = withFund('liquidationPause', { liquidationPause: rules });
    expect([walk.to(3, 94), walk.to(4, 93.9)]).toEqual([[], [['paused', 1]]]);
    expect([walk.wait(14), walk.wait(24)]).toEqual([[['prolonged', 1]], [['running', 0]]]);
    // 49 is now the highest: 24.5 is not below its half, 24 is.
    expect([walk.to(25, 93.9), walk.to(26, 91.45), walk.to(27, 91.4)]).toEqual([[], [], [['paused', 1]]]);
    expect([walk.wait(37), walk.wait(47)]).toEqual([[['prolonged', 1]], [['running', 0]]]);
  });

  it('is prolonged before its end, so that nobody is served at that instant', () => {
    const walk = withFund('liquidationPause', { liquidationPause: rules });
    walk.to(4, 93.9);
    const untilUs = (): number => walk.small.exchange.stoppedUntilUsOf('liquidations');
    walk.wait(13.999_998);
    expect(untilUs()).toBe(14 * SECOND_US);
    walk.wait(13.999_999);
    expect(untilUs()).toBe(24 * SECOND_US);
  });

  it('ends in time where the fund is back at its share exactly', () => {
    const walk = withFund('liquidationPause', { liquidationPause: rules });
    walk.to(4, 93.9);
    walk.to(5, 94);
    expect([walk.wait(13.9), walk.wait(14)]).toEqual([[], [['running', 0]]]);
  });

  it('by rate begins above its limit, and forgets the fills before its end', () => {
    // 100 lots with 150 USD: at 99 in breach. A tenth at a time: 10, 9, 9 and 8 lots of 99, each less than 10 x 99.
    const walk = new ControlWalk(
      'liquidationPause',
      { liquidationPause: { ...rules, fundSharePpm: null, notionalMax: usd(990) } },
      {
        holders: [{ equityUsd: 150, lots: 100 }],
        liquidation: { sizing: { kind: 'fraction', sharePpm: 100_000 } },
      },
    );
    walk.small.moveTo(99);
    const step = () => {
      walk.small.exchange.liquidate(4);
      return walk.entered();
    };
    expect([step(), step()]).toEqual([[], [['paused', 2]]]);
    expect(walk.wait(11)).toEqual([['running', 0]]);
    expect([step(), step()]).toEqual([[], [['paused', 2]]]);
  });
});

describe('a withdrawal gate', () => {
  const rules: WithdrawalGateRules = {
    fundSharePpm: null,
    fundWindowUs: EVER_US,
    onMarketWideHalt: false,
    fallPpm: 50_000,
    fallWindowUs: EVER_US,
    closedUs: 10 * SECOND_US,
  };

  it('closes at its fall exactly, and after its end looks at what came since', () => {
    const walk = new ControlWalk('withdrawalGate', { withdrawalGate: rules });
    expect([walk.to(1, 100), walk.to(2, 95.01), walk.to(3, 95)]).toEqual([[], [], [['closed', 2]]]);
    expect([walk.wait(13), walk.to(14, 95), walk.to(15, 90.26)]).toEqual([[['open', 0]], [], []]);
    expect(walk.to(16, 90.25)).toEqual([['closed', 2]]);
  });

  it('that a fund closed looks at what the fund has after its end', () => {
    const walk = withFund('withdrawalGate', { withdrawalGate: { ...rules, fallPpm: null, fundSharePpm: 500_000 } });
    expect([walk.to(3, 94), walk.to(4, 93.9)]).toEqual([[], [['closed', 1]]]);
    expect([walk.wait(14), walk.to(15, 93.9), walk.to(16, 91.4)]).toEqual([[['open', 0]], [], [['closed', 1]]]);
  });
});

describe('an oracle guard', () => {
  const wrong = (atSeconds: number, untilSeconds: number): FaultRules => ({
    kind: 'oracle',
    instruments: [0],
    error: { kind: 'factor', factor: 0.9 },
    atUs: atSeconds * SECOND_US,
    durationUs: (untilSeconds - atSeconds) * SECOND_US,
  });
  // The oracle shows 90 for 100 from 1 to 3 s, from 4 to 20 s, and from 22 s on; the book stays at 100.
  const make = () =>
    new ControlWalk(
      'oracleGuard',
      {
        oracleGuard: {
          instruments: [0],
          deviationPpm: 50_000,
          confirmUs: 5 * SECOND_US,
          action: 'freezeMark',
        },
      },
      { rules: { faults: [wrong(1, 3), wrong(4, 20), wrong(22, 60)] } },
    );

  it('guards after a deviation that lasted, and lets go after an agreement that lasted', () => {
    const walk = make();
    expect([walk.to(2, 100), walk.to(3, 100), walk.to(4, 100)].flat().map(([state]) => state)).toEqual([
      'deviating',
      'agreeing',
      'deviating',
    ]);
    // 2 + 5 s is the time of the deviation that ended.
    expect([walk.wait(8), walk.wait(9)]).toEqual([[], [['guarding', 0]]]);
    expect(walk.small.exchange.marksAreStale()).toBe(true);
    walk.to(10, 95);
    expect([walk.small.exchange.markTicksOf(0), walk.small.exchange.indexTicksOf(0)]).toEqual([9_000, 8_550]);
    // It agrees at 21 s, and no more at 23 s: it goes on guarding.
    walk.to(21, 100);
    walk.to(23, 100);
    expect(walk.wait(50)).toEqual([]);
    walk.to(61, 100);
    expect([walk.wait(65.9), walk.wait(66)]).toEqual([[], [['agreeing', 0]]]);
    expect(walk.small.exchange.marksAreStale()).toBe(true);
    walk.to(67, 100);
    expect(walk.small.exchange.markTicksOf(0)).toBe(10_000);
  });
});
