/** Numbers inside the arithmetic of an explanation: the digits that a double is sure of, thousands apart, no locale. */

/** Up to 12 significant digits: `50,000`, `0.0246`, `-1,234.5`. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(12));
  if (rounded !== 0 && (Math.abs(rounded) < 1e-6 || Math.abs(rounded) >= 1e21)) return String(rounded);
  // The shortest text of a double is plain decimal in this range; toFixed would show binary digits.
  const [whole = '', fraction = ''] = String(rounded).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === '' ? grouped : `${grouped}.${fraction}`;
}

/** A share as per cent: 0.985 is `98.5 %`. */
export function percentText(share: number): string {
  return `${numberText(share * 100)} %`;
}
