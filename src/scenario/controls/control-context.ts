/** What the compilers of the controls share: instruments, hours, and where findings go. */
import { PPM_PER_UNIT, type InstrumentIndex, type Ppm } from '../../base/units.ts';
import type { SessionRules } from '../../exchange/controls/control-rules.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import type { Finding, Findings } from '../findings.ts';
import type { CompiledInstruments } from '../compile-instruments.ts';
import { instrumentsNamed } from '../instrument-index.ts';
import type { ScenarioFile } from '../schema.ts';
import type { Draft } from '../structure.ts';
import type { TimeFrame } from '../time-frame.ts';
import type { Written } from '../unit-result.ts';
import type { Path } from '../yaml-nodes.ts';

export type VenueDraft = Draft<ScenarioFile['venue']>;
export type ControlsDraft = NonNullable<VenueDraft['controls']>;
/** The draft of one control that is on. */
export type On<Key extends keyof ControlsDraft> = Exclude<ControlsDraft[Key], 'off' | null | undefined>;

export interface ControlContext {
  readonly contracts: readonly Instrument[];
  readonly instruments: CompiledInstruments;
  readonly session: SessionRules;
  readonly frame: TimeFrame;
  /** Whether accounts can take money out. */
  readonly paysOut: boolean;
  /** Whether the index has no other price in it than the book's. */
  readonly indexIsOwnBook: boolean;
  readonly findings: Findings;
}

/** Whether anything brings the shared fund money: liquidations, by fees and surpluses, and the world outside. */
export interface FundSources {
  readonly liquidations: boolean;
  readonly inflow: boolean;
}

export const BASE: Path = ['venue', 'controls'];

/** Rising places of the instruments that a control looks after. */
export function instrumentsOf(
  written: 'all' | readonly (Written | undefined)[] | undefined,
  path: Path,
  { instruments, findings }: ControlContext,
): readonly InstrumentIndex[] | undefined {
  return instrumentsNamed(written, 'traded', instruments, path, findings);
}

export type TickContext = Pick<ControlContext, 'contracts' | 'findings'>;

/** Smallest share of the initial price that is a tick of each of these instruments. */
export function tickSharePpm(places: readonly InstrumentIndex[], { contracts }: TickContext): Ppm {
  return Math.max(...places.map((i) => Math.ceil(PPM_PER_UNIT / contracts[i].priceInitialTicks)));
}

/** Says of a distance, once for all these instruments, that it is less than a tick. */
export function reportBelowTick(
  path: Path,
  places: readonly InstrumentIndex[],
  effect: string,
  advice: Pick<Finding, 'expected' | 'hint'>,
  { contracts, findings }: TickContext,
): void {
  if (places.length === 0) return;
  const symbols = places.map((i) => contracts[i].symbol).join(', ');
  const says = `is less than a tick of ${symbols} at the initial price: ${effect}`;
  findings.report({ code: 'band-below-tick', path, says, ...advice });
}
