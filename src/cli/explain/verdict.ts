/** Why it happened, in one sentence. */
import { PPM_PER_UNIT, QUANTA_PER_USD, type QuoteQuanta } from '../../base/units.ts';
import { formatShare } from '../../base/format.ts';
import type { AccountRecorder, FactEntry } from './account-recorder.ts';
import type { AccountState } from './account-figures.ts';
import { formatAmount, formatPrice } from './amounts.ts';
import { formatTime } from './describe-fact.ts';
import type { Story } from './story.ts';
import { formatRatio } from './margin-words.ts';

export type Outcome = 'liquidated' | 'recovered' | 'deleveraged' | 'untouched';

export interface Verdict {
  readonly outcome: Outcome;
  readonly text: string;
}

export function judgeAccount(recorder: AccountRecorder, start: AccountState, story: Story): Verdict {
  const facts = recorder.entries.filter((entry) => entry.kind === 'fact');
  const breach = facts.find(({ fact }) => fact.kind === 'breach');
  if (breach !== undefined) return judgeBreach(breach, facts, start, story);
  const deleveraged = facts.filter(({ fact }) => fact.kind === 'deleveraging' && fact.account === story.account);
  const closest = describeClosest(recorder, story);
  if (deleveraged.length > 0) {
    const times = deleveraged.length === 1 ? 'once' : `${deleveraged.length} times`;
    const text = `It was never liquidated. It was deleveraged ${times}, because it held the other side of positions that neither the book nor the insurance fund could take. ${closest}`;
    return { outcome: 'deleveraged', text };
  }
  return { outcome: 'untouched', text: `It was never liquidated. ${closest}` };
}

function describeClosest({ closest }: AccountRecorder, story: Story): string {
  if (closest === null) return 'It never held a position, so nothing was asked of it.';
  const { equity, maintenance, timeUs } = closest;
  return `Its lowest margin ratio was at ${formatTime(story, timeUs)}: equity ${formatAmount(equity)}, ${formatRatio(equity, maintenance)} times its maintenance margin of ${formatAmount(maintenance)}.`;
}

function judgeBreach(breach: FactEntry, facts: readonly FactEntry[], start: AccountState, story: Story): Verdict {
  const { after } = breach;
  const shortBy = formatAmount(after.maintenance - after.equity);
  const cause = describeCause(after, start, paidOutBefore(breach, facts), story);
  const ended = describeEnd(facts, story);
  const isClosed = facts.some(
    ({ fact }) =>
      fact.account === story.account &&
      ['liquidationFill', 'takeover', 'positionTaken', 'accountClosed'].includes(fact.kind),
  );
  return {
    outcome: isClosed ? 'liquidated' : 'recovered',
    text: `${isClosed ? 'Liquidated' : 'In breach, but not closed'}: ${cause}, and its equity of ${formatAmount(after.equity)} was ${shortBy} short of the maintenance margin.${describeRates(breach, facts)}${ended}`,
  };
}

/** Withdrawals less deposits. */
function paidOutBefore(breach: FactEntry, facts: readonly FactEntry[]): QuoteQuanta {
  return facts.slice(0, facts.indexOf(breach)).reduce((sum, { fact: { kind, value } }) => {
    if (kind === 'deposit') return sum - value;
    return kind === 'withdrawal' || kind === 'exitHaircut' ? sum + value : sum;
  }, 0);
}

/** The position that lost most, and how far its price had gone; or what it had taken out, where that is more. */
function describeCause(after: AccountState, start: AccountState, paidOut: QuoteQuanta, story: Story): string {
  const { legs } = after;
  const worst = legs.toSorted((x, y) => x.unrealisedPnl - y.unrealisedPnl)[0];
  const collateral = describeCollateralLoss(after, start, -(worst?.unrealisedPnl ?? 0), story);
  if (collateral !== null) return collateral;
  if (paidOut > Math.max(0, -(worst?.unrealisedPnl ?? 0)))
    return `it had taken out ${formatAmount(paidOut)}, which stood behind its positions`;
  if (worst === undefined || worst.unrealisedPnl >= 0) return 'its collateral did not suffice for its positions';
  const { tickSize } = story.terms.instruments[worst.instrument]!;
  const move = Math.abs(worst.markPrice / worst.entryPrice - 1);
  const side = worst.lots > 0 ? 'long' : 'short';
  const moved = worst.markPrice < worst.entryPrice ? 'fell' : 'rose';
  const gross = start.legs.reduce((sum, leg) => sum + leg.notional, 0);
  const leverage =
    start.equity > 0 && gross > 0 ? ` at ${Number((gross / start.equity).toPrecision(3))}x leverage` : '';
  return `it was ${side} ${worst.symbol}${leverage}; the mark ${moved} ${formatShare(move)} from its entry, to ${formatPrice(worst.markPrice, tickSize)}, which cost it ${formatAmount(-worst.unrealisedPnl)}`;
}

