/** Numbers inside a formula: every digit that is needed to redo it, none beyond what a double is sure of. */

/** At least two decimals, at most eight: `50,000.00`, `0.00031`. Amounts beyond eight decimals keep six digits. */
export function amountText(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size !== 0 && size < 1e-4) return String(Number(value.toPrecision(6)));
  // Fifteen digits are what a double is sure of.
  const decimals = size >= 1e7 ? Math.max(2, 15 - Math.ceil(digitsBefore(size))) : 8;
  const [whole, fraction = ''] = value.toFixed(Math.min(8, decimals)).split('.');
  return `${group(whole)}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** Without decimals where there are none: `2`, `0.5`, `60,000`. */
export function sizeText(value: number): string {
  return amountText(value).replace(/(\.[1-9])0$|\.00$/, '$1');
}

/** `0.5 %`, with up to ten decimals: 1 / 75 of a large position must still come out to the cent. */
export function rateText(rate: number): string {
  const text = (rate * 100).toFixed(10).replace(/\.?0+$/, '');
  return `${text} %`;
}

/** `- 50.00` or `+ 3.00`, with the sign as an operator. */
export function addendText(value: number): string {
  return value < 0 ? `- ${amountText(-value)}` : `+ ${amountText(value)}`;
}

function digitsBefore(size: number): number {
  return size.toFixed(0).length;
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
