/** One fact about the account as a headline and what stands behind it. */
import { formatClockSeconds } from '../../base/civil-time.ts';
import { formatShare } from '../../base/format.ts';
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import {
  DEFERRED_BY_AUCTION,
  DEFERRED_BY_COOLDOWN,
  DEFERRED_BY_HALT,
  DEFERRED_BY_LIMIT,
  DEFERRED_BY_OUTAGE,
  DEFERRED_BY_PAUSE,
  DEFERRED_BY_PRICE_BAND,
  ORDER_PURPOSES,
  type FactKind,
  type OrderPurpose,
} from '../../exchange/fact.ts';
import { DELEVERAGING_RANKS } from '../../margin/deleveraging-rank.ts';
import type { FactEntry } from './account-recorder.ts';
import type { AccountState } from './account-figures.ts';
import { formatAmount } from './amounts.ts';
import { describeConversion, describeDeficit, describeMarginChange } from './describe-margin-facts.ts';
import { describeMechanismFact } from './describe-mechanism-fact.ts';
import { instrumentOf } from './instrument-words.ts';
import { explainOrder } from './liquidation-order.ts';
import { formatRatio } from './margin-words.ts';
import { accountLines, marginLines } from './position-tables.ts';
import type { Story, Told } from './story.ts';

const PURPOSES: Readonly<Record<OrderPurpose, string>> = {
  stopLoss: 'its stop-loss',
  panicSale: 'it sells in panic',
  dipPurchase: 'it buys the dip',
  rehedge: 'it hedges again what auto-deleveraging took',
  whaleExit: 'it works its large position out, order by order',
  basisTrade: 'it trades one leg against the other',
  deltaHedge: 'it hedges the delta of its options',
  trendEntry: 'it follows a breakout',
  trendStop: 'its trailing stop',
  herdSale: 'it leaves because others are being liquidated',
  attack: 'it works an attack on the insurance fund',
};

/** A fact as it stands between the account before it and after it. */
type Describer = (entry: FactEntry, story: Story) => Told;

const DESCRIBERS: Readonly<Partial<Record<FactKind, Describer>>> = {
  breach: (entry, story) => {
    const { after } = entry;
    const shortBy = formatAmount(after.maintenance - after.equity);
    const text = [`Equity is ${shortBy} below maintenance margin: liquidation begins.`];
    return { headline: 'BREACH', text, tables: stateOf(entry, story) };
  },
  marginCall: (entry, story) => {
    const ratio = formatRatio(entry.after.equity, entry.after.maintenance);
    const level = `${story.scenario.agents.warningRatio}x`;
    const text = [`Equity is ${ratio} times maintenance margin, below the warning level of ${level}.`];
    return { headline: 'MARGIN CALL', text, tables: stateOf(entry, story) };
  },
  recovered: (entry, story) => {
    const by = formatAmount(entry.after.equity - entry.after.maintenance);
    const text = [`When its turn came it met its margin again, by ${by}: nothing is closed.`];
    return { headline: 'RECOVERED', text, tables: stateOf(entry, story) };
  },
  liquidationFill: describeOrder,
  liquidationFee: describeFee,
  liquidationDeferred: describeDeferral,
  takeover: describeTakeover,
  fundPayment: ({ fact }) => ({
    headline: 'FUND PAYS',
    text: [`The insurance fund pays ${formatAmount(fact.value)} of its deficit and has ${formatAmount(fact.b)} left.`],
    tables: [],
  }),
  deleveraging: (entry, story) =>
    entry.fact.account === story.account ? describeDeleveraged(entry, story) : describeClosedAgainst(entry, story),
  uncoveredLoss: ({ fact }) => ({
    headline: 'UNCOVERED LOSS',
    text: [`${formatAmount(fact.value)} of its loss is borne by nobody.`],
    tables: [],
  }),
  accountClosed: ({ fact }) => ({
    headline: 'CLOSED',
    text: [`It holds no position any more; ${formatAmount(fact.value)} is left.`],
    tables: [],
  }),
  deposit: ({ fact, after }, { terms }) => ({
    headline: 'DEPOSIT',
    text: [`Pays in ${formatAmount(fact.value)}.`],
    tables: marginLines(after, terms),
  }),
  marginChange: describeMarginChange,
  order: describeOwnOrder,
  conversion: describeConversion,
  deficit: describeDeficit,
};

export function describeFactEntry(entry: FactEntry, story: Story): Told {
  const describe = DESCRIBERS[entry.fact.kind];
  if (describe !== undefined) return describe(entry, story);
  return describeMechanismFact(entry, story, entry.before === entry.after ? [] : stateOf(entry, story));
}

