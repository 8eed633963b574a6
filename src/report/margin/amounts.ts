/** Amounts of the margin command: to the cent where somebody adds them up, in whole units where they are compared. */

export function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `-1,234.57`; `n/a` for what is no number. */
export function centsText(amount: number): string {
  return Number.isFinite(amount) ? groupThousands(withoutMinusZero(amount.toFixed(2))) : 'n/a';
}

/** `1,235`: for tables in which cents say nothing. */
export function wholeText(amount: number): string {
  return Number.isFinite(amount) ? groupThousands(withoutMinusZero(amount.toFixed(0))) : 'n/a';
}

/** The amount that `centsText` shows, in cents: a whole number. */
export function shownCents(amount: number): number {
  return Math.round(Number(amount.toFixed(2)) * 100);
}

/** A price with the digits that a person needs to enter it: at least two decimals, and seven digits of small ones. */
export function priceText(price: number): string {
  const size = Math.abs(price);
  if (!Number.isFinite(price)) return 'n/a';
  const decimals = size >= 100 ? 2 : size >= 1 ? 4 : size >= 0.01 ? 6 : 8;
  const text = withoutMinusZero(price.toFixed(decimals)).replace(/(\.\d\d\d*?)0+$/, '$1');
  return groupThousands(text);
}

/** `+109.488`, `-0.5`: a position's side is its sign. */
export function sizeText(size: number): string {
  const text = groupThousands(String(Number(Math.abs(size).toPrecision(12))));
  return `${size < 0 ? '-' : '+'}${text}`;
}

/** A ratio as per cent, at most five characters wide for what is worth telling apart. */
export function ratioText(ratio: number): string {
  if (ratio === Infinity) return 'none';
  if (ratio === -Infinity) return 'debt';
  if (ratio < 0) return 'below 0';
  const percent = ratio * 100;
  if (percent >= 100_000) return '>99999 %';
  // What is short of the requirement is not rounded up to it.
  const digits = percent < 1000 ? 1 : 0;
  const shown = percent < 100 && Number(percent.toFixed(digits)) >= 100 ? '99.9' : percent.toFixed(digits);
  return `${groupThousands(withoutMinusZero(shown))} %`;
}

function withoutMinusZero(text: string): string {
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}
