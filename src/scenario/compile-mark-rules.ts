/** The rule for marks and the index that the scenario chooses. */
import type { IndexRules, MarkRule, OtherVenue } from '../market/mark-rules/mark-rule.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { Written } from './unit-result.ts';
import { parseDuration, parseRatio } from './units.ts';

type MarkDraft = Draft<ScenarioFile['venue']>['markPrice'];
type RuleDraft = NonNullable<MarkDraft>['rule'];
type VenuesDraft = NonNullable<NonNullable<MarkDraft>['index']>['venues'];

const SECOND_US = 1_000_000;
const WINDOW_US = 30 * SECOND_US;
const HYPERLIQUID_BASIS_US = 150 * SECOND_US;
const BOOK_US = 30 * SECOND_US;
const DERIBIT_BASIS_US = 30 * SECOND_US;
const PERPETUAL_WEIGHTS = [3, 2, 2, 1, 1];

/** Null: the index with a limited part of the own displacement. `basisLimitLog` is that of `venue.markPrice`. */
export function compileMarkRule(
  draft: MarkDraft,
  basisLimitLog: number | undefined,
  findings: Findings,
): MarkRule | null | undefined {
  const kind = kindOf(draft?.rule);
  if (kind !== 'index') refuseUnused(kind, findings);
  return kind === 'index' ? null : ruleOf(draft?.rule, kind, basisLimitLog);
}

type Kind = MarkRule['kind'] | 'index';

function kindOf(rule: RuleDraft): Kind {
  if (rule === undefined) return 'index';
  return typeof rule === 'string' ? rule : (rule.kind ?? 'index');
}

/** What a rule does not read must not stand there as if it did. */
function refuseUnused(kind: Kind, findings: Findings): void {
  for (const key of ['ownVenueWeight', 'basisLimit']) {
    const path = ['venue', 'markPrice', key];
    if (key === 'basisLimit' && kind === 'deribit') continue;
    findings.refuseBeside(path, {
      code: 'unused-setting',
      path,
      says: `has no meaning under the mark rule "${kind}"`,
      hint: 'remove it, or use the rule "index"',
      atKey: true,
    });
  }
}

function ruleOf(draft: RuleDraft, kind: MarkRule['kind'], basisLimitLog: number | undefined): MarkRule | undefined {
  const written = typeof draft === 'object' ? draft : { kind };
  const timeOf = (key: string, otherwise: number): number | undefined => {
    const raw = (written as Readonly<Record<string, Written | undefined>>)[key];
    return Object.hasOwn(written, key) ? read(parseDuration, raw) : otherwise;
  };
  switch (kind) {
    case 'last':
    case 'bitmex':
      return { kind };
    case 'binance':
      return complete<MarkRule>({ kind, windowUs: timeOf('window', WINDOW_US) });
    case 'deribit':
      return complete<MarkRule>({ kind, basisTauUs: timeOf('basisTime', DERIBIT_BASIS_US), basisLimitLog });
    case 'hyperliquid': {
      const listed = 'perpetuals' in written ? compileVenues(written.perpetuals) : undefined;
      const perpetuals = PERPETUAL_WEIGHTS.map((weight): OtherVenue => ({ weight, deviation: 0 }));
      return complete<MarkRule>({
        kind,
        basisTauUs: timeOf('basisTime', HYPERLIQUID_BASIS_US),
        bookTauUs: timeOf('bookTime', BOOK_US),
        perpetuals: 'perpetuals' in written ? listed : perpetuals,
      });
    }
  }
}

/** Null: the outside price. */
export function compileIndex(draft: MarkDraft, findings: Findings): IndexRules | null | undefined {
  const index = draft?.index;
  if (index === undefined) return null;
  const venues = Object.hasOwn(index, 'venues') ? compileVenues(index.venues) : [{ weight: 1, deviation: 0 }];
  const ownWeight = Object.hasOwn(index, 'ownWeight') ? read(parseNumber, index.ownWeight) : 0;
  if (venues?.length === 0 && ownWeight === 0) {
    findings.report({
      code: 'index-of-nothing',
      path: ['venue', 'markPrice', 'index'],
      says: 'has no venue and no weight of its own book',
      hint: 'list a venue, or set ownWeight above 0',
      atKey: true,
    });
  }
  return complete<IndexRules>({ average: index.average ?? 'mean', ownWeight, venues });
}

function compileVenues(drafts: VenuesDraft): readonly OtherVenue[] | undefined {
  return allOf(
    drafts?.map((draft) =>
      draft === undefined
        ? undefined
        : complete<OtherVenue>({
            weight: read(parseNumber, draft.weight),
            deviation: Object.hasOwn(draft, 'deviation') ? read(parseRatio, draft.deviation) : 0,
          }),
    ),
  );
}
