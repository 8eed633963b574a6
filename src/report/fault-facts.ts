/** Operational faults and withdrawals in words, as a scenario sets them. */
import { formatCount, formatMultiple, formatShare, formatUsd } from '../base/format.ts';
import { QUANTA_PER_USD } from '../base/units.ts';
import type { FaultRules, OracleFault } from '../exchange/faults/fault-rules.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ppm, time, type Entry } from './fact-text.ts';

/** One fault a line; none, no lines. */
export function faultEntries(scenario: Scenario): readonly Entry[] {
  return scenario.venue.faults.map((fault) => [
    `After ${time(fault.atUs)}, for ${time(fault.durationUs)}`,
    describeFault(fault, scenario),
  ]);
}

export function withdrawalEntries({ venue, agents }: Scenario): readonly Entry[] {
  const { withdrawals } = venue;
  if (withdrawals === null) return [];
  const runs = agents.classes.flatMap(({ name, bankRun }): Entry[] => {
    if (bankRun === null || bankRun === undefined) return [];
    const fund =
      bankRun.fundLossShare === null ? '' : `, or a fund that has lost ${formatShare(bankRun.fundLossShare)}`;
    const share = `${ppm(bankRun.sharePpm)} of equity`;
    return [[`Run of ${name}`, `${share}, by a fall within ${time(bankRun.lookbackUs)}${fund}`]];
  });
  return [
    ['Paid out', 'equity beyond initial margin, in the order of requests'],
    ['A request waits', time(withdrawals.latencyUs)],
    ['Requests a second', formatCount(withdrawals.throughputPerSecond)],
    ...runs,
  ];
}

/** What breaks, without when: "the index of BTC stands still". */
export function describeFault(fault: FaultRules, { venue, agents }: Scenario): string {
  const namesOf = (instruments: readonly number[]): string =>
    instruments.length === venue.instruments.length
      ? 'all instruments'
      : instruments.map((i) => venue.instruments[i]?.symbol ?? '?').join(', ');
  switch (fault.kind) {
    case 'oracle':
      return `the venue sees the outside price of ${namesOf(fault.instruments)} ${describeError(fault, venue)}`;
    case 'matchingDown':
      return `no order trades in ${namesOf(fault.instruments)}; agents' orders ${fault.orders === 'wait' ? 'wait' : 'are refused'}`;
    case 'liquidationDown':
      return 'the liquidation engine stands still';
    case 'liquidationSlow':
      return `the liquidation engine takes ${formatMultiple(fault.factor)} as long`;
    case 'withdrawalsClosed':
      return 'withdrawals are closed';
    case 'depositsClosed':
      return 'deposits wait for the end';
    case 'depositsSlow':
      return `deposits take ${time(fault.delayUs)} longer`;
    case 'agentsCutOff': {
      const classes =
        fault.classes.length === agents.classes.length
          ? 'all classes'
          : fault.classes.map((place) => agents.classes[place]?.name ?? '?').join(', ');
      const share = ppm(fault.sharePpm);
      return `${share} of the accounts of ${classes} are cut off; what they ask for ${fault.commands === 'wait' ? 'waits' : 'is lost'}`;
    }
  }
}

function describeError({ instruments, error }: OracleFault, venue: Scenario['venue']): string {
  const tickSize = venue.instruments[instruments[0]]?.tickSize ?? 0;
  const usd = (ticks: number): string =>
    formatUsd((Math.round(ticks * tickSize * QUANTA_PER_USD) + 0) / QUANTA_PER_USD);
  switch (error.kind) {
    case 'late':
      return `${time(error.delayUs)} late`;
    case 'stale':
      return 'as it was when the fault began';
    case 'factor':
      return `as ${formatMultiple(error.factor)} of what it is`;
    case 'offset':
      return `${usd(Math.abs(error.ticks[0]))} too ${error.ticks[0] < 0 ? 'low' : 'high'}`;
    case 'price':
      return `as ${usd(error.ticks[0])}`;
    case 'ownVenue':
      return `with ${formatShare(error.weight)} of its own book in it`;
  }
}
