/** Instruments as a chart can show them: the six that were liquidated most, and all others as one. */
import type { RunResult } from '../../experiment/run-result.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { instrumentsByLiquidation } from '../path-selection.ts';
import { MARKERS, type Colour, type MarkerName } from '../palette.ts';

export const INSTRUMENTS_SHOWN = 6;

export interface InstrumentGroup {
  readonly label: string;
  readonly members: readonly number[];
  readonly colour: Colour;
  readonly marker: MarkerName;
}

/** Groups in scenario order; with `others` the remaining instruments make up a last one. All of them, unless `isWanted` says less. */
export function instrumentGroups(
  result: RunResult,
  options: { readonly others: boolean; readonly isWanted?: (instrument: Instrument) => boolean },
): readonly InstrumentGroup[] {
  const { instruments } = result.scenario.venue;
  const { isWanted = () => true } = options;
  const ranked = instrumentsByLiquidation(result).filter((k) => isWanted(instruments[k]));
  const shown = ranked.slice(0, INSTRUMENTS_SHOWN).sort((left, right) => left - right);
  const groups: InstrumentGroup[] = shown.map((k, place) => ({
    label: instruments[k].symbol,
    members: [k],
    colour: place,
    marker: MARKERS[place % MARKERS.length],
  }));
  const rest = ranked.slice(INSTRUMENTS_SHOWN);
  if (!options.others || rest.length === 0) return groups;
  return [
    ...groups,
    {
      label: rest.length === 1 ? instruments[rest[0]].symbol : `${rest.length} others`,
      members: rest,
      colour: 'muted',
      marker: 'circle',
    },
  ];
}

/** Says so where a chart leaves instruments out; empty where it shows all. */
export function shownNote(result: RunResult, isWanted: (instrument: Instrument) => boolean = () => true): string {
  const count = result.scenario.venue.instruments.filter(isWanted).length;
  return count > INSTRUMENTS_SHOWN ? `; the ${INSTRUMENTS_SHOWN} most liquidated of ${count} instruments` : '';
}
