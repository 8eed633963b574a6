/**
 * Random venues with every kind of contract, under a model of each family: prices walk and crash, accounts breach, are
 * liquidated, taken over and deleveraged, and everything is audited after every event. Two exchanges go through the same
 * events, one with the graded watch and one that looks at everybody: they must tell the same facts, bit for bit.
 */
import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/numeric/stream.ts';
import { live, MODELS, openWorlds } from './portfolio-worlds.ts';

const seen = new Set<string>();

describe.each(MODELS)('a venue under the %s model', (name, margin) => {
  it.each([1, 2, 3, 4])('conserves everything and flags whom a look at everybody flags, seed %i', (seed) => {
    const stream = createStream('portfolio swarm', name, seed);
    const worlds = openWorlds(margin, stream, seed % 2 === 0);
    live(worlds, stream, 150);
    const [naive, graded] = worlds;
    expect(graded.facts.rows.length).toBe(naive.facts.rows.length);
    expect(graded.facts.rows).toEqual(naive.facts.rows);
    for (const kind of naive.facts.kinds) seen.add(kind);
    expect(graded.exchange.work().watch.accountsDerived).toBeLessThan(naive.exchange.work().watch.accountsDerived);
  });
});

describe('the venues above', () => {
  it('have reached every step of the waterfall', () => {
    const steps = ['breach', 'marginCall', 'recovered', 'liquidationFill', 'liquidationFee', 'takeover', 'fundPayment'];
    const last = ['deleveraging', 'uncoveredLoss', 'conversion', 'deficit', 'accountClosed', 'inventoryUnwind'];
    expect([...steps, ...last].filter((kind) => !seen.has(kind))).toEqual([]);
  });
});
