/** The views of a path's causes: one text and one JSON each. */
import { buildCauseTree } from '../../experiment/causes/cause-tree.ts';
import type { OptionValues } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { describeBreach, describeFund, describeInstrument, describeTripForJson } from './cause-json.ts';
import type { CauseStory } from './cause-words.ts';
import { formatControls } from './control-text.ts';
import { assertAccountText } from './find-account.ts';
import { formatFund } from './fund-text.ts';
import { formatInstrument } from './instrument-text.ts';
import { formatTree } from './tree-text.ts';

export type View =
  | { readonly kind: 'account' | 'instrument'; readonly name: string }
  | { readonly kind: 'tree' | 'breaker' | 'fund' };

/** The one view that is asked for; without any, the tree. */
export function chooseView(values: OptionValues): View {
  const asked: View[] = [];
  if (values.account !== undefined) {
    assertAccountText(values.account);
    asked.push({ kind: 'account', name: values.account });
  }
  if (values.instrument !== undefined) asked.push({ kind: 'instrument', name: values.instrument });
  for (const kind of ['tree', 'breaker', 'fund'] as const) if (values[kind] === true) asked.push({ kind });
  if (asked.length > 1) {
    const named = asked.map(({ kind }) => `--${kind}`).join(' and ');
    throw new UsageError(`explain is asked for ${named}`, 'ask for one of them at a time');
  }
  return asked[0] ?? { kind: 'tree' };
}

export function formatView(view: View, story: CauseStory): string {
  switch (view.kind) {
    case 'instrument':
      return formatInstrument(story, findInstrument(view.name, story));
    case 'breaker':
      return formatControls(story);
    case 'fund':
      return formatFund(story);
    default:
      return formatTree(story, buildCauseTree(story.causes.breaches));
  }
}

export function describeView(view: View, story: CauseStory): object {
  const { scenario, path, causes } = story;
  const about = { scenario: scenario.name, seed: scenario.run.seed, path, view: view.kind };
  switch (view.kind) {
    case 'instrument':
      return { ...about, ...describeInstrument(findInstrument(view.name, story), story) };
    case 'breaker':
      return { ...about, trips: causes.trips.map((trip) => describeTripForJson(trip, story)) };
    case 'fund':
      return { ...about, ...describeFund(story) };
    default: {
      const { breaches, pushed, pushedByOwn, depth } = buildCauseTree(causes.breaches);
      const counts = { breaches, pushed, pushedByOwn, longestChain: depth };
      return { ...about, ...counts, tree: causes.breaches.map((breach) => describeBreach(breach, story)) };
    }
  }
}

/** @throws UsageError when the venue lists no such instrument */
export function findInstrument(name: string, { scenario }: Pick<CauseStory, 'scenario'>): number {
  const symbols = scenario.venue.instruments.map(({ symbol }) => symbol);
  const at = symbols.indexOf(name);
  if (at >= 0) return at;
  throw new UsageError(`there is no instrument ${name}`, `the venue lists ${symbols.slice(0, 12).join(', ')}`);
}
