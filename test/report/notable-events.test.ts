// Goal: the story of a path leaves out what is small, not what is large. Method: a long made-up path.

import { describe, expect, it } from 'vitest';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import { haltsOf } from '../../src/report/halts.ts';
import { NOTABLE_EVENTS_MAX, notableEventsOf } from '../../src/report/notable-events.ts';
import { worstPathOf } from '../../src/report/path-selection.ts';
import { factGroupsOf } from '../../src/report/scenario-facts.ts';
import { makeRun } from './fixture.ts';

const run = makeRun();
const worst = worstPathOf(run)!;
const events = notableEventsOf(run.scenario, worst);

describe('notable events', () => {
  it('are few, and in order', () => {
    expect(events.length).toBeGreaterThan(50);
    expect(events.length).toBeLessThanOrEqual(NOTABLE_EVENTS_MAX);
    const times = events.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });

  it('hold every halt and the largest liquidation', () => {
    expect(events.filter(({ what }) => what === 'Trading halted')).toHaveLength(worst.tally.halts);
    const { journal } = worst;
    const fill = FACT_KINDS.indexOf('liquidationFill');
    const values = Array.from(journal.value, (value, row) => (journal.kind[row] === fill ? Math.abs(value) : 0));
    const largest = values.indexOf(Math.max(...values));
    expect(
      events.some(({ what, account }) => what === 'Liquidation order' && account === journal.account[largest]),
    ).toBe(true);
  });

  it('tell of margin rates that changed, and the assumptions list the schedule', () => {
    const kind = Uint8Array.of(FACT_KINDS.indexOf('marginChange'));
    const zero = Float64Array.of(0);
    const [a, b] = [Float64Array.of(1_500_000), Float64Array.of(2_000_000)];
    const account = Int32Array.of(-1);
    const journal = { ...worst.journal, count: 1, kind, account, instrument: Int16Array.of(0), timeUs: zero, a, b };
    const { venue } = run.scenario;
    expect(notableEventsOf(run.scenario, { ...worst, journal })).toMatchObject([
      {
        what: 'Margin rates changed',
        account: null,
        instrument: venue.instruments[0]!.symbol,
        detail: 'maintenance 1.5x and initial 2x those of the scenario',
      },
    ]);
    const titles = factGroupsOf(run.scenario).map(({ title }) => title);
    expect(titles).not.toContain('Changes of margin rates');
    const marginChanges = [
      { atUs: 5_400e6, instruments: [0], multiplePpm: 1_500_000, initialOnly: false },
      { atUs: 7_200e6, instruments: venue.instruments.map((_, i) => i), multiplePpm: 1_000_000, initialOnly: true },
    ];
    const groups = factGroupsOf({ ...run.scenario, venue: { ...venue, marginChanges } });
    expect(groups.find(({ title }) => title === 'Changes of margin rates')!.entries).toEqual([
      ['After 1.5 h', `${venue.instruments[0]!.symbol}: maintenance and initial rates 1.5x those of the tiers`],
      ['After 2 h', 'all instruments: initial rates alone 1x those of the tiers'],
    ]);
  });

  it('read as sentences with units', () => {
    expect(events.find(({ what }) => what === 'Liquidation order')!.detail).toMatch(
      /^sold [\d,.]+ [A-Z]+ for \$[\d.]+ [kM] at [\d,.]+$/,
    );
    expect(events.find(({ what }) => what === 'Margin breach')!.detail).toMatch(
      /^equity \$[\d.]+ k below maintenance margin \$[\d.]+ k$/,
    );
  });
});

describe('halts', () => {
  const journal = (kinds: readonly ('haltStart' | 'haltEnd')[], times: readonly number[]) => ({
    ...worst.journal,
    count: kinds.length,
    kind: Uint8Array.from(kinds, (kind) => FACT_KINDS.indexOf(kind)),
    timeUs: Float64Array.from(times),
    instrument: Int16Array.from(kinds, () => 2),
  });

  it('begin and end; one that is open at the end of the path ends with it', () => {
    expect(haltsOf(journal(['haltStart', 'haltEnd', 'haltStart'], [1, 5, 8]), 10)).toEqual([
      { instrument: 2, fromUs: 1, toUs: 5 },
      { instrument: 2, fromUs: 8, toUs: 10 },
    ]);
  });

  it.each([
    ['queue', 'place 3 in the queue'],
    ['proRataByPosition', 'by its share (proRataByPosition)'],
  ] as const)('say how a counterparty was chosen: %s', (allocation, said) => {
    const of = (value: number) => Float64Array.of(value);
    const kind = Uint8Array.of(FACT_KINDS.indexOf('deleveraging'));
    const columns = { kind, account: Int32Array.of(9), instrument: Int16Array.of(0), timeUs: of(0) };
    const journal = { ...worst.journal, count: 1, ...columns, lots: of(5), value: of(5e4), a: of(8), b: of(2) };
    const { venue } = run.scenario;
    const autoDeleveraging = { ...venue.autoDeleveraging, allocation };
    const [event] = notableEventsOf({ ...run.scenario, venue: { ...venue, autoDeleveraging } }, { ...worst, journal });
    expect(event!.detail).toMatch(new RegExp(`against account 8, ${said.replaceAll(/[()]/g, '\\$&')}$`));
  });
});
