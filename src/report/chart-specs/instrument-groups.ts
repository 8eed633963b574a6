/** Instruments as a chart can show them: the six that were liquidated most, and all others as one. */
import type { RunResult } from '../../experiment/run-result.ts';
import { instrumentsByLiquidation } from '../path-selection.ts';
import { MARKERS, type Colour, type MarkerName } from '../palette.ts';

export const INSTRUMENTS_SHOWN = 6;

export interface InstrumentGroup {
  readonly label: string;
  readonly members: readonly number[];
  readonly colour: Colour;
  readonly marker: MarkerName;
}

/** Groups in scenario order; with `others` the remaining instruments make up a last one. */
export function instrumentGroups(result: RunResult, options: { readonly others: boolean }): readonly InstrumentGroup[] {
  const { instruments } = result.scenario.venue;
  const ranked = instrumentsByLiquidation(result);
  const shown = ranked.slice(0, INSTRUMENTS_SHOWN).sort((left, right) => left - right);
  const groups: InstrumentGroup[] = shown.map((k, place) => ({
    label: instruments[k].symbol,
    members: [k],
    colour: place,
    marker: MARKERS[place % MARKERS.length],
  }));
  const rest = ranked.slice(INSTRUMENTS_SHOWN);
  if (!options.others || rest.length === 0) return groups;
  return [...groups, { label: `${rest.length} others`, members: rest, colour: 'muted', marker: 'circle' }];
}

/** Says so where a chart leaves instruments out; empty where it shows all. */
export function shownNote(result: RunResult): string {
  const count = result.scenario.venue.instruments.length;
  return count > INSTRUMENTS_SHOWN ? `; the ${INSTRUMENTS_SHOWN} most liquidated of ${count} instruments` : '';
}
