/** What the compilers of the controls share: instruments, hours, and where findings go. */
import type { InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import type { SessionRules } from '../../exchange/controls/control-rules.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import type { Findings } from '../findings.ts';
import { indexOfSymbol } from '../instrument-index.ts';
import type { ScenarioFile } from '../schema.ts';
import type { Draft } from '../structure.ts';
import type { TimeFrame } from '../time-frame.ts';
import { textOf, type Written } from '../unit-result.ts';
import type { Path } from '../yaml-nodes.ts';

export type VenueDraft = Draft<ScenarioFile['venue']>;
export type ControlsDraft = NonNullable<VenueDraft['controls']>;
/** The draft of one control that is on. */
export type On<Key extends keyof ControlsDraft> = Exclude<ControlsDraft[Key], 'off' | null | undefined>;

export interface ControlContext {
  readonly contracts: readonly Instrument[];
  readonly symbols: readonly (string | undefined)[];
  readonly openInterest: readonly (number | undefined)[];
  readonly session: SessionRules;
  readonly durationUs: SimTimeUs;
  readonly frame: TimeFrame;
  readonly findings: Findings;
}

export const BASE: Path = ['venue', 'controls'];

/** Rising places of the instruments that a key names; undefined after reporting what is wrong. */
export function instrumentsOf(
  names: 'all' | readonly (Written | undefined)[] | undefined,
  path: Path,
  { contracts, symbols, findings }: ControlContext,
): readonly InstrumentIndex[] | undefined {
  if (names === undefined) return undefined;
  if (names === 'all') return contracts.flatMap(({ contract }, i) => (contract.kind === 'spot' ? [] : [i]));
  const places = names.map((name, at) => {
    const index = indexOfSymbol(textOf(name), symbols, [...path, at], findings);
    if (index !== undefined && contracts[index].contract.kind === 'spot') {
      const says = 'is a spot asset, which is collateral and does not trade';
      findings.report({ code: 'spot-instrument', path: [...path, at], says });
      return undefined;
    }
    if (index !== undefined && names.indexOf(name) < at) {
      findings.report({ code: 'duplicate-symbol', path: [...path, at], says: 'stands there twice' });
      return undefined;
    }
    return index;
  });
  if (places.includes(undefined)) return undefined;
  return (places as InstrumentIndex[]).toSorted((x, y) => x - y);
}
