/** A scenario against itself with rules switched off or exchanged: what they did, on common random numbers. */
import { QUANTA_PER_USD } from '../../base/units.ts';
import { VERSION } from '../../base/version.ts';
import { combineDigests } from '../../results/fingerprint-check.ts';
import { meanOf } from '../../numeric/quantiles.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { summariseDeleveraging, type DeleveragingSummary } from '../deleveraging-summary.ts';
import { compareLosses, measureAmplification, type Amplification, type LossPair } from './amplification.ts';
import { measureBenefit, type ControlBenefit } from './control-benefit.ts';
import type { Control } from './controls.ts';
import { compareMeasures, pairPaths, type Pair, type PairedDifference } from './paired.ts';
import type { PathFigures } from './path-figures.ts';
import { runVariants, type VariantOptions, type VariantRun } from './run-variants.ts';

export const COUNTERFACTUAL_SCHEMA_VERSION = 1;

export interface CounterfactualRequest {
  readonly base: Scenario;
  /** The same scenario without each control. */
  readonly without: readonly { readonly control: Control; readonly scenario: Scenario }[];
  /** The same scenario with other rules. */
  readonly variants: readonly { readonly name: string; readonly scenario: Scenario }[];
}

/** Most that auto-deleveraging closed for one account: mean a path, and most of all paths. */
export interface BurdenSummary {
  /** USD at its prices. */
  readonly mean: number;
  readonly max: number;
  /** Lots of that account, and who it was; -1 where nothing was closed. */
  readonly maxLots: number;
  readonly maxAccount: number;
  readonly maxPath: number;
}

export interface VariantReport {
  readonly name: string;
  readonly fingerprint: string;
  readonly paths: number;
  readonly differences: readonly PairedDifference[];
  readonly burden: BurdenSummary;
  /** Null where nothing was deleveraged. */
  readonly deleveraging: DeleveragingSummary | null;
}

export interface CounterfactualResult {
  readonly schemaVersion: number;
  readonly scenario: string;
  readonly seed: string;
  readonly version: string;
  readonly fingerprint: string;
  readonly paths: number;
  readonly failedPaths: number;
  readonly burden: BurdenSummary;
  /** Null where nothing was deleveraged. */
  readonly deleveraging: DeleveragingSummary | null;
  /** Null unless liquidations were frozen. */
  readonly amplification: { readonly instruments: readonly Amplification[]; readonly losses: LossPair } | null;
  readonly controls: readonly ControlBenefit[];
  readonly variants: readonly VariantReport[];
}

/** @throws InvalidInputError when a scenario cannot run, WorkerError when a worker failed; null when it was stopped */
export async function compareCounterfactuals(
  { base, without, variants }: CounterfactualRequest,
  options: VariantOptions,
): Promise<CounterfactualResult | null> {
  const asked = [
    { name: 'base', scenario: base },
    ...without.map(({ control, scenario }) => ({ name: `without ${control.name}`, scenario })),
    ...variants,
  ];
  const runs = await runVariants(asked, options);
  if (runs.length < asked.length || options.stop?.requested === true) return null;
  const [first, ...others] = runs as [VariantRun, ...VariantRun[]];
  const { instruments, halt } = base.venue;
  const pairsOf = (run: VariantRun): Pair[] => pairPaths(first.paths, run.paths);
  const frozen = without.findIndex(({ control }) => control.name === 'liquidations');
  return {
    schemaVersion: COUNTERFACTUAL_SCHEMA_VERSION,
    scenario: base.name,
    seed: base.run.seed,
    version: VERSION,
    fingerprint: combineDigests(first.paths),
    paths: first.paths.length,
    failedPaths: first.paths.filter(({ failed }) => failed).length,
    burden: summariseBurden(first.paths),
    deleveraging: deleveragingOf(first),
    amplification:
      frozen < 0
        ? null
        : {
            instruments: measureAmplification(pairsOf(others[frozen]!), instruments),
            losses: compareLosses(pairsOf(others[frozen]!)),
          },
    controls: without.flatMap(({ control }, n) => {
      if (n === frozen) return [];
      const benefit = measureBenefit(control, pairsOf(others[n]!), instruments, halt?.moveLog ?? 0);
      return benefit === null ? [] : [benefit];
    }),
    variants: variants.map(({ name }, n): VariantReport => {
      const run = others[without.length + n]!;
      const pairs = pairsOf(run);
      return {
        name,
        fingerprint: combineDigests(run.paths),
        paths: pairs.length,
        differences: compareMeasures(pairs, instruments),
        burden: summariseBurden(run.paths),
        deleveraging: deleveragingOf(run),
      };
    }),
  };
}

function deleveragingOf({ scenario, paths }: VariantRun): DeleveragingSummary | null {
  return summariseDeleveraging(
    scenario.venue,
    paths.map(({ outcome }) => outcome),
  );
}

function summariseBurden(paths: readonly PathFigures[]): BurdenSummary {
  const amounts = paths.map(({ burden }) => (burden?.notional ?? 0) / QUANTA_PER_USD);
  const [worst] = paths.toSorted((x, y) => (y.burden?.notional ?? 0) - (x.burden?.notional ?? 0) || x.path - y.path);
  return {
    mean: amounts.length === 0 ? 0 : meanOf(amounts),
    max: (worst?.burden?.notional ?? 0) / QUANTA_PER_USD,
    maxLots: worst?.burden?.lots ?? 0,
    maxAccount: worst?.burden?.account ?? -1,
    maxPath: worst?.burden === null ? -1 : (worst?.path ?? -1),
  };
}
