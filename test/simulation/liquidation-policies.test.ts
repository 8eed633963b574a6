// Goal: whole runs hold every invariant whatever parts a liquidation policy is made of, and partial liquidations heal some
// accounts and fail others. Method: the small crowd with parts drawn at random, audited after every event.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/simulate.ts';
import { crowd, runAudited, type Settings } from './small-scenario.ts';

const SIZINGS = [
  'full',
  '{ kind: fraction, share: 20 % }',
  '{ kind: fractionCooldown, share: 20 %, above: 10 k USD, cooldown: 30 s }',
  '{ kind: fractionCooldown, share: 20 %, above: 10 k USD, cooldown: 30 s, during: wait }',
  'tierStep',
  '{ kind: restoreBuffer, bufferRatio: 1.2x }',
  '{ kind: marginRatio, target: 90 % }',
];
const LIMITS = [
  'bankruptcy',
  'market',
  '{ kind: markDistance, distance: 0.7 % }',
  '{ kind: fillable, spread: 100 %, adjustment: 10x }',
];
const LEG_ORDERS = ['largestMaintenance', 'largestLoss', 'marginEfficient', 'impactEfficient', 'mostLiquid', 'proRata'];
const ACCOUNT_ORDERS = ['equityRatio', 'firstInFirstOut', 'largestShortfall', 'largestNotional'];

const isLegal = (sizing: string, legOrder: string, stepCap: string): boolean =>
  !(legOrder === 'proRata' && /tierStep|Cooldown/.test(sizing)) && !(stepCap !== 'off' && sizing.includes('Cooldown'));

const policies = fc
  .record({
    accountOrder: fc.constantFrom(...ACCOUNT_ORDERS),
    legOrder: fc.constantFrom(...LEG_ORDERS),
    sizing: fc.constantFrom(...SIZINGS),
    limit: fc.constantFrom(...LIMITS),
    feeCap: fc.constantFrom('equity', 'surplus'),
    feeFundShare: fc.constantFrom('100 %', '40 %', '0 %'),
    stepCap: fc.constantFrom('off', '{ portionMax: 50 %, notionalMin: 1 k USD }'),
  })
  .filter(({ sizing, legOrder, stepCap }) => isLegal(sizing, legOrder, stepCap));

const settingsOf = (policy: Readonly<Record<string, string>>): Settings =>
  Object.fromEntries(Object.entries(policy).map(([key, value]) => [`venue.liquidation.${key}`, value]));

const run = (policy: Readonly<Record<string, string>>) => runAudited(crowd(settingsOf(policy))).tally;

describe('a whole run', () => {
  it('keeps every invariant under any policy', () => {
    fc.assert(
      fc.property(policies, (policy) => void run(policy)),
      { numRuns: 3 },
    );
  }, 60_000);

  it.each(['{ kind: restoreBuffer, bufferRatio: 1.2x }', '{ kind: fraction, share: 20 % }'])(
    'with sizing %s heals some accounts and closes others',
    (sizing) => {
      const tally = run({ sizing });
      expect(tally.recoveries).toBeGreaterThan(0);
      expect(tally.accountsClosed).toBeGreaterThan(0);
    },
  );

  it('comes out otherwise under another policy: each part is in the loop', () => {
    const policies: readonly Readonly<Record<string, string>>[] = [
      {},
      ...ACCOUNT_ORDERS.slice(1).map((accountOrder) => ({ accountOrder })),
      { legOrder: 'largestLoss' },
      { legOrder: 'proRata', sizing: 'full' },
      ...LIMITS.slice(1).map((limit) => ({ limit })),
      { feeCap: 'surplus' },
      { feeFundShare: '40 %' },
      { stepCap: '{ portionMax: 50 % }' },
    ];
    const seen = new Map<string, unknown>();
    for (const policy of policies) {
      const { digest } = simulate(crowd(settingsOf(policy)));
      expect(seen.get(digest), JSON.stringify(policy)).toBeUndefined();
      seen.set(digest, policy);
    }
  }, 60_000);
});
