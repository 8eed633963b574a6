/** What can be wrong with tiered parameters, all of it at once, naming the rule and the bracket. */
import type { Problem } from '../../base/problem.ts';
import type { BracketRule, MarginRule, RuleEntry, TieredParameters } from './tiered-parameters.ts';

type Report = (key: string, code: string, says: string, found?: unknown) => void;

export function checkParameters(parameters: TieredParameters): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (key, code, says, found) => {
    const shown = found === undefined ? {} : { found: String(found) };
    problems.push({ code, message: `${parameters.id}: ${key} ${says}`, key, ...shown });
  };
  const { leverage, closingFeeRate, requirementStep, rules } = parameters;
  if (leverage !== null) checkRange(report, 'leverage', leverage, 1, Infinity);
  checkRange(report, 'closingFeeRate', closingFeeRate, 0, 1);
  checkRange(report, 'requirementStep', requirementStep, 0, Infinity);
  if (rules.length === 0) report('rules', 'missing-margin-rule', 'are empty');
  rules.forEach((entry, n) => {
    if (rules.findIndex(({ name }) => name === entry.name) !== n) {
      report(entry.name, 'duplicate-margin-rule', 'is the name of two rules');
    }
    checkRange(report, `${entry.name}.lotSize`, entry.lotSize, 0, Infinity);
    checkRule(report, entry, parameters);
  });
  return problems;
}

function checkRange(report: Report, key: string, value: number, from: number, to: number): void {
  if (!Number.isFinite(value)) report(key, 'not-a-number', 'is not a finite number', value);
  else if (value < from || value > to) report(key, 'out-of-range', `lies outside ${from} to ${to}`, value);
}

function checkRule(report: Report, entry: RuleEntry, parameters: TieredParameters): void {
  const { name, rule } = entry;
  if (rule.kind === 'brackets') checkBrackets(report, name, rule, parameters);
  const bounds = BOUNDS[rule.kind];
  for (const [key, value] of Object.entries(rule)) {
    const bound = bounds[key];
    if (bound !== undefined) checkRange(report, `${name}.${key}`, Number(value), bound[0], bound[1]);
  }
  if ('maintenanceRate' in rule && 'initialRate' in rule && rule.kind !== 'standardOption') {
    const { maintenanceRate, initialRate } = rule;
    if (maintenanceRate > initialRate) {
      report(
        `${name}.maintenanceRate`,
        'rates-inconsistent',
        'is above the initial rate: every new position would be in breach',
      );
    }
  }
  if ('rateMax' in rule && 'initialRate' in rule && rule.rateMax < rule.initialRate) {
    report(`${name}.rateMax`, 'rates-inconsistent', 'is below the initial rate', rule.rateMax);
  }
  if (rule.kind === 'openInterest' && rule.upperCap !== 0 && rule.upperCap <= rule.lowerCap) {
    report(`${name}.upperCap`, 'caps-inconsistent', 'is not above lowerCap', rule.upperCap);
  }
}

/** Parameters that must lie in a range, by rule. */
const RATE = [0, 1] as const;
const AMOUNT = [0, Infinity] as const;
const BOUNDS: Readonly<Record<MarginRule['kind'], Readonly<Record<string, readonly [number, number]>>>> = {
  brackets: {},
  sizeLinear: { initialRate: RATE, maintenanceRate: RATE, slope: AMOUNT, rateMax: AMOUNT },
  openInterest: { initialRate: RATE, maintenanceShare: RATE, lowerCap: AMOUNT, upperCap: AMOUNT, rateStep: RATE },
  sizePremium: { initialRate: RATE, maintenanceRate: RATE, factor: AMOUNT, rateMax: AMOUNT },
  spotWeights: {
    initialAssetWeight: RATE,
    maintenanceAssetWeight: RATE,
    initialLiabilityWeight: [1, Infinity],
    maintenanceLiabilityWeight: [1, Infinity],
    factor: AMOUNT,
    rateMax: AMOUNT,
  },
  standardOption: { initialRate: RATE, initialFloor: RATE, maintenanceRate: RATE, putPremiumShare: RATE },
};

function checkBrackets(report: Report, name: string, rule: BracketRule, parameters: TieredParameters): void {
  const jumpsWithPrice = rule.maintenanceForm === 'whole' && rule.tierUnit === 'value' && rule.brackets.length > 1;
  if (jumpsWithPrice && parameters.maintenanceBasis === 'mark') {
    const says =
      'makes maintenance jump as the price moves: measure tiers in units or contracts, or value them at entry';
    report(`${name}.maintenanceForm`, 'tiers-inconsistent', says, 'whole');
  }
  if (rule.brackets.length === 0) report(`${name}.brackets`, 'tiers-inconsistent', 'are empty');
  let [lower, maintenanceBefore, initialBefore] = [0, 0, 0];
  rule.brackets.forEach((bracket, k) => {
    const key = `${name}.brackets[${k}]`;
    const { from, upTo, maintenanceRate, initialRate } = bracket;
    const isLast = k === rule.brackets.length - 1;
    if (from !== undefined && from !== lower) {
      const says = `starts at ${from}, ${from > lower ? 'leaving a gap above' : 'overlapping what ends at'} ${lower}`;
      report(key, 'tiers-inconsistent', says, from);
    }
    if (Number.isNaN(upTo) || (!isLast && upTo === Infinity))
      report(`${key}.upTo`, 'not-a-number', 'is not a finite number', upTo);
    else if (upTo <= lower)
      report(`${key}.upTo`, 'tiers-inconsistent', `does not lie above ${lower}, where the bracket starts`, upTo);
    checkRange(report, `${key}.maintenanceRate`, maintenanceRate, 0, 1);
    checkRange(report, `${key}.initialRate`, initialRate, 0, 1);
    if (maintenanceRate > initialRate) {
      report(
        `${key}.maintenanceRate`,
        'tiers-inconsistent',
        'is above the initial rate: every new position would be in breach',
        maintenanceRate,
      );
    }
    if (maintenanceRate < maintenanceBefore)
      report(`${key}.maintenanceRate`, 'tiers-inconsistent', 'falls from bracket to bracket', maintenanceRate);
    if (initialRate < initialBefore)
      report(`${key}.initialRate`, 'tiers-inconsistent', 'falls from bracket to bracket', initialRate);
    [lower, maintenanceBefore, initialBefore] = [Math.max(lower, upTo), maintenanceRate, initialRate];
  });
}
