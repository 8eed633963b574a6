/** What settings are written with: a name and a value with its unit. */
import { formatCount, formatHours, formatShare, formatUsd } from '../base/format.ts';
import { PPM_PER_UNIT, US_PER_HOUR, US_PER_MS, US_PER_SECOND } from '../base/units.ts';
import type { Ppm, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import { usdOf } from './path-selection.ts';

export type Entry = readonly [name: string, value: string];

/** A duration of simulated time. */
export const time = (us: SimTimeUs): string =>
  us > 0 && us < US_PER_SECOND ? `${formatCount(us / US_PER_MS)} ms` : formatHours(us / US_PER_HOUR);

export const ppm = (value: Ppm): string => formatShare(value / PPM_PER_UNIT);

export const money = (quanta: QuoteQuanta): string => formatUsd(usdOf(quanta));
