/** The resolved scenario as text: what a file would say if it left nothing to defaults and overrides. */
import { stringify } from 'yaml';
import type { Scenario } from './scenario.ts';

/** YAML that reads back as the same scenario, but for its digest. */
export function formatResolvedYaml(scenario: Scenario): string {
  return stringify(scenario.resolved, { lineWidth: 0, aliasDuplicateObjects: false });
}
