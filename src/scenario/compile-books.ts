/** What accounts of a class hold beside single legs in the quote currency: assets, hedges, isolated positions. */
import type { CollateralShare, HedgeRules } from '../agents/agent-class.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { spotOf } from './compile-collateral-rules.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { indexOfSymbol } from './instrument-index.ts';
import { parseCount } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parsePpm } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type ClassDraft = Draft<ScenarioFile['agents']['classes'][number]>;
type CollateralDraft = Extract<ClassDraft, { kind?: 'leveragedDirectional' | undefined }>['collateral'];
/** Classes whose accounts draw their positions. */
export type DrawnDraft = Exclude<
  ClassDraft,
  { kind?: 'whale' | 'basisArbitrageur' | 'trendFollower' | 'fundAttacker' | undefined }
>;

/** Undefined where the shares are not sound. */
export function compileHoldings(
  drafts: CollateralDraft,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): readonly CollateralShare[] | undefined {
  const shares = allOf(
    (drafts ?? []).map((draft, at) =>
      complete<CollateralShare>({
        instrument: spotOf(draft, [...path, at, 'instrument'], instruments, findings),
        sharePpm: read(parsePpm, draft?.share),
      }),
    ),
  );
  if (shares === undefined) return undefined;
  shares.forEach(({ instrument }, at) => {
    if (shares.findIndex((one) => one.instrument === instrument) === at) return;
    findings.report({
      code: 'duplicate-symbol',
      path: [...path, at, 'instrument'],
      says: `is a second share of ${instruments.symbols[instrument]}`,
      hint: 'add the two up',
    });
  });
  const sum = shares.reduce((ppm, one) => ppm + one.sharePpm, 0);
  if (sum > PPM_PER_UNIT) {
    findings.report({
      code: 'shares-above-whole',
      path,
      says: `comes to ${sum / 10_000} % of the equity`,
      expected: 'at most 100 % in all',
      atKey: true,
    });
  }
  return shares;
}

/** Null for a class without a hedge. */
export function compileHedge(
  draft: DrawnDraft,
  path: Path,
  instruments: CompiledInstruments,
  findings: Findings,
): HedgeRules | null | undefined {
  const hedge = 'hedge' in draft ? draft.hedge : undefined;
  if (hedge === undefined) return null;
  const place = [...path, 'hedge', 'with'];
  const index = indexOfSymbol(textOf(hedge.with), instruments.symbols, place, findings);
  if (index !== undefined && instruments.links[index].kind === 'spot') {
    findings.report({
      code: 'not-a-position',
      path: place,
      says: `names ${instruments.symbols[index]}, which is a spot asset`,
      hint: 'hedge with a perpetual, a future or an option',
    });
  }
  const measure = draft.kind === 'optionSeller' ? 'delta' : 'notional';
  if (index !== undefined && measure === 'delta' && instruments.links[index].kind === 'option') {
    findings.report({
      code: 'hedge-is-option',
      path: place,
      says: `names ${instruments.symbols[index]}, which is an option: its own delta moves`,
      hint: 'hedge with a perpetual or a future of the underlying',
    });
  }
  return complete<HedgeRules>({
    measure,
    instrument: index,
    sharePpm: Object.hasOwn(hedge, 'share') ? read(parsePpm, hedge.share) : PPM_PER_UNIT,
  });
}

/** An isolated position is an account of its own: there is nothing else that it could be margined with. */
export function checkMarginMode(draft: DrawnDraft, path: Path, findings: Findings): void {
  if (draft.marginMode !== 'isolated') return;
  const { instrumentsPerAccount: wanted } = draft;
  const isRange = typeof wanted === 'object';
  const most = read(parseCount, isRange ? wanted.max : wanted);
  const report = (key: string, says: string, hint: string): void =>
    findings.report({ code: 'isolated-book', path: [...path, ...key.split('.')], says, hint });
  if (most !== undefined && most > 1) {
    report(
      isRange ? 'instrumentsPerAccount.max' : 'instrumentsPerAccount',
      'is more than one, and an isolated position is an account of its own',
      'write 1, and as many more accounts',
    );
  }
  if ('hedge' in draft && draft.hedge !== undefined) {
    report('hedge.with', 'would stand in the same account, and the class is isolated', 'leave marginMode out');
  }
}
