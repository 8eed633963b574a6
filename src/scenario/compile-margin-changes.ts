/** Changes of margin rates: moments, instruments and exact multiples. */
import { PPM_PER_UNIT } from '../base/units.ts';
import type { MarginChange } from '../exchange/venue-rules.ts';
import { instrumentsNamed } from './instrument-index.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { wholeMultiple } from './decimal.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { beginningUs, type TimeFrame } from './time-frame.ts';
import type { Written } from './unit-result.ts';
import { parseMultipleDecimal } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type ChangesDraft = Draft<ScenarioFile['venue']['marginChanges']>;

const BASE: Path = ['venue', 'marginChanges'];

export function compileMarginChanges(
  drafts: ChangesDraft | undefined,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  findings: Findings,
): readonly MarginChange[] | undefined {
  const changes = allOf(
    drafts?.map((draft, at) => {
      if (draft === undefined) return undefined;
      return complete<MarginChange>({
        atUs: beginningUs(draft.at, [...BASE, at, 'at'], frame, findings),
        instruments: instrumentsNamed(draft.instruments, 'any', instruments, [...BASE, at, 'instruments'], findings),
        multiplePpm: multiplePpmOf(draft.multiplier, [...BASE, at, 'multiplier'], findings),
        initialOnly: draft.initialOnly,
      });
    }),
  );
  changes?.forEach((change, at) => checkMoment(change, at, changes, findings));
  return changes;
}

/** Of two changes of the same rates at one moment the first would be none. */
function checkMoment(change: MarginChange, at: number, changes: readonly MarginChange[], findings: Findings): void {
  const first = changes.findIndex(
    (other, n) =>
      n < at &&
      other.atUs === change.atUs &&
      (other.initialOnly || !change.initialOnly) &&
      other.instruments.every((i) => change.instruments.includes(i)),
  );
  if (first < 0) return;
  findings.report({
    code: 'duplicate-step',
    path: [...BASE, at, 'at'],
    says: `is the moment of marginChanges[${first}], which this change would undo at once`,
    expected: 'one change of the same rates at one moment',
    hint: 'drop one of the two, or give it another moment or other instruments',
  });
}

/** A multiple of margin rates in whole ppm. */
export function multiplePpmOf(raw: Written | undefined, path: Path, findings: Findings): number | undefined {
  const multiple = read(parseMultipleDecimal, raw);
  if (multiple === undefined) return undefined;
  const ppm = wholeMultiple(multiple, BigInt(PPM_PER_UNIT));
  if (ppm !== undefined) return Number(ppm);
  findings.report({ code: 'not-whole', path, says: 'has more than six decimals', hint: 'round it, as in "1.333333x"' });
  return undefined;
}
