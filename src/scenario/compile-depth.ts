/** How deep one instrument's book is, or what stands in the way. */
import { depthBySquareRootLaw, FITTED_EXPONENT_MAX, FITTED_EXPONENT_MIN, fitDepth } from '../market/depth-fit.ts';
import type { DepthRules } from '../market/market-rules.ts';
import type { InstrumentDraft } from './compile-links.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { parseNumber } from './plain-units.ts';
import type { Written } from './unit-result.ts';
import { parseMoney, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

/** Money beyond this is not exact any more: USD 900 bn. */
const DEPTH_MAX = Number.MAX_SAFE_INTEGER;

interface Law {
  readonly dailyVolume?: Written;
  readonly dailyVolatility?: Written;
  readonly y?: Written;
}
type Figures = readonly ({ readonly within?: Written; readonly notional?: Written } | undefined)[];

export function compileDepth(
  draft: InstrumentDraft | undefined,
  path: Path,
  findings: Findings,
): DepthRules | undefined {
  if (draft === undefined) return undefined;
  if (!Object.hasOwn(draft, 'depth')) {
    if (!Object.hasOwn(draft, 'depthAtOnePercent')) reportMissing(path, findings);
    return complete<DepthRules>({
      depthAtOnePercent: read(parseMoney, draft.depthAtOnePercent),
      exponent: read(parseNumber, draft.depthExponent),
    });
  }
  const depth = draft.depth as Figures | { readonly squareRootLaw?: Law } | undefined;
  if (depth === undefined) return undefined;
  const keepsExponent = Array.isArray(depth) && depth.length === 1;
  for (const key of ['depthAtOnePercent', 'depthExponent']) {
    if (key === 'depthExponent' && keepsExponent) continue;
    findings.refuseBeside([...path, key], {
      code: 'depth-twice',
      path: [...path, key],
      says: 'and depth both say how deep the book is',
      expected: 'one of the two',
      hint: `leave out ${key}`,
      atKey: true,
    });
  }
  if (Array.isArray(depth)) return fromFigures(draft, depth as Figures, [...path, 'depth'], findings);
  return fromLaw((depth as { squareRootLaw?: Law }).squareRootLaw, [...path, 'depth'], findings);
}

function fromFigures(draft: InstrumentDraft, drafts: Figures, path: Path, findings: Findings): DepthRules | undefined {
  const figures = allOf(
    drafts.map((one) =>
      complete<{ withinLog: number; notional: number }>({
        withinLog: read(parseRatio, one?.within),
        notional: read(parseMoney, one?.notional),
      }),
    ),
  );
  const exponentOfOne = read(parseNumber, draft.depthExponent);
  if (figures === undefined || exponentOfOne === undefined) return undefined;
  const isRising = figures.every((one, k) => k === 0 || one.withinLog > figures[k - 1].withinLog);
  if (!isRising) {
    findings.report({
      code: 'depth-order',
      path,
      says: 'is not in order of distance',
      expected: 'each `within` once, rising',
      atKey: true,
    });
    return undefined;
  }
  const rules = fitDepth(figures, exponentOfOne);
  if (rules.exponent >= FITTED_EXPONENT_MIN && rules.exponent <= FITTED_EXPONENT_MAX) {
    return withinRange(rules, path, findings);
  }
  findings.report({
    code: 'depth-fit',
    path,
    says: `fits a curve that grows as distance^${Number(rules.exponent.toPrecision(3))}`,
    expected: `an exponent from ${FITTED_EXPONENT_MIN} to ${FITTED_EXPONENT_MAX}`,
    hint: 'figures are cumulative: what is available within a distance contains what is available nearer',
    atKey: true,
  });
  return undefined;
}

function fromLaw(draft: Law | undefined, path: Path, findings: Findings): DepthRules | undefined {
  const dailyVolume = read(parseMoney, draft?.dailyVolume);
  const dailyVolatility = read(parseRatio, draft?.dailyVolatility);
  const y = read(parseNumber, draft?.y);
  if (dailyVolume === undefined || dailyVolatility === undefined || y === undefined) return undefined;
  return withinRange(depthBySquareRootLaw(dailyVolume, dailyVolatility, y), path, findings);
}

function withinRange(rules: DepthRules, path: Path, findings: Findings): DepthRules | undefined {
  if (rules.depthAtOnePercent <= DEPTH_MAX) return rules;
  findings.report({
    code: 'out-of-range',
    path,
    says: 'gives a depth at 1 % that is beyond what money can count',
    expected: 'at most USD 900 bn',
    atKey: true,
  });
  return undefined;
}

function reportMissing(path: Path, findings: Findings): void {
  findings.report({
    code: 'missing-key',
    path: [...path, 'depthAtOnePercent'],
    says: 'is missing',
    expected: 'notional within 1 %, or "depth:" with figures to fit',
    hint: 'add "depthAtOnePercent: 20 M USD"',
    atKey: true,
  });
}
