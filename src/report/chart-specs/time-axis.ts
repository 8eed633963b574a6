/** The time axis that charts share: hours since the start, with ticks at whole steps of the clock. */
import { US_PER_DAY, US_PER_HOUR } from '../../base/units.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { civilTimeAt, formatDay, formatTimeOfDay, parseClockStart } from '../../base/civil-time.ts';
import type { AxisSpec, AxisTick } from './chart-spec.ts';

const SECOND = 1 / 3600;
const MINUTE = 1 / 60;
/** Hours between ticks; each divides a day or is whole days. */
const STEPS = [1, 5, 10, 30]
  .map((seconds) => seconds * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE))
  .concat([1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672]);
const TICKS_MAX = 9;

export function hoursOf(timeUs: number): number {
  return timeUs / US_PER_HOUR;
}

export function timeAxis(scenario: Scenario): AxisSpec {
  const hours = hoursOf(scenario.run.durationUs);
  const start = parseClockStart(scenario.startTime);
  const step = STEPS.find((candidate) => hours / candidate <= TICKS_MAX) ?? hours / TICKS_MAX;
  const range = { format: 'clock' as const, min: 0, max: hours };
  if (start === null) {
    const [unit, scale] = step < MINUTE ? ['seconds', 3600] : step < 1 ? ['minutes', 60] : ['hours', 1];
    const ticks = stepsBetween(0, hours, step).map((value) => ({
      value,
      label: [String(Number((value * scale).toPrecision(6)))],
    }));
    return { ...range, title: `Time since the start (${unit})`, ticks };
  }
  const intoDay = (start.timeOfDayUs % US_PER_DAY) / US_PER_HOUR;
  let lastDay = '';
  const ticks = stepsBetween(intoDay, intoDay + hours, step).map((clock): AxisTick => {
    const value = clock - intoDay;
    // Half a second up, so that a tick that division left just below its minute is not named after the one before.
    const civil = civilTimeAt(start, value * US_PER_HOUR + 500_000);
    const day = formatDay(civil);
    const time =
      step < MINUTE ? `${formatTimeOfDay(civil)}:${String(civil.second).padStart(2, '0')}` : formatTimeOfDay(civil);
    const label = step >= 24 ? [day] : day === lastDay ? [time] : [time, day];
    lastDay = day;
    return { value, label };
  });
  return { ...range, title: 'Time (UTC)', ticks };
}

/** Multiples of `step` in [from, to]. */
function stepsBetween(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step);
}
