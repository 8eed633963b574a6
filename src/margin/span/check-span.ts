/** Are SPAN parameters well formed, and do they name what a market lists? Every fault at once. */
import type { Problem } from '../../base/problem.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { SCENARIOS } from './risk-array.ts';
import { commodityOfAsset } from './span-layout.ts';
import type { CombinedCommodity, ScanRange, SpanParameters } from './span-parameters.ts';

type Report = (key: string, says: string) => void;

export function problemsOfSpan(parameters: SpanParameters): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = (key, says) =>
    problems.push({ code: 'bad-grid', message: `${parameters.id}: ${key} ${says}`, key });
  const { extremeMove, commodities, lookaheadDays, initialRatio } = parameters;
  if (!(extremeMove.multiple > 0) || !Number.isFinite(extremeMove.multiple)) {
    report('extremeMove.multiple', 'must be above 0');
  }
  if (!(extremeMove.cover > 0 && extremeMove.cover <= 1)) report('extremeMove.cover', 'must lie above 0 and up to 1');
  if (!(lookaheadDays >= 0) || !Number.isFinite(lookaheadDays)) report('lookaheadDays', 'must not be negative');
  if (!(initialRatio >= 1) || !Number.isFinite(initialRatio)) report('initialRatio', 'must be at least 1');
  if (commodities.length === 0) report('commodities', 'must name at least one');
  commodities.forEach((commodity, k) => {
    if (commodities.findIndex(({ name }) => name === commodity.name) < k) {
      report(`commodities.${commodity.name}`, 'is named twice');
    }
    checkCommodity(commodity, extremeMove.multiple, report);
  });
  checkSpreads(parameters, report);
  return problems;
}

function checkCommodity(commodity: CombinedCommodity, multiple: number, report: Report): void {
  const key = `commodities.${commodity.name}`;
  const { contractUnit, shortOptionMinimum, tiers, calendarSpreads, deliveryCharge, riskArrays } = commodity;
  if (!(contractUnit > 0) || !Number.isFinite(contractUnit)) report(`${key}.contractUnit`, 'must be above 0');
  checkRange(commodity.priceScanRange, multiple, `${key}.priceScanRange`, report);
  checkRange(commodity.volatilityScanRange, 1, `${key}.volatilityScanRange`, report);
  if (!(shortOptionMinimum.value >= 0) || !Number.isFinite(shortOptionMinimum.value)) {
    report(`${key}.shortOptionMinimum`, 'must not be negative');
  }
  let before = -1;
  tiers.forEach(({ name, daysMax, priceScanRange }, k) => {
    if (!(daysMax > before)) report(`${key}.tiers.${name}.daysMax`, 'does not rise');
    if (tiers.findIndex((tier) => tier.name === name) < k) report(`${key}.tiers.${name}`, 'is named twice');
    if (priceScanRange !== null) checkRange(priceScanRange, multiple, `${key}.tiers.${name}.priceScanRange`, report);
    before = daysMax;
  });
  if (tiers.length > 0 && before !== Infinity) report(`${key}.tiers`, 'must go on without end in the last one');
  for (const { near, far, charge, priority } of calendarSpreads) {
    for (const name of [near, far]) {
      if (!tiers.some((tier) => tier.name === name)) report(`${key}.calendarSpreads`, `name ${name}, which is no tier`);
    }
    checkRange(charge, 1, `${key}.calendarSpreads`, report);
    if (charge.of !== calendarSpreads[0].charge.of) report(`${key}.calendarSpreads`, 'mix amounts and shares');
    if (!Number.isFinite(priority)) report(`${key}.calendarSpreads`, 'need a priority');
  }
  if (deliveryCharge !== null && !(deliveryCharge.charge >= 0 && deliveryCharge.daysMax >= 0)) {
    report(`${key}.deliveryCharge`, 'must not be negative');
  }
  for (const [symbol, { values, delta }] of Object.entries(riskArrays)) {
    if (values.length !== SCENARIOS || !values.every(Number.isFinite) || !Number.isFinite(delta)) {
      report(`${key}.riskArrays.${symbol}`, `must have ${SCENARIOS} finite values and a delta`);
    }
  }
}

function checkRange({ of, value }: ScanRange, multiple: number, key: string, report: Report): void {
  if (!(value >= 0) || !Number.isFinite(value)) report(key, `must not be negative, got ${value}`);
  else if (of === 'share' && value * multiple >= 1 && multiple > 1) {
    report(key, `would take the price to 0 or below in an extreme move of ${multiple} ranges`);
  }
}

function checkSpreads({ scanningSpreads, deltaSpreads, commodities }: SpanParameters, report: Report): void {
  const isKnown = (name: string): boolean =>
    commodities.some((commodity) => commodity.name === name || commodity.underlyings.includes('*'));
  const used: string[] = [];
  for (const { name, commodities: members, credit } of scanningSpreads) {
    const key = `scanningSpreads.${name}`;
    if (members.length < 2) report(key, 'needs two commodities');
    if (!(credit >= 0 && credit <= 1)) report(`${key}.credit`, `must lie between 0 and 1, got ${credit}`);
    for (const member of members) {
      if (!isKnown(member)) report(key, `names ${member}, which is no commodity`);
      if (used.includes(member)) report(key, `names ${member}, which is in a scanning spread already`);
      used.push(member);
    }
  }
  for (const { name, legs, priority } of deltaSpreads) {
    const key = `deltaSpreads.${name}`;
    if (legs.length < 2) report(key, 'needs two legs');
    if (!Number.isFinite(priority)) report(`${key}.priority`, 'must be a number');
    legs.forEach(({ commodity, ratio, credit }, k) => {
      if (!isKnown(commodity)) report(key, `names ${commodity}, which is no commodity`);
      if (legs.findIndex((leg) => leg.commodity === commodity) < k) report(key, `names ${commodity} twice`);
      if (!(ratio > 0) || !Number.isFinite(ratio)) report(`${key}.ratio`, `must be above 0, got ${ratio}`);
      if (!(credit >= 0 && credit <= 1)) report(`${key}.credit`, `must lie between 0 and 1, got ${credit}`);
    });
  }
}

/** Contracts whose underlying no commodity names. */
export function problemsOfCommodities(parameters: SpanParameters, market: MarketView): readonly Problem[] {
  return market.contracts.flatMap((contract, c) =>
    commodityOfAsset(parameters, market.assets[market.underlyingOf[c]]) === undefined
      ? [
          {
            code: 'missing-parameter',
            message: `${contract.symbol}: underlying ${contract.underlying} belongs to no commodity of ${parameters.id}`,
            key: `${contract.symbol}.underlying`,
          },
        ]
      : [],
  );
}
