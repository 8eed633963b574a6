// Goal: what an account is drawn as depends on the seed, its class and its place in it, and on nothing else. Method:
// the same classes drawn in another order, beside other classes and with other rules, column by column.
import { describe, expect, it } from 'vitest';
import type { AgentClass, AmountDistribution } from '../../src/agents/agent-class.ts';
import { AmountDraw } from '../../src/agents/amount-draw.ts';
import { BLOCK_ACCOUNTS, listBlocks, listClassRanges } from '../../src/agents/population-draw.ts';
import type { PopulationTerms } from '../../src/agents/population-terms.ts';
import { ROLE_ADVERSARY, ROLE_MAKER, ROLE_TRADER, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { allKinds, baseOf, drawAll, fixed, logNormal, rowsOf, twoCoins, uniform } from './classes.ts';

const FLAT = ['marketMaker', 'dipBuyer', 'basisArbitrageur', 'trendFollower', 'fundAttacker'];
const ROLE_OF: Record<string, number> = { marketMaker: ROLE_MAKER, fundAttacker: ROLE_ADVERSARY };

const termsOf = (classes: readonly AgentClass[]): PopulationTerms => ({ ...twoCoins, classes });

describe('blocks', () => {
  it('cover every account of every class once, in order', () => {
    const classes = [0, 1, BLOCK_ACCOUNTS, 2 * BLOCK_ACCOUNTS + 1].map((accounts) => ({
      ...allKinds(accounts, 2)[0]!,
    }));
    let next = VENUE_ACCOUNTS;
    for (const block of listBlocks(classes)) {
      expect(block.firstAccount).toBe(next);
      expect(block.accounts).toBeGreaterThan(0);
      expect(block.accounts).toBeLessThanOrEqual(BLOCK_ACCOUNTS);
      next += block.accounts;
    }
    expect(next).toBe(VENUE_ACCOUNTS + 1 + 3 * BLOCK_ACCOUNTS + 1);
    expect(listBlocks(classes).map(({ classIndex, block }) => [classIndex, block])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 1],
      [3, 2],
    ]);
  });

  it('give the same bytes in whatever order they are drawn', () => {
    const terms = termsOf(allKinds(BLOCK_ACCOUNTS + 100, 2));
    const rising = drawAll(terms);
    const falling = drawAll(terms, (count) => [...Array(count).keys()].reverse());
    const oddFirst = drawAll(terms, (count) => [...Array(count).keys()].sort((x, y) => (y % 2) - (x % 2) || y - x));
    const bytes = Buffer.from(rising.buffer);
    expect(bytes.some((byte) => byte !== 0)).toBe(true);
    expect(Buffer.from(falling.buffer).equals(bytes)).toBe(true);
    expect(Buffer.from(oddFirst.buffer).equals(bytes)).toBe(true);
  });

  it('of one class differ from each other', () => {
    const population = drawAll(termsOf([allKinds(2 * BLOCK_ACCOUNTS, 2)[0]!]));
    const second = VENUE_ACCOUNTS + BLOCK_ACCOUNTS;
    expect(rowsOf(population, VENUE_ACCOUNTS, second).equity).not.toEqual(
      rowsOf(population, second, second + BLOCK_ACCOUNTS).equity,
    );
  });
});

describe('a class added, removed or made larger', () => {
  const classes = allKinds(50, 2);
  const rowsByName = (all: readonly AgentClass[]) => {
    const population = drawAll(termsOf(all));
    const ranges = listClassRanges(all);
    return new Map(all.map(({ name }, at) => [name, rowsOf(population, ranges[at]!.first, ranges[at]!.end)]));
  };
  const before = rowsByName(classes);

  it.each<[string, readonly AgentClass[]]>([
    ['added in front', [{ ...allKinds(37, 2)[0]!, name: 'new' }, ...classes]],
    ['added in between', [...classes.slice(0, 3), { ...allKinds(37, 2)[2]!, name: 'new' }, ...classes.slice(3)]],
    ['removed', classes.slice(1)],
    ['moved to the end', [...classes.slice(1), classes[0]!]],
  ])('%s leaves every account of the others as it was', (_, changed) => {
    const after = rowsByName(changed);
    for (const { name } of changed) if (name !== 'new') expect(after.get(name), name).toEqual(before.get(name));
  });

  it('made larger keeps the accounts that it had', () => {
    const larger = drawAll(termsOf(allKinds(BLOCK_ACCOUNTS + 50, 2).slice(0, 1)));
    expect(rowsOf(larger, VENUE_ACCOUNTS, VENUE_ACCOUNTS + 50)).toEqual(before.get('directional'));
  });
});

