/** Where a compiled class stands in the file. */
import type { AgentRules } from '../agents/agent-class.ts';
import type { Path } from './yaml-nodes.ts';

/** Imported accounts follow the classes, one class a rule. */
export function pathOfClass({ classes }: AgentRules, index: number): Path {
  const first = classes.findIndex(({ listed }) => listed !== null);
  const isListed = first >= 0 && index >= first;
  return isListed ? ['agents', 'imported', 'rules', index - first, 'behaviour'] : ['agents', 'classes', index];
}
