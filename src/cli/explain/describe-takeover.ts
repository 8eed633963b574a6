/** What became of an account's positions that the book would not close: who took them over, and auctions of them. */
import { formatClockSeconds } from '../../base/civil-time.ts';
import { AUCTION_OVER, AUCTION_SOLD } from '../../exchange/takeover/dutch-auction.ts';
import { takerNameOf } from '../../report/taker-name.ts';
import type { FactEntry } from './account-recorder.ts';
import { formatAmount } from './amounts.ts';
import { instrumentOf } from './instrument-words.ts';
import { accountLines } from './position-tables.ts';
import type { Story, Told } from './story.ts';

/** Taken over by somebody other than the fund; or by the account itself. */
export function describeTaken(entry: FactEntry, story: Story): Told {
  const { fact } = entry;
  const { size, tradePrice } = instrumentOf(entry, story);
  const position = `${fact.lots > 0 ? 'long' : 'short'} ${size(fact.lots)} at ${tradePrice(fact.lots, fact.value)}`;
  const share =
    fact.a < 0 ? `a deficit of ${formatAmount(-fact.a)}` : `${formatAmount(fact.a)} of the equity that stood behind it`;
  if (fact.b === story.account) {
    const from = takerNameOf(story.scenario, fact.account);
    return {
      headline: `TAKES OVER: ${position}`,
      text: [`From ${from}, with ${share}.`],
      tables: accountLines(entry.after, story.terms),
    };
  }
  const taker = takerNameOf(story.scenario, fact.b);
  return {
    headline: `TAKEN OVER BY ${taker.toUpperCase()}: ${position}`,
    text: [`The position went to ${taker}, with ${share}.`],
    tables: [],
  };
}

/** It works out of what it took over. */
export function describeUnwind(entry: FactEntry, story: Story): Told {
  const { fact } = entry;
  const { size, tradePrice } = instrumentOf(entry, story);
  return {
    headline: `WORKS OUT: ${fact.lots < 0 ? 'sold' : 'bought back'} ${size(fact.lots)} at ${tradePrice(fact.lots, fact.value)}`,
    text: ['A part of what it took over goes into the book.'],
    tables: accountLines(entry.after, story.terms),
  };
}

export function describeAuction({ fact }: FactEntry, story: Story): Told {
  if (fact.kind === 'auctionStart') {
    const until = formatClockSeconds(story.clock, fact.a);
    return {
      headline: 'PUT UP FOR AUCTION',
      text: [`It has ${formatAmount(fact.value)} left; bidders may take its positions until ${until}.`],
      tables: [],
    };
  }
  const how =
    fact.a === AUCTION_SOLD
      ? 'All its positions are sold'
      : fact.a === AUCTION_OVER
        ? 'The time is over, and what is left goes on down the waterfall'
        : 'It is not to be taken over any more';
  return { headline: 'AUCTION ENDS', text: [`${how}; it has ${formatAmount(fact.value)}.`], tables: [] };
}
