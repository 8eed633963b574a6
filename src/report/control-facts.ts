/**
 * The controls of a venue that are on, with their settings in the scenario's own terms: key by key as it was read, so that no
 * control can be left out.
 */
import { capitalised } from '../base/format.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Entry } from './fact-text.ts';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

export function controlEntries({ resolved }: Scenario): readonly Entry[] {
  const venue = isTree(resolved) ? resolved.venue : undefined;
  const controls = isTree(venue) ? venue.controls : undefined;
  if (!isTree(controls)) return [];
  return Object.entries(controls)
    .filter(([, settings]) => isTree(settings))
    .map(([name, settings]) => [nameOf(name), textOf(settings)] as const);
}

/** `limitUpDown` as `Limit up down`. */
function nameOf(key: string): string {
  return capitalised(key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value.map((each: unknown) => (isTree(each) ? `(${textOf(each)})` : textOf(each))).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!isTree(value)) return String(value);
  return Object.entries(value)
    .map(([key, each]) => `${nameOf(key).toLowerCase()} ${isTree(each) ? `(${textOf(each)})` : textOf(each)}`)
    .join('; ');
}
