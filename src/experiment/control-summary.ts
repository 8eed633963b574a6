/** What a run says of the venue's controls: how often each tripped, how long it was in each state, what waited. */
import { US_PER_SECOND } from '../base/units.ts';
import { CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../exchange/controls/control-kinds.ts';
import type { ControlRules } from '../exchange/controls/control-rules.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ControlRecord } from '../simulation/control-record.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';

export interface ControlStateSummary {
  readonly state: string;
  /** Means over finished paths; time summed over instruments. */
  readonly entries: number;
  readonly seconds: number;
}

export interface ControlSummary {
  readonly control: ControlKind;
  /** Share of finished paths on which it left its first state. */
  readonly tripped: number;
  /** Liquidation steps that were put off for it, mean over paths. */
  readonly deferred: number;
  /** Its first state is left out: that is the rest of the time. */
  readonly states: readonly ControlStateSummary[];
}

export interface ControlsSummary {
  /** Those that are on, in the order of CONTROL_KINDS. */
  readonly controls: readonly ControlSummary[];
}

/** Null where the scenario has none. */
export function summariseControls(scenario: Scenario, outcomes: readonly PathOutcome[]): ControlsSummary | null {
  const rules = scenario.venue.controls;
  const finished = outcomes.filter(({ failure }) => failure === null);
  const on = CONTROL_KINDS.filter((control) => rules[control as keyof ControlRules] !== null);
  return on.length === 0 ? null : { controls: on.map((control) => summarise(control, finished)) };
}

function summarise(control: ControlKind, outcomes: readonly PathOutcome[]): ControlSummary {
  const byPath = outcomes.map(({ controls }) => controls.filter((record) => record.control === control));
  const meanOf = (valueOf: (record: ControlRecord) => number): number =>
    byPath.flat().reduce((sum, record) => sum + valueOf(record), 0) / Math.max(1, outcomes.length);
  return {
    control,
    tripped: byPath.filter((records) => records.length > 0).length / Math.max(1, outcomes.length),
    deferred: meanOf(({ deferred }) => deferred),
    states: CONTROL_STATES[control]
      .map((state, n) => ({
        state,
        entries: meanOf(({ entries }) => entries[n]),
        seconds: meanOf(({ stateUs }) => stateUs[n] / US_PER_SECOND),
      }))
      .slice(1)
      .filter(({ entries }) => entries > 0),
  };
}
