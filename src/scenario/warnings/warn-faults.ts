/** Odd operational faults: those that outlast the run, overlap, or change nothing. */
import { endOf, type FaultRules, type OracleFault } from '../../exchange/faults/fault-rules.ts';
import { durationText } from '../time-frame.ts';
import type { Path } from '../yaml-nodes.ts';
import type { WarningContext } from './warning-context.ts';

export function warnOfFaults(context: WarningContext): void {
  const { faults } = context.scenario.venue;
  faults.forEach((fault, place) => {
    warnOfLength(fault, place, context);
    warnOfOverlap(fault, place, context);
    if (fault.kind === 'oracle') warnOfOracle(fault, place, context);
    else warnOfService(fault, place, context);
  });
}

function warnOfLength(fault: FaultRules, place: number, { durationUs, warn }: WarningContext): void {
  const over = endOf(fault) - durationUs;
  const isWhole = fault.atUs === 0 && over >= 0;
  if (over <= 0 && !isWhole) return;
  warn({
    code: 'outlasts-run',
    path: ['faults', place, 'duration'],
    says: isWhole
      ? 'spans the whole run: nothing of it is without the fault'
      : `ends ${durationText(over)} after the run does: what follows the fault is not simulated`,
    expected: `${isWhole ? 'less than' : 'at most'} ${durationText(durationUs - fault.atUs)}`,
    hint: isWhole ? undefined : 'lengthen run.duration to see how the venue comes back',
  });
}

/** What two faults of one kind do together; undefined where they do not meet. */
function warnOfOverlap(fault: FaultRules, place: number, { scenario, warn }: WarningContext): void {
  const { faults, instruments } = scenario.venue;
  const first = faults.findIndex((other, n) => n < place && meets(other, fault));
  if (first < 0) return;
  const where = sharedInstruments(faults[first], fault).map((i) => instruments[i].symbol);
  warn({
    code: 'faults-overlap',
    path: ['faults', place, 'at'],
    says: `lies within faults[${first}]${where.length === 0 || where.length === instruments.length ? '' : ` of ${where.join(', ')}`}: ${togetherOf(faults[first], fault)}`,
    expected: 'faults of one kind one after the other, unless both are meant at once',
  });
}

function meets(one: FaultRules, other: FaultRules): boolean {
  if (one.kind !== other.kind || one.atUs >= endOf(other) || other.atUs >= endOf(one)) return false;
  if (one.kind === 'agentsCutOff' && other.kind === 'agentsCutOff') {
    return one.classes.some((index) => other.classes.includes(index));
  }
  return !('instruments' in one) || sharedInstruments(one, other).length > 0;
}

function sharedInstruments(one: FaultRules, other: FaultRules): readonly number[] {
  return 'instruments' in one && 'instruments' in other
    ? one.instruments.filter((i) => other.instruments.includes(i))
    : [];
}

function togetherOf(one: FaultRules, other: FaultRules): string {
  switch (other.kind) {
    case 'liquidationSlow':
      return `the engine takes ${one.kind === other.kind ? one.factor * other.factor : other.factor} times as long while both last`;
    case 'depositsSlow':
      return `a deposit waits ${durationText(one.kind === other.kind ? one.delayUs + other.delayUs : other.delayUs)} while both last`;
    case 'oracle':
      return oraclesTogether(one as OracleFault, other);
    case 'agentsCutOff':
      return 'an account that both cut off is heard again when the later one ends';
    default:
      return 'the service is on again when the later one ends';
  }
}

function oraclesTogether({ error: first }: OracleFault, { error: second }: OracleFault): string {
  const isOfThePast = ({ kind }: OracleFault['error']): boolean => kind === 'late' || kind === 'stale';
  if (isOfThePast(first) && isOfThePast(second)) return 'the one that shows the earlier price counts';
  if (second.kind === 'price') return 'its price stands in place of what the other one shows';
  if (first.kind === 'price' && isOfThePast(second)) return 'the price of the other one stands in place of it';
  return 'both errors come on top of each other';
}

function warnOfOracle(fault: OracleFault, place: number, { scenario, warn }: WarningContext): void {
  const { atUs, durationUs, error, instruments } = fault;
  const { tickUs } = scenario.market;
  const path: Path = ['faults', place];
  if (error.kind === 'late' && error.delayUs >= durationUs) {
    warn({
      code: 'late-as-stale',
      path: [...path, 'delay'],
      says: 'is no shorter than the fault: prices never begin to follow, as with oracleStale',
      expected: `less than ${durationText(durationUs)}`,
    });
  }
  const ticks = Math.ceil(endOf(fault) / tickUs) - 1 - Math.floor(atUs / tickUs);
  if ((error.kind === 'late' || error.kind === 'stale') && ticks <= 0) {
    warn({
      code: 'between-ticks',
      path: [...path, 'duration'],
      says: `lies between two ticks of the outside price, ${durationText(tickUs)} apart: the venue sees the true price throughout`,
      hint: 'lengthen it, or shorten market.tick',
    });
  }
  if (error.kind !== 'offset') return;
  instruments.forEach((i, n) => {
    const { priceInitialTicks, symbol } = scenario.venue.instruments[i];
    if (priceInitialTicks + error.ticks[n] >= 1) return;
    warn({
      code: 'offset-below-price',
      path: [...path, 'offset'],
      says: `takes more away than ${symbol} costs at the start: the venue sees a price of one tick`,
    });
  });
}

function warnOfService(fault: FaultRules, place: number, { scenario, warn }: WarningContext): void {
  const { venue, agents } = scenario;
  const path: Path = ['faults', place, 'kind'];
  const paysIn = agents.classes.some(
    (one) => (one.kind === 'marginCallPayer' || one.kind === 'hedger') && one.accounts > 0 && one.topUpLimitShare > 0,
  );
  const code = 'fault-without-effect';
  if ((fault.kind === 'depositsClosed' || fault.kind === 'depositsSlow') && !paysIn) {
    warn({ code, path, says: 'keeps deposits back that nobody makes', hint: 'add a class of kind marginCallPayer' });
  }
  if ((fault.kind === 'liquidationDown' || fault.kind === 'liquidationSlow') && !venue.liquidation.enabled) {
    warn({ code, path, says: 'stops liquidations, which venue.liquidation.enabled has switched off' });
  }
  if (fault.kind === 'withdrawalsClosed' && agents.classes.every(({ bankRun }) => (bankRun ?? null) === null)) {
    warn({ code, path, says: 'keeps withdrawals back that nobody asks for', hint: 'give a class a bankRun' });
  }
}
