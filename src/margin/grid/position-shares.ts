/** What each position needs alone, and what the whole needs less without it. */
import {
  createPositionColumns,
  type MarginExplanation,
  type PositionColumns,
  type PreparedMargin,
} from '../margin-model.ts';

export function shareOfPositions(prepared: PreparedMargin, book: PositionColumns): MarginExplanation['positions'] {
  const maintenanceOf = (keeps: (row: number) => boolean): number => {
    const part = createPositionColumns(book.count);
    for (let row = 0; row < book.count; row += 1) {
      if (!keeps(row)) continue;
      part.contracts[part.count] = book.contracts[row];
      part.sizes[part.count] = book.sizes[row];
      part.entryPrices[part.count] = book.entryPrices[row];
      part.count += 1;
    }
    const requirement = { initial: 0, maintenance: 0 };
    prepared.requireInto(part, requirement);
    return requirement.maintenance;
  };
  const whole = maintenanceOf(() => true);
  return Array.from({ length: book.count }, (_, at) => ({
    contract: book.contracts[at],
    standalone: maintenanceOf((row) => row === at),
    marginal: whole - maintenanceOf((row) => row !== at),
  }));
}
