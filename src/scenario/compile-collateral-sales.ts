/** Where balances are converted, or what stands in the way. */
import type { CollateralSalesRules } from '../exchange/collateral-sales-rules.ts';
import { complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { parseDuration } from './units.ts';

export function compileCollateralSales(
  draft: Draft<ScenarioFile['venue']>,
  findings: Findings,
): CollateralSalesRules | null | undefined {
  if (!Object.hasOwn(draft, 'collateralSales')) return null;
  const { collateralSales } = draft;
  if (collateralSales === undefined || collateralSales === null || collateralSales === 'off') {
    return collateralSales === undefined ? undefined : null;
  }
  if (!(draft.instruments ?? []).some((one) => one?.kind === 'spot')) {
    findings.report({
      code: 'no-collateral',
      path: ['venue', 'collateralSales'],
      says: 'has nothing to sell: the venue has no spot asset',
      hint: 'leave it out, or add an instrument of kind spot',
      atKey: true,
    });
  }
  return complete<CollateralSalesRules>({ retryIntervalUs: read(parseDuration, collateralSales.retryInterval) });
}
