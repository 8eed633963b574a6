/** Goal: each rule about a single act is caught when it is broken. Method: facts against a hand-made state after them. */
import { describe, expect, it } from 'vitest';
import { auditFact } from '../../src/simulation/audit-fact.ts';

const after = (lots: number, haltedUntilUs = 0, downUntilUs = 0) => ({
  lotsOf: () => lots,
  haltedUntilUsOf: () => haltedUntilUs,
  matchingStoppedUntilUsOf: () => downUntilUs,
});

describe('the audit of facts', () => {
  it.each([
    ['a fill that shrinks a long', 'liquidationFill', 6, -4],
    ['a fill that closes a short', 'liquidationFill', 0, 5],
    ['a counterparty that keeps its side', 'deleveraging', -1, 9],
    ['a sale of inventory', 'inventoryUnwind', 2, -1],
    ['an order that opens', 'order', 5, 5],
    ['an order that did not fill, in a halt', 'order', 5, 0],
  ] as const)('lets %s pass', (_, kind, lots, change) => {
    const state = change === 0 ? after(lots, 9) : after(lots);
    expect(() => auditFact(state, { liquidationsAllowed: false }, kind, 4, 0, change)).not.toThrow();
  });

  it.each([
    ['a liquidation that raises a position', 'liquidationFill', 6, 2],
    ['a deleveraging that turns a counterparty round', 'deleveraging', 3, 5],
    ['a deleveraging of an account without a position', 'deleveraging', 4, 4],
  ] as const)('refuses %s', (_, kind, lots, change) => {
    expect(() => auditFact(after(lots), { liquidationsAllowed: false }, kind, 4, 0, change)).toThrow(
      /only shrinks a position/,
    );
  });

  it.each(['order', 'offload', 'liquidationFill', 'takeover', 'inventoryUnwind', 'deleveraging'] as const)(
    'refuses %s in a halted instrument',
    (kind) => {
      expect(() => auditFact(after(0, 9), { liquidationsAllowed: false }, kind, 4, 0, -1)).toThrow(/halted instrument/);
    },
  );

  it('lets forced trades go on in a halt where the scenario says so, and no others', () => {
    expect(() => auditFact(after(0, 9), { liquidationsAllowed: true }, 'liquidationFill', 4, 0, -1)).not.toThrow();
    expect(() => auditFact(after(0, 9), { liquidationsAllowed: true }, 'order', 4, 0, -1)).toThrow(/halted instrument/);
  });
});
