/** What each control did over a run, as rows of names and values: the same in the terminal and on the page. */
import { formatHours, formatShare } from '../base/format.ts';
import type { ControlsSummary, ControlSummary } from '../experiment/control-summary.ts';
import type { Entry } from './fact-text.ts';

const SECONDS_PER_HOUR = 3_600;

export function controlRows({ controls }: ControlsSummary): readonly Entry[] {
  return controls.map((control) => [control.control, textOf(control)]);
}

function textOf({ tripped, deferred, states }: ControlSummary): string {
  if (tripped === 0) return 'never tripped';
  const stays = states.map(
    ({ state, entries, seconds }) => `${state} ${entries.toFixed(1)} x, ${formatHours(seconds / SECONDS_PER_HOUR)}`,
  );
  const waited = deferred === 0 ? [] : [`${deferred.toFixed(1)} liquidation steps waited`];
  return [`on ${formatShare(tripped)} of paths`, ...stays, ...waited].join('; ');
}
