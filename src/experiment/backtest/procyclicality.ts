/**
 * How much a margin model asks for just when it hurts.
 *
 * Source of the measures: D. Murphy, M. Vasios and N. Vause, "An investigation into the procyclicality of risk-based
 * initial margin models", Bank of England Financial Stability Paper 29 (2014): peak to trough over a cycle, and the
 * largest call over n days.
 */

export interface Procyclicality {
  /** Largest margin of the run over its smallest. */
  readonly peakToTrough: number;
  readonly peakRow: number;
  readonly troughRow: number;
  /** Largest rise over 1, 5 and 30 days; null where the run is shorter. */
  readonly calls: readonly MarginCall[];
}

export interface MarginCall {
  readonly days: number;
  /** Share of gross exposure, and of the margin before; null when the run is shorter. */
  readonly shareOfGross: number | null;
  readonly shareOfMargin: number | null;
  /** Place in the series at which the rise was complete. */
  readonly row: number | null;
}

const CALL_DAYS = [1, 5, 30] as const;

/**
 * @param margins margin of the run's rows as a share of gross exposure, all positive
 * @param rowsPerDay at least 1; daily rows of a market that closes count as days
 */
export function measureProcyclicality(margins: Float64Array, rowsPerDay: number): Procyclicality {
  let peak = 0;
  let trough = 0;
  for (let t = 1; t < margins.length; t += 1) {
    if (margins[t] > margins[peak]) peak = t;
    if (margins[t] < margins[trough]) trough = t;
  }
  return {
    peakToTrough: margins[peak] / margins[trough],
    peakRow: peak,
    troughRow: trough,
    calls: CALL_DAYS.map((days) => largestCall(margins, days, Math.round(days * rowsPerDay))),
  };
}

function largestCall(margins: Float64Array, days: number, rows: number): MarginCall {
  if (rows < 1 || margins.length <= rows) return { days, shareOfGross: null, shareOfMargin: null, row: null };
  let best = rows;
  for (let t = rows; t < margins.length; t += 1) {
    if (margins[t] - margins[t - rows] > margins[best] - margins[best - rows]) best = t;
  }
  const rise = Math.max(0, margins[best] - margins[best - rows]);
  return { days, shareOfGross: rise, shareOfMargin: rise / margins[best - rows], row: best };
}
