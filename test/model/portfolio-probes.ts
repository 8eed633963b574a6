/** Named places that random sequences on venues of any contracts must really have been to. */
import { INSURANCE_FUND, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import {
  DEFERRED_BY_HALT,
  DEFERRED_BY_PRICE_BAND,
  DEFERRED_BY_THROTTLE,
  type FactKind,
} from '../../src/exchange/fact.ts';
import type { Instrument } from '../../src/instruments/instrument.ts';
import type { Fact, Step } from './differential-run.ts';
import type { Probes } from './probe-watch.ts';
import { factsOf, has } from './probes.ts';

const isInverse = ({ lotNotional }: Instrument): boolean => lotNotional > 0;
const isCoinOption = ({ contract, settlesIn }: Instrument): boolean => contract.kind === 'option' && settlesIn >= 0;
const isSpot = ({ contract }: Instrument): boolean => contract.kind === 'spot';

/** A fact of that kind with lots of such an instrument. */
const of = (kind: FactKind, isWanted: (terms: Instrument) => boolean) => (step: Step) =>
  factsOf(step, kind).some(([, , i, lots]) => lots !== 0 && isWanted(step.input.venue.instruments[i]!));
const some = (kind: FactKind, isWanted: (fact: Fact, step: Step) => boolean) => (step: Step) =>
  factsOf(step, kind).some((fact) => isWanted(fact, step));
const hasModel = (step: Step): boolean => step.input.venue.portfolio !== null;
const commandIs = (step: Step, name: string): boolean => step.command.name.startsWith(name);

/** The account lost more than it had when a contract settled in coin, and others with profits in coin were closed. */
function deleveragingOfFundInCoin(step: Step): boolean {
  return factsOf(step, 'deleveraging').some(
    ([, , i, , , source]) => source === INSURANCE_FUND && step.input.venue.instruments[i]!.settlesIn >= 0,
  );
}

function isHaltedAlone(step: Step): boolean {
  return step.input.venue.instruments.some(
    ({ follows }, i) => follows >= 0 && step.before.haltedUntil[i]! > 0 && step.before.haltedUntil[follows] === 0,
  );
}

/** An account that was flat in a contract, having held it before, filled an order in it. */
function wentOnAfterConversion(step: Step): boolean {
  const [deposit] = factsOf(step, 'deposit');
  if (deposit === undefined) return false;
  const [, account] = deposit;
  return step.before.active[account - VENUE_ACCOUNTS] === false && step.engine.isActive(account);
}

function roundingHolds(step: Step): boolean {
  if (!hasModel(step)) return false;
  const last = step.engine.accountCount - 1;
  return step.input.venue.instruments.some((terms, i) => isSpot(terms) && step.engine.lotsOf(last, i) > 0);
}

export const PORTFOLIO_PROBES: Probes = {
  'coin bought back': some('conversion', ([, , , lots]) => lots > 0),
  'coin sold to pay what is owed': some('conversion', ([, , , lots]) => lots < 0),
  'a deficit under offsets': some('deficit', ([, , , , , offsets]) => offsets > 0),
  'a deficit without offsets': some('deficit', ([, , , , , offsets]) => offsets === 0),
  'quanta in the rounding account': roundingHolds,
  'an order in an inverse contract': of('order', isInverse),
  'an order in an option settled in coin': of('order', isCoinOption),
  'an order in a balance, which fills nothing': some(
    'order',
    ([, , i, , , wanted], step) => wanted !== 0 && isSpot(step.input.venue.instruments[i]!),
  ),
  'an offload of an inverse contract': of('offload', isInverse),
  'liquidation of an inverse contract': of('liquidationFill', isInverse),
  'liquidation of an option': of('liquidationFill', ({ contract }) => contract.kind === 'option'),
  'takeover of an inverse contract': of('takeover', isInverse),
  'takeover of an option settled in coin': of('takeover', isCoinOption),
  'takeover with equity left': some('takeover', ([, , , , , share]) => share > 0),
  'deleveraging of an inverse contract': of('deleveraging', isInverse),
  'deleveraging of an option settled in coin': of('deleveraging', isCoinOption),
  'deleveraging in coin at the mark': (step) =>
    step.input.venue.autoDeleveraging.price === 'mark' && of('deleveraging', ({ settlesIn }) => settlesIn >= 0)(step),
  'deleveraging in coin of the fund': deleveragingOfFundInCoin,
  'inventory sold of an inverse contract': of('inventoryUnwind', isInverse),
  'inventory sold while the fund holds coin': (step) =>
    has('inventoryUnwind')(step) &&
    step.input.venue.instruments.some((terms, i) => isSpot(terms) && step.engine.lotsOf(INSURANCE_FUND, i) !== 0),
  'payment by the fund': (step) => hasModel(step) && has('fundPayment')(step),
  'uncovered loss': (step) => hasModel(step) && has('uncoveredLoss')(step),
  'uncovered loss of the fund': (step) =>
    hasModel(step) && some('uncoveredLoss', ([, account]) => account === INSURANCE_FUND)(step),
  recovery: (step) => hasModel(step) && has('recovered')(step),
  'margin call': (step) => hasModel(step) && has('marginCall')(step),
  'liquidation fee': (step) => hasModel(step) && has('liquidationFee')(step),
  'an account brought back by a deposit': (step) => hasModel(step) && wentOnAfterConversion(step),
  'deferral by a halt': some('liquidationDeferred', ([, , , , , a], step) => hasModel(step) && a === DEFERRED_BY_HALT),
  'deferral by the price band': some(
    'liquidationDeferred',
    ([, , , , , a], step) => hasModel(step) && a === DEFERRED_BY_PRICE_BAND,
  ),
  'deferral by the throttle': some(
    'liquidationDeferred',
    ([, , , , , a], step) => hasModel(step) && a === DEFERRED_BY_THROTTLE,
  ),
  'a halt of what follows another, alone': isHaltedAlone,
  'a halt that raises margin': (step) => has('haltStart')(step) && has('marginChange')(step),
  'recalibrated margin': (step) => commandIs(step, 'recalibrateMargins') && has('marginChange')(step),
  'recalibrated tables': (step) =>
    !hasModel(step) && commandIs(step, 'recalibrateMargins') && has('marginChange')(step),
  'recalibration that changes nothing': (step) => commandIs(step, 'recalibrateMargins') && !has('marginChange')(step),
  'a measure of margin': (step) => commandIs(step, 'measureMargin'),
};
