/** Numbers of an explanation, exact enough to redo the arithmetic. */

/** Amounts to the hundredth, smaller ones to six digits: `12,345.67`, `0.00123457`. */
export function amountText(amount: number): string {
  if (!Number.isFinite(amount)) return String(amount);
  if (amount === 0) return '0';
  const size = Math.abs(amount);
  const text = size >= 1 ? size.toFixed(2) : String(Number(size.toPrecision(6)));
  const [whole = '', decimals] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0 ? '-' : ''}${grouped}${decimals === undefined || decimals === '00' ? '' : `.${decimals}`}`;
}

/** A share as per cent with its digits: `99 %`, `97.5 %`. */
export function shareText(share: number): string {
  return `${Number((share * 100).toPrecision(10))} %`;
}

/** A factor or rate with its digits. */
export function factorText(factor: number): string {
  return String(Number(factor.toPrecision(8)));
}

export function ordinal(rank: number): string {
  const tens = rank % 100;
  const unit = rank % 10;
  const isTeen = tens >= 11 && tens <= 13;
  return `${rank}${isTeen || unit === 0 || unit > 3 ? 'th' : ['st', 'nd', 'rd'][unit - 1]}`;
}

/** A weight exactly: `1/12` where it is one of so many, otherwise with all its digits. */
export function weightText(weight: number): string {
  const count = Math.round(1 / weight);
  const isEven = weight > 0 && count > 1 && Math.abs(count * weight - 1) < 1e-12;
  return isEven ? `1/${count}` : String(Number(weight.toPrecision(14)));
}
