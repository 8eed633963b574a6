/** Margin models for random venues, on those of test/exchange/portfolio-models.ts. */
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import type { RiskParameters } from '../../src/margin/risk/risk-parameters.ts';
import type { TieredParameters } from '../../src/margin/tiered/tiered-parameters.ts';
import { gridModel, riskModel, tieredModel } from '../exchange/portfolio-models.ts';
import type { Draw } from './random-venue.ts';

/** Models of each family, some of which read entry prices, open interest or the depth of books. */
export function drawModel(draw: Draw, coins: number): MarginParameters {
  const choices = [tieredModel, tieredByEntry, tieredByInterest(draw), gridModel, gridModel];
  if (coins === 1) choices.push(riskModel('historical'), riskModel('normal'), riskWithLiquidity);
  return draw.of(choices);
}

const tiered = tieredModel.parameters as TieredParameters;
const tieredByEntry: MarginParameters = {
  family: 'tiered',
  parameters: { ...tiered, initialBasis: 'entry', maintenanceBasis: 'entry' },
};

/** Linear contracts need more the more of them is open, as at dYdX. */
function tieredByInterest(draw: Draw): MarginParameters {
  const lowerCap = draw.magnitude(10, 1_000_000);
  const rule = {
    kind: 'openInterest',
    initialRate: 0.04,
    maintenanceShare: 0.6,
    lowerCap,
    upperCap: 10 * lowerCap,
    rateStep: 0,
  } as const;
  const rules = tiered.rules.map((entry) => (entry.name === 'linear' ? { ...entry, rule } : entry));
  return { family: 'tiered', parameters: { ...tiered, rules } };
}

const historical = riskModel('historical').parameters as RiskParameters;
const riskWithLiquidity: MarginParameters = {
  family: 'risk',
  parameters: {
    ...historical,
    specification: {
      ...historical.specification,
      liquidity: { law: 'square-root', freeShare: 0.5, impactMax: 0.2 },
    },
  },
};
