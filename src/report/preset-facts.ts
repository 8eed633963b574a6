/** The preset under a venue's settings: what it is, what in it is an assumption, and what the scenario has in its place. */
import type { Scenario } from '../scenario/scenario.ts';
import type { Entry } from './fact-text.ts';

/** Nothing for a venue without a preset. */
export function presetEntries({ venuePreset }: Pick<Scenario, 'venuePreset'>): readonly Entry[] {
  if (venuePreset === null) return [];
  const { name, title, asOf, published, assumptions, replaced } = venuePreset;
  return [
    ['Rules', `${title}, as of ${asOf} (${name})`],
    ['Published', published.join('; ')],
    ['Assumed', assumptions.join('; ')],
    ['Set by the scenario instead', replaced.length === 0 ? 'nothing' : replaced.join(', ')],
  ];
}
