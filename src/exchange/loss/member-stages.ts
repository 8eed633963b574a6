/** The stages of a clearing house: the defaulter's contribution, the venue's own money, the members' and their calls. */
import type { AccountIndex, QuoteQuanta } from '../../base/units.ts';
import { splitWithinRoom } from '../../numeric/capped-split.ts';
import type { ExchangeContext } from '../context.ts';
import { transfer } from '../ledger.ts';
import { computeEquity } from '../valuation.ts';
import type { Loss } from './loss.ts';
import { DEFAULT_FUND_RESERVE, WATERFALL_STAGES, type WaterfallStage } from './loss-rules.ts';
import { computePayable } from './payable.ts';

/** The defaulter's own contribution goes first. */
export function bearByContribution(context: ExchangeContext, loss: Loss): QuoteQuanta {
  const fund = context.loss.defaultFund!;
  const member = fund.memberOf(loss.source);
  if (member < 0) return 0;
  const paid = Math.min(loss.amount, fund.remaining[member]);
  fund.remaining[member] -= paid;
  return payFrom(context, 'defaulterContribution', loss, context.loss.reserveOf(DEFAULT_FUND_RESERVE), paid);
}

/** Money of the venue's own. */
export function bearByReserve(
  context: ExchangeContext,
  stage: WaterfallStage,
  loss: Loss,
  reserve: string,
): QuoteQuanta {
  const account = context.loss.reserveOf(reserve);
  return payFrom(context, stage, loss, account, Math.min(loss.amount, computeEquity(context.state, account)));
}

/** What the other members paid in, in proportion to what is left of it. */
export function bearByDefaultFund(context: ExchangeContext, loss: Loss): QuoteQuanta {
  const fund = context.loss.defaultFund!;
  const own = fund.memberOf(loss.source);
  const remaining = fund.remaining.map((amount, member) => (member === own ? 0 : amount));
  const parts = new Float64Array(remaining.length);
  const paid = loss.amount - splitWithinRoom(loss.amount, remaining, remaining, parts);
  recordMembers(context, 'defaultFund', loss, parts, (member) => (fund.remaining[member] -= parts[member]));
  return payFrom(context, 'defaultFund', loss, context.loss.reserveOf(DEFAULT_FUND_RESERVE), paid);
}

/** The other members pay more out of their equity, in proportion to their contributions, as far as they can be called upon. */
export function bearByAssessments(context: ExchangeContext, loss: Loss): QuoteQuanta {
  const { state, watch } = context;
  const fund = context.loss.defaultFund!;
  const own = fund.memberOf(loss.source);
  const rooms = Float64Array.from(fund.accounts, (account, member) =>
    member === own ? 0 : Math.min(fund.assessableOf(member), Math.max(0, computePayable(state, account))),
  );
  const parts = new Float64Array(rooms.length);
  const paid = loss.amount - splitWithinRoom(loss.amount, fund.contribution, rooms, parts);
  recordMembers(context, 'assessments', loss, parts, (member, account) => {
    fund.assessed[member] += parts[member];
    transfer(state, account, loss.source, parts[member]);
    watch.accountChanged(account);
  });
  if (paid > 0) {
    context.breachCheckIsDue = true;
    recordStage(context, 'assessments', loss, paid, 0);
  }
  return paid;
}

function recordMembers(
  context: ExchangeContext,
  stage: WaterfallStage,
  { source, instrument }: Loss,
  parts: Float64Array,
  bear: (member: number, account: AccountIndex) => void,
): void {
  const code = WATERFALL_STAGES.indexOf(stage);
  for (let member = 0; member < parts.length; member += 1) {
    if (parts[member] === 0) continue;
    const account = context.loss.defaultFund!.accounts[member];
    bear(member, account);
    context.facts.record('lossShare', account, instrument, 0, parts[member], source, code);
  }
}

function payFrom(
  context: ExchangeContext,
  stage: WaterfallStage,
  loss: Loss,
  reserve: AccountIndex,
  amount: QuoteQuanta,
): QuoteQuanta {
  if (amount <= 0) return 0;
  transfer(context.state, reserve, loss.source, amount);
  recordStage(context, stage, loss, amount, computeEquity(context.state, reserve));
  return amount;
}

function recordStage(
  { facts }: ExchangeContext,
  stage: WaterfallStage,
  { source, instrument }: Loss,
  amount: QuoteQuanta,
  figure: number,
): void {
  facts.record('lossStage', source, instrument, 0, amount, WATERFALL_STAGES.indexOf(stage), figure);
}
