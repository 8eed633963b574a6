/** "Did you mean": the known word closest to a mistyped one. */
import { distance } from 'fastest-levenshtein';

/** What people of the trade call what files call otherwise, and what no misspelling leads to. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['adl', 'autoDeleveraging'],
  ['luld', 'limitUpDown'],
  ['mwcb', 'marketWide'],
  ['oi', 'openInterest'],
  ['sitg', 'skinInTheGame'],
]);

/** The candidate nearest to `word`, or undefined when none is near enough to be a typo of it; no number is, nor is nothing. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === '' || /^[-+]?[\d.,]+$/.test(word)) return undefined;
  const lower = word.toLowerCase().slice(0, 100);
  const meant = ABBREVIATIONS.get(lower);
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(lower.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    // A word that the other one begins with is meant more often than one with as many letters in common.
    const steps = other === lower ? 0 : other.startsWith(lower) && lower.length > 2 ? 1 : distance(lower, other);
    if (candidate === meant) return candidate;
    if (steps < bestDistance) {
      bestDistance = steps;
      best = candidate;
    }
  }
  return best;
}

export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const best = nearest(word, candidates);
  return best === undefined ? undefined : `did you mean "${best}"?`;
}

/** A hint for a word that must be one of a few: the nearest, or all of them when they fit in a line. */
export function hintAmong(word: string, candidates: readonly string[]): string | undefined {
  const meant = didYouMean(word, candidates);
  if (meant !== undefined) return meant;
  return candidates.length > 0 && candidates.length <= 12 ? `known here: ${candidates.join(', ')}` : undefined;
}
