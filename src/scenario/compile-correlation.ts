/**
 * Correlation between instruments to a full matrix in instrument order. A matrix that is symmetric with a unit
 * diagonal but not positive semidefinite passes: it is repaired where it is used, and the repair is reported.
 */
import { plural } from '../base/format.ts';
import type { CorrelationRules } from '../market/market-rules.ts';
import { read, type Findings } from './findings.ts';
import { indexOfRoot, type NamedInstruments } from './instrument-index.ts';
import { parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

export type CorrelationDraft = Draft<ScenarioFile['market']['correlation']>;

/** Row of an instrument that follows another: its noise is none. */
const NO_ROW = -2;

export function compileCorrelation(
  draft: CorrelationDraft | undefined,
  instruments: NamedInstruments,
  base: Path,
  findings: Findings,
): CorrelationRules | undefined {
  if (draft === undefined) return undefined;
  const hasMatrix = Object.hasOwn(draft, 'matrix') || Object.hasOwn(draft, 'symbols');
  const hasPairs = Object.hasOwn(draft, 'pairwise') || Object.hasOwn(draft, 'pairs');
  if (hasMatrix && hasPairs) {
    findings.report({
      code: 'correlation-mixed',
      path: base,
      says: 'has both a matrix and pairs',
      expected: 'either matrix (with symbols), or pairwise and pairs',
      atKey: true,
    });
  }
  return hasMatrix ? fromMatrix(draft, instruments, base, findings) : fromPairs(draft, instruments, base, findings);
}

function fromPairs(
  draft: CorrelationDraft,
  instruments: NamedInstruments,
  base: Path,
  findings: Findings,
): CorrelationRules | undefined {
  const pairwise = Object.hasOwn(draft, 'pairwise') ? read(parseNumber, draft.pairwise) : 0;
  const { symbols, hasOwnPrice } = instruments;
  const hasProcess = (index: number): boolean => hasOwnPrice[index] !== false;
  const matrix = symbols.map((_, row) =>
    symbols.map((__, column) => {
      if (row === column) return 1;
      return hasProcess(row) && hasProcess(column) ? (pairwise ?? 0) : 0;
    }),
  );
  const seen = new Map<string, number>();
  let isWhole = pairwise !== undefined;
  (draft.pairs ?? []).forEach((pair, at) => {
    const path = [...base, 'pairs', at];
    const [a, b] = [0, 1].map((side) =>
      indexOfRoot(textOf(pair?.between?.[side]), instruments, [...path, 'between', side], findings),
    );
    const value = read(parseNumber, pair?.value);
    if (a === undefined || b === undefined || value === undefined) {
      isWhole = false;
      return;
    }
    if (a === b) {
      findings.report({
        code: 'correlation-pair',
        path: [...path, 'between'],
        says: 'names the same instrument twice',
        expected: 'two instruments',
      });
    }
    const name = `${Math.min(a, b)}:${Math.max(a, b)}`;
    if (seen.has(name)) {
      findings.report({
        code: 'correlation-pair',
        path: [...path, 'between'],
        says: 'names a pair that stands further up already',
        hint: 'keep one of the two',
      });
    }
    seen.set(name, at);
    matrix[a][b] = value;
    matrix[b][a] = value;
  });
  return isWhole ? { matrix } : undefined;
}

function fromMatrix(
  draft: CorrelationDraft,
  instruments: NamedInstruments,
  base: Path,
  findings: Findings,
): CorrelationRules | undefined {
  const rows = draft.matrix;
  if (rows === undefined) {
    if (!Object.hasOwn(draft, 'matrix')) {
      findings.report({
        code: 'missing-key',
        path: base,
        says: 'has symbols but no matrix',
        atKey: true,
        hint: 'add "matrix:"',
      });
    }
    return undefined;
  }
  const { symbols, hasOwnPrice } = instruments;
  const order = orderOf(draft, instruments, base, findings);
  const size = hasOwnPrice.filter((has) => has !== false).length;
  const isSquare = rows.length === size && rows.every((row) => row === undefined || row.length === size);
  if (!isSquare) {
    findings.report({
      code: 'correlation-size',
      path: [...base, 'matrix'],
      says: `is not ${size} by ${size}`,
      expected: `${plural(size, 'row')} of ${plural(size, 'number')}, one for each instrument${size < symbols.length ? ' with a price of its own' : ''}`,
      atKey: true,
    });
    return undefined;
  }
  const values = rows.map((row) => (row ?? []).map((cell) => read(parseNumber, cell)));
  checkCells(values, base, findings);
  if (order === undefined || values.some((row) => row.length < size || row.includes(undefined))) return undefined;
  const cell = (row: number, column: number): number => {
    if (order[row] === NO_ROW || order[column] === NO_ROW) return row === column ? 1 : 0;
    return values[order[row]][order[column]]!;
  };
  return { matrix: symbols.map((_, row) => symbols.map((__, column) => cell(row, column))) };
}

/** For each instrument, its row in the matrix as written; NO_ROW where it follows another and has none. */
function orderOf(
  draft: CorrelationDraft,
  instruments: NamedInstruments,
  base: Path,
  findings: Findings,
): readonly number[] | undefined {
  const { symbols, hasOwnPrice } = instruments;
  if (draft.symbols === undefined) {
    if (Object.hasOwn(draft, 'symbols')) return undefined;
    let next = 0;
    return hasOwnPrice.map((has) => (has === false ? NO_ROW : next++));
  }
  const named = draft.symbols.map((symbol, at) =>
    indexOfRoot(textOf(symbol), instruments, [...base, 'symbols', at], findings),
  );
  named.forEach((index, at) => {
    if (index !== undefined && named.indexOf(index) < at) {
      findings.report({
        code: 'duplicate-symbol',
        path: [...base, 'symbols', at],
        says: 'names an instrument twice',
        expected: 'each instrument once',
      });
    }
  });
  const order = symbols.map((_, index) => (hasOwnPrice[index] === false ? NO_ROW : named.indexOf(index)));
  const missing = symbols.filter((symbol, index) => symbol !== undefined && order[index] === -1);
  if (missing.length > 0 && !named.includes(undefined)) {
    findings.report({
      code: 'correlation-size',
      path: [...base, 'symbols'],
      says: `leaves out ${missing.slice(0, 5).join(', ')}`,
      expected: 'every instrument with a price of its own once',
    });
  }
  return order.includes(-1) ? undefined : order;
}

function checkCells(values: readonly (readonly (number | undefined)[])[], base: Path, findings: Findings): void {
  values.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value === undefined) return;
      const path = [...base, 'matrix', i, j];
      const mirrored = values[j]?.[i];
      if (i === j && value !== 1) {
        findings.report({
          code: 'correlation-diagonal',
          path,
          says: 'lies on the diagonal and is not 1',
          expected: '1',
        });
      } else if ((value < -1 || value > 1) && (j >= i || mirrored !== value)) {
        findings.report({
          code: 'correlation-range',
          path,
          says: 'is no correlation',
          expected: 'a number from -1 to 1',
        });
      } else if (j < i && mirrored !== undefined && mirrored !== value) {
        const says = `differs from its mirror in row ${j + 1}, column ${i + 1}: ${mirrored}`;
        findings.report({ code: 'correlation-not-symmetric', path, says, expected: String(mirrored) });
      }
    });
  });
}