function stateOf({ after }: FactEntry, { terms }: Story): string[] {
  return accountLines(after, terms);
}

function describeOrder(entry: FactEntry, story: Story): Told {
  const { fact, before, after } = entry;
  const { size, price, tradePrice, tickSize } = instrumentOf(entry, story);
  const reasons = explainOrder(entry, story.scenario);
  const isFree = reasons.limitTicks === Infinity;
  const limit = price(reasons.limitTicks * tickSize);
  const isSale = fact.lots < 0;
  const { wantedLots, sizeReason } = reasons;
  const wasShort = wantedLots !== null && reasons.filledLots < wantedLots;
  const wanted = wantedLots === null ? sizeReason : `${size(wantedLots)}, ${sizeReason}`;
  const by = story.scenario.venue.throttle === null ? 'The book' : 'The book or the throttle';
  const limitText = isFree
    ? 'No limit: so much stands behind it that no price takes it all.'
    : reasons.limitIs === 'priceBand'
      ? `Limit ${limit}: the price band around the index.`
      : reasons.limitIs === 'policy'
        ? `Limit ${limit}: as far from the mark as the venue lets liquidations go.`
        : `Limit ${limit}: its bankruptcy price; beyond it the account would owe money.`;
  return {
    headline: `LIQUIDATION ORDER: ${isSale ? 'sold' : 'bought back'} ${size(fact.lots)} at ${tradePrice(fact.lots, fact.value)}`,
    text: [
      `Wanted ${wanted}.${wasShort ? ` ${by} gave ${size(fact.lots)} within the limit.` : ''}`,
      limitText,
      `Before: equity${before.portfolio === null ? '' : ' for margin'} ${formatAmount(before.equity)} against maintenance margin ${formatAmount(before.maintenance)}.`,
    ],
    tables: accountLines(after, story.terms),
  };
}

function describeFee({ fact }: FactEntry): Told {
  const to =
    fact.a === 0
      ? ' to the insurance fund for its liquidation'
      : ` for its liquidation, ${formatAmount(fact.a)} of it to the liquidator and the rest to the fund`;
  return { headline: 'FEE', text: [`Pays ${formatAmount(fact.value)}${to}.`], tables: [] };
}

const DEFERRALS: Readonly<Record<number, string>> = {
  [DEFERRED_BY_COOLDOWN]: 'a part of it was closed just before',
  [DEFERRED_BY_LIMIT]: 'nothing could be filled within the limit that the venue sets for liquidations',
  [DEFERRED_BY_AUCTION]: 'its positions are put up for auction',
  [DEFERRED_BY_PAUSE]: 'the venue has paused liquidations',
};

function describeDeferral(entry: FactEntry, story: Story): Told {
  const { fact } = entry;
  const wanted =
    fact.instrument < 0 || fact.b === 0 ? '' : ` It wanted to close ${instrumentOf(entry, story).size(fact.b)}.`;
  const symbol = fact.instrument < 0 ? 'every position' : story.terms.instruments[fact.instrument]!.symbol;
  const why =
    fact.a === DEFERRED_BY_HALT
      ? `trading in ${symbol} is halted`
      : fact.a === DEFERRED_BY_PRICE_BAND
        ? `nothing could be filled within the price band of ${symbol}`
        : fact.a === DEFERRED_BY_OUTAGE
          ? `matching in ${symbol} is down`
          : (DEFERRALS[fact.a] ?? 'the venue throttles liquidations');
  return { headline: 'LIQUIDATION WAITS', text: [`It must wait: ${why}.${wanted}`], tables: [] };
}

function describeTakeover(entry: FactEntry, story: Story): Told {
  const { fact } = entry;
  const { size, tradePrice } = instrumentOf(entry, story);
  const share =
    fact.a < 0
      ? `a deficit of ${formatAmount(-fact.a)}, borne by the fund`
      : `${formatAmount(fact.a)} of equity that stood behind it`;
  return {
    headline: `TAKEN OVER: ${fact.lots > 0 ? 'long' : 'short'} ${size(fact.lots)} at ${tradePrice(fact.lots, fact.value)}`,
    text: [
      `The book would not take it within its bankruptcy price, so the insurance fund took the position, with ${share}. The fund has ${formatAmount(fact.b)} now.`,
    ],
    tables: [],
  };
}

