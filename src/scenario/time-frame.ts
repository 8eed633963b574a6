/** Moments of a scenario on its own clock: microseconds from the start, inside the run. */
import type { SimTimeUs } from '../base/units.ts';
import { read, type Findings } from './findings.ts';
import { parseMoment } from './plain-units.ts';
import type { Written } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

export interface TimeFrame {
  /** Microseconds since 1970 of the start; null for an undated scenario, undefined where the file is not sound. */
  readonly startUs: number | null | undefined;
  readonly durationUs: SimTimeUs | undefined;
}

/** The moment from the start, or undefined after reporting that it lies outside the run. */
export function momentUs(
  raw: Written | undefined,
  path: Path,
  frame: TimeFrame,
  findings: Findings,
): SimTimeUs | undefined {
  const us = momentFromStartUs(raw, path, frame, findings);
  if (us === undefined || frame.durationUs === undefined || us <= frame.durationUs) return us;
  findings.report({
    code: 'time-after-end',
    path,
    says: 'lies after the end of the run',
    expected: `at most ${durationText(frame.durationUs)} from the start`,
    hint: 'make run.duration longer, or leave it out',
  });
  return undefined;
}

/** The moment from the start at which something expires, or undefined after reporting that it would do so in the run. */
export function expiryUs(
  raw: Written | undefined,
  path: Path,
  frame: TimeFrame,
  findings: Findings,
): SimTimeUs | undefined {
  const us = momentFromStartUs(raw, path, frame, findings);
  if (us === undefined || frame.durationUs === undefined || us >= frame.durationUs) return us;
  findings.report({
    code: 'expires-in-run',
    path,
    says: 'expires before the end of the run, and settlement at expiry is not modelled',
    expected: `at least ${durationText(frame.durationUs)} from the start`,
    hint: 'make run.duration shorter, or take a later expiry',
  });
  return undefined;
}

/** When something begins that lasts, or undefined: at the very end it would come after everything else and change nothing. */
export function beginningUs(
  raw: Written | undefined,
  path: Path,
  frame: TimeFrame,
  findings: Findings,
): SimTimeUs | undefined {
  const us = momentUs(raw, path, frame, findings);
  if (us === undefined || frame.durationUs === undefined || us < frame.durationUs) return us;
  findings.report({
    code: 'time-after-end',
    path,
    says: 'is the end of the run, where nothing happens any more',
    expected: `less than ${durationText(frame.durationUs)} from the start`,
  });
  return undefined;
}

/** The moment from the start, which may lie beyond the run, or undefined after reporting that it lies before it. */
export function momentFromStartUs(
  raw: Written | undefined,
  path: Path,
  frame: TimeFrame,
  findings: Findings,
): SimTimeUs | undefined {
  const moment = read(parseMoment, raw);
  if (moment === undefined) return undefined;
  let us = moment.us;
  if (moment.kind === 'instant') {
    if (frame.startUs === null) {
      findings.report({
        code: 'undated-scenario',
        path,
        says: 'is a UTC time, but the scenario has no date',
        hint: 'add run.startTime, or write the time from the start, such as "90 s"',
      });
    }
    if (frame.startUs === null || frame.startUs === undefined) return undefined;
    us = moment.us - frame.startUs;
    if (us < 0) {
      findings.report({
        code: 'time-before-start',
        path,
        says: 'lies before the start of the run',
        hint: 'the run starts at run.startTime',
      });
      return undefined;
    }
  }
  return us;
}

/** Duration in the largest unit that shows it whole. */
export function durationText(us: SimTimeUs): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400e6],
    ['h', 3_600e6],
    ['min', 60e6],
    ['s', 1e6],
    ['ms', 1e3],
  ];
  const [name, size] = units.find(([, unitUs]) => us >= unitUs && us % unitUs === 0) ?? ['us', 1];
  return `${us / size} ${name}`;
}
