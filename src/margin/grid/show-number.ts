/** Numbers inside the arithmetic of an explanation: all digits that matter, thousands apart, no locale. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(12));
  // Plain decimals where exponents would be hard to read; what rounds to nothing at 10 decimals is noise.
  // toFixed would show binary digits of large amounts, the shortest text of a small one has an exponent.
  const text = Math.abs(rounded) >= 1 ? String(rounded) : rounded.toFixed(10).replace(/\.?0+$/, '');
  const [whole = '', fraction] = text.split('.');
  const grouped = (whole === '-0' && fraction === undefined ? '0' : whole).replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A fraction as per cent: 0.16 is `16 %`. */
export function showShare(share: number): string {
  return `${showNumber(share * 100)} %`;
}
