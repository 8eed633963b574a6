/** What a trade does to the price and how that goes away, or what stands in the way. */
import type { ImpactRules } from '../market/market-rules.ts';
import { fitPowerLaw } from '../market/power-law-recovery.ts';
import type { RecoveryRules, RecoveryTerm } from '../market/recovery.ts';
import { compileCross, type ImpactDraft } from './compile-cross-impact.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { POWER_LAW_RANGE_MAX } from './limits.ts';
import { parseNumber } from './plain-units.ts';
import { parseDuration, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type RecoveryDraft = NonNullable<ImpactDraft['recovery']>;
type TermDrafts = Extract<RecoveryDraft, readonly unknown[]>;
type LawDraft = Exclude<RecoveryDraft, readonly unknown[]>['powerLaw'];

const BASE: Path = ['market', 'impact'];
/** How far from 100 % written weights may be in sum. */
const WEIGHT_TOLERANCE = 1e-9;

export function compileImpact(
  draft: ImpactDraft | undefined,
  instruments: CompiledInstruments,
  findings: Findings,
): ImpactRules | undefined {
  return complete<ImpactRules>({
    permanentShare: read(parseRatio, draft?.permanentShare),
    halfLifeUs: read(parseDuration, draft?.halfLife),
    recovery: compileRecovery(draft, findings),
    crossShare: read(parseRatio, draft?.crossShare),
    cross: compileCross(draft, instruments, findings),
  });
}

function compileRecovery(draft: ImpactDraft | undefined, findings: Findings): RecoveryRules | null | undefined {
  if (draft === undefined || !Object.hasOwn(draft, 'recovery')) return null;
  const { recovery } = draft;
  if (recovery === undefined) return undefined;
  const path = [...BASE, 'halfLife'];
  findings.refuseBeside(path, {
    code: 'recovery-twice',
    path,
    says: 'and recovery both say how impact goes away',
    expected: 'one of the two',
    hint: 'leave out halfLife, or write "recovery: [{weight: 100 %, halfLife: ...}]"',
    atKey: true,
  });
  return Array.isArray(recovery)
    ? compileTerms(recovery as TermDrafts, findings)
    : compileLaw((recovery as { powerLaw?: LawDraft }).powerLaw, findings);
}

function compileTerms(drafts: TermDrafts, findings: Findings): RecoveryRules | undefined {
  const terms = allOf(
    drafts.map((draft) =>
      complete<RecoveryTerm>({
        weight: read(parseRatio, draft?.weight),
        halfLifeUs: read(parseDuration, draft?.halfLife),
      }),
    ),
  );
  if (terms === undefined) return undefined;
  const sum = terms.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) <= WEIGHT_TOLERANCE) return { terms, powerLaw: null };
  findings.report({
    code: 'recovery-weights',
    path: [...BASE, 'recovery'],
    says: `has weights that sum to ${Number((sum * 100).toFixed(6))} %`,
    expected: '100 %',
    hint: 'what stays for good is permanentShare, not a weight',
    atKey: true,
  });
  return undefined;
}

function compileLaw(draft: LawDraft | undefined, findings: Findings): RecoveryRules | undefined {
  const exponent = read(parseNumber, draft?.exponent);
  const fromUs = read(parseDuration, draft?.from);
  const toUs = read(parseDuration, draft?.to);
  if (exponent === undefined || fromUs === undefined || toUs === undefined) return undefined;
  if (toUs >= fromUs && toUs <= fromUs * POWER_LAW_RANGE_MAX) return fitPowerLaw(exponent, fromUs, toUs);
  findings.report({
    code: 'power-law-range',
    path: [...BASE, 'recovery', 'powerLaw', 'to'],
    says: toUs < fromUs ? 'is before from' : 'is too far from from',
    expected: `from 1 to ${POWER_LAW_RANGE_MAX} times from`,
  });
  return undefined;
}
