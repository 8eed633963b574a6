// What no file may contain: below cli/ anything whose result depends on the machine, the clock or the version of V8,
// and everywhere what switches a check off or leaves work open.

import { isSyntaxNode, type Source, type SyntaxNode } from './source.ts';

/** The members of Math whose result is exact, hence the same in every engine. All others go through numeric/math.ts. */
const exactMath: ReadonlySet<unknown> = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2'.split(' '),
);

/** The one home of the transcendentals. It may name any member of Math, but draws no randomness from it. */
const mathHome = 'src/numeric/math.ts';

const ambientGlobals: ReadonlySet<unknown> = new Set(
  'Date Intl console crypto globalThis navigator performance process'.split(' '),
);

const localeMembers = /^(localeCompare|toLocale\w*)$/;

export function findBans(source: Source): string[] {
  const found: string[] = [];
  const report = (node: SyntaxNode, what: string) => found.push(`${source.path}:${source.lineAt(node.start)}: ${what}`);
  source.walk((node, parent, field) => {
    if (node.type === 'TSAnyKeyword') report(node, 'any');
    if (isDeterministic(source.path)) {
      const what = banned(node, parent, field, source.path);
      if (what !== null) report(node, what);
    }
  });
  for (const { text, line } of source.comments) {
    const mark = /\b(TODO|FIXME|XXX)\b|@ts-(?:ignore|nocheck|expect-error)/.exec(text);
    if (mark !== null) found.push(`${source.path}:${line}: ${mark[0]}`);
  }
  return found;
}

/** Below cli/, and not in the report's own page, which a browser runs. */
function isDeterministic(path: string): boolean {
  return path !== 'src/main.ts' && !path.startsWith('src/cli/') && !path.startsWith('src/report/browser/');
}

function banned(node: SyntaxNode, parent: SyntaxNode | null, field: string, path: string): string | null {
  switch (node.type) {
    case 'Identifier':
      if (!isReference(parent, field)) return null;
      if (node.name === 'Math') return bannedMath(parent, field, path);
      return ambientGlobals.has(node.name) ? String(node.name) : null;
    case 'MemberExpression': {
      const name = memberName(node);
      return name !== null && localeMembers.test(name) ? `.${name}` : null;
    }
    case 'BinaryExpression':
      return node.operator === '**' && !isTwo(node.right) ? '** with an exponent other than 2' : null;
    case 'AssignmentExpression':
      return node.operator === '**=' && !isTwo(node.right) ? '**= with an exponent other than 2' : null;
    default:
      return null;
  }
}

/** Math is only ever the object of a member expression: `const { pow } = Math` would carry a ban out of sight. */
function bannedMath(parent: SyntaxNode | null, field: string, path: string): string | null {
  if (parent?.type !== 'MemberExpression' || field !== 'object') return 'Math as a value';
  const name = memberName(parent);
  if (name === null) return 'Math with a computed member';
  if (exactMath.has(name) || (path === mathHome && name !== 'random' && name !== 'pow')) return null;
  return `Math.${name}`;
}

/** Whether an identifier stands for a variable or type, rather than naming a property or a label. */
function isReference(parent: SyntaxNode | null, field: string): boolean {
  if (parent === null) return true;
  if (field === 'property' || field === 'key') return parent.computed === true;
  return field !== 'label' && field !== 'imported' && field !== 'exported';
}

function memberName(node: SyntaxNode): string | null {
  const property = node.property;
  if (!isSyntaxNode(property)) return null;
  if (node.computed !== true) return typeof property.name === 'string' ? property.name : null;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}

function isTwo(node: unknown): boolean {
  return isSyntaxNode(node) && node.type === 'Literal' && node.value === 2;
}
