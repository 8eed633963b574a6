/** The chain of causes as a tree: every breach below the one whose liquidation pushed it, first causes at the top. */
import type { QuoteQuanta } from '../../base/units.ts';
import type { Breach, Parent } from './cause-record.ts';

export interface BreachNode {
  readonly breach: Breach;
  /** Largest branch first. */
  readonly children: readonly BreachNode[];
  /** Breaches in the branch, this one among them. */
  readonly breaches: number;
  /** What all of them had closed by force, quanta. */
  readonly forced: QuoteQuanta;
  /** Breaches on the longest way down, this one among them. */
  readonly depth: number;
}

/** What stands at the top: not the liquidation of an account. */
export interface CauseRoot {
  readonly parent: Exclude<Parent, { kind: 'liquidation' }>;
  readonly children: readonly BreachNode[];
  readonly breaches: number;
  readonly forced: QuoteQuanta;
}

export interface CauseTree {
  readonly roots: readonly CauseRoot[];
  readonly breaches: number;
  /** Breaches that another account's liquidation pushed, and those that an earlier one of its own did. */
  readonly pushed: number;
  readonly pushedByOwn: number;
  /** Longest chain of liquidations that pushed each other, or themselves again, in breaches. */
  readonly depth: number;
}

export function buildCauseTree(breaches: readonly Breach[]): CauseTree {
  const children = breaches.map((): BreachNode[] => []);
  const roots = new Map<string, { parent: CauseRoot['parent']; nodes: BreachNode[] }>();
  // A parent is breached before those it pushes: from the last to the first, branches are whole when they are hung up.
  for (const breach of breaches.toReversed()) {
    const node = makeNode(breach, children[breach.place]!);
    const { parent } = breach;
    if (parent.kind === 'liquidation') children[parent.breach]!.push(node);
    else {
      const key = keyOf(parent);
      const root = roots.get(key) ?? { parent, nodes: [] };
      roots.set(key, root);
      root.nodes.push(node);
    }
  }
  const all = [...roots.values()].map(({ parent, nodes }): CauseRoot => {
    const { breaches: count, forced } = sumUp(nodes);
    return { parent, children: sorted(nodes), breaches: count, forced };
  });
  return {
    roots: all.sort((x, y) => y.breaches - x.breaches || x.children[0]!.breach.place - y.children[0]!.breach.place),
    breaches: breaches.length,
    pushed: breaches.filter((breach) => breach.parent.kind === 'liquidation' && !isOwnDoing(breach)).length,
    pushedByOwn: breaches.filter(isOwnDoing).length,
    depth: all.reduce((most, { children }) => Math.max(most, deepest(children)), 0),
  };
}

/** Each taker stands for itself, and so does each purpose of agents' orders. */
function keyOf(parent: CauseRoot['parent']): string {
  if (parent.kind === 'orders') return parent.purpose;
  return parent.kind === 'taker' ? `taker ${parent.account}` : parent.kind;
}

/** Whether the account's own liquidation pushed it under once more. */
export function isOwnDoing({ account, parent }: Breach): boolean {
  return parent.kind === 'liquidation' && parent.account === account;
}

function makeNode(breach: Breach, children: BreachNode[]): BreachNode {
  const { breaches, forced } = sumUp(children);
  return {
    breach,
    children: sorted(children),
    breaches: breaches + 1,
    forced: forced + breach.forced,
    depth: 1 + deepest(children),
  };
}

function deepest(nodes: readonly BreachNode[]): number {
  return nodes.reduce((most, { depth }) => Math.max(most, depth), 0);
}

function sumUp(nodes: readonly BreachNode[]): { breaches: number; forced: QuoteQuanta } {
  let breaches = 0;
  let forced = 0;
  for (const node of nodes) {
    breaches += node.breaches;
    forced += node.forced;
  }
  return { breaches, forced };
}

function sorted(nodes: readonly BreachNode[]): BreachNode[] {
  return nodes.toSorted((x, y) => y.breaches - x.breaches || y.forced - x.forced || x.breach.place - y.breach.place);
}
