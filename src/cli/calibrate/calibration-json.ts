/** A calibration for programs: every figure that was fitted, with matrices as rows. */
import type { Calibration } from '../../experiment/calibration/calibration.ts';
import type { Provenance } from '../../report/calibration/scenario-fragment.ts';

export function describeCalibration(calibration: Calibration, provenance: Provenance): unknown {
  const { history, correlation, worst } = calibration;
  const rows = (matrix: Float64Array): number[][] =>
    history.assets.map((_, i) => [...matrix.subarray(i * history.assets.length, (i + 1) * history.assets.length)]);
  const { isRepaired, frobeniusDistance, smallestEigenvalueBefore, smallestEigenvalueAfter, largestChange } =
    correlation.repair;
  const symbols = (one: { readonly row: number; readonly column: number }): readonly string[] => [
    history.assets[one.column]!,
    history.assets[one.row]!,
  ];
  return {
    provenance,
    ...calibration,
    correlation: {
      ...correlation,
      sample: rows(correlation.sample),
      matrix: rows(correlation.matrix),
      repair: {
        isRepaired,
        frobeniusDistance,
        smallestEigenvalueBefore,
        smallestEigenvalueAfter,
        largestChange: isRepaired
          ? { pair: symbols(largestChange), from: largestChange.from, to: largestChange.to }
          : null,
      },
    },
    worst:
      worst === null
        ? null
        : { ...worst, blendedMatrix: worst.blendedMatrix === null ? null : rows(worst.blendedMatrix) },
  };
}
