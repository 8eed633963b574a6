/**
 * Correlation between instruments to a full matrix in instrument order. A matrix that is symmetric with a unit
 * diagonal but not positive semidefinite passes: it is repaired where it is used, and the repair is reported.
 */
import type { CorrelationRules } from '../market/market-rules.ts';
import { read, type Findings } from './findings.ts';
import { hintAmong } from './nearest.ts';
import { parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

type CorrelationDraft = Draft<ScenarioFile['market']['correlation']>;
type Symbols = readonly (string | undefined)[];

const BASE: Path = ['market', 'correlation'];

export function compileCorrelation(
  draft: CorrelationDraft | undefined,
  symbols: Symbols,
  findings: Findings,
): CorrelationRules | undefined {
  if (draft === undefined) return undefined;
  const hasMatrix = Object.hasOwn(draft, 'matrix') || Object.hasOwn(draft, 'symbols');
  const hasPairs = Object.hasOwn(draft, 'pairwise') || Object.hasOwn(draft, 'pairs');
  if (hasMatrix && hasPairs) {
    findings.report({
      code: 'correlation-mixed',
      path: BASE,
      says: 'has both a matrix and pairs',
      expected: 'either matrix (with symbols), or pairwise and pairs',
      atKey: true,
    });
  }
  return hasMatrix ? fromMatrix(draft, symbols, findings) : fromPairs(draft, symbols, findings);
}

/** Position of a symbol, or undefined after reporting that there is no such instrument. */
export function indexOfSymbol(
  symbol: string | undefined,
  symbols: Symbols,
  path: Path,
  findings: Findings,
  atKey = false,
): number | undefined {
  if (symbol === undefined) return undefined;
  const index = symbols.indexOf(symbol);
  if (index >= 0) return index;
  // An instrument whose own symbol is not sound may be the one that is meant.
  if (symbols.includes(undefined)) return undefined;
  const known = symbols.filter((name) => name !== undefined);
  const hint = hintAmong(symbol, known);
  findings.report({
    code: 'unknown-instrument',
    path,
    says: `names an instrument that the venue does not have: ${symbol}`,
    hint,
    atKey,
  });
  return undefined;
}

function fromPairs(draft: CorrelationDraft, symbols: Symbols, findings: Findings): CorrelationRules | undefined {
  const pairwise = Object.hasOwn(draft, 'pairwise') ? read(parseNumber, draft.pairwise) : 0;
  const matrix = symbols.map((_, row) => symbols.map((__, column) => (row === column ? 1 : (pairwise ?? 0))));
  const seen = new Map<string, number>();
  let isWhole = pairwise !== undefined;
  (draft.pairs ?? []).forEach((pair, at) => {
    const path = [...BASE, 'pairs', at];
    const [a, b] = [0, 1].map((side) =>
      indexOfSymbol(textOf(pair?.between?.[side]), symbols, [...path, 'between', side], findings),
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
      });
    }
    const name = `${Math.min(a, b)}:${Math.max(a, b)}`;
    if (seen.has(name)) {
      findings.report({
        code: 'correlation-pair',
        path: [...path, 'between'],
        says: 'names a pair that stands further up already',
      });
    }
    seen.set(name, at);
    matrix[a][b] = value;
    matrix[b][a] = value;
  });
  return isWhole ? { matrix } : undefined;
}

function fromMatrix(draft: CorrelationDraft, symbols: Symbols, findings: Findings): CorrelationRules | undefined {
  const rows = draft.matrix;
  if (rows === undefined) {
    if (!Object.hasOwn(draft, 'matrix')) {
      findings.report({
        code: 'missing-key',
        path: BASE,
        says: 'has symbols but no matrix',
        atKey: true,
        hint: 'add "matrix:"',
      });
    }
    return undefined;
  }
  const order = orderOf(draft, symbols, findings);
  const size = symbols.length;
  const isSquare = rows.length === size && rows.every((row) => row === undefined || row.length === size);
  if (!isSquare) {
    findings.report({
      code: 'correlation-size',
      path: [...BASE, 'matrix'],
      says: `is not ${size} by ${size}`,
      expected: `${size} rows of ${size} numbers, one for each instrument`,
      atKey: true,
    });
    return undefined;
  }
  const values = rows.map((row) => (row ?? []).map((cell) => read(parseNumber, cell)));
  checkCells(values, findings);
  if (order === undefined || values.some((row) => row.length < size || row.includes(undefined))) return undefined;
  const matrix = symbols.map((_, row) => symbols.map((__, column) => values[order[row]][order[column]]!));
  return { matrix };
}

/** For each instrument, its row in the matrix as written. */
function orderOf(draft: CorrelationDraft, symbols: Symbols, findings: Findings): readonly number[] | undefined {
  if (draft.symbols === undefined)
    return Object.hasOwn(draft, 'symbols') ? undefined : symbols.map((_, index) => index);
  const named = draft.symbols.map((symbol, at) =>
    indexOfSymbol(textOf(symbol), symbols, [...BASE, 'symbols', at], findings),
  );
  named.forEach((index, at) => {
    if (index !== undefined && named.indexOf(index) < at) {
      findings.report({ code: 'duplicate-symbol', path: [...BASE, 'symbols', at], says: 'names an instrument twice' });
    }
  });
  const order = symbols.map((_, index) => named.indexOf(index));
  const missing = symbols.filter((symbol, index) => symbol !== undefined && order[index] === -1);
  if (missing.length > 0 && !named.includes(undefined)) {
    findings.report({
      code: 'correlation-size',
      path: [...BASE, 'symbols'],
      says: `leaves out ${missing.slice(0, 5).join(', ')}`,
      expected: 'every instrument of the venue once',
    });
  }
  return order.includes(-1) ? undefined : order;
}

function checkCells(values: readonly (readonly (number | undefined)[])[], findings: Findings): void {
  values.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value === undefined) return;
      const path = [...BASE, 'matrix', i, j];
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
