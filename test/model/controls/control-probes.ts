/** Named places that random sequences with controls must really have been to. */
import { CONTROL_KINDS, CONTROL_STATES, type ControlKind } from '../../../src/exchange/controls/control-kinds.ts';
import { DEFERRED_BY_PAUSE } from '../../../src/exchange/fact.ts';
import type { Fact, Step } from '../differential-run.ts';
import type { Probe, Probes } from '../probe-watch.ts';
import { factsOf } from '../probes.ts';

const changesOf = (step: Step, kind: ControlKind, state: string): Fact[] =>
  factsOf(step, 'controlState').filter(
    ([, , , , , a, b]) => a === CONTROL_KINDS.indexOf(kind) && CONTROL_STATES[kind][b] === state,
  );

/** Every state that a control can come to: nothing leads back to the first one of `marketWide`. */
const STATES = Object.entries(CONTROL_STATES).flatMap(([kind, states]) =>
  states
    .filter((state) => state !== 'armed1')
    .map((state): [string, Probe] => [
      `${kind}: ${state}`,
      (step) => changesOf(step, kind as ControlKind, state).length > 0,
    ]),
);

const because =
  (kind: ControlKind, state: string, figure: number): Probe =>
  (step) =>
    changesOf(step, kind, state).some(([, , , , value]) => value === figure);

export const COMMON_CONTROL_PROBES: Probes = {
  ...Object.fromEntries(STATES),
  'pause of liquidations by the fund': because('liquidationPause', 'paused', 1),
  'pause of liquidations by their rate': because('liquidationPause', 'paused', 2),
  'pause of liquidations by the market': because('liquidationPause', 'paused', 3),
  'gate closed by the fund': because('withdrawalGate', 'closed', 1),
  'gate closed by a fall': because('withdrawalGate', 'closed', 2),
  'gate closed by the market': because('withdrawalGate', 'closed', 3),
  'liquidation put off by a pause': (step) =>
    factsOf(step, 'liquidationDeferred').some(([, , , , , a]) => a === DEFERRED_BY_PAUSE),
  'halt that begins during another and moves its end out': (step) =>
    factsOf(step, 'haltStart').some(([, , instrument]) => step.before.haltedUntil[instrument]! > 0),
  'market-wide halt within another, whose end stays': (step) =>
    ['halted1', 'halted2'].some((state) => changesOf(step, 'marketWide', state).length > 0) &&
    step.before.haltedUntil.some((until, instrument) => until > 0 && step.engine.haltedUntilUsOf(instrument) === until),
  'end of a halt within another': (step) =>
    step.command.name.startsWith('resumeTrading') &&
    factsOf(step, 'haltEnd').length === 0 &&
    step.before.haltedUntil[Number(/\d+/.exec(step.command.name)![0])]! > 0,
  'initial margin moved by trades': (step) => {
    const moved = factsOf(step, 'controlState').filter(
      ([, , , , , a]) => a === CONTROL_KINDS.indexOf('openInterestMargin'),
    );
    return moved.some(([, , instrument]) => step.before.mark[instrument] === step.engine.markTicksOf(instrument));
  },
  'auction in which orders trade': (step) => factsOf(step, 'auction').some(([, , , lots]) => lots > 0),
  'margin step that moves the rates in force': (step) =>
    factsOf(step, 'marginChange').length > 0 &&
    factsOf(step, 'controlState').some(([, , , , , a]) => a === CONTROL_KINDS.indexOf('marginSteps')),
};

/** Only long sequences come to some of these. */
export const CONTROL_PROBES: Probes = {
  ...COMMON_CONTROL_PROBES,
  'liquidation in an auction': (step) =>
    factsOf(step, 'auction').length > 0 && factsOf(step, 'liquidationFill').length > 0,
  'call that another halt ends': (step) =>
    changesOf(step, 'reopening', 'continuous').length > 0 && factsOf(step, 'auction').length === 0,
};
