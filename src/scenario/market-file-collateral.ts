/** Collateral terms of one asset, from the market file. */
import { formatShare, formatUsd } from '../base/format.ts';
import { QUANTA_PER_USD } from '../base/units.ts';
import {
  findCollateralFaults,
  NO_COLLATERAL,
  type CollateralAsset,
  type CollateralFault,
  type CollateralTier,
} from '../margin/collateral.ts';
import { decimalToNumber } from './decimal.ts';
import { allOf, complete, read, type Finding, type Findings } from './findings.ts';
import { parseNumber, parseSize } from './plain-units.ts';
import type { MarketFileText } from './schema-market-file.ts';
import type { Draft } from './structure.ts';
import { parseMoney, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export type AssetDraft = Draft<MarketFileText['assets'][number]>;
type CollateralDraft = Exclude<AssetDraft['collateral'], 'off' | null | undefined>;
type TierDraft = NonNullable<NonNullable<CollateralDraft['tiers']>[number]>;

export function compileCollateral(
  draft: AssetDraft['collateral'],
  path: Path,
  symbol: string | undefined,
  findings: Findings,
): CollateralAsset | undefined {
  if (draft === 'off' || draft === null) return NO_COLLATERAL;
  if (draft === undefined) return undefined;
  if (Object.hasOwn(draft, 'weight') === Object.hasOwn(draft, 'tiers')) {
    const says = Object.hasOwn(draft, 'weight') ? 'has both weight and tiers' : 'has neither weight nor tiers';
    findings.report({ code: 'one-of-two-keys', path, says, hint: 'add "weight: 95 %" or "tiers:", not both' });
    return undefined;
  }
  const usesUnits = draft.tiers?.some((tier) => tier !== undefined && Object.hasOwn(tier, 'unitsMax')) === true;
  const flat = read(parseRatio, draft.weight);
  const tiers = Object.hasOwn(draft, 'weight')
    ? allOf([flat === undefined ? undefined : { upTo: Infinity, weight: flat }])
    : allOf(
        draft.tiers?.map((tier, index) =>
          tier === undefined
            ? undefined
            : compileTier(
                tier,
                index === draft.tiers!.length - 1,
                usesUnits,
                [...path, 'tiers', index],
                symbol,
                findings,
              ),
        ),
      );
  const cap = Object.hasOwn(draft, 'countedMax') ? read(parseMoney, draft.countedMax) : Infinity;
  const asset = complete<CollateralAsset>({
    tiers,
    tiersIn: usesUnits ? 'units' : 'value',
    liabilityWeight: read(parseRatio, draft.liabilityWeight),
    countedMax: cap === undefined ? undefined : cap / QUANTA_PER_USD,
    sizeFactor: read(parseNumber, draft.sizeFactor),
  });
  if (asset === undefined) return undefined;
  const faults = findCollateralFaults(asset);
  for (const { code, key, tier, says } of faults) {
    const name = key === 'upTo' ? (usesUnits ? 'unitsMax' : 'valueMax') : key;
    const at = tier === undefined ? [...path, name] : [...path, 'tiers', tier, name];
    findings.report({ code, path: at, says, ...adviceOn(key, asset.tiers[(tier ?? 0) - 1], asset.tiersIn) });
  }
  return faults.length === 0 ? asset : undefined;
}

/** What the tier before, if there is one, leaves room for. */
function adviceOn(
  key: CollateralFault['key'],
  before: CollateralTier | undefined,
  tiersIn: CollateralAsset['tiersIn'],
): Pick<Finding, 'expected' | 'hint'> {
  const hint = 'sort tiers by size, the smallest first: the larger the balance, the less of it counts';
  if (before === undefined) return {};
  if (key === 'weight') return { expected: `at most ${formatShare(before.weight)}`, hint };
  if (key !== 'upTo') return {};
  return { expected: `more than ${tiersIn === 'units' ? before.upTo : formatUsd(before.upTo)}`, hint };
}

function compileTier(
  draft: TierDraft,
  isLast: boolean,
  usesUnits: boolean,
  path: Path,
  symbol: string | undefined,
  findings: Findings,
): CollateralTier | undefined {
  const own = usesUnits ? 'unitsMax' : 'valueMax';
  const other = usesUnits ? 'valueMax' : 'unitsMax';
  if (Object.hasOwn(draft, other)) {
    findings.report({
      code: 'tiers-inconsistent',
      path: [...path, other],
      says: 'is in another unit than the tiers beside it',
      hint: `use ${own} in all tiers`,
    });
    return undefined;
  }
  if (isLast === Object.hasOwn(draft, own)) {
    findings.report({
      code: 'tiers-gap',
      path: isLast ? [...path, own] : path,
      says: isLast
        ? 'ends the last tier: balances beyond it would have no weight'
        : `needs ${own}: only the last tier may leave it out`,
      hint: isLast ? 'leave it out, or add a tier "- { weight: 0 % }"' : `add "${own}:"`,
    });
    return undefined;
  }
  return complete<CollateralTier>({
    upTo: isLast ? Infinity : usesUnits ? readUnits(draft, path, symbol, findings) : readValue(draft),
    weight: read(parseRatio, draft.weight),
  });
}

function readValue(draft: TierDraft): number | undefined {
  const quanta = read(parseMoney, draft.valueMax);
  return quanta === undefined ? undefined : quanta / QUANTA_PER_USD;
}

function readUnits(draft: TierDraft, path: Path, symbol: string | undefined, findings: Findings): number | undefined {
  const size = read(parseSize, draft.unitsMax);
  if (size === undefined) return undefined;
  if (size.asset !== undefined && symbol !== undefined && size.asset !== symbol) {
    const says = `is in ${size.asset}, but the asset is ${symbol}`;
    findings.report({ code: 'unknown-unit', path: [...path, 'unitsMax'], says, hint: `write it in ${symbol}` });
  }
  return decimalToNumber(size.amount);
}
