// The order of the layers and the imports between them.

import { posix } from 'node:path';
import { isSyntaxNode, type Source, type SyntaxNode } from './source.ts';

/** From left to right: a file imports from its own folder or from one further right. */
export const layers = [
  'cli',
  'report',
  'experiment',
  'workers',
  'results',
  'simulation',
  'scenario',
  'agents',
  'exchange',
  'market',
  'margin',
  'instruments',
  'numeric',
  'base',
] as const;

/** May import anything; nothing imports them. */
export const entryPoints = ['src/main.ts', 'src/index.ts'];

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** A file named by `new URL('./x.ts', import.meta.url)`, as a thread's entry point is: loaded, but not linked. */
  readonly byUrl: boolean;
}

/** Every module that a file names: static, dynamic, re-exported, `import('x').T` types, `require`, worker URLs. */
export function importsOf(source: Source): Import[] {
  const imports: Import[] = [];
  const add = (node: SyntaxNode, literal: unknown, byUrl = false) => {
    if (isSyntaxNode(literal) && typeof literal.value === 'string') {
      imports.push({ specifier: literal.value, line: source.lineAt(node.start), byUrl });
    }
  };
  source.walk((node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ImportExpression':
      case 'TSImportType':
        add(node, node.source);
        break;
      case 'CallExpression':
        if (isIdentifier(node.callee, 'require')) add(node, firstArgument(node));
        break;
      case 'NewExpression':
        if (isIdentifier(node.callee, 'URL')) add(node, firstArgument(node), true);
        break;
    }
  });
  return imports;
}

function firstArgument(node: SyntaxNode): unknown {
  return Array.isArray(node.arguments) ? node.arguments[0] : undefined;
}

function isIdentifier(node: unknown, name: string): boolean {
  return isSyntaxNode(node) && node.type === 'Identifier' && node.name === name;
}

/** The file that a relative specifier means, or null for a package and for what lies outside src/. */
export function resolveInSource(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const path = posix.join(posix.dirname(from), specifier);
  return path.startsWith('src/') ? path : null;
}

export function layerOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

export function findUnknownFolders(paths: readonly string[]): string[] {
  const known: readonly string[] = layers;
  return paths
    .filter((path) => path.endsWith('.ts') && !entryPoints.includes(path))
    .filter((path) => !known.includes(layerOf(path) ?? ''))
    .map((path) => `${path}: lies in no layer`);
}

export function findLayerBreaches(sources: readonly Source[]): string[] {
  const order: readonly string[] = layers;
  const breaches: string[] = [];
  for (const source of sources) {
    if (entryPoints.includes(source.path)) continue;
    const own = order.indexOf(layerOf(source.path) ?? '');
    for (const { specifier, line } of importsOf(source)) {
      const target = resolveInSource(source.path, specifier);
      if (target === null) continue;
      if (order.indexOf(layerOf(target) ?? '') < own) breaches.push(`${source.path}:${line}: imports ${target}`);
    }
  }
  return breaches;
}

/** Circles of files, type imports included: each is reported once, from its first file in path order. */
export function findCircles(sources: readonly Source[]): string[] {
  const targets = new Map(sources.map((source) => [source.path, linkedFiles(source)]));
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of [...targets.keys()].sort()) visit(path, []);
  return circles;
}

function linkedFiles(source: Source): string[] {
  return importsOf(source)
    .filter(({ byUrl }) => !byUrl)
    .map(({ specifier }) => resolveInSource(source.path, specifier))
    .filter((path) => path !== null);
}
