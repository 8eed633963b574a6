/** Goal: a market maker whose quotes widen for the reasons that it gives. Method: its formula worked by hand, look by look. */
import { describe, expect, it } from 'vitest';
import type { MarketMakerClass } from '../../src/agents/agent-class.ts';
import { createMarketMaker } from '../../src/agents/behaviours/market-maker.ts';
import { SmallWorld } from './small-world.ts';

const FIRST = 4;
const spread = {
  half: 0.001,
  volatilityMultiple: 1,
  lookbackUs: 1_000_000,
  stressWidening: 4,
  inventoryWidening: 1,
  max: 0.05,
};
const rules = {
  inventoryLimit: 2,
  stressRatioStart: 0.5,
  stressRatioFull: 0.9,
  requoteIntervalUs: 1_000_000,
  spread,
} as unknown as MarketMakerClass;

describe('a market maker', () => {
  const make = (holder: { lots: number[]; equity: number; maintenance: number }, own = spread) => {
    const world = new SmallWorld([100], FIRST, [holder]);
    const maker = createMarketMaker({ first: FIRST, end: FIRST + 1 }, { ...rules, spread: own }, 1);
    const look = (): number[] => {
      maker.onWake!(world, world);
      return world.take().flatMap((asked) => (asked[0] === 'spread' ? [asked[3]] : []));
    };
    return { world, look };
  };

  it('quotes its half-spread in calm, and says so once', () => {
    const { look } = make({ lots: [0], equity: 1_000, maintenance: 0 });
    expect(look()).toEqual([1_000]);
    expect(look()).toEqual([]);
  });

  it('adds a standard deviation of what the mark did', () => {
    const { world, look } = make({ lots: [0], equity: 1_000, maintenance: 0 });
    look();
    world.marks[0] = 102;
    // The square counts half at a lookback as long as the interval: 0.001 + ln(1.02) / sqrt(2).
    expect(look()).toEqual([Math.round((0.001 + Math.log(1.02) / Math.SQRT2) * 1e6)]);
    expect(look()).toEqual([Math.round((0.001 + Math.log(1.02) / 2) * 1e6)]);
  });

  it('widens with used margin and with inventory, to its limit', () => {
    // Maintenance 700 of 1,000: half of the way from 0.5 to 0.9. 10 lots of 100 of a limit of 2,000: half.
    expect(make({ lots: [10], equity: 1_000, maintenance: 700 }).look()).toEqual([Math.round(1_000 * 3 * 1.5)]);
    const wild = { ...spread, half: 0.04 };
    expect(make({ lots: [10], equity: 1_000, maintenance: 700 }, wild).look()).toEqual([50_000]);
  });
});
