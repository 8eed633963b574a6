/**
 * Columns that bound the change of a whole requirement by one maximum, from columns that bound each charge.
 *
 * A list of columns C bounds an amount when |change| <= E(C) = sum over positions of |size| x max over C of |change of
 * column|, all maxima being taken a contract at a time. For amounts A and B bounded by lists a and b:
 *
 *   t A          is bounded by {t a_i}
 *   max(A, B)    changes at most by the larger of the two changes, so it is bounded by the union of a and b
 *   A + B        changes at most by E(a) + E(b). For each contract
 *                  max_i |da_i| + max_j |db_j| = max_ij (|da_i| + |db_j|) = max over i, j and signs of |da_i +- db_j|,
 *                so {a_i + b_j, a_i - b_j} bounds it, and loses nothing
 *   A_1 + .. + A_n  is also bounded by the union of {n a_i}, since a sum is at most n times its largest term: looser, but
 *                as short as the lists. It takes over where the product of lists would exceed COLUMNS_MAX.
 *
 * Amounts of groups add up, and so do the bounds, because each contract belongs to one group.
 */
import { assert } from '../../base/assert.ts';
import type { Charge } from './charge.ts';
import type { Formula } from './grid-parameters.ts';

const COLUMNS_MAX = 128;

/** What has columns: a charge, or a step of another model. */
type Bounded = Pick<Charge, 'name' | 'columns' | 'figureOf'>;

/** A linear combination of the charges' columns. */
export type BoundColumn = readonly { readonly charge: Bounded; readonly column: number; readonly times: number }[];

export function boundColumnsOf(formula: Formula, charges: readonly Bounded[]): readonly BoundColumn[] {
  const { times } = formula;
  if ('charge' in formula) {
    const charge = charges.find(({ name }) => name === formula.charge);
    assert(charge !== undefined, `formula names ${formula.charge}, which is no charge`);
    return Array.from({ length: charge.columns }, (_, column) => [{ charge, column, times }]);
  }
  if ('max' in formula) {
    return scaleColumns(
      formula.max.flatMap((part) => boundColumnsOf(part, charges)),
      times,
    );
  }
  const parts = formula.sum.map((part) => boundColumnsOf(part, charges)).filter((list) => list.length > 0);
  return scaleColumns(addLists(parts), times);
}

function addLists(lists: readonly (readonly BoundColumn[])[]): readonly BoundColumn[] {
  if (lists.length === 0) return [];
  const rising = lists.toSorted((a, b) => a.length - b.length);
  let sum = rising[0];
  for (let k = 1; k < rising.length; k += 1) {
    const next = rising[k];
    if (2 * sum.length * next.length > COLUMNS_MAX) {
      const rest = [sum, ...rising.slice(k)];
      return rest.flatMap((list) => scaleColumns(list, rest.length));
    }
    sum = sum.flatMap((one) =>
      next.flatMap((other) => [
        [...one, ...other],
        [...one, ...scaleColumn(other, -1)],
      ]),
    );
  }
  return sum;
}

function scaleColumns(list: readonly BoundColumn[], times: number): readonly BoundColumn[] {
  return times === 1 ? list : list.map((column) => scaleColumn(column, times));
}

function scaleColumn(column: BoundColumn, times: number): BoundColumn {
  return column.map((term) => ({ ...term, times: term.times * times }));
}

/** Writes figures [contractCount x columns] anew. */
export function writeFigures(columns: readonly BoundColumn[], contractCount: number, out: Float64Array): void {
  for (let c = 0, at = 0; c < contractCount; c += 1) {
    for (let k = 0; k < columns.length; k += 1, at += 1) {
      let figure = 0;
      for (const { charge, column, times } of columns[k]) figure += times * charge.figureOf(c, column);
      out[at] = figure;
    }
  }
}
