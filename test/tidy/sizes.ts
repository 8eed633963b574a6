// How long a file and a function may be.

import type { Source, SyntaxNode } from './source.ts';
import { isSyntaxNode } from './source.ts';

export const maxFileLines = 300;
export const maxFunctionLines = 70;

const functionTypes: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

export function findLongFiles(sources: readonly Source[]): string[] {
  return sources
    .filter(({ lineCount }) => lineCount > maxFileLines)
    .map(({ path, lineCount }) => `${path}: ${lineCount} lines`);
}

/** Functions above the limit, by `path#name`, with their length in lines. */
export function findLongFunctions(sources: readonly Source[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const source of sources) {
    source.walk((node, parent) => {
      if (!functionTypes.has(node.type)) return;
      const lines = source.lineAt(node.end) - source.lineAt(node.start) + 1;
      if (lines > maxFunctionLines) found.set(`${source.path}#${nameOf(node, parent)}`, lines);
    });
  }
  return found;
}

/** Long functions without a reason, and reasons without a long function. */
export function compareWithAllowed(
  found: ReadonlyMap<string, number>,
  allowed: Readonly<Record<string, string>>,
): string[] {
  const unexplained = [...found].filter(([name]) => allowed[name] === undefined);
  const stale = Object.keys(allowed).filter((name) => !found.has(name));
  return [
    ...unexplained.map(
      ([name, lines]) => `${name}: ${lines} lines, above ${maxFunctionLines} and not in the allow-list`,
    ),
    ...stale.map((name) => `${name}: in the allow-list, but not long any more`),
  ];
}

/** A function's own name, or that of the variable, property or method that holds it. */
function nameOf(node: SyntaxNode, parent: SyntaxNode | null): string {
  for (const holder of [node.id, parent?.id, parent?.key]) {
    if (isSyntaxNode(holder) && typeof holder.name === 'string') return holder.name;
  }
  return 'anonymous';
}
