/** An account's positions and the sum of its margin, laid out so that a reader can add it up. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import { formatTable } from '../text-table.ts';
import type { AccountState, Leg, MarginTerms } from './account-figures.ts';
import { largest, LEGS_MAX, ratioOf } from './margin-words.ts';
import { coinLines, portfolioLines } from './portfolio-tables.ts';
import { formatAmount, formatChange, formatPrice, formatSize } from './amounts.ts';

/** What it holds, and what that asks of it. */
export function accountLines(state: AccountState, terms: MarginTerms): string[] {
  return [...positionLines(state, terms), ...marginLines(state, terms)];
}

/** Size, entry, mark, notional and unrealised profit of each position; nothing for an account without any. */
export function positionLines(state: AccountState, terms: MarginTerms): string[] {
  const { legs } = state;
  if (legs.length === 0) return ['no position'];
  const rows = largest(legs).map((leg) => {
    const { tickSize, lotSizeUnits } = terms.instruments[leg.instrument]!;
    return [
      leg.symbol,
      `${leg.lots > 0 ? '+' : '-'}${formatSize(leg.lots, lotSizeUnits)}`,
      formatPrice(leg.entryPrice, tickSize),
      formatPrice(leg.markPrice, tickSize),
      formatAmount(leg.notional),
      formatChange(leg.unrealisedPnl),
    ];
  });
  const head = ['position', 'size', 'entry', 'mark', 'notional', 'unrealised'];
  return [...formatTable([head, ...rows], { left: [0], indent: '' }), ...hiddenLine(legs), ...coinLines(state, terms)];
}

/** How each position's maintenance margin comes about, and the price at which it would be liquidated. */
export function marginLines(state: AccountState, terms: MarginTerms): string[] {
  const { legs, cash, unrealisedPnl, equity, maintenance, portfolio } = state;
  if (portfolio !== null) return portfolioLines(state, portfolio, terms);
  const rows = largest(legs).map((leg) => {
    const { tickSize } = terms.instruments[leg.instrument]!;
    const price = leg.liquidationPrice;
    const { maintenanceRatePpm, maintenanceDeduction } = leg.tier!;
    const side = leg.lots > 0 ? 'below' : 'above';
    return [
      leg.symbol,
      `${formatAmount(leg.notional)} x ${formatRate(maintenanceRatePpm)} - ${formatAmount(maintenanceDeduction)}`,
      formatAmount(leg.maintenance),
      price === null ? 'never' : `${side} ${formatPrice(price, tickSize)}`,
    ];
  });
  const table =
    legs.length === 0
      ? []
      : formatTable([['margin', 'notional x rate - deduction', 'maintenance', 'liquidated'], ...rows], {
          left: [0],
          indent: '',
        });
  const sum = `equity ${formatAmount(equity)} = cash ${formatAmount(cash)} ${unrealisedPnl < 0 ? '-' : '+'} unrealised ${formatAmount(Math.abs(unrealisedPnl))}`;
  return [...table, sum, `maintenance margin ${formatAmount(maintenance)}${ratioOf(equity, maintenance)}`];
}

export function formatRate(ppm: number): string {
  return `${Number(((100 * ppm) / PPM_PER_UNIT).toFixed(4))} %`;
}

function hiddenLine(legs: readonly Leg[]): string[] {
  return legs.length > LEGS_MAX ? [`and ${legs.length - LEGS_MAX} smaller ones`] : [];
}
