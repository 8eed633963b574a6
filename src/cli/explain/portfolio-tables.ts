/** The margin of an account under a model, laid out so that a reader can add it up in at most 78 columns. */
import { QUANTA_PER_USD } from '../../base/units.ts';
import type { ScenarioLoss } from '../../margin/margin-model.ts';
import { wrapText } from '../../report/text-layout.ts';
import { formatTable } from '../text-table.ts';
import type { AccountState, Balance, Leg, MarginTerms, PortfolioFigures } from './account-figures.ts';
import { formatAmount, formatPrice, formatUnits } from './amounts.ts';
import { largest, ratioOf } from './margin-words.ts';

const WIDTH = 78;

/** What the columns of `portfolioLines` mean, and by which model: said once. */
export function describeColumns({ modelTitle }: PortfolioFigures): string {
  return `Margin model: ${modelTitle}. alone: maintenance margin of the position by itself; frees: what closing it takes off the account's; liquidated: mark at which liquidation begins, all other marks held; bankrupt: price at which its share of equity at market is used up; weight: share of a balance's value that counts.`;
}

/** Of positions that settle in coin: what they have earned or lost of it. */
export function coinLines({ legs }: AccountState, { instruments }: MarginTerms): string[] {
  return legs.flatMap(({ symbol, instrument, portfolio }) => {
    const coin = portfolio?.coin ?? null;
    if (coin === null) return [];
    const { settlesIn, contract } = instruments[instrument]!;
    const profit = signed(coin.unrealisedUnits, instruments[settlesIn]!.lotSizeUnits);
    const quoted = contract.kind === 'option' ? `, prices are in ${coin.underlying}` : '';
    return wrapText(`${symbol} settles in ${coin.symbol}: unrealised ${profit} ${coin.underlying}${quoted}`, WIDTH);
  });
}

/** Balances, what each position asks, and how equity and requirement compare. */
export function portfolioLines(state: AccountState, portfolio: PortfolioFigures, terms: MarginTerms): string[] {
  return [
    ...balanceTable(portfolio.balances, terms),
    ...legTable(state, terms),
    ...sumSentences(state, portfolio).flatMap((sentence) => wrapText(sentence, WIDTH)),
  ];
}

/** Share of a balance's value that counts; 0 where it is worth nothing. */
export function weightOf({ value, counted }: Balance): number {
  return value === 0 ? 0 : counted / value;
}

/** Null where the model has no scenarios. */
export function bindingScenarioOf({ explanation }: PortfolioFigures): ScenarioLoss | null {
  return explanation.scenarios.find(({ isBinding }) => isBinding) ?? null;
}

function balanceTable(balances: readonly Balance[], { instruments }: MarginTerms): string[] {
  if (balances.length === 0) return [];
  const hasProfit = balances.some(({ unrealisedUnits }) => unrealisedUnits !== 0);
  const head = ['balance', 'units', ...(hasProfit ? ['unrealised'] : []), 'price', 'value', 'weight', 'counts'];
  const rows = balances.map((balance) => {
    const { lotSizeUnits, tickSize } = instruments[balance.instrument]!;
    return [
      balance.symbol,
      formatUnits(balance.units, lotSizeUnits),
      ...(hasProfit ? [signed(balance.unrealisedUnits, lotSizeUnits)] : []),
      formatPrice(balance.priceUsd, tickSize),
      formatAmount(balance.value),
      `${Number((100 * weightOf(balance)).toFixed(2))} %`,
      formatAmount(balance.counted),
    ];
  });
  const table = [head, ...rows];
  const lines = formatTable(table, { left: [0], indent: '' });
  if (lines.every(({ length }) => length <= WIDTH)) return lines;
  // What is large loses its price: value and units say it.
  const price = head.indexOf('price');
  return formatTable(
    table.map((row) => row.toSpliced(price, 1)),
    { left: [0], indent: '' },
  );
}

function legTable(state: AccountState, terms: MarginTerms): string[] {
  if (state.legs.length === 0) return [];
  const rows = largest(state.legs).map((leg) => {
    const { tickSize } = terms.instruments[leg.instrument]!;
    return [
      leg.symbol,
      formatAmount(leg.maintenance),
      formatAmount(leg.portfolio!.freed),
      isBreached(state) ? 'now' : liquidatedAt(leg, tickSize),
      bankruptAt(leg, tickSize),
    ];
  });
  return formatTable([['margin', 'alone', 'frees', 'liquidated', 'bankrupt'], ...rows], { left: [0], indent: '' });
}

function isBreached({ equity, maintenance }: AccountState): boolean {
  return equity < maintenance;
}

function liquidatedAt({ liquidationPrice, lots }: Leg, tickSize: number): string {
  if (liquidationPrice === null) return '-';
  return `${lots > 0 ? 'below' : 'above'} ${formatPrice(liquidationPrice, tickSize)}`;
}

/** A long that not even the lowest price bankrupts, or a short that no price does. */
function bankruptAt({ bankruptcyPrice, lots }: Leg, tickSize: number): string {
  const isNever = lots > 0 ? bankruptcyPrice <= tickSize : bankruptcyPrice === Infinity;
  return isNever ? 'never' : formatPrice(bankruptcyPrice, tickSize);
}

function sumSentences(state: AccountState, portfolio: PortfolioFigures): string[] {
  const { cash, unrealisedPnl, equity, maintenance, legs } = state;
  const { balances, worth } = portfolio;
  const counted = balances.reduce((sum, balance) => sum + balance.counted, 0);
  const cashText = `cash ${formatAmount(cash)} ${plus(unrealisedPnl, 'unrealised')}`;
  const balanceText = balances.length === 0 ? '' : ` ${plus(counted, 'balances as they count')}`;
  const alone = legs.reduce((sum, leg) => sum + leg.maintenance, 0);
  const binding = legs.length === 0 ? null : bindingScenarioOf(portfolio);
  return [
    `equity for margin ${formatAmount(equity)} = ${cashText}${balanceText}`,
    ...(balances.length === 0 ? [] : [`equity at market ${formatAmount(worth)}, with balances at their value`]),
    `maintenance margin ${formatAmount(maintenance)}${ratioOf(equity, maintenance)}`,
    ...(legs.length < 2 || alone === maintenance
      ? []
      : [`alone the positions would need ${formatAmount(alone)}; together ${formatAmount(maintenance)}`]),
    ...(binding === null
      ? []
      : [`binding scenario: ${binding.name}, a loss of ${formatAmount(Math.round(binding.loss * QUANTA_PER_USD))}`]),
  ];
}

function plus(quanta: number, what: string): string {
  return `${quanta < 0 ? '-' : '+'} ${what} ${formatAmount(Math.abs(quanta))}`;
}

function signed(units: number, lotSizeUnits: number): string {
  return `${units > 0 ? '+' : ''}${formatUnits(units, lotSizeUnits)}`;
}
