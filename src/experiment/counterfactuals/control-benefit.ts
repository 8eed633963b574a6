/**
 * What a control was good for, against the same paths without it. Loss is the fall of the fund below its start plus
 * uncovered loss.
 *
 * - *Avoided*: loss at the end without it, less that with it; below zero where it did harm.
 * - *Only delayed*: the most that it was ahead at any sample, as far as that was gone again by the end.
 * - A trip was *not needed* when, on the same path without the control, no more was lost by the time at which it ended than
 *   with it; of a rolling halt, also the mark was back inside the distance that tripped it by then.
 */
import { QUANTA_PER_USD } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { meanOf } from '../../numeric/quantiles.ts';
import type { Estimate } from '../run-summary.ts';
import type { Control } from './controls.ts';
import type { Trip } from './list-trips.ts';
import { meanEstimate, type Pair } from './paired.ts';
import type { PathFigures } from './path-figures.ts';

export interface ControlBenefit {
  readonly control: string;
  readonly label: string;
  readonly paths: number;
  /** Mean a path; null where its trips leave no facts. */
  readonly trips: number | null;
  readonly pathsTripped: number | null;
  /** Over all paths; null where its trips leave no facts. */
  readonly need: { readonly trips: number; readonly notNeeded: number } | null;
  /** Means a path, USD. */
  readonly lossWith: number;
  readonly lossWithout: number;
  readonly avoided: Estimate;
  readonly delayed: Estimate;
  readonly pathsWorse: number;
}

export function measureBenefit(
  control: Control,
  pairs: readonly Pair[],
  instruments: readonly Instrument[],
  moveLog: number,
): ControlBenefit | null {
  if (pairs.length === 0) return null;
  const tripsAreKnown = control.trips !== null || control.stops;
  const trips = pairs.map(({ base }) => base.trips.filter((trip) => trip.control === control.name));
  const avoided = pairs.map(({ base, other }) => (lossAtEnd(other) - lossAtEnd(base)) / QUANTA_PER_USD);
  const delayed = pairs.map((pair, n) => Math.max(0, leadOf(pair) / QUANTA_PER_USD - Math.max(0, avoided[n]!)));
  const all = pairs.flatMap((pair, n) => trips[n]!.map((trip) => ({ pair, trip })));
  const notNeeded = all.filter(({ pair, trip }) =>
    wasNotNeeded(pair, trip, control.stops, instruments.length, moveLog),
  ).length;
  return {
    control: control.name,
    label: control.label,
    paths: pairs.length,
    trips: tripsAreKnown ? all.length / pairs.length : null,
    pathsTripped: tripsAreKnown ? trips.filter(({ length }) => length > 0).length : null,
    need: tripsAreKnown ? { trips: all.length, notNeeded } : null,
    lossWith: meanOf(pairs.map(({ base }) => lossAtEnd(base) / QUANTA_PER_USD)),
    lossWithout: meanOf(pairs.map(({ other }) => lossAtEnd(other) / QUANTA_PER_USD)),
    avoided: meanEstimate(avoided),
    delayed: meanEstimate(delayed),
    pathsWorse: avoided.filter((amount) => amount < 0).length,
  };
}

function lossAtEnd({ loss }: PathFigures): number {
  return loss.at(-1) ?? 0;
}

/** The most that the path with the control was ahead of the other at any sample, quanta. */
function leadOf({ base, other }: Pair): number {
  let lead = 0;
  const count = Math.min(base.loss.length, other.loss.length);
  for (let n = 0; n < count; n += 1) lead = Math.max(lead, other.loss[n]! - base.loss[n]!);
  return lead;
}

/**
 * `moveLog`: the distance that trips a rolling halt. A trip that outlasts the path is judged at the path's end. Samples lie
 * closer than a stop of trading is long, and what reopening does is no part of it: it is judged at the last one before its
 * end. Other trips may be shorter than that: they are judged at the first one after theirs.
 */
function wasNotNeeded(
  { base, other }: Pair,
  trip: Trip,
  stops: boolean,
  instrumentCount: number,
  moveLog: number,
): boolean {
  const start = sampleAt(base, trip.timeUs);
  const last = Math.min(base.loss.length, other.loss.length) - 1;
  const before = sampleAt(base, trip.untilUs);
  const end = Math.min(last, stops || base.timeUs[before] === trip.untilUs ? before : before + 1);
  if (end < 0 || start < 0) return false;
  if (other.loss[end]! > base.loss[end]!) return false;
  if (trip.control !== 'halt') return true;
  // The price that it had moved from: the mark stands while it lasts.
  const tripped = base.markTicks[Math.min(start + 1, last) * instrumentCount + trip.instrument]!;
  const fromLog = log(tripped) - trip.moveLog;
  const now = other.markTicks[end * instrumentCount + trip.instrument]!;
  return Math.abs(log(now) - fromLog) < moveLog;
}

/** Last sample at or before `timeUs`, -1 when there is none. */
function sampleAt({ timeUs }: PathFigures, atUs: number): number {
  let low = -1;
  let high = timeUs.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (timeUs[middle]! <= atUs) low = middle;
    else high = middle;
  }
  return low;
}
