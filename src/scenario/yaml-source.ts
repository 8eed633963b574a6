/**
 * Text to a YAML document with places, or the problems that keep it from being one. Size, nesting and the number of
 * values are bounded before anything walks the tree: a scenario may come from someone else.
 */
import { isCollection, isMap, LineCounter, parseDocument, type Node, type YAMLError } from 'yaml';
import type { Problem, SourcePlace } from '../base/problem.ts';
import { ALIASES_MAX, DEPTH_MAX, NODES_MAX } from './limits.ts';
import { toPlainTree } from './plain-tree.ts';
import { findNode, resolveAliases, type Doc, type Path } from './yaml-nodes.ts';

const LINE_TEXT_MAX = 500;
/** Brackets and dashes nested this deep are no scenario, and would overflow the parser's stack. */
const RAW_DEPTH_MAX = 200;

export const PARSE_OPTIONS = { merge: true, strict: true, uniqueKeys: true, prettyErrors: false } as const;

/** A parsed text with what is needed to point into it. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly doc: Doc;
  readonly lines: LineCounter;
  /** Places of nodes that came from elsewhere: overrides. */
  readonly foreign: WeakMap<object, SourcePlace>;
}

export interface ParsedYaml {
  /** Absent when the text is no YAML mapping that can be checked further. */
  readonly source?: YamlSource;
  readonly problems: readonly Problem[];
}

export function parseYamlText(text: string, file: string): ParsedYaml {
  const early = checkText(text, file);
  if (early !== undefined) return { problems: [early] };
  const lines = new LineCounter();
  let doc: Doc;
  let aliasCount = 0;
  try {
    doc = parseDocument(text, { ...PARSE_OPTIONS, lineCounter: lines });
    aliasCount = resolveAliases(doc);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problems: [tooDeep(file)] };
  }
  const source: YamlSource = { file, text, doc, lines, foreign: new WeakMap() };
  if (aliasCount > ALIASES_MAX) {
    const message = `${file} uses more than ${ALIASES_MAX} aliases`;
    return {
      problems: [{ code: 'too-many-aliases', message, key: '', hint: 'write the values out', place: startOf(file) }],
    };
  }
  const problems = [...doc.errors, ...doc.warnings].map((error) => yamlProblem(source, error));
  const readable = doc.errors.every((error) => error.code === 'DUPLICATE_KEY');
  if (!readable) return { problems };
  if (!isMap(doc.contents)) return { problems: [...problems, notAMapping(source)] };
  return { source, problems };
}

/** The document as plain values; a fault of the tree is a problem at its place. */
export function plainTreeOf(source: YamlSource): { value: unknown; problems: readonly Problem[]; complete: boolean } {
  const { value, faults } = toPlainTree(source.doc);
  const problems = faults.map(
    ({ code, message, path, hint }): Problem => ({
      code,
      message,
      key: path.join('.'),
      place: placeOf(source, path, code === 'bad-key' ? 'key' : 'value'),
      hint,
    }),
  );
  return { value, problems, complete: !faults.some((entry) => entry.code.startsWith('too-')) };
}

/** Place of a key or of its value; of the nearest section around it when it is not in the file. */
export function placeOf(source: YamlSource, path: Path, what: 'key' | 'value'): SourcePlace {
  const { keyNode, value, found } = findNode(source.doc, path);
  const preferKey = what === 'key' || found < path.length || isUnmarked(source, value);
  const node = (preferKey ? keyNode : (value ?? keyNode)) ?? value ?? source.doc.contents;
  return nodePlace(source, node as Node | null);
}

/** Text of a scalar as it stands in the file, or what kind of thing stands there. */
export function foundText(source: YamlSource, path: Path): string | undefined {
  const { value, found } = findNode(source.doc, path);
  if (found < path.length) return undefined;
  const range = value?.range;
  if (value === null || range === null || range === undefined) return value === null ? 'nothing' : undefined;
  if (spansLines(source, value))
    return 'source' in value && typeof value.source === 'string' ? clip(value.source) : undefined;
  const place = source.foreign.get(value);
  const text =
    place?.lineText?.slice(place.column - 1, place.column - 1 + place.length) ?? source.text.slice(range[0], range[1]);
  return text === '' ? 'nothing' : clip(text);
}

function nodePlace(source: YamlSource, node: Node | null): SourcePlace {
  const foreign = node === null ? undefined : source.foreign.get(node);
  if (foreign !== undefined) return foreign;
  const range = node?.range ?? [0, 0, 0];
  return placeAt(source.text, source.lines, source.file, range[0], range[1]);
}

