/**
 * The stages of the waterfall at which others than the insurance fund pay a loss. Nobody pays beyond their equity;
 * whoever pays has a fact of its own, and the stage as a whole another.
 */
import type { AccountIndex, QuoteQuanta } from '../../base/units.ts';
import { computeLossPerUnit, computeLossRatePpm } from '../../margin/loss-shares.ts';
import { splitWithinRoom } from '../../numeric/capped-split.ts';
import { splitProportionally } from '../../numeric/rounding.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import { firstIdOf, firstPositionOf, positionsOf } from '../account-records.ts';
import { VENUE_ACCOUNTS } from '../accounts.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { takeProfit, transfer } from '../ledger.ts';
import { lotsOf, type ExchangeState } from '../state.ts';
import { notionalPerLotOf } from '../valuation.ts';
import { bearByAssessments, bearByContribution, bearByDefaultFund, bearByReserve } from './member-stages.ts';
import type { Loss } from './loss.ts';
import { computePayable } from './payable.ts';
import { SKIN_RESERVE, SKIN_SECOND_RESERVE, WATERFALL_STAGES, type WaterfallStage } from './loss-rules.ts';

/** Stages that pay with money; the fund and deleveraging have their own modules. */
export type PayingStage = Exclude<WaterfallStage, 'insuranceFund' | 'autoDeleveraging'>;

/** What the stage pays of the loss; its facts are recorded. */
export function bearLoss(context: ExchangeContext, stage: PayingStage, loss: Loss): QuoteQuanta {
  switch (stage) {
    case 'profitHaircut':
      return haircutProfits(context, loss);
    case 'socialisedLoss':
      return socialise(context, loss);
    case 'clawback':
      return clawBack(context, loss);
    case 'withdrawalHaircut':
      // Nobody pays now: the venue stays insolvent, and exits pay (see `exit-haircut.ts`).
      return 0;
    case 'defaulterContribution':
      return bearByContribution(context, loss);
    case 'skinInTheGame':
      return bearByReserve(context, stage, loss, SKIN_RESERVE);
    case 'skinInTheGameSecond':
      return bearByReserve(context, stage, loss, SKIN_SECOND_RESERVE);
    case 'defaultFund':
      return bearByDefaultFund(context, loss);
    case 'assessments':
      return bearByAssessments(context, loss);
  }
}

interface Claims {
  readonly accounts: AccountIndex[];
  readonly weights: number[];
  readonly rooms: QuoteQuanta[];
}

/** Agents other than the source with a weight and something to pay with. */
function collectClaims(
  { state, loss }: ExchangeContext,
  source: AccountIndex,
  weightOf: (account: AccountIndex) => number,
  weightIsRoom: boolean,
): Claims {
  const claims: Claims = { accounts: [], weights: [], rooms: [] };
  for (let account = VENUE_ACCOUNTS; account < loss.agentsEnd; account += 1) {
    const weight = account === source ? 0 : weightOf(account);
    if (weight <= 0) continue;
    const payable = computePayable(state, account);
    if (payable <= 0) continue;
    claims.accounts.push(account);
    claims.weights.push(weight);
    claims.rooms.push(weightIsRoom ? Math.min(weight, payable) : payable);
  }
  return claims;
}

/** Lets each pay its part; `figure` goes with the stage's fact. */
function collect(
  context: ExchangeContext,
  stage: WaterfallStage,
  loss: Loss,
  claims: Claims,
  figure: number,
  pay: (account: AccountIndex, amount: QuoteQuanta) => void,
): QuoteQuanta {
  const parts = new Float64Array(claims.accounts.length);
  const paid = loss.amount - splitWithinRoom(loss.amount, claims.weights, claims.rooms, parts);
  if (paid === 0) return 0;
  const code = WATERFALL_STAGES.indexOf(stage);
  for (const [n, account] of claims.accounts.entries()) {
    if (parts[n] === 0) continue;
    pay(account, parts[n]);
    context.watch.accountChanged(account);
    context.facts.record('lossShare', account, loss.instrument, 0, parts[n], loss.source, code);
  }
  // Whoever paid may have been left below its margin.
  context.breachCheckIsDue = true;
  context.facts.record('lossStage', loss.source, loss.instrument, 0, paid, code, figure);
  return paid;
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Open positions of the instrument pay by size, both sides alike; of an account as a whole, all positions by notional. */
function socialise(context: ExchangeContext, loss: Loss): QuoteQuanta {
  const { state } = context;
  const { source, instrument, amount } = loss;
  const sizeOf = (account: AccountIndex): number =>
    instrument === NONE ? grossNotionalOf(state, account) : Math.abs(lotsOf(state, account, instrument));
  const claims = collectClaims(context, source, sizeOf, false);
  const perUnit = computeLossPerUnit(amount, sumOf(claims.weights), PER_UNIT_STEPS);
  return collect(context, 'socialisedLoss', loss, claims, perUnit, (account, part) =>
    transfer(state, account, source, part),
  );
}

/** Precision of a loss per unit. */
const PER_UNIT_STEPS = 1e6;

/** Profits of the period pay in proportion, realised or not. */
function clawBack(context: ExchangeContext, loss: Loss): QuoteQuanta {
  const { state } = context;
  const claims = collectClaims(context, loss.source, (account) => context.loss.profitOf(state, account), true);
  const rate = computeLossRatePpm(loss.amount, sumOf(claims.weights));
  return collect(context, 'clawback', loss, claims, rate, (account, part) =>
    transfer(state, account, loss.source, part),
  );
}

/**
 * Unrealised profits pay in proportion: an account's net profit over what settles in the quote currency. Its entry values
 * are worsened by what it pays, so that the same profit is not taken twice.
 * Source: arXiv 2602.15182, haircut of profits alone.
 */
function haircutProfits(context: ExchangeContext, loss: Loss): QuoteQuanta {
  const { state } = context;
  const profits = new Float64Array(state.instrumentCount);
  const parts = new Float64Array(state.instrumentCount);
  const claims = collectClaims(context, loss.source, (account) => profitsInto(state, account, profits), true);
  const rate = computeLossRatePpm(loss.amount, sumOf(claims.rooms));
  return collect(context, 'profitHaircut', loss, claims, rate, (account, amount) => {
    profitsInto(state, account, profits);
    for (let i = 0; i < profits.length; i += 1) profits[i] = Math.max(0, profits[i]);
    splitProportionally(amount, profits, parts);
    for (let i = 0; i < parts.length; i += 1) {
      if (parts[i] > 0) takeProfit(state, account, loss.source, i, parts[i]);
    }
  });
}

/** Unrealised profit by instrument, and their sum. */
function profitsInto(state: ExchangeState, account: AccountIndex, out: Float64Array): QuoteQuanta {
  const { records, costs } = state;
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  let sum = 0;
  out.fill(0);
  for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
    const i = records.bytes[ids + k];
    if (state.isSpot[i] === 1 || state.settlesIn[i] !== NO_INSTRUMENT) continue;
    out[i] = records.doubles[first + k] * state.markPerLot[i] - costs[first + k];
    sum += out[i];
  }
  return sum;
}

function grossNotionalOf(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  let sum = 0;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (state.isSpot[i] === 0) sum += Math.abs(lotsOf(state, account, i)) * notionalPerLotOf(state, i);
  }
  return sum;
}
