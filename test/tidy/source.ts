// One parsed source file, and the walk over it. The rules see syntax, so that no comment or string can trip them and
// no line break can hide from them.

import { parseSync } from 'oxc-parser';

/** A syntax node, as far as the rules need to know it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Comment {
  readonly text: string;
  readonly line: number;
}

export interface Source {
  /** From the repository's root, with forward slashes: `src/margin/tier-table.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lineCount: number;
  readonly comments: readonly Comment[];
  lineAt(offset: number): number;
  /** Calls back once a node, parents first; `field` is the name under which the parent holds the node. */
  walk(visit: (node: SyntaxNode, parent: SyntaxNode | null, field: string) => void): void;
}

/** @throws Error when the text is not TypeScript: a rule that saw half a file would pass it. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'cannot be parsed'}`);
  const newlines = [...text.matchAll(/\n/g)].map((match) => match.index);
  const lineAt = (offset: number) => newlines.filter((at) => at < offset).length + 1;
  return {
    path,
    text,
    lineCount: text === '' ? 0 : text.replace(/\n$/, '').split('\n').length,
    comments: comments.map(({ value, start }) => ({ text: value, line: lineAt(start) })),
    lineAt,
    walk: (visit) => descend(program as unknown as SyntaxNode, null, '', visit),
  };
}

function descend(
  node: SyntaxNode,
  parent: SyntaxNode | null,
  field: string,
  visit: (node: SyntaxNode, parent: SyntaxNode | null, field: string) => void,
): void {
  visit(node, parent, field);
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isSyntaxNode(child)) descend(child, node, name, visit);
    }
  }
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
