/**
 * Named places that random sequences must really have been to. Each probe looks at one applied command, with what it
 * met and the facts that it left.
 */
import { EXTERNAL_LIQUIDITY, INSURANCE_FUND, ROLE_MAKER, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import type { Fact, Step } from './differential-run.ts';
import type { Probes } from './probe-watch.ts';

export const factsOf = (step: Step, kind: FactKind): Fact[] => step.facts.filter(([found]) => found === kind);
const deferredBy = (reason: number) => (step: Step) =>
  factsOf(step, 'liquidationDeferred').some(([, , , , , a]) => a === reason);

/** A counterparty kept some of its position although the queue went on to the next one. */
function cappedDeleveraging(step: Step): boolean {
  const served = factsOf(step, 'deleveraging');
  return served.some(([, account, instrument, , , source], n) => {
    const next = served[n + 1];
    if (next === undefined || next[2] !== instrument || next[5] !== source) return false;
    return step.engine.lotsOf(account, instrument) !== 0;
  });
}

/** The account still had equity above the share at which it is taken over, yet no lot could be sold. */
function takeoverWithoutFill(step: Step): boolean {
  const account = Number(/^liquidate\((\d+)\)$/.exec(step.command.name)?.[1] ?? NaN);
  if (Number.isNaN(account) || factsOf(step, 'liquidationFill').length > 0) return false;
  const { takeoverEquitySharePpm } = step.input.venue.liquidation;
  const isAbove =
    step.before.equity[account]! > Math.floor((step.before.maintenance[account]! * takeoverEquitySharePpm) / 1e6);
  return isAbove && factsOf(step, 'takeover').length + factsOf(step, 'deleveraging').length > 0;
}

function deficitWithoutPosition(step: Step): boolean {
  const settled = [...factsOf(step, 'fundPayment'), ...factsOf(step, 'uncoveredLoss')];
  return settled.some(([, account, instrument]) => account >= VENUE_ACCOUNTS && instrument === -1);
}

function takeoverOfSomeLegs(step: Step): boolean {
  return factsOf(step, 'takeover').length > 0 && deferredBy(1)(step);
}

function turnedRound(step: Step): boolean {
  return step.before.lots.some((before, instrument) =>
    before.some((lots, account) => lots * step.engine.lotsOf(account, instrument) < 0),
  );
}

export const has = (kind: FactKind) => (step: Step) => factsOf(step, kind).length > 0;
const byFund = (kind: FactKind) => (step: Step) =>
  step.input.venue.waterfall.includes('insuranceFund') && has(kind)(step);

export const PROBES: Probes = {
  'takeover by the fund with equity left': (step) => factsOf(step, 'takeover').some(([, , , , , a]) => a > 0),
  'takeover by the fund at a loss': (step) => factsOf(step, 'takeover').some(([, , , , , a]) => a < 0),
  'payment by the fund': byFund('fundPayment'),
  'two payments by the fund around deleveraging': (step) =>
    factsOf(step, 'fundPayment').length > 1 && has('deleveraging')(step),
  'deleveraging with a capped counterparty': cappedDeleveraging,
  'deleveraging of the external account, last': (step) =>
    factsOf(step, 'deleveraging').some(([, account, , , , , place]) => account === EXTERNAL_LIQUIDITY && place > 0),
  'deleveraging at the mark': (step) => step.input.venue.autoDeleveraging.price === 'mark' && has('deleveraging')(step),
  'uncovered loss of an account': (step) =>
    factsOf(step, 'uncoveredLoss').some(([, account]) => account >= VENUE_ACCOUNTS),
  'uncovered loss of the fund': (step) =>
    factsOf(step, 'uncoveredLoss').some(([, account]) => account === INSURANCE_FUND),
  'deleveraging of the fund': (step) => factsOf(step, 'deleveraging').some(([, , , , , a]) => a === INSURANCE_FUND),
  'deficit without a position': deficitWithoutPosition,
  'deferral by a halt': deferredBy(1),
  'deferral by the price band': deferredBy(2),
  'deferral by the throttle': deferredBy(3),
  'liquidation in a halted instrument': (step) =>
    factsOf(step, 'liquidationFill').some(([, , instrument]) => step.before.haltedUntil[instrument]! > 0),
  'takeover of some legs, others halted': takeoverOfSomeLegs,
  'takeover after an order that could not fill': takeoverWithoutFill,
  'liquidation in part': (step) => has('liquidationFill')(step) && !has('accountClosed')(step),
  'liquidation to the end': (step) => has('liquidationFill')(step) && has('accountClosed')(step),
  'liquidation fee': has('liquidationFee'),
  recovery: has('recovered'),
  'breach of an account that met its margin before rates rose': (step) =>
    has('marginChange')(step) &&
    step.before.active.some((active, agent) => {
      const account = agent + VENUE_ACCOUNTS;
      const equity = step.before.equity[account]!;
      return active && equity >= step.before.maintenance[account]! && equity < step.engine.maintenanceOf(account);
    }),
  'halt on a fall': (step) => factsOf(step, 'haltStart').some(([, , , , , a]) => a < 0),
  'halt on a rise': (step) => factsOf(step, 'haltStart').some(([, , , , , a]) => a > 0),
  reopening: has('haltEnd'),
  'breach of a market maker': (step) =>
    factsOf(step, 'breach').some(([, account]) => step.input.population.role[account] === ROLE_MAKER),
  'margin call': has('marginCall'),
  'stop reached': (step) => step.command.name === 'collectBreaches()' && step.flags.some((flag) => (flag & 4) !== 0),
  'inventory sold': has('inventoryUnwind'),
  'order filled': (step) => factsOf(step, 'order').some(([, , , lots]) => lots !== 0),
  'order refused': (step) => factsOf(step, 'order').some(([, , , lots, , a]) => lots === 0 && a !== 0),
  'inventory handed to the external account': has('offload'),
  'closed account brought back by a deposit': (step) => {
    const [deposit] = factsOf(step, 'deposit');
    return (
      deposit !== undefined &&
      step.before.active[deposit[1] - VENUE_ACCOUNTS] === false &&
      step.engine.isActive(deposit[1])
    );
  },
  'depth withdrawn by the own mark': has('depthWithdrawn'),
  'depth back after that': has('depthRestored'),
  'fill away from the mid': (step) => has('liquidationFill')(step) && step.input.market.external.halfSpreadPpm !== 0,
  'position turned round': turnedRound,
};