/** The account's own position was closed against somebody, or against all of those of one round. */
function describeClosedAgainst(entry: FactEntry, story: Story): Told {
  const { fact, more } = entry;
  const { size, tradePrice } = instrumentOf(entry, story);
  const all = [fact, ...more];
  const lots = all.reduce((sum, one) => sum + one.lots, 0);
  const value = all.reduce((sum, one) => sum + one.value, 0);
  const { allocation } = story.scenario.venue.autoDeleveraging;
  const isQueue = (allocation ?? 'queue') === 'queue';
  const did = lots < 0 ? 'sell out of its long' : 'buy back its short';
  const whom = more.length === 0 ? `ACCOUNT ${fact.account}` : `${all.length} ACCOUNTS`;
  const [largest] = all.toSorted((x, y) => Math.abs(y.lots) - Math.abs(x.lots) || x.account - y.account);
  const who =
    more.length === 0
      ? `account ${fact.account}, ${isQueue ? `place ${fact.b + 1} in the auto-deleveraging queue` : `by its share (${allocation})`}, was made to ${did}`
      : `each of ${all.length} accounts was made to ${did}, ${isQueue ? 'in the order of the auto-deleveraging queue' : `by its share (${allocation})`}; most of it account ${largest!.account}, ${size(largest!.lots)}`;
  return {
    headline: `CLOSED AGAINST ${whom}: ${size(lots)} at ${tradePrice(lots, value)}`,
    text: [`Neither the book nor the fund could take it: ${who}.`],
    tables: [],
  };
}

/** The account was the counterparty: why it was chosen, and what that cost it. */
function describeDeleveraged(entry: FactEntry, story: Story): Told {
  const { fact, before, after } = entry;
  const { size, tradePrice, price } = instrumentOf(entry, story);
  const leg = before.legs.find(({ instrument }) => instrument === fact.instrument)!;
  const { ranking, allocation } = story.scenario.venue.autoDeleveraging;
  const score = DELEVERAGING_RANKS[ranking]({
    profit: leg.unrealisedPnl,
    notional: leg.notional,
    entryValue: leg.portfolio?.entryValue ?? leg.notional - Math.sign(leg.lots) * leg.unrealisedPnl,
    cash: before.cash,
    equity: worthOf(before),
    maintenance: before.maintenance,
  });
  const perLot = leg.notional / Math.abs(leg.lots);
  const gain = before.portfolio === null ? fact.lots * perLot - fact.value : worthOf(after) - worthOf(before);
  const compared =
    gain === 0
      ? 'neither won nor lost by it'
      : gain < 0
        ? `gave up ${formatAmount(-gain)} by it`
        : `gained ${formatAmount(gain)} by it`;
  const source = fact.a === INSURANCE_FUND ? 'the insurance fund' : `account ${fact.a}`;
  return {
    headline: `DELEVERAGED: ${fact.lots < 0 ? 'long' : 'short'} ${size(fact.lots)} closed at ${tradePrice(fact.lots, fact.value)}`,
    text: [
      `It held the other side of a position of ${source} that nobody could carry, ${
        (allocation ?? 'queue') === 'queue'
          ? `and stood at place ${fact.b + 1} of the queue with a score of ${Number(score.toPrecision(4))} by the ${ranking} ranking`
          : `which was shared out (${allocation}) among all who held that side`
      }.`,
      `Mark price ${price(leg.markPrice)}: against it the account ${compared}. ${formatShare(Math.abs(fact.lots / leg.lots))} of its position is gone.`,
    ],
    tables: accountLines(after, story.terms),
  };
}

function describeOwnOrder(entry: FactEntry, story: Story): Told {
  const { fact, after } = entry;
  const { size, tradePrice } = instrumentOf(entry, story);
  const purpose = PURPOSES[ORDER_PURPOSES[fact.b]!];
  const side = fact.a < 0 ? 'sell' : 'buy';
  if (fact.lots === 0) {
    return {
      headline: 'ORDER NOT FILLED',
      text: [`It wanted to ${side} ${size(fact.a)} (${purpose}), and nothing was filled.`],
      tables: [],
    };
  }
  return {
    headline: `OWN ORDER: ${side === 'sell' ? 'sold' : 'bought'} ${size(fact.lots)} at ${tradePrice(fact.lots, fact.value)}`,
    text: [`Wanted ${size(fact.a)}: ${purpose}.`],
    tables: accountLines(after, story.terms),
  };
}

/** Equity at market. */
function worthOf({ equity, portfolio }: AccountState): number {
  return portfolio?.worth ?? equity;
}

export function formatTime(story: Story, timeUs: number): string {
  return formatClockSeconds(story.clock, timeUs);
}
