/** Exact figures for people who check them: nothing is rounded to three digits here. */
import { QUANTA_PER_USD } from '../../base/units.ts';

/** From here on the fourth decimal of a USD says nothing, and takes room. */
const WHOLE_CENTS_FROM = 100_000 * QUANTA_PER_USD;

/** Quanta as USD with cents; small amounts with all four decimals where cents would lose something: `1,234.5678`. */
export function formatAmount(quanta: number): string {
  const cents = Number.isInteger(quanta / 100) || Math.abs(quanta) >= WHOLE_CENTS_FROM;
  return groupThousands((quanta / QUANTA_PER_USD).toFixed(cents ? 2 : 4));
}

/** As `formatAmount`, with a sign in front of what is above zero as well. */
export function formatChange(quanta: number): string {
  return quanta > 0 ? `+${formatAmount(quanta)}` : formatAmount(quanta);
}

/** A size in units of the asset with the decimals that its lot has, unsigned. */
export function formatSize(lots: number, lotSizeUnits: number): string {
  return groupThousands((Math.abs(lots) * lotSizeUnits).toFixed(decimalsOf(lotSizeUnits)));
}

/** Units of an asset with the decimals of its quantum, and its sign. */
export function formatUnits(units: number, quantum: number): string {
  return groupThousands(units.toFixed(decimalsOf(quantum)));
}

/** A price with the decimals that its tick has. */
export function formatPrice(usd: number, tickSize: number): string {
  return groupThousands(usd.toFixed(decimalsOf(tickSize)));
}

function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals += 1) {
    const scaled = step * Number(`1e${decimals}`);
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9) return decimals;
  }
  return 12;
}

export function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
