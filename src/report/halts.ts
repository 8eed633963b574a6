/** Trading halts of a path, put together from their two facts. */
import { FACT_KINDS } from '../exchange/fact.ts';
import type { JournalColumns } from '../simulation/path-outcome.ts';

export interface Halt {
  readonly instrument: number;
  readonly fromUs: number;
  readonly toUs: number;
}

const HALT_START = FACT_KINDS.indexOf('haltStart');
const HALT_END = FACT_KINDS.indexOf('haltEnd');

/** Halts by their start; one that outlives the path ends with it. */
export function haltsOf(journal: JournalColumns, durationUs: number): readonly Halt[] {
  const halts: { instrument: number; fromUs: number; toUs: number }[] = [];
  const open = new Map<number, { instrument: number; fromUs: number; toUs: number }>();
  for (let row = 0; row < journal.count; row += 1) {
    const kind = journal.kind[row];
    const instrument = journal.instrument[row];
    if (kind === HALT_START) {
      const halt = { instrument, fromUs: journal.timeUs[row], toUs: durationUs };
      // A halt that is prolonged before it ended is one halt.
      if (!open.has(instrument)) {
        open.set(instrument, halt);
        halts.push(halt);
      }
    } else if (kind === HALT_END) {
      const halt = open.get(instrument);
      if (halt !== undefined) halt.toUs = journal.timeUs[row];
      open.delete(instrument);
    }
  }
  return halts;
}
