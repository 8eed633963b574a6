// Goal: every scenario that ships is read and runs to its end and every preset of a venue takes the
// shock of the comparison. Method: whatever lies below scenarios/, with a small population: accounts, open interest, depth and fund scaled
// down together, and as few ticks as the events allow.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { QUANTA_PER_USD, US_PER_SECOND } from '../../src/base/units.ts';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Override } from '../../src/scenario/overrides.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { VENUE_PRESETS } from '../../src/scenario/venue-presets/preset-names.ts';
import { factsOf } from '../simulation/facts.ts';
import { repository } from '../scenario/test-environment.ts';

/** Few accounts for each instrument, which hold a part of the scaled open interest: so few cannot always hold all of it. */
const ACCOUNTS_PER_INSTRUMENT = 60;
const HELD_SHARE = 0.3;
const TICKS = 120;

const shipped = readdirSync(join(repository, 'scenarios'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ya?ml$/.test(file))
  .toSorted();

/** Whether the file says how deep a book is by `depth`. */
function hasFigures(resolved: unknown, instrument: number): boolean {
  const { venue } = resolved as { venue: { instruments: readonly object[] } };
  return Object.hasOwn(venue.instruments[instrument]!, 'depth');
}

/** What makes a scenario small without making it another one. */
function shrink({ agents, venue, market, run, resolved }: Scenario): Override[] {
  const total = agents.classes.reduce((sum, { accounts }) => sum + accounts, 0);
  const share = Math.min(1, (ACCOUNTS_PER_INSTRUMENT * (2 + venue.instruments.length)) / total);
  // A scenario that is small already stays as it is.
  if (share === 1) return [{ key: 'run.paths', value: '1' }];
  // Hedged books and whales keep their sizes.
  const isHedged = agents.classes.some(({ hedge, kind }) => hedge !== null || kind === 'whale');
  const held = isHedged ? 1 : HELD_SHARE;
  const money = (quanta: number): string => `${Math.max(1, Math.round((quanta * share) / QUANTA_PER_USD))} USD`;
  const tickUs = Math.max(market.tickUs, Math.ceil(run.durationUs / TICKS / US_PER_SECOND) * US_PER_SECOND);
  const settings: [key: string, value: string][] = [
    ['run.paths', '1'],
    ['market.tick', `${tickUs} us`],
    ['venue.insuranceFund.initial', money(venue.insuranceFund.initial)],
    ['agents.leverageStretchMax', '1000x'],
    // Attackers are as many as their attack needs.
    ...agents.classes.flatMap(({ kind, accounts }, i): [string, string][] =>
      kind === 'fundAttacker' ? [] : [[`agents.classes[${i}].accounts`, String(Math.ceil(accounts * share))]],
    ),
  ];
  // What takes positions over may not be larger than the market.
  venue.takeover.takers.forEach((taker, i) => {
    const reserve = venue.reserves.find(({ name }) => taker.kind === 'vault' && name === taker.name);
    if (reserve !== undefined) settings.push([`venue.takeover[${i}].capital`, money(reserve.initial * held)]);
  });
  venue.instruments.forEach(({ contract }, i) => {
    const { depthAtOnePercent, exponent } = market.depth[i]!;
    const key = `venue.instruments[${i}]`;
    // Two figures that fit as those of the file do.
    if (hasFigures(resolved, i)) {
      const atTwo = money(depthAtOnePercent * 2 ** exponent);
      const figures = `[{ within: 1 %, notional: ${money(depthAtOnePercent)} }, { within: 2 %, notional: ${atTwo} }]`;
      settings.push([`${key}.depth`, figures]);
    } else settings.push([`${key}.depthAtOnePercent`, money(depthAtOnePercent)]);
    if (contract.kind !== 'spot') settings.push([`${key}.openInterest`, money(agents.openInterest[i]! * held)]);
  });
  return settings.map(([key, value]) => ({ key, value }));
}

function small(file: string, ...overrides: Override[]): Scenario {
  const path = join(repository, 'scenarios', file);
  return loadScenario(path, { overrides: [...shrink(loadScenario(path)), ...overrides] });
}

describe('a scenario that ships', () => {
  it.each(shipped)(
    '%s runs to its end',
    (file) => {
      const scenario = small(file);
      // Audited at its end, as every path is; after each event would take minutes over a day.
      const outcome = simulate(scenario);
      expect(outcome.failure).toBeNull();
      expect(factsOf(outcome, 'referenceTick').length).toBeGreaterThan(5);
      expect(outcome.tally.faults).toBe(scenario.venue.faults.length);
    },
    60_000,
  );
});

describe('the comparison of venues', () => {
  it.each(VENUE_PRESETS)(
    'puts its shock on %s',
    (name) => {
      const scenario = small('comparison/one-shock.yaml', { key: 'venue.preset', value: name });
      expect(scenario.venuePreset!.name).toBe(name);
      const outcome = simulate(scenario);
      expect(outcome.failure).toBeNull();
      expect(outcome.tally.breaches).toBeGreaterThan(0);
    },
    60_000,
  );
});