/** The balance whose price cost it most, if that is more than what its worst position did. */
function describeCollateralLoss(
  after: AccountState,
  start: AccountState,
  positionLoss: number,
  { terms }: Story,
): string | null {
  const losses = (after.portfolio?.balances ?? []).flatMap((balance) => {
    const { units, priceUsd, instrument } = balance;
    const { tickSize, priceInitialTicks } = terms.instruments[instrument]!;
    const from = priceInitialTicks * tickSize;
    return [{ balance, from, loss: units * (from - priceUsd) * QUANTA_PER_USD, tickSize }];
  });
  const worst = losses.toSorted((x, y) => y.loss - x.loss)[0];
  if (worst === undefined || worst.loss <= Math.max(0, positionLoss)) return null;
  const { balance, from, loss, tickSize } = worst;
  const move = formatShare(Math.abs(balance.priceUsd / from - 1));
  const moved = balance.priceUsd < from ? 'fell' : 'rose';
  const held = start.legs.length === 0 ? '' : ` behind ${start.legs.map(({ symbol }) => symbol).join(', ')}`;
  return `it ${balance.units < 0 ? 'owed' : 'held'} ${balance.symbol}${held}; its price ${moved} ${move} from the start, to ${formatPrice(balance.priceUsd, tickSize)}, which cost it ${formatAmount(Math.round(loss))}`;
}

/** Maintenance rates that the venue had changed by then: the price alone need not have done it. */
function describeRates(breach: FactEntry, facts: readonly FactEntry[]): string {
  const multiples = new Map<number, number>();
  for (const { fact, more } of facts.slice(0, facts.indexOf(breach))) {
    if (fact.kind !== 'marginChange') continue;
    for (const { instrument, a } of [fact, ...more]) multiples.set(instrument, a / PPM_PER_UNIT);
  }
  const told = breach.after.legs.flatMap(({ instrument, symbol }) => {
    const multiple = multiples.get(instrument) ?? 1;
    return multiple === 1 ? [] : [`${symbol} ${multiple}x`];
  });
  return told.length === 0
    ? ''
    : ` The venue had changed maintenance margin rates: ${told.join(', ')} of the scenario's.`;
}

/** Where its positions went, by notional. */
function describeEnd(facts: readonly FactEntry[], story: Story): string {
  const valueOf = (select: (entry: FactEntry) => boolean): number =>
    facts.filter(select).reduce((sum, { fact }) => sum + Math.abs(fact.value), 0);
  const parts: readonly (readonly [number, string])[] = [
    [valueOf(({ fact }) => fact.kind === 'liquidationFill'), 'sold or bought back in the book'],
    // A reserve takes positions over as well.
    [
      valueOf(({ fact }) => fact.kind === 'positionTaken' && fact.account === story.account),
      'taken over by vaults, providers or bidders',
    ],
    [valueOf(({ fact }) => fact.kind === 'takeover'), 'taken over by the insurance fund'],
    [
      valueOf(({ fact }) => fact.kind === 'deleveraging' && fact.account !== story.account),
      'closed by auto-deleveraging',
    ],
  ];
  const total = parts.reduce((sum, [value]) => sum + value, 0);
  if (total === 0) return ' Nothing was closed.';
  const told = parts.filter(([value]) => value > 0).map(([value, how]) => `${formatShare(value / total)} was ${how}`);
  const [last] = told.splice(-1);
  return ` Of what was closed, ${told.length === 0 ? last : `${told.join(', ')} and ${last}`}.`;
}
