/**
 * Numbers as people read them: `$1.23 bn`, `12.3 %`, `3.2 h`, `20,000`. The same text on every machine and in the
 * browser: nothing here asks for a locale. What is not a finite number reads `n/a`.
 */
/** Unit of a measure's value. */
export type MeasureUnit = 'USD' | 'share' | 'count' | 'hours' | 'multiple';

/** An interval estimate; an end is null when the sample cannot bound it. */
export interface OpenInterval {
  readonly low: number | null;
  readonly high: number | null;
}

export const NOT_A_NUMBER = 'n/a';

const MONEY_SCALES = [
  [1e12, 'tn'],
  [1e9, 'bn'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** US dollars to three significant digits: `$412 k`, `-$1.23 bn`, `$0`. */
export function formatUsd(usd: number): string {
  return formatMoney(usd, (scaled) => scaled.toPrecision(3));
}

/** For axis ticks, without zeros that say nothing: `$1.2 bn`, `$500 M`. */
export function formatUsdShort(usd: number): string {
  return formatMoney(usd, (scaled) => String(Number(scaled.toPrecision(3))));
}

function formatMoney(usd: number, digits: (scaled: number) => string): string {
  if (!Number.isFinite(usd)) return NOT_A_NUMBER;
  const size = Math.abs(usd);
  if (size === 0) return '$0';
  const sign = usd < 0 ? '-' : '';
  if (size < 0.005) return `${sign}<$0.01`;
  for (const [scale, name] of MONEY_SCALES) {
    const scaled = Number((size / scale).toPrecision(3));
    if (scaled >= 1000) return `${sign}$${groupDigits(scaled.toFixed(0))} ${name}`;
    // Compared after rounding, so that 999,960 is $1.00 M and not $1000 k.
    if (scaled >= 1) return `${sign}$${digits(scaled)} ${name}`;
  }
  if (size < 1) return `${sign}$${size.toFixed(2)}`;
  return `${sign}$${digits(Number(size.toPrecision(3)))}`;
}

/** A share as per cent: 0.123 is `12.3 %`. Never rounds what is short of the whole to 100 %, nor something to 0 %. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return NOT_A_NUMBER;
  const percent = Math.abs(share) * 100;
  const sign = share < 0 ? '-' : '';
  if (percent === 0) return '0 %';
  if (percent < 0.01) return `${sign}<0.01 %`;
  if (percent < 1) return `${sign}${trimZeros(percent.toFixed(2))} %`;
  if (percent < 100 && percent >= 99.95) return `${sign}>99.9 %`;
  if (percent < 1000) return `${sign}${trimZeros(percent.toFixed(1))} %`;
  return `${sign}${groupDigits(percent.toFixed(0))} %`;
}

/** A rate that is small and matters to its last digits, such as one of funding: 0.0000125 is `0.00125 %`. */
export function formatRate(share: number): string {
  if (!Number.isFinite(share)) return NOT_A_NUMBER;
  const percent = trimZeros(Math.abs(share * 100).toFixed(6));
  return `${share < 0 && percent !== '0' ? '-' : ''}${percent} %`;
}

/** As `formatShare`, with a plus for what rose: `+4 %`, `-52.3 %`. */
export function formatChange(share: number): string {
  const text = formatShare(share);
  return share > 0 && Number.isFinite(share) ? `+${text}` : text;
}

/** A count, or the mean of counts: `20,000`, `3.4`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return NOT_A_NUMBER;
  const sign = count < 0 ? '-' : '';
  const size = Math.abs(count);
  if (Number.isInteger(size) || size >= 100) return `${sign}${groupDigits(size.toFixed(0))}`;
  return `${sign}${trimZeros(size.toFixed(size < 1 ? 2 : 1))}`;
}

/** A duration given in hours: `3.2 h`, `4 min`, `30 s`, `4.2 d`. */
export function formatHours(hours: number): string {
  if (!Number.isFinite(hours)) return NOT_A_NUMBER;
  const sign = hours < 0 ? '-' : '';
  const size = Math.abs(hours);
  if (size === 0) return '0 h';
  if (size < 1 / 60) return `${sign}${significant(size * 3600)} s`;
  if (size < 1) return `${sign}${significant(size * 60)} min`;
  if (size < 96) return `${sign}${trimZeros(size.toFixed(1))} h`;
  return `${sign}${trimZeros((size / 24).toFixed(1))} d`;
}

/** A multiple: `3.2x`. */
export function formatMultiple(multiple: number): string {
  if (!Number.isFinite(multiple)) return NOT_A_NUMBER;
  return `${multiple < 0 ? '-' : ''}${significant(Math.abs(multiple))}x`;
}

/** A price in US dollars with as many decimals as its size needs: `7,934.58`, `0.2337`. */
export function formatPrice(usd: number): string {
  if (!Number.isFinite(usd)) return NOT_A_NUMBER;
  const size = Math.abs(usd);
  const sign = usd < 0 ? '-' : '';
  if (size === 0) return '0';
  const text =
    size >= 100 ? size.toFixed(2) : size >= 0.001 ? String(Number(size.toPrecision(4))) : size.toPrecision(3);
  return `${sign}${groupDigits(text)}`;
}

/** A value of a measure, in the measure's unit. */
export function formatMeasure(unit: MeasureUnit, value: number): string {
  switch (unit) {
    case 'USD':
      return formatUsd(value);
    case 'share':
      return formatShare(value);
    case 'count':
      return formatCount(value);
    case 'hours':
      return formatHours(value);
    case 'multiple':
      return formatMultiple(value);
  }
}

/** `[a .. b]`; an end that the paths cannot bound reads `unbounded`, and so does an interval without ends. */
export function formatInterval(unit: MeasureUnit, interval: OpenInterval): string {
  if (interval.low === null && interval.high === null) return 'unbounded';
  const end = (value: number | null) => (value === null ? 'unbounded' : formatMeasure(unit, value));
  return `[${end(interval.low)} .. ${end(interval.high)}]`;
}

/** `1 path`, `32 paths`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** With a capital letter at its beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a perpetual`, `an option`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function significant(size: number): string {
  return size >= 100 ? groupDigits(size.toFixed(0)) : String(Number(size.toPrecision(3)));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
