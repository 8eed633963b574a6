/** Funding as the account saw it: what it paid or received, and at what rates. */
import { formatRate } from '../../base/format.ts';
import type { FactEntry } from './account-recorder.ts';
import { formatAmount, formatUnits } from './amounts.ts';
import type { Story, Told } from './story.ts';

export function describeFunding({ fact, more, before, after, coinChange }: FactEntry, { terms }: Story): Told {
  const facts = [fact, ...more];
  const rates = facts
    .map(({ instrument, a }) => `${terms.instruments[instrument]!.symbol} ${formatRate(a)}`)
    .join(', ');
  const change = after.cash - before.cash;
  const coin = terms.instruments[terms.instruments[fact.instrument]!.settlesIn];
  const moves = [
    ...(change === 0 ? [] : [`${verb(change)} ${formatAmount(Math.abs(change))}`]),
    ...(coin === undefined || coinChange === 0
      ? []
      : [
          `${verb(coinChange)} ${formatUnits(Math.abs(coinChange) * coin.lotSizeUnits, coin.lotSizeUnits)} ${coin.contract.underlying}`,
        ]),
  ];
  return {
    headline: `FUNDING: ${moves.length === 0 ? 'nothing to pay' : moves.join(', ')}`,
    text: [
      `Rate of this payment, which longs pay shorts where it is above zero: ${rates}. Equity is then ${formatAmount(after.equity)}, maintenance margin ${formatAmount(after.maintenance)}.`,
    ],
    tables: [],
  };
}

const verb = (change: number): string => (change < 0 ? 'paid' : 'received');
