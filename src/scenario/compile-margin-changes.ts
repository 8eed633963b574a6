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
  return allOf(
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
