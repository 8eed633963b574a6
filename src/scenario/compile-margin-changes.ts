/** Changes of margin rates: moments, instruments and exact multiples. */
import { PPM_PER_UNIT } from '../base/units.ts';
import type { MarginChange } from '../exchange/venue-rules.ts';
import { indexOfSymbol } from './instrument-index.ts';
import { wholeMultiple } from './decimal.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { durationText, momentUs, type TimeFrame } from './time-frame.ts';
import { textOf, type Written } from './unit-result.ts';
import { parseMultipleDecimal } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type ChangesDraft = Draft<ScenarioFile['venue']['marginChanges']>;
type ChangeDraft = NonNullable<ChangesDraft[number]>;
type Symbols = readonly (string | undefined)[];

const BASE: Path = ['venue', 'marginChanges'];

export function compileMarginChanges(
  drafts: ChangesDraft | undefined,
  symbols: Symbols,
  frame: TimeFrame,
  findings: Findings,
): readonly MarginChange[] | undefined {
  return allOf(
    drafts?.map((draft, at) => {
      if (draft === undefined) return undefined;
      return complete<MarginChange>({
        atUs: startOf(draft, [...BASE, at, 'at'], frame, findings),
        instruments: instrumentsOf(draft, [...BASE, at, 'instruments'], symbols, findings),
        multiplePpm: multiplePpmOf(draft.multiplier, [...BASE, at, 'multiplier'], findings),
        initialOnly: draft.initialOnly,
      });
    }),
  );
}

/** A change at the very end would come after everything else and change nothing. */
function startOf(draft: ChangeDraft, path: Path, frame: TimeFrame, findings: Findings): number | undefined {
  const atUs = momentUs(draft.at, path, frame, findings);
  if (atUs === undefined || frame.durationUs === undefined || atUs < frame.durationUs) return atUs;
  findings.report({
    code: 'time-after-end',
    path,
    says: 'is the end of the run, where nothing happens any more',
    expected: `less than ${durationText(frame.durationUs)} from the start`,
  });
  return undefined;
}

function instrumentsOf(
  { instruments }: ChangeDraft,
  path: Path,
  symbols: Symbols,
  findings: Findings,
): readonly number[] | undefined {
  if (instruments === undefined) return undefined;
  if (instruments === 'all') return symbols.map((_, index) => index);
  const indices = instruments.map((symbol, at) => {
    const index = indexOfSymbol(textOf(symbol), symbols, [...path, at], findings);
    const isSecond = index !== undefined && instruments.indexOf(symbol) < at;
    if (isSecond) findings.report({ code: 'duplicate-symbol', path: [...path, at], says: `is a second "${symbol}"` });
    return isSecond ? undefined : index;
  });
  return allOf(indices)?.toSorted((x, y) => x - y);
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
