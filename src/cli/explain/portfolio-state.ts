/**
 * One account of a venue whose margin is a model's business, at one moment: balances and what they count for, positions
 * in what they settle in, and what the model asks. Every figure is the exchange's own (`AccountEvaluator`).
 */
import type { Lots } from '../../base/units.ts';
import type { AccountEvaluator } from '../../exchange/account-evaluator.ts';
import { NO_INSTRUMENT, type Instrument } from '../../instruments/instrument.ts';
import type { AccountState, Balance, Holdings, Leg, Marks, MarginTerms } from './account-figures.ts';

export function describePortfolioState(
  evaluator: AccountEvaluator,
  holdings: Holdings,
  marks: Marks,
  terms: MarginTerms,
): AccountState {
  const { instruments } = terms;
  const { cash, lots, cost } = holdings;
  const look = (): void => lookAt(evaluator, holdings, marks, terms);
  look();
  const legs = instruments.flatMap((instrument, i) =>
    instrument.contract.kind === 'spot' || lots[i] === 0
      ? []
      : [describeLeg(evaluator, look, instruments, i, lots[i]!, cost[i]!, marks.ticks[i]!)],
  );
  const explain = once(() => {
    look();
    return evaluator.explain();
  });
  const inQuote = legs.filter(({ portfolio }) => portfolio!.coin === null);
  return {
    cash,
    unrealisedPnl: inQuote.reduce((sum, { unrealisedPnl }) => sum + unrealisedPnl, 0),
    equity: evaluator.equity,
    maintenance: evaluator.maintenance,
    legs,
    portfolio: {
      worth: evaluator.worth,
      initial: evaluator.initial,
      balances: describeBalances(evaluator, instruments, holdings, marks),
      modelTitle: evaluator.title,
      get explanation() {
        return explain();
      },
    },
  };
}

/** Makes the evaluator answer for what is held, at those marks. */
export function lookAt(
  evaluator: AccountEvaluator,
  { cash, lots, cost }: Holdings,
  { ticks, timeUs, openInterest }: Marks,
  { maintenancePpm, initialPpm }: Pick<MarginTerms, 'maintenancePpm' | 'initialPpm'>,
): void {
  evaluator.look({ cash, lots, cost, markTicks: ticks, timeUs, openInterest, maintenancePpm, initialPpm });
}

function describeBalances(
  evaluator: AccountEvaluator,
  instruments: readonly Instrument[],
  { lots, cost }: Holdings,
  { ticks }: Marks,
): Balance[] {
  return instruments.flatMap(({ contract, symbol, lotSizeUnits, tickSize }, coin): Balance[] => {
    if (contract.kind !== 'spot') return [];
    const settling = instruments.map((_, i) => i).filter((i) => instruments[i]!.settlesIn === coin && lots[i] !== 0);
    // The exchange books what contracts cost off the balance at once: a reader counts it back in.
    const held = settling.reduce((sum, i) => sum + cost[i]!, lots[coin]!);
    const profit = settling.reduce((sum, i) => sum + evaluator.profitOf(i), 0);
    if (held === 0 && profit === 0) return [];
    return [
      {
        instrument: coin,
        symbol,
        units: held * lotSizeUnits,
        unrealisedUnits: profit * lotSizeUnits,
        priceUsd: ticks[coin]! * tickSize,
        value: evaluator.marketValueOf(coin, held + profit),
        counted: evaluator.haircutValueOf(coin, held + profit),
      },
    ];
  });
}

function describeLeg(
  evaluator: AccountEvaluator,
  look: () => void,
  instruments: readonly Instrument[],
  i: number,
  lots: Lots,
  cost: number,
  markTicks: number,
): Leg {
  const { symbol, lotSizeUnits, tickSize, settlesIn } = instruments[i]!;
  const coin = settlesIn === NO_INSTRUMENT ? null : instruments[settlesIn]!;
  const profit = evaluator.profitOf(i);
  const searchPrice = once(() => {
    look();
    return evaluator.liquidationPriceOf(i);
  });
  return {
    instrument: i,
    symbol,
    lots,
    sizeUnits: lots * lotSizeUnits,
    entryPrice: evaluator.entryPriceOf(i),
    markPrice: markTicks * tickSize,
    notional: evaluator.notionalOf(i),
    unrealisedPnl: evaluator.toQuote(i, profit),
    maintenance: evaluator.standaloneOf(i),
    tier: null,
    portfolio: {
      entryValue: Math.abs(evaluator.toQuote(i, cost)),
      freed: evaluator.maintenance - evaluator.maintenanceWithout(i),
      coin:
        coin === null
          ? null
          : {
              symbol: coin.symbol,
              underlying: coin.contract.underlying,
              unrealisedUnits: profit * coin.lotSizeUnits,
            },
    },
    get liquidationPrice() {
      return searchPrice();
    },
    bankruptcyPrice: evaluator.bankruptcyPriceOf(i),
  };
}

/** Computed when first asked for. */
function once<T>(compute: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => (found ??= { value: compute() }).value;
}
