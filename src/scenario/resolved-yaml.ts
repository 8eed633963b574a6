/** The resolved scenario: what a file would say if it left nothing to defaults and overrides. */
import { stringify } from 'yaml';
import type { Scenario } from './scenario.ts';
import { valueAt } from './structure.ts';
import type { Path } from './yaml-nodes.ts';

/** YAML that reads back as the same scenario, but for its digest. */
export function formatResolvedYaml(scenario: Scenario): string {
  return stringify(scenario.resolved, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A copy of a scenario with all its defaults, but for those that would be refused where they stand. */
export function withoutKeys(draft: unknown, meaningless: readonly Path[]): unknown {
  const resolved = structuredClone(draft);
  for (const path of meaningless) {
    const parent = valueAt(resolved, path.slice(0, -1));
    if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, path.at(-1)!);
  }
  return resolved;
}
