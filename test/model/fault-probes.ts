/** Places that random sequences on venues where things break must really have been to. */
import { DEFERRED_BY_OUTAGE } from '../../src/exchange/fact.ts';
import type { FaultKind, FaultRules, OracleFault } from '../../src/exchange/faults/fault-rules.ts';
import { exp } from '../../src/numeric/math.ts';
import type { Fact, Step } from './differential-run.ts';
import type { Probe, Probes } from './probe-watch.ts';
import { factsOf, has } from './probes.ts';

type ErrorKind = OracleFault['error']['kind'];

/** What is added to the rules has to be told here, and is then asked for. */
const KINDS: Readonly<Record<FaultKind, true>> = {
  oracle: true,
  matchingDown: true,
  liquidationDown: true,
  withdrawalsClosed: true,
  depositsClosed: true,
  liquidationSlow: true,
  depositsSlow: true,
  agentsCutOff: true,
};
const ERRORS: Readonly<Record<ErrorKind, true>> = {
  late: true,
  stale: true,
  factor: true,
  offset: true,
  price: true,
  ownVenue: true,
};

const faultOf = ({ input }: Step, [, , , , , place]: Fact): FaultRules => input.venue.faults[place]!;

function changeProbes(): Probes {
  const probes: Record<string, Probe> = {};
  for (const change of ['faultStart', 'faultEnd'] as const) {
    for (const kind of Object.keys(KINDS)) {
      probes[`${change} of ${kind}`] = (step) =>
        factsOf(step, change).some((fact) => faultOf(step, fact).kind === kind);
    }
  }
  for (const error of Object.keys(ERRORS) as ErrorKind[]) {
    probes[`an index that the oracle shows wrongly: ${error}`] = (step) => isMisled(step, error);
  }
  return probes;
}

/** The index of an instrument whose oracle fails in this way alone is not the price outside. */
function isMisled({ input, engine }: Step, error: ErrorKind): boolean {
  const { faults, index, instruments } = input.venue;
  if (index !== null) return false;
  const errors = faults.filter((fault) => fault.kind === 'oracle');
  return instruments.some(({ follows }, i) => {
    const own = errors.filter((fault) => fault.instruments.includes(i));
    if (follows >= 0 || own.length === 0 || own.some((fault) => fault.error.kind !== error)) return false;
    const outside = engine.lastTicksOf(i) / exp(engine.displacementLogOf(i));
    return Math.abs(engine.indexTicksOf(i) - outside) > 1;
  });
}

const isOut = ({ before }: Step, instrument: number): boolean => before.outages[instrument]! > 0;
const withdrawalsOf = (step: Step): Fact[] => factsOf(step, 'withdrawal');

export const FAULT_PROBES: Probes = {
  ...changeProbes(),
  'withdrawal paid in full': (step) => withdrawalsOf(step).some(([, , , , value, a]) => value === a),
  'withdrawal paid in part': (step) => withdrawalsOf(step).some(([, , , , value, a]) => value > 0 && value < a),
  'withdrawal of an account that may take nothing': (step) =>
    withdrawalsOf(step).some(([, account, , , value]) => value === 0 && step.engine.isActive(account)),
  'withdrawal of an account under liquidation': (step) =>
    withdrawalsOf(step).some(([, account]) => !step.engine.isActive(account) && step.before.maintenance[account]! > 0),
  'withdrawal of a closed account': (step) =>
    withdrawalsOf(step).some(([, account, , , value]) => value > 0 && !step.engine.isActive(account)),
  'withdrawal on a venue with a margin model': (step) =>
    step.input.venue.portfolio !== null && withdrawalsOf(step).some(([, , , , value]) => value > 0),
  'haircut on a withdrawal': has('exitHaircut'),
  'haircut by less than all': (step) => factsOf(step, 'exitHaircut').some(([, , , , , a]) => a > 0 && a < 1_000_000),
  'liquidation put off by an outage': (step) =>
    factsOf(step, 'liquidationDeferred').some(([, , , , , a]) => a === DEFERRED_BY_OUTAGE),
  'order that an outage keeps from filling': (step) =>
    factsOf(step, 'order').some(([, , instrument, lots, , a]) => isOut(step, instrument) && lots === 0 && a !== 0),
  'offload that an outage keeps from happening': (step) =>
    step.command.name.startsWith('offload') &&
    isOut(step, Number(step.command.name.split(', ')[1])) &&
    !has('offload')(step),
  'takeover of some legs, others in an outage': (step) =>
    factsOf(step, 'liquidationDeferred').some(([, , , , , a]) => a === DEFERRED_BY_OUTAGE) &&
    (has('takeover')(step) || has('deleveraging')(step)),
  'mark update in an outage': (step) =>
    has('markUpdate')(step) &&
    step.before.outages.some((until, i) => until > 0 && step.before.mark[i] !== step.engine.markTicksOf(i)),
  'deposits closed': (step) => step.before.stopped.deposits > 0,
};

/** Only many sequences come to these. */
export const RARE_FAULT_PROBES: Probes = {
  'auction without bids while the engine is down': (step) =>
    step.command.name === 'onTimer()' &&
    step.facts.length === 0 &&
    step.before.stopped.liquidationEngine > 0 &&
    step.after.timers.some(({ atUs }) => atUs === step.before.stopped.liquidationEngine) &&
    step.input.venue.takeover.takers.some(({ kind }) => kind === 'dutchAuction'),
  'haircut that takes all of it': (step) =>
    has('exitHaircut')(step) && withdrawalsOf(step).some(([, , , , value]) => value === 0),
  'withdrawal closed by a fault and by a gate at once': (step) =>
    step.before.stopped.withdrawals > 0 &&
    factsOf(step, 'faultEnd').some((fact) => faultOf(step, fact).kind === 'withdrawalsClosed') &&
    step.engine.stoppedUntilUsOf('withdrawals') > 0,
  'reopening call prolonged by an outage': (step) =>
    step.command.name.startsWith('resumeTrading') &&
    factsOf(step, 'haltStart').some(([, , instrument]) => isOut(step, instrument)) &&
    !has('controlState')(step),
  'sale of collateral that waits for an outage': (step) =>
    step.command.name.startsWith('liquidate') &&
    step.facts.length === 0 &&
    step.before.outages.some((until) => until > 0) &&
    step.input.venue.collateralSales !== null,
};
