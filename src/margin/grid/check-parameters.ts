/** Is a grid well formed? Every fault at once, each with the key that it stands under. */
import type { Problem } from '../../base/problem.ts';
import { chargesOf, timesOf } from './formula.ts';
import type {
  Bucket,
  ExposureTerms,
  Formula,
  GridParameters,
  GridScenario,
  UnderlyingClass,
} from './grid-parameters.ts';

type Report = (key: string, says: string) => void;

export function problemsOfParameters(parameters: GridParameters): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = (key, says) =>
    problems.push({ code: 'bad-grid', message: `${parameters.id}: ${key} ${says}`, key });
  const { classes, groups, charges } = parameters;
  if (classes.length === 0) report('classes', 'must name at least one class of underlyings');
  if (charges.length === 0) report('charges', 'must name at least one charge');
  const names = charges.map(({ name }) => name);
  names.forEach((name, k) => {
    if (names.indexOf(name) < k) report(`charges.${name}`, 'is named twice');
  });
  for (const each of classes) checkClass(each, parameters, report);
  for (const terms of charges) {
    if (terms.kind === 'exposure') checkExposure(terms, classes, report);
    else if (!(terms.timeWeight.base >= 0) || !(terms.timeWeight.perYear >= 0)) {
      report(`charges.${terms.name}.timeWeight`, 'must not be negative');
    }
  }
  for (const group of groups) {
    checkShare(group.gainsCounted, `groups.${group.name}.gainsCounted`, report);
    for (const product of group.products) {
      checkShare(product.gainsCounted, `groups.${group.name}.${product.name}.gainsCounted`, report);
    }
  }
  checkOnce(
    groups.flatMap((group) => group.products.flatMap((product) => product.underlyings)),
    'groups',
    report,
  );
  checkFormula(parameters.maintenance, 'maintenance', names, report);
  checkFormula(parameters.initial, 'initial', names, report);
  return problems;
}

function checkClass(each: UnderlyingClass, { charges, classes }: GridParameters, report: Report): void {
  const key = `classes.${each.name}`;
  for (const rule of each.volatilityRules) {
    const { change, changeFar, power, powerFar, referenceDays, daysMin, floor } = rule;
    if (![change, changeFar, power, powerFar].every(Number.isFinite)) {
      report(`${key}.volatilityRules.${rule.name}`, 'has a change or power that is not a finite number');
    }
    if (!(referenceDays > 0) || !(daysMin > 0)) report(`${key}.volatilityRules.${rule.name}`, 'needs days above 0');
    if (!(floor >= 0)) report(`${key}.volatilityRules.${rule.name}.floor`, 'must not be negative');
  }
  for (const terms of charges) {
    if (terms.kind !== 'scan') continue;
    const scenarios = each.scans[terms.name] ?? [];
    const scanKey = `${key}.scans.${terms.name}`;
    if (scenarios.length === 0) report(scanKey, 'has no scenario');
    else if (scenarios.length !== (classes[0].scans[terms.name] ?? []).length) {
      report(scanKey, `has ${scenarios.length} scenarios, not as many as class ${classes[0].name}`);
    }
    for (const scenario of scenarios) checkScenario(scenario, each, `${scanKey}.${scenario.name}`, report);
  }
}

function checkScenario(scenario: GridScenario, each: UnderlyingClass, key: string, report: Report): void {
  const { priceMove, coinMove, weight, laterDays, carryShift, rateShift, dampener, volatilityRule } = scenario;
  if (!(priceMove > -1) || !Number.isFinite(priceMove))
    report(`${key}.priceMove`, `must be above -1, got ${priceMove}`);
  if (!(coinMove > -1) || !Number.isFinite(coinMove)) report(`${key}.coinMove`, `must be above -1, got ${coinMove}`);
  if (!(weight >= 0) || !Number.isFinite(weight)) report(`${key}.weight`, `must not be negative, got ${weight}`);
  if (!(laterDays >= 0) || !Number.isFinite(laterDays)) report(`${key}.laterDays`, 'must not be negative');
  if (!(dampener >= 0) || !Number.isFinite(dampener)) report(`${key}.dampener`, 'must not be negative');
  if (!Number.isFinite(carryShift) || !Number.isFinite(rateShift)) report(key, 'has a shift that is not finite');
  if (volatilityRule !== null && !each.volatilityRules.some(({ name }) => name === volatilityRule)) {
    report(`${key}.volatilityRule`, `names ${volatilityRule}, which is no rule of class ${each.name}`);
  }
}

/** Every bucket and those that it lies within: a bucket by strike and one by expiry cut across each other. */
const WITHIN: Readonly<Record<Bucket, readonly Bucket[]>> = {
  contract: ['contract', 'strikeAndExpiry', 'strike', 'expiry', 'underlying'],
  strikeAndExpiry: ['strikeAndExpiry', 'strike', 'expiry', 'underlying'],
  strike: ['strike', 'underlying'],
  expiry: ['expiry', 'underlying'],
  underlying: ['underlying'],
};

const lieWithin = (inner: Bucket, outer: Bucket): boolean => WITHIN[inner].includes(outer);

function checkExposure(terms: ExposureTerms, classes: readonly UnderlyingClass[], report: Report): void {
  const key = `charges.${terms.name}`;
  for (const { measure, rate } of terms.rates) {
    const values = typeof rate === 'number' ? [rate] : classes.map(({ name }) => rate[name]);
    if (values.some((value) => !(value >= 0) || !Number.isFinite(value))) {
      report(`${key}.rates.${measure}`, 'must give every class a rate that is not negative');
    }
  }
  if (!lieWithin(terms.nettedOver, terms.measuredOver)) {
    report(
      `${key}.nettedOver`,
      `${terms.nettedOver} does not lie within ${terms.measuredOver}, over which it is measured`,
    );
  }
  let lower = 0;
  terms.tiers.forEach(({ upTo, factor }, k) => {
    if (!(upTo > lower)) report(`${key}.tiers`, `do not rise at the ${k + 1}. one`);
    if (!(factor >= 0) || !Number.isFinite(factor)) report(`${key}.tiers`, `have a bad factor in the ${k + 1}. one`);
    lower = upTo;
  });
  if (terms.tiers.length > 0 && lower !== Infinity) report(`${key}.tiers`, 'must go on without end in the last one');
  const { growth, timeWeight } = terms;
  if (growth !== null && !(growth.threshold >= 0 && growth.ratePerQuote >= 0 && growth.rateMax >= 0)) {
    report(`${key}.growth`, 'must not be negative');
  }
  if (timeWeight !== null && !(timeWeight.min >= 0 && timeWeight.perYear >= 0)) {
    report(`${key}.timeWeight`, 'must not be negative');
  }
}

function checkFormula(formula: Formula, key: string, names: readonly string[], report: Report): void {
  const used = chargesOf(formula);
  if (used.length === 0) report(key, 'names no charge');
  for (const charge of used) {
    if (!names.includes(charge)) report(key, `names ${charge}, which is no charge`);
  }
  if (timesOf(formula).some((times) => !(times >= 0) || !Number.isFinite(times))) {
    report(key, 'has a factor that is negative or not finite');
  }
}

function checkShare(share: number, key: string, report: Report): void {
  if (!(share >= 0 && share <= 1)) report(key, `must lie between 0 and 1, got ${share}`);
}

function checkOnce(names: readonly string[], key: string, report: Report): void {
  names.forEach((name, k) => {
    if (names.indexOf(name) < k) report(key, `name ${name} twice`);
  });
}
