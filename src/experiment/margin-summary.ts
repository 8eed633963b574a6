/** What a run says of margin over time: requirement by model, what offsets took off it, and what they cost. */
import { QUANTA_PER_USD, US_PER_SECOND } from '../base/units.ts';
import { quantileOfSorted, sortSample } from '../numeric/quantiles.ts';
import type { MarginRecord } from '../simulation/margin-record.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';

/** Over finished paths, at each sample; USD. */
export interface BandOverTime {
  readonly median: readonly number[];
  readonly p95: readonly number[];
}

export interface ModelSummary {
  readonly model: string;
  readonly initial: BandOverTime;
  readonly maintenance: BandOverTime;
  /** Largest maintenance requirement of all accounts / the one at the start, median over paths. */
  readonly peakRatio: number;
  /** Largest rise of it from one sample to the next, USD, median over paths. */
  readonly riseMax: number;
}

export interface MarginSummary {
  /** Seconds from the start, of each sample. */
  readonly timeS: readonly number[];
  /** The venue's own model first. */
  readonly models: readonly ModelSummary[];
  /** Equity of accounts with a position, after haircuts. */
  readonly equity: BandOverTime;
  /** Maintenance margin that all positions would need alone, by the venue's model. */
  readonly standalone: BandOverTime;
  /** Share of that which offsets take off at the start. */
  readonly nettingBenefit: number;
  /** Loss beyond their equity with which accounts were taken over: means over paths, USD. */
  readonly deficit: number;
  readonly deficitAccounts: number;
  /** The part of it that is no more than what offsets had taken off the account's requirement when it was breached. */
  readonly deficitUnderOffsets: number;
  readonly deficitUnderOffsetsWorst: { readonly path: number; readonly value: number };
  /** Value of balances that were converted to bring accounts out of debt, mean over paths. */
  readonly converted: number;
}

/** Null where no finished path has a record: margin stays as it is. */
export function summariseMargin(outcomes: readonly PathOutcome[]): MarginSummary | null {
  const finished = outcomes.filter(({ failure }) => failure === null);
  const records = finished.flatMap(({ path, margin }) => (margin === null ? [] : [{ path, margin }]));
  const first = records[0]?.margin;
  if (first === undefined) return null;
  const all = records.map(({ margin }) => margin);
  const over = (valueOf: (record: MarginRecord, sample: number) => number): BandOverTime =>
    bandOf(first.timeUs.map((_, sample) => all.map((record) => valueOf(record, sample))));
  const meanOf = (valueOf: (record: MarginRecord) => number): number =>
    usdOf(all.reduce((sum, record) => sum + valueOf(record), 0) / all.length);
  const worst = records.reduce((most, each) =>
    each.margin.deficitUnderOffsets > most.margin.deficitUnderOffsets ? each : most,
  );
  return {
    timeS: first.timeUs.map((timeUs) => timeUs / US_PER_SECOND),
    models: first.models.map((model, m) => ({
      model,
      initial: over(({ initial }, sample) => initial[sample][m]),
      maintenance: over(({ maintenance }, sample) => maintenance[sample][m]),
      peakRatio: medianOf(all.map((record) => peakRatioOf(record, m))),
      riseMax: usdOf(medianOf(all.map((record) => riseMaxOf(record, m)))),
    })),
    equity: over(({ equity }, sample) => equity[sample]),
    standalone: over(({ standalone }, sample) => standalone[sample]),
    nettingBenefit: medianOf(all.map(benefitOf)),
    deficit: meanOf(({ deficit }) => deficit),
    deficitAccounts: all.reduce((sum, { deficitAccounts }) => sum + deficitAccounts, 0) / all.length,
    deficitUnderOffsets: meanOf(({ deficitUnderOffsets }) => deficitUnderOffsets),
    deficitUnderOffsetsWorst: { path: worst.path, value: usdOf(worst.margin.deficitUnderOffsets) },
    converted: meanOf(({ converted }) => converted),
  };
}

function bandOf(samples: readonly (readonly number[])[]): BandOverTime {
  const sorted = samples.map((values) => sortSample(values));
  const at = (p: number): number[] => sorted.map((values) => usdOf(quantileOfSorted(values, p)));
  return { median: at(0.5), p95: at(0.95) };
}

function medianOf(values: readonly number[]): number {
  return quantileOfSorted(sortSample(values), 0.5);
}

function peakRatioOf({ maintenance }: MarginRecord, m: number): number {
  const start = maintenance[0][m];
  return start === 0 ? 1 : maintenance.reduce((most, sample) => Math.max(most, sample[m]), 0) / start;
}

function riseMaxOf({ maintenance }: MarginRecord, m: number): number {
  return maintenance.reduce((most, sample, n) => (n === 0 ? 0 : Math.max(most, sample[m] - maintenance[n - 1][m])), 0);
}

function benefitOf({ standalone, maintenance }: MarginRecord): number {
  return standalone[0] === 0 ? 0 : 1 - maintenance[0][0] / standalone[0];
}

function usdOf(quanta: number): number {
  return quanta / QUANTA_PER_USD;
}
