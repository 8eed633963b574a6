// Goal: accounts of a class run on the venue when docs/exchange-rules.md, section 20, says, each once, beside what their class
// does. Method: a market made by hand, one look at a time, and everything that they asked for.
import { describe, expect, it } from 'vitest';
import type { BankRunRules } from '../../src/agents/agent-class.ts';
import type { Behaviour } from '../../src/agents/behaviour.ts';
import { triggerOf, withBankRun } from '../../src/agents/behaviours/bank-run.ts';
import { log } from '../../src/numeric/math.ts';
import { SmallWorld, type Asked } from './small-world.ts';

const S = 1_000_000;
const FIRST = 7;
const RULES: BankRunRules = {
  fallLog: { min: log(100 / 95), max: log(100 / 85) },
  lookbackUs: 60 * S,
  fundLossShare: 0.25,
  sharePpm: 300_000,
};

function run(accounts: number, rules: Partial<BankRunRules> = {}, behaviour: Behaviour = { wakeIntervalUs: 0 }) {
  const holders = Array.from({ length: accounts }, (_, k) => ({ equity: 1_001 + k, reactionUs: 3 + k }));
  const world = new SmallWorld([100, 100], FIRST, holders);
  const range = { first: FIRST, end: FIRST + accounts };
  const running = withBankRun(behaviour, { ...RULES, ...rules }, range, 2, 5 * S);
  const look = (timeUs: number, ...marks: number[]): Asked[] => {
    world.nowUs = timeUs;
    marks.forEach((mark, i) => (world.marks[i] = mark));
    running.onWake!(world, world);
    return world.take();
  };
  return { world, running, look };
}

describe('a bank run', () => {
  it('spreads its triggers by the golden ratio from the least fall up', () => {
    const rules = { ...RULES, fallLog: { min: 0.1, max: 0.2 } };
    // frac(0), frac(0.618...), frac(1.236...), frac(1.854...).
    expect([0, 1, 2, 3].map((place) => triggerOf(rules, place).toFixed(8))).toEqual([
      '0.10000000',
      '0.16180340',
      '0.12360680',
      '0.18541020',
    ]);
  });

  it('begins at the least fall of any instrument, and goes on by trigger; each account asks once', () => {
    const { look } = run(3);
    expect(look(0, 100, 100)).toEqual([]);
    expect(look(5 * S, 95.1, 100)).toEqual([]);
    // 30 % of 1,001, rounded down, at the trigger itself; one instrument is enough.
    expect(look(10 * S, 100, 95)).toEqual([['withdraw', FIRST, 300, 3]]);
    // Triggers of the others: log(100 / 95) + 0.618 and 0.236 of the 0.1112 from there to log(100 / 85): 88.69 and 92.54.
    expect(look(15 * S, 92.6, 100)).toEqual([]);
    expect(look(20 * S, 92.5, 100)).toEqual([['withdraw', FIRST + 2, 300, 5]]);
    expect(look(25 * S, 88.7, 100)).toEqual([]);
    expect(look(30 * S, 88.6, 100)).toEqual([['withdraw', FIRST + 1, 300, 4]]);
    expect(look(35 * S, 50, 50)).toEqual([]);
  });

  it('forgets highs that are older than its lookback', () => {
    const { look } = run(1);
    look(0, 100, 100);
    look(30 * S, 96, 100);
    expect(look(60 * S, 94.9, 100)).toEqual([]);
    expect(look(61 * S, 91, 100)).toHaveLength(1);
  });

  it('begins for everybody who has not run yet once the fund has lost its share', () => {
    const { look, world } = run(3);
    look(0, 100, 100);
    expect(look(5 * S, 95, 100)).toHaveLength(1);
    world.fundLossShare = 0.2499;
    expect(look(10 * S, 95, 100)).toEqual([]);
    world.fundLossShare = 0.25;
    expect(look(15 * S, 100, 100).map(([, account]) => account)).toEqual([FIRST + 1, FIRST + 2]);
  });

  it('does not look at the fund unless told to', () => {
    for (const [fundLossShare, asked] of [
      [null, 0],
      [1, 1],
    ] as const) {
      const { look, world } = run(1, { fundLossShare });
      world.fundLossShare = 1;
      expect(look(0, 100, 100)).toHaveLength(asked);
    }
  });

  it('asks for nothing where nothing is left, and not later either', () => {
    const { look, world } = run(1);
    world.holder(FIRST).equity = -5;
    look(0, 100, 100);
    expect(look(5 * S, 90, 100)).toEqual([]);
    world.holder(FIRST).equity = 5_000;
    expect(look(10 * S, 80, 100)).toEqual([]);
  });

  it('leaves the class its own looks, and gives one to a class that has none', () => {
    expect(run(1).running.wakeIntervalUs).toBe(5 * S);
    const own: Behaviour = { wakeIntervalUs: 2 * S, onWake: (_, commands) => commands.deposit(FIRST, 9, 1) };
    const { running, look } = run(1, {}, own);
    expect(running.wakeIntervalUs).toBe(2 * S);
    look(0, 100, 100);
    expect(look(2 * S, 90, 100)).toEqual([
      ['withdraw', FIRST, 300, 3],
      ['deposit', FIRST, 9, 1],
    ]);
    expect(look(4 * S, 80, 100)).toEqual([['deposit', FIRST, 9, 1]]);
  });
});
