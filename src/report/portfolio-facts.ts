/** What a venue says of its margin model, of collateral and of options, as names and values with units. */
import { formatCount, formatHours, formatMultiple, formatShare, formatUsd } from '../base/format.ts';
import { PPM_PER_UNIT, US_PER_HOUR } from '../base/units.ts';
import type { CollateralBracket, OptionMarketRules, PortfolioRules } from '../exchange/portfolio-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import { createMarginModel } from '../margin/create-margin-model.ts';
import { usdOf } from './path-selection.ts';
import { type Entry } from './fact-text.ts';

/** Nothing for a venue whose margin is that of its tiers. */
export function modelEntries({ portfolio }: VenueRules): readonly Entry[] {
  if (portfolio === null) return [];
  const { title, source, liquidatesAtEquality } = createMarginModel(portfolio.margin);
  const compared = portfolio.comparedModels.map((margin) => createMarginModel(margin).title);
  return [
    ['Margin model', title],
    ['Source', source],
    ['Liquidation begins', liquidatesAtEquality ? 'at equity equal to maintenance margin' : 'below maintenance margin'],
    ...(compared.length === 0 ? [] : [['Compared with', compared.join('; ')] as const]),
  ];
}

/** By asset. */
export function collateralEntries({ portfolio, instruments }: VenueRules): readonly Entry[] {
  if (portfolio === null) return [];
  return instruments.flatMap(({ symbol, contract }, i): Entry[] => {
    if (contract.kind !== 'spot') return [];
    const rules = portfolio.collateral.find(({ instrument }) => instrument === i);
    if (rules === undefined) return [[symbol, 'counts for nothing; in full when owed']];
    return [[symbol, `${bracketsText(rules.brackets)}; owed: ${formatShare(rules.liabilityWeightPpm / PPM_PER_UNIT)}`]];
  });
}

/** `95 % of value up to $5.00 M, 80 % of what is above`. */
function bracketsText(brackets: readonly CollateralBracket[]): string {
  return brackets
    .map(({ valueMax, assetWeightPpm }, k) => {
      const weight = formatShare(assetWeightPpm / PPM_PER_UNIT);
      if (valueMax < Infinity) return `${weight} of value up to ${formatUsd(usdOf(valueMax))}`;
      return k === 0 ? `${weight} of value` : `${weight} of what is above`;
    })
    .join(', ');
}

export function optionEntries({ portfolio, instruments }: VenueRules): readonly Entry[] {
  if (portfolio === null || portfolio.optionMarkets.length === 0) return [];
  return [
    ...portfolio.optionMarkets.map((market) => [instruments[market.instrument].symbol, marketText(market)] as const),
    rateEntry(portfolio),
  ];
}

function marketText({ surface, carry }: OptionMarketRules): string {
  const text =
    surface.kind === 'flat'
      ? `volatility ${formatShare(surface.volatility)} at every strike and expiry`
      : `smiles of ${formatCount(surface.smiles.length)} expiries, which keep to moneyness`;
  return `${text}; carry ${formatShare(carry)} a year`;
}

function rateEntry({ interestRate }: PortfolioRules): Entry {
  return ['Interest rate', `${formatShare(interestRate)} a year`];
}

/** Only of a venue that follows the volatility of its own marks. */
export function recalibrationEntries({ marginRecalibration }: VenueRules): readonly Entry[] {
  if (marginRecalibration === null) return [];
  const { estimator, intervalUs, floorPpm, capPpm, stepPpm } = marginRecalibration;
  const multiple = (ppm: number): string => formatMultiple(ppm / PPM_PER_UNIT);
  return [
    [
      'Volatility by',
      estimator.kind === 'ewma'
        ? `EWMA, lambda ${estimator.lambda}`
        : `GARCH(1,1), alpha ${estimator.alpha}, beta ${estimator.beta}`,
    ],
    ['Anew every', formatHours(intervalUs / US_PER_HOUR)],
    ['Multiple of margin', `${multiple(floorPpm)} to ${multiple(capPpm)}, in steps of ${multiple(stepPpm)}`],
  ];
}
