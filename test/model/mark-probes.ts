/** Places in mark rules, funding and sales of collateral that random sequences must really have been to. */
import { INSURANCE_FUND, ROLE_MAKER, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import type { FundingFormula, FundingRules } from '../../src/exchange/funding/funding-rules.ts';
import type { MarkRule } from '../../src/market/mark-rules/mark-rule.ts';
import { exp } from '../../src/numeric/math.ts';
import type { Fact, Step } from './differential-run.ts';
import type { Probe, Probes } from './probe-watch.ts';
import { factsOf, has } from './probes.ts';

const roundToTick = (ticks: number): number => Math.max(1, Math.round(ticks));

interface Marked {
  readonly mark: number;
  readonly index: number;
  readonly last: number;
  /** Whether outside price and index are one. */
  readonly isOutside: boolean;
}

/** Some instrument with a price of its own has got a new mark by the rule, and it is like that. */
const markedBy =
  <Kind extends MarkRule['kind']>(
    kind: Kind,
    isWanted: (marked: Marked, rule: Extract<MarkRule, { kind: Kind }>, step: Step) => boolean,
  ): Probe =>
  (step) => {
    const { markRule, index, instruments } = step.input.venue;
    if (markRule?.kind !== kind || !has('markUpdate')(step)) return false;
    return instruments.some(({ follows }, i) => {
      if (follows >= 0 || step.before.haltedUntil[i]! > 0) return false;
      const marked = {
        mark: step.engine.markTicksOf(i),
        index: step.engine.indexTicksOf(i),
        last: step.before.last[i]!,
      };
      const rule = markRule as Extract<MarkRule, { kind: Kind }>;
      return isWanted({ ...marked, isOutside: index === null }, rule, step);
    });
  };

/** Between what is there now: an average over time decided. */
const isAveraged = ({ mark, index, last }: Marked, step: Step): boolean =>
  step.input.venue.funding === null && mark !== roundToTick(last) && Math.abs(mark - index) > 1;

/** A mark update moved the index of an instrument, halted or not. */
const indexMoved =
  (isHalted: boolean, isWanted: (step: Step) => boolean): Probe =>
  (step) =>
    has('markUpdate')(step) &&
    isWanted(step) &&
    step.before.index.some(
      (before, i) => before !== step.engine.indexTicksOf(i) && step.before.haltedUntil[i]! > 0 === isHalted,
    );

/** A payment at another rate than nothing. */
const paid =
  (isWanted: (fact: Fact, rules: FundingRules, step: Step) => boolean): Probe =>
  (step) =>
    factsOf(step, 'funding').some((fact) => fact[4] > 0 && isWanted(fact, step.input.venue.funding!, step));

const paidBy = (kind: FundingFormula['kind']): Probe => paid((_, { formula }) => formula.kind === kind);
const averagedBy = (average: FundingRules['average']): Probe => paid((_, rules) => rules.average === average);

/** Cap of a payment by the margin rates of its instrument. */
function marginCapOf({ capMarginMultiple, intervalUs, periodUs }: FundingRules, step: Step, i: number): number {
  const { initialRatePpm, maintenanceRatePpm } = step.input.venue.tiers[i]!.brackets[0]!;
  return ((capMarginMultiple! * (initialRatePpm - maintenanceRatePpm)) / 1e6) * (intervalUs / periodUs);
}

function breachedByFunding(step: Step): boolean {
  return step.before.breachCheckIsDue && !step.before.stale && has('breach')(step) && step.input.venue.funding !== null;
}

export const MARK_PROBES: Probes = {
  'a mark that is the last price': markedBy('last', ({ mark, index }) => mark !== index),
  'a mark with funding that is still to come': markedBy(
    'bitmex',
    ({ mark, index, last }) => mark !== index && mark !== roundToTick(last),
  ),
  'a mark by the mean basis of a window': markedBy('binance', (marked, _, step) => isAveraged(marked, step)),
  'a mark by an averaged basis, or the perpetuals of others': markedBy(
    'hyperliquid',
    (marked, { perpetuals }, step) => perpetuals.length > 0 && isAveraged(marked, step),
  ),
  'a mark by two averages': markedBy(
    'hyperliquid',
    (marked, { perpetuals }, step) => perpetuals.length === 0 && isAveraged(marked, step),
  ),
  'a mark by an averaged basis': markedBy('deribit', (marked, _, step) => isAveraged(marked, step)),
  'a mark at the limit of its basis': markedBy('deribit', ({ mark, index, last, isOutside }, { basisLimitLog }) => {
    const limit = index * exp(last < index ? -basisLimitLog : basisLimitLog);
    return (
      isOutside && basisLimitLog > 0 && Math.abs(last - index) > Math.abs(limit - index) && Math.abs(mark - limit) < 2
    );
  }),
  'the default mark beside an index of its own': (step) =>
    step.input.venue.markRule === null &&
    step.input.venue.index !== null &&
    has('markUpdate')(step) &&
    step.before.mark.some((_, i) => step.engine.markTicksOf(i) !== step.engine.indexTicksOf(i)),
  'a mean of prices that moves with the own book': indexMoved(
    false,
    ({ input }) => input.venue.index?.average === 'mean',
  ),
  'a median of prices that moves with the own book': indexMoved(
    false,
    ({ input }) => input.venue.index?.average === 'median',
  ),
  'an index that moves in a halt': indexMoved(true, ({ input }) => input.venue.index !== null),
  'funding: interest with a clamp': paidBy('clampedInterest'),
  'funding: premium and interest': paidBy('addedInterest'),
  'funding: a damper': paidBy('damper'),
  'funding: the premium': paidBy('premium'),
  'funding: samples alike': averagedBy('even'),
  'funding: later samples more': averagedBy('rising'),
  'funding: mean prices': averagedBy('pricesFirst'),
  'funding: shorts pay': paid(([, , , , , rate]) => rate < 0),
  'funding: longs pay': paid(([, , , , , rate]) => rate > 0),
  'funding: paid late': paid((_, { isPaidLate }) => isPaidLate),
  'funding: at the index': paid((_, { notional }) => notional === 'index'),
  'funding: capped by margin': paid(
    ([, , i, , , rate], rules, step) =>
      rules.capMarginMultiple !== null && Math.abs(rate) === marginCapOf(rules, step, i),
  ),
  'funding: capped by payment': paid(([, , , , , rate], { cap }) => cap !== null && Math.abs(rate) === cap),
  'funding: in a halt': paid(([, , i], _, step) => step.before.haltedUntil[i]! > 0),
  'funding: the fund receives': paid(([, , , , , , toFund]) => toFund > 0),
  'funding: the fund pays for its inventory': paid(
    ([, , i, , , , toFund], _, step) => toFund < 0 && step.engine.lotsOf(INSURANCE_FUND, i) !== 0,
  ),
  'funding: a rate that changes between payments': (step) =>
    step.command.name.startsWith('onTimer') &&
    !has('funding')(step) &&
    step.before.fundingRate.some((rate, i) => rate !== step.engine.fundingRateOf(i)),
  'a breach by funding alone': breachedByFunding,
};

const sold =
  (isWanted: (fact: Fact, step: Step) => boolean): Probe =>
  (step) =>
    factsOf(step, 'conversion').some((fact) => fact[5] === 1 && isWanted(fact, step));
const isMaker = (step: Step, account: number): boolean => step.input.population.role[account] === ROLE_MAKER;

/** An account without contracts that had its turn, and has to come back without anything sold. */
function waitsForBook(step: Step): boolean {
  const account = Number(/^liquidate\((\d+)\)$/.exec(step.command.name)?.[1] ?? NaN);
  if (Number.isNaN(account) || step.facts.length > 0 || step.input.venue.collateralSales === null) return false;
  return step.input.venue.instruments.every(
    ({ contract }, i) => contract.kind === 'spot' || step.engine.lotsOf(account, i) === 0,
  );
}

export const PORTFOLIO_MARK_PROBES: Probes = {
  'funding of an inverse contract': paid(([, , i], _, step) => step.input.venue.instruments[i]!.lotNotional > 0),
  'funding of an inverse contract at the index': paid(
    ([, , i], { notional }, step) => notional === 'index' && step.input.venue.instruments[i]!.lotNotional > 0,
  ),
  'funding that the fund pays or receives in coin': paid(
    ([, , i, , , , toFund], _, step) => toFund !== 0 && step.input.venue.instruments[i]!.settlesIn >= 0,
  ),
  'collateral sold in its book': sold(([, , , lots]) => lots < 0),
  'an asset bought back in its book': sold(([, , , lots]) => lots > 0),
  'a sale that the book gives a part of': sold(([, , , lots, , , wanted]) => Math.abs(lots) < Math.abs(wanted)),
  'a sale to a market maker': sold(([, , i], step) =>
    step.before.active.some((_, agent) => {
      const account = agent + VENUE_ACCOUNTS;
      return isMaker(step, account) && step.engine.lotsOf(account, i) > step.before.lots[i]![account]!;
    }),
  ),
  'an account that goes on selling': (step) => sold(() => true)(step) && !has('accountClosed')(step),
  'an account that is closed once all is sold': (step) => sold(() => true)(step) && has('accountClosed')(step),
  'a sale that has to wait': waitsForBook,
  'loss left after all is sold': (step) => sold(() => true)(step) && has('uncoveredLoss')(step),
};
