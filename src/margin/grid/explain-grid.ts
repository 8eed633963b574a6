/** A grid requirement written out: groups, charges in each, the scenario vector, and what each position adds. */
import type { ExplanationLine, MarginExplanation, PositionColumns, PreparedMargin } from '../margin-model.ts';
import type { GridContext } from './charge.ts';
import { explainExposure } from './explain-exposure.ts';
import { explainScan } from './explain-scan.ts';
import type { ExposureCharge } from './exposure-charge.ts';
import { explainFormula } from './formula.ts';
import type { Formula, GridParameters } from './grid-parameters.ts';
import { shareOfPositions } from './position-shares.ts';
import { ScanCharge } from './scan-charge.ts';

export function explainGrid(
  prepared: PreparedMargin,
  parameters: GridParameters,
  { groups }: GridContext,
  charges: readonly (ScanCharge | ExposureCharge)[],
  book: PositionColumns,
): MarginExplanation {
  const explained = charges.map((charge) => ({
    name: charge.name,
    ofGroups: charge instanceof ScanCharge ? explainScan(charge, book) : explainExposure(charge, book),
  }));
  const touched = [...new Set(explained.flatMap(({ ofGroups }) => ofGroups.map(({ group }) => group)))].sort(
    (a, b) => a - b,
  );
  const lineOf = (group: number, name: string): ExplanationLine | undefined => {
    const lines = explained
      .filter((charge) => charge.name === name)
      .flatMap(({ ofGroups }) => ofGroups)
      .filter((each) => each.group === group)
      .map(({ line }) => line);
    if (lines.length < 2) return lines[0];
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    return { label: `${name}, ${groups.names[group]}`, formula: '', amount, parts: lines };
  };
  const write = (formula: Formula, label: string): ExplanationLine => {
    const parts = touched.map((group) =>
      explainFormula(formula, `${label}, ${groups.names[group]}`, (name) => lineOf(group, name)),
    );
    return { label, formula: '', amount: parts.reduce((sum, { amount }) => sum + amount, 0), parts };
  };
  const all = explained.flatMap(({ ofGroups }) => ofGroups);
  return {
    initial: write(parameters.initial, 'initial margin'),
    maintenance: write(parameters.maintenance, 'maintenance margin'),
    positions: shareOfPositions(prepared, book),
    scenarios: all.flatMap(({ scenarios }) => scenarios),
    offsets: all.flatMap(({ offsets }) => offsets),
  };
}
