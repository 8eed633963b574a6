/** What can be wrong with tiered parameters, all of it at once, naming the rule and the bracket. */
import type { Problem } from '../../base/problem.ts';
import type { BracketRule, MarginRule, TieredParameters } from './tiered-parameters.ts';

/** Adds a problem of one value: `key` is its path in the parameters, `name` what people call it. */
class Findings {
  readonly problems: Problem[] = [];
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
  }

  report(at: Place, code: string, says: string, found?: number | string): void {
    const shown = found === undefined ? {} : { found: String(found) };
    this.problems.push({ code, message: `${this.#id}: ${at.name} ${says}`, key: at.key, ...shown });
  }

  checkRange(at: Place, value: number, from: number, to: number): void {
    if (!Number.isFinite(value)) this.report(at, 'not-a-number', 'is not a finite number', value);
    else if (value < from || value > to) this.report(at, 'out-of-range', `lies outside ${from} to ${to}`, value);
  }
}

interface Place {
  readonly key: string;
  readonly name: string;
}

const below = (at: Place, step: string): Place => ({ key: `${at.key}.${step}`, name: `${at.name}.${step}` });

export function checkParameters(parameters: TieredParameters): Problem[] {
  const findings = new Findings(parameters.id);
  const { leverage, closingFeeRate, requirementStep, rules } = parameters;
  const own = (key: string): Place => ({ key, name: key });
  if (leverage !== null) findings.checkRange(own('leverage'), leverage, 1, Infinity);
  findings.checkRange(own('closingFeeRate'), closingFeeRate, 0, 1);
  findings.checkRange(own('requirementStep'), requirementStep, 0, Infinity);
  if (rules.length === 0) findings.report(own('rules'), 'missing-margin-rule', 'are empty');
  rules.forEach(({ name, lotSize, rule }, n) => {
    const at: Place = { key: `rules.${n}`, name };
    if (rules.findIndex((other) => other.name === name) !== n) {
      findings.report(at, 'duplicate-margin-rule', 'is the name of two rules');
    }
    findings.checkRange(below(at, 'lotSize'), lotSize, 0, Infinity);
    checkRule(findings, at, rule, parameters);
  });
  return findings.problems;
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

const TOO_HIGH = 'is above the initial rate: every new position would be in breach';

function checkRule(findings: Findings, at: Place, rule: MarginRule, parameters: TieredParameters): void {
  if (rule.kind === 'brackets') checkBrackets(findings, at, rule, parameters);
  const bounds = BOUNDS[rule.kind];
  for (const [key, value] of Object.entries(rule)) {
    const bound = bounds[key];
    if (bound !== undefined) findings.checkRange(below(at, key), Number(value), bound[0], bound[1]);
  }
  if ('maintenanceRate' in rule && rule.kind !== 'standardOption' && rule.maintenanceRate > rule.initialRate) {
    findings.report(below(at, 'maintenanceRate'), 'rates-inconsistent', TOO_HIGH, rule.maintenanceRate);
  }
  if ('rateMax' in rule && 'initialRate' in rule && rule.rateMax < rule.initialRate) {
    findings.report(below(at, 'rateMax'), 'rates-inconsistent', 'is below the initial rate', rule.rateMax);
  }
  if (rule.kind === 'openInterest' && rule.upperCap !== 0 && rule.upperCap <= rule.lowerCap) {
    findings.report(below(at, 'upperCap'), 'caps-inconsistent', 'is not above lowerCap', rule.upperCap);
  }
}

function checkBrackets(findings: Findings, at: Place, rule: BracketRule, parameters: TieredParameters): void {
  const { brackets, tierUnit, maintenanceForm } = rule;
  const isStepped = maintenanceForm === 'whole' && tierUnit === 'value' && brackets.length > 1;
  if (isStepped && parameters.maintenanceBasis === 'mark') {
    const says = 'makes maintenance jump as the price moves: measure tiers in units or contracts, or value at entry';
    findings.report(below(at, 'maintenanceForm'), 'tiers-inconsistent', says, 'whole');
  }
  if (brackets.length === 0) findings.report(below(at, 'brackets'), 'tiers-inconsistent', 'are empty');
  let before = { upTo: 0, maintenanceRate: 0, initialRate: 0 };
  brackets.forEach((bracket, k) => {
    const place: Place = { key: `${at.key}.brackets.${k}`, name: `${at.name}.brackets[${k}]` };
    const { from, upTo, maintenanceRate, initialRate } = bracket;
    checkEdges(findings, place, from, upTo, before.upTo, k === brackets.length - 1);
    findings.checkRange(below(place, 'maintenanceRate'), maintenanceRate, 0, 1);
    findings.checkRange(below(place, 'initialRate'), initialRate, 0, 1);
    if (maintenanceRate > initialRate) {
      findings.report(below(place, 'maintenanceRate'), 'tiers-inconsistent', TOO_HIGH, maintenanceRate);
    }
    for (const rate of ['maintenanceRate', 'initialRate'] as const) {
      if (bracket[rate] < before[rate]) {
        findings.report(below(place, rate), 'tiers-inconsistent', 'falls from bracket to bracket', bracket[rate]);
      }
    }
    before = { upTo: upTo > before.upTo ? upTo : before.upTo, maintenanceRate, initialRate };
  });
}

function checkEdges(
  findings: Findings,
  place: Place,
  from: number | undefined,
  upTo: number,
  lower: number,
  isLast: boolean,
): void {
  if (from !== undefined && from !== lower) {
    const says = `starts at ${from}, ${from > lower ? 'leaving a gap above' : 'overlapping what ends at'} ${lower}`;
    findings.report(place, 'tiers-inconsistent', says, from);
  }
  const at = below(place, 'upTo');
  if (Number.isNaN(upTo) || (!isLast && upTo === Infinity)) {
    findings.report(at, 'not-a-number', 'is not a finite number', upTo);
  } else if (upTo <= lower) {
    findings.report(at, 'tiers-inconsistent', `does not lie above ${lower}, where the bracket starts`, upTo);
  }
}
