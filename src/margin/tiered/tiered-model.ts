/**
 * Cross margin as the sum of tiered requirements, position by position: the margin of most perpetual exchanges. One
 * pool of collateral backs all positions, but positions that cover each other are credited nothing. An isolated
 * position is an account of its own (`split-isolated.ts`).
 */
import { withArticle } from '../../base/format.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import type { Contract } from '../../instruments/contract.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { MarginModel } from '../margin-model.ts';
import { BracketSchedule } from './bracket-schedule.ts';
import { checkParameters } from './check-parameters.ts';
import type { ContractMargin } from './contract-margin.ts';
import { OpenInterestSchedule } from './open-interest-schedule.ts';
import { OptionMargin } from './option-margin.ts';
import { PreparedTieredMargin } from './prepared-tiered.ts';
import { RateMargin } from './rate-margin.ts';
import type { RateSchedule } from './rate-schedule.ts';
import { createSizeLinearSchedule, createSizePremiumSchedule, createSpotWeightSchedule } from './size-schedules.ts';
import {
  describeRules,
  ruleMatches,
  type RuleEntry,
  type TieredParameters,
  type TierUnit,
} from './tiered-parameters.ts';

export interface TieredModel extends MarginModel {
  prepare(market: MarketView): PreparedTieredMargin;
}

/** Throws InvalidInputError with everything that is wrong with the parameters. */
export function createTieredModel(parameters: TieredParameters): TieredModel {
  const problems = checkParameters(parameters);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return {
    id: parameters.id,
    title: parameters.title,
    source: parameters.source,
    liquidatesAtEquality: parameters.liquidatesAtEquality,
    isSubadditive: isSubadditive(parameters),
    prepare: (market) => new PreparedTieredMargin(market, bindContracts(parameters, market), parameters),
  };
}

/**
 * A flat rate on the mark asks of a net position at most what it asks of its parts; a rate that rises asks more of a
 * whole, and an entry price is averaged. Rounding up is subadditive too, except that a lot may be what two parts make
 * up together.
 */
function isSubadditive(parameters: TieredParameters): boolean {
  if (parameters.initialBasis === 'entry' || parameters.maintenanceBasis === 'entry') return false;
  return parameters.rules.every(({ rule, lotSize }) => {
    if (lotSize > 0) return false;
    switch (rule.kind) {
      case 'brackets':
        return rule.brackets.length === 1;
      case 'sizeLinear':
        return rule.slope === 0;
      case 'openInterest':
        return true;
      case 'sizePremium':
      case 'spotWeights':
        return rule.factor === 0;
      case 'standardOption':
        // A naked short takes the credit away from the spread that it is put beside.
        return rule.offset === 'none';
    }
  });
}

/** Null where nothing is required: spot without a rule is collateral, whose haircut lowers equity instead. */
function bindContracts(parameters: TieredParameters, market: MarketView): (ContractMargin | null)[] {
  const problems: Problem[] = [];
  const margins = market.contracts.map((contract, c): ContractMargin | null => {
    const entry = parameters.rules.find((candidate) => ruleMatches(candidate, contract));
    if (entry === undefined) {
      if (contract.kind !== 'spot') problems.push(missingRule(parameters, contract));
      return null;
    }
    const isOptionRule = entry.rule.kind === 'standardOption';
    const isSpotRule = entry.rule.kind === 'spotWeights';
    if (isOptionRule !== (contract.kind === 'option') || isSpotRule !== (contract.kind === 'spot')) {
      problems.push(unfitRule(parameters, entry, contract));
      return null;
    }
    return bindRule(parameters, entry, market, c);
  });
  if (problems.length > 0) throw new InvalidInputError(problems);
  return margins;
}

function bindRule(
  parameters: TieredParameters,
  entry: RuleEntry,
  market: MarketView,
  c: number,
): ContractMargin | null {
  const contract = market.contracts[c];
  const { rule } = entry;
  const bind = (schedule: RateSchedule, unit: TierUnit) => new RateMargin(market, c, entry, parameters, schedule, unit);
  // Size in units of the underlying: what an inverse contract is worth in coin.
  const underlyingUnit = contract.settlesInCoin ? 'value' : 'units';
  switch (rule.kind) {
    case 'brackets':
      return bind(new BracketSchedule(rule), rule.tierUnit);
    case 'sizeLinear':
      return bind(createSizeLinearSchedule(rule, !contract.settlesInCoin), underlyingUnit);
    case 'openInterest':
      return bind(new OpenInterestSchedule(rule, market, c), 'units');
    case 'sizePremium':
      return bind(createSizePremiumSchedule(rule), 'units');
    case 'spotWeights':
      return bind(createSpotWeightSchedule(rule), 'units');
    case 'standardOption':
      return contract.kind === 'option' ? new OptionMargin(market, c, contract, entry, rule, parameters) : null;
  }
}

function missingRule({ id, rules }: TieredParameters, { symbol, kind, underlying }: Contract): Problem {
  return {
    code: 'missing-margin-rule',
    message: `${id} has no margin rule for ${symbol}, ${withArticle(kind)} on ${underlying}`,
    key: symbol,
    expected: describeRules(rules),
    hint: 'add a rule, or leave its criteria out to make one hold for every contract',
  };
}

function unfitRule({ id }: TieredParameters, entry: RuleEntry, { symbol, kind }: Contract): Problem {
  return {
    code: 'unfit-margin-rule',
    message: `rule ${entry.name} of ${id} (${entry.rule.kind}) cannot margin ${symbol}, ${withArticle(kind)}`,
    key: symbol,
    found: entry.rule.kind,
    hint: 'say with "kinds:" what the rule is for, and add another one for the rest',
  };
}
