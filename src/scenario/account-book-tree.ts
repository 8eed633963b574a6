/**
 * A book in sections (YAML; JSON is read as the YAML that it is), with the same fields as one in rows:
 *
 *   version: 1
 *   accounts:
 *     - account: alice
 *       collateral: [{ currency: USDT, amount: 1535443.01 }]
 *       positions: [{ symbol: BTCUSDT, size: 109.488, entryPrice: 32481.98 }]
 */
import { InvalidInputError, type Problem } from '../base/problem.ts';
import { DUPLICATE_SAYS, type BookEntry, type BookField, type BookRow, type PlaceOfField } from './account-book.ts';
import { AccountBuilder } from './account-builder.ts';
import type { BookNames } from './book-names.ts';
import { hintAmong } from './nearest.ts';
import type { Path } from './yaml-nodes.ts';
import { parseYamlText, placeOf, plainTreeOf, type YamlSource } from './yaml-source.ts';

const FILE_KEYS = ['version', 'accounts'];
const ACCOUNT_KEYS = ['account', 'mode', 'collateral', 'positions'];
const COLLATERAL_KEYS: readonly BookField[] = ['currency', 'amount'];
const POSITION_KEYS: readonly BookField[] = ['symbol', 'size', 'entryPrice', 'margin'];

/** @throws InvalidInputError when the text is no book at all */
export function readBookTree(text: string, file: string, names: BookNames): BookEntry[] {
  const { source, problems } = parseYamlText(text, file);
  if (source === undefined) throw new InvalidInputError(problems.map(withBookHint));
  const { value, problems: faults } = plainTreeOf(source);
  const accounts = readAccountList(value, source, [...problems, ...faults].map(withBookHint));
  const builder = new AccountBuilder(names);
  const seen = new Set<string>();
  return accounts.map((raw, k) => readAccount(raw, ['accounts', k], source, builder, seen));
}

function readAccountList(value: unknown, source: YamlSource, early: readonly Problem[]): readonly unknown[] {
  const problems = [...early];
  const tree = isSection(value) ? value : {};
  const { file } = source;
  for (const key of Object.keys(tree)) {
    if (!FILE_KEYS.includes(key)) problems.push(unknownKey(key, FILE_KEYS, [key], source, 'a book'));
  }
  if (tree.version !== 1) {
    const hint = 'add "version: 1"';
    const place = placeOf(source, ['version'], 'value');
    problems.push({
      code: 'unknown-version',
      message: `${file} is not version 1 of a book`,
      key: 'version',
      hint,
      place,
    });
  }
  if (!Array.isArray(tree.accounts)) {
    const place = placeOf(source, ['accounts'], 'key');
    const expected = 'a list of accounts';
    problems.push({ code: 'missing-key', message: `${file} has no list "accounts"`, key: 'accounts', expected, place });
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return tree.accounts as readonly unknown[];
}

function readAccount(
  raw: unknown,
  path: Path,
  source: YamlSource,
  builder: AccountBuilder,
  seen: Set<string>,
): BookEntry {
  const at = (...steps: Path): PlaceOfField => {
    return (field) => placeOf(source, [...path, ...steps, ...(field === null ? [] : [field])], 'value');
  };
  const tree = isSection(raw) ? raw : {};
  const id = typeof tree.account === 'string' || typeof tree.account === 'number' ? String(tree.account).trim() : '';
  builder.begin(id, () => placeOf(source, tree.account === undefined ? path : [...path, 'account'], 'value'));
  if (id !== '' && seen.has(id)) {
    const hint = 'put all that it holds into one entry, or give it another name';
    builder.report('account', at(), { code: 'duplicate-account', says: DUPLICATE_SAYS, hint }, id);
  }
  seen.add(id);
  reportStrangers(tree, ACCOUNT_KEYS, path, source, builder);
  builder.setMode(tree.mode, at());
  for (const [key, keys] of [
    ['collateral', COLLATERAL_KEYS],
    ['positions', POSITION_KEYS],
  ] as const) {
    const rows = tree[key] ?? [];
    if (!Array.isArray(rows)) {
      builder.report(null, at(key), { code: 'wrong-type', says: `${key} is of the wrong kind`, expected: 'a list' });
      continue;
    }
    rows.forEach((row: unknown, k) => {
      if (isSection(row)) reportStrangers(row, keys, [...path, key, k], source, builder);
      builder.add(isSection(row) ? rowOf(row, keys) : {}, at(key, k));
    });
  }
  return builder.finish();
}

function rowOf(raw: Record<string, unknown>, keys: readonly BookField[]): BookRow {
  const row: Partial<Record<BookField, unknown>> = {};
  for (const key of keys) row[key] = raw[key];
  return row;
}

function reportStrangers(
  tree: Record<string, unknown>,
  known: readonly string[],
  path: Path,
  source: YamlSource,
  builder: AccountBuilder,
): void {
  for (const key of Object.keys(tree)) {
    if (known.includes(key)) continue;
    const hint = hintAmong(key, known);
    const fault = {
      code: 'unknown-key',
      says: `has the unknown key "${key.slice(0, 80)}"`,
      expected: `one of ${known.join(', ')}`,
    };
    builder.report(null, () => placeOf(source, [...path, key], 'key'), hint === undefined ? fault : { ...fault, hint });
  }
}

function unknownKey(key: string, known: readonly string[], path: Path, source: YamlSource, what: string): Problem {
  const hint = hintAmong(key, known);
  return {
    code: 'unknown-key',
    message: `"${key.slice(0, 80)}" is not a key of ${what}`,
    key,
    expected: `one of ${known.join(', ')}`,
    ...(hint === undefined ? {} : { hint }),
    place: placeOf(source, path, 'key'),
  };
}

/** The bounds on a document of sections are those of a scenario; a book beyond them belongs into rows. */
function withBookHint(problem: Problem): Problem {
  if (problem.expected?.startsWith('a scenario') === true)
    return { ...problem, expected: 'a book: "version: 1", then "accounts:"' };
  return problem.code === 'too-many-nodes'
    ? { ...problem, hint: 'put a book of this size into a CSV or Parquet file' }
    : problem;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
