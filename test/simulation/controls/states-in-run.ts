/** Which states controls came to in a whole run, and when trading was halted. */
import { CONTROL_STATES, CONTROL_KINDS, type ControlKind } from '../../../src/exchange/controls/control-kinds.ts';
import type { PathOutcome } from '../../../src/simulation/path-outcome.ts';
import { factsOf } from '../facts.ts';

export const MINUTE_US = 60_000_000;

/** [state, minutes from the start] of one control, in order. */
export function walkOf(outcome: PathOutcome, control: ControlKind): [string, number][] {
  const kind = CONTROL_KINDS.indexOf(control);
  return factsOf(outcome)
    .filter((fact) => fact.kind === 'controlState' && fact.a === kind)
    .map(({ b, timeUs }) => [CONTROL_STATES[control][b]!, timeUs / MINUTE_US]);
}

export const statesOf = (outcome: PathOutcome, control: ControlKind): Set<string> =>
  new Set(walkOf(outcome, control).map(([state]) => state));

/** [start or end, minutes] of halts, in order. */
export const halts = (outcome: PathOutcome) =>
  factsOf(outcome)
    .filter(({ kind }) => kind === 'haltStart' || kind === 'haltEnd')
    .map(({ kind, timeUs }) => [kind, timeUs / MINUTE_US]);
