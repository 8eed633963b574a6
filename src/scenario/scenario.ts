/**
 * A scenario: everything a run depends on but its seed override and its worker count. Frozen and fully defaulted;
 * `parseScenario` is the only way to get one from text.
 */
import type { AgentRules } from '../agents/agent-class.ts';
import type { Problem, SourcePlace } from '../base/problem.ts';
import type { SimTimeUs } from '../base/units.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { MarketRules } from '../market/market-rules.ts';
import type { AppliedVenuePreset } from './venue-presets/apply-preset.ts';

export interface RunRules {
  /** Any text; `007` and `7` are different seeds. */
  readonly seed: string;
  readonly paths: number;
  readonly durationUs: SimTimeUs;
  readonly sampleIntervalUs: SimTimeUs;
  /** Draw a fresh population for each path instead of one for all. */
  readonly populationPerPath: boolean;
}

/** One line under `thresholds`, still as text: the measures it may name belong to `experiment/`. */
export interface ThresholdSource {
  readonly text: string;
  readonly place?: SourcePlace;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where its figures come from, one citation a line. */
  readonly sources: readonly string[];
  /** Moment that simulated time 0 stands for, ISO 8601 UTC, or null for an undated scenario. */
  readonly startTime: string | null;
  readonly venue: VenueRules;
  /** Preset that stands under the venue's settings, or null. */
  readonly venuePreset: AppliedVenuePreset | null;
  readonly market: MarketRules;
  readonly agents: AgentRules;
  readonly run: RunRules;
  readonly thresholds: readonly ThresholdSource[];
  /** Settings that are legal and hardly meant, in file order. */
  readonly warnings: readonly Problem[];
  /** SHA-256 of the scenario file's text, of its overrides and of every file it reads. */
  readonly digest: string;
  /** The resolved scenario in the file's own terms, for the manifest and `inspect`. */
  readonly resolved: unknown;
}