describe('a draw of one purpose', () => {
  const directional = allKinds(300, 2)[0]! as Extract<AgentClass, { kind: 'leveragedDirectional' }>;
  const rows = (changes: Partial<typeof directional>) =>
    rowsOf(drawAll(termsOf([{ ...directional, ...changes }])), VENUE_ACCOUNTS, VENUE_ACCOUNTS + 300);
  const before = rows({});
  const signs = (lots: readonly number[]) => lots.map(Math.sign);
  const sizes = (lots: readonly number[]) => lots.map(Math.abs);

  it('leverage leaves equity, stops, sides, instruments and reactions as they were', () => {
    const after = rows({ leverage: logNormal(4, 0.5, 2, 20) });
    expect(after.lots).not.toEqual(before.lots);
    expect(signs(after.lots)).toEqual(signs(before.lots));
    expect({ ...after, lots: 0 }).toEqual({ ...before, lots: 0 });
  });

  it('equity leaves sides, instruments and reactions as they were', () => {
    const after = rows({ equity: uniform(2e6, 4e8) });
    expect(after.equity).not.toEqual(before.equity);
    expect(signs(after.lots)).toEqual(signs(before.lots));
    expect(after.reactionUs).toEqual(before.reactionUs);
  });

  it('the side leaves sizes and all else as they were', () => {
    const after = rows({ longSharePpm: 900_000 });
    expect(after.lots).not.toEqual(before.lots);
    expect(sizes(after.lots)).toEqual(sizes(before.lots));
    expect({ ...after, lots: 0 }).toEqual({ ...before, lots: 0 });
  });

  it('the instruments leave all else as it was', () => {
    const after = rows({ instrumentsPerAccount: { min: 1, max: 2 } });
    expect(after.lots).not.toEqual(before.lots);
    expect({ ...after, lots: 0 }).toEqual({ ...before, lots: 0 });
  });

  it('stop-losses leave all else as it was', () => {
    const after = rows({ stopLossProbabilityPpm: 100_000, stopLossEquityShare: fixed(0.4) });
    expect(after.trigger).not.toEqual(before.trigger);
    expect({ ...after, trigger: 0 }).toEqual({ ...before, trigger: 0 });
  });

  it('reactions leave all else as it was', () => {
    const after = rows({ reactionUs: fixed(7) });
    expect(after.reactionUs).toEqual(Array(300).fill(7));
    expect({ ...after, reactionUs: 0 }).toEqual({ ...before, reactionUs: 0 });
  });
});

describe('accounts', () => {
  it('hold as much as equity x leverage buys, in whole lots', () => {
    // USD 1,000 at 5x: USD 5,000, which is 5,000 lots of A at USD 1 or 1,000 lots of B at USD 5.
    const base = { ...baseOf('class', 40, 2), equity: fixed(1e7), leverage: fixed(5) };
    const terms = termsOf([{ ...allKinds(40, 2)[0]!, ...base } as AgentClass]);
    const { lots } = rowsOf(drawAll(terms), VENUE_ACCOUNTS, VENUE_ACCOUNTS + 40);
    for (let n = 0; n < 40; n += 1) {
      expect([5_000, 0]).toContain(Math.abs(lots[2 * n]!));
      expect([1_000, 0]).toContain(Math.abs(lots[2 * n + 1]!));
      expect(lots[2 * n] === 0).toBe(lots[2 * n + 1] !== 0);
    }
  });

  it('hold no more than 98 % of their equity as initial margin buys', () => {
    // 98 % of USD 1,000 at an initial margin of 1 % buy USD 98,000: a quantum short of 98,000 lots of A.
    const base = { ...baseOf('class', 20, 2), equity: fixed(1e7), leverage: fixed(500), instrumentWeights: [1, 0] };
    const terms = termsOf([{ ...allKinds(20, 2)[0]!, ...base } as AgentClass]);
    const { lots } = rowsOf(drawAll(terms), VENUE_ACCOUNTS, VENUE_ACCOUNTS + 20);
    expect(new Set(lots.map(Math.abs))).toEqual(new Set([97_999, 0]));
  });

  it('of kinds that only trade start flat; makers and adversaries have their own role', () => {
    const classes = allKinds(30, 2);
    const population = drawAll(termsOf(classes));
    const ranges = listClassRanges(classes);
    classes.forEach(({ kind }, at) => {
      const { lots, role } = rowsOf(population, ranges[at]!.first, ranges[at]!.end);
      expect(
        lots.some((n) => n !== 0),
        kind,
      ).toBe(!FLAT.includes(kind));
      expect(new Set(role)).toEqual(new Set([ROLE_OF[kind] ?? ROLE_TRADER]));
    });
  });

  it('hold as many different instruments as were drawn, none of weight 0', () => {
    const base = { ...baseOf('class', 60, 3), instrumentWeights: [1, 0, 3], instrumentsPerAccount: { min: 2, max: 3 } };
    const [a, b] = [twoCoins.instruments[0]!, twoCoins.tiers[0]!];
    const terms = {
      instruments: [a, a, a],
      portfolio: null,
      tiers: [b, b, b],
      classes: [{ ...allKinds(60, 3)[0]!, ...base } as AgentClass],
    };
    const { lots } = rowsOf(drawAll(terms), VENUE_ACCOUNTS, VENUE_ACCOUNTS + 60);
    for (let n = 0; n < 60; n += 1)
      expect(lots.slice(3 * n, 3 * n + 3).map((x) => x !== 0)).toEqual([true, false, true]);
  });
});

describe('an amount', () => {
  const draws = (distribution: AmountDistribution) => {
    const stream = createStream('amounts');
    const amount = new AmountDraw(distribution);
    return Array.from({ length: 2_000 }, () => amount.draw(stream));
  };

  it('stays within its bounds and comes to its median', () => {
    const values = draws({ ...logNormal(100, 1, 20, 900), tail: null }).sort((x, y) => x - y);
    expect(values[0]).toBe(20);
    expect(values.at(-1)).toBe(900);
    // 2,000 draws: the sample median lies within 1.25 x sigma / sqrt(n) = 3 % of it, three times over.
    expect(values[1_000]).toBeGreaterThan(91);
    expect(values[1_000]).toBeLessThan(110);
  });

  it('has a tail of the weight that it was given', () => {
    const tail = { probability: 0.25, start: 500, alpha: 2 };
    const share = draws({ ...logNormal(1, 0.1, 0.1, 1e6), tail }).filter((value) => value >= 500).length / 2_000;
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.28);
  });

  it('that is uniform fills its interval', () => {
    const values = draws(uniform(3, 5));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(3);
    expect(Math.min(...values)).toBeLessThan(3.01);
    expect(Math.max(...values)).toBeLessThan(5);
    expect(Math.max(...values)).toBeGreaterThan(4.99);
  });
});