/** Place of the characters [start, end), cut off at the end of the line. */
export function placeAt(text: string, lines: LineCounter, file: string, start: number, end: number): SourcePlace {
  const { line, col } = lines.linePos(start);
  const lineStart = start - (col - 1);
  const newline = text.indexOf('\n', lineStart);
  const lineText = text.slice(lineStart, newline < 0 ? undefined : newline).replace(/\r$/, '');
  const length = Math.max(1, Math.min(end, lineStart + lineText.length) - start);
  const place = { file, line: Math.max(1, line), column: Math.max(1, col), length };
  return lineText.length > LINE_TEXT_MAX ? place : { ...place, lineText };
}

/** A value that shows no text of its own to point at: nothing at all, or a section or list below its key. */
function isUnmarked(source: YamlSource, node: Node | null): boolean {
  if (node?.range === null || node?.range === undefined || source.foreign.has(node)) return false;
  const isBlock = isCollection(node) && node.flow !== true;
  return isBlock || node.range[0] === node.range[1] || spansLines(source, node);
}

function spansLines(source: YamlSource, node: Node | null): boolean {
  if (node?.range === null || node?.range === undefined || source.foreign.has(node)) return false;
  return source.text.slice(node.range[0], node.range[1]).trimEnd().includes('\n');
}

function checkText(text: string, file: string): Problem | undefined {
  if (text.includes('\0') || text.includes('\uFFFD')) {
    return {
      code: 'not-text',
      message: `${file} is not a text file in UTF-8`,
      key: '',
      hint: 'save it as UTF-8',
      place: startOf(file),
    };
  }
  if (text.replace(/^\uFEFF/, '').trim() === '') {
    return { code: 'empty-file', message: `${file} is empty`, key: '', expected: 'a scenario', place: startOf(file) };
  }
  let depth = 0;
  let separators = 0;
  for (const character of text) {
    if (character === ',' || character === '\n') separators += 1;
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === '\n' && depth < 0) depth = 0;
    if (depth > RAW_DEPTH_MAX) return tooDeep(file);
  }
  // The parser would need seconds to find out the same.
  if (separators > NODES_MAX) {
    return {
      code: 'too-many-nodes',
      message: `${file} has more than ${NODES_MAX} values`,
      key: '',
      hint: 'put long lists into a file of their own',
      place: startOf(file),
    };
  }
  return /^[ \t]*(?:[-?:] +){50}/m.test(text) ? tooDeep(file) : undefined;
}

function tooDeep(file: string): Problem {
  return {
    code: 'too-deep',
    message: `${file} is nested more than ${DEPTH_MAX} levels deep`,
    key: '',
    hint: 'look for brackets that are not closed',
    place: startOf(file),
  };
}

export function startOf(file: string): SourcePlace {
  return { file, line: 1, column: 1, length: 1 };
}

function notAMapping(source: YamlSource): Problem {
  const code = source.doc.contents === null ? 'empty-file' : 'not-a-mapping';
  const message =
    code === 'empty-file' ? `${source.file} holds only comments` : `${source.file} is not a list of keys and values`;
  return {
    code,
    message,
    key: '',
    expected: 'a scenario that begins with "version: 1"',
    place: nodePlace(source, source.doc.contents as Node | null),
  };
}

const YAML_CODES: Readonly<Record<string, readonly [code: string, hint?: string]>> = {
  DUPLICATE_KEY: ['duplicate-key', 'keep one of the two'],
  MULTIPLE_DOCS: ['multiple-documents', 'put one scenario in one file: remove the line "---"'],
  TAB_AS_INDENT: ['tab-indent', 'indent with spaces'],
  BAD_INDENT: ['bad-indent', 'keys of one section start in the same column'],
  TAG_RESOLVE_FAILED: ['unknown-tag', 'remove the tag: values are plain text, numbers, lists and sections'],
};

export function yamlProblem(source: Pick<YamlSource, 'text' | 'lines' | 'file'>, error: YAMLError): Problem {
  const [code, hint] = YAML_CODES[error.code] ?? ['yaml-syntax'];
  const [start, end] = error.pos;
  const place = placeAt(source.text, source.lines, source.file, Math.min(start, source.text.length), end);
  const message =
    code === 'multiple-documents' ? 'the file holds more than one YAML document' : lowerFirst(error.message);
  return { code, message, key: '', place, ...(hint === undefined ? {} : { hint }) };
}

function lowerFirst(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.slice(0, 1).toLowerCase() + line.slice(1);
}

export function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
