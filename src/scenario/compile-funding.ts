/** Funding of perpetuals: formula, times and caps. */
import { US_PER_HOUR, US_PER_MINUTE } from '../base/units.ts';
import type { FundingFormula, FundingRules } from '../exchange/funding/funding-rules.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { durationText, momentUs, type TimeFrame } from './time-frame.ts';
import type { Parsed, Written } from './unit-result.ts';
import { parseDuration, parseMultiple, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type FundingDraft = Draft<ScenarioFile['venue']['funding']>;
type Settings = Exclude<FundingDraft, 'off' | null | undefined>;

const BASE: Path = ['venue', 'funding'];
const PERIOD_US = 8 * US_PER_HOUR;
const SAMPLE_INTERVAL_US = US_PER_MINUTE;
const INTEREST = 0.0001;
const CLAMP = 0.0005;
const DAMPER = 0.000_25;

export function compileFunding(
  draft: FundingDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  findings: Findings,
): FundingRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return null;
  const valueOf = partsOf(draft);
  const intervalUs = valueOf('interval', parseDuration, PERIOD_US);
  const sampleIntervalUs = valueOf('sampleInterval', parseDuration, SAMPLE_INTERVAL_US);
  const firstAtUs = Object.hasOwn(draft, 'first')
    ? momentUs(draft.first, [...BASE, 'first'], frame, findings)
    : intervalUs;
  if (intervalUs !== undefined && sampleIntervalUs !== undefined && firstAtUs !== undefined) {
    checkTimes({ intervalUs, sampleIntervalUs, firstAtUs }, findings);
  }
  if (!instruments.links.some(({ kind }) => kind === 'perpetual' || kind === undefined)) {
    findings.report({
      code: 'nothing-to-fund',
      path: BASE,
      says: 'needs a perpetual: nothing else pays funding',
      hint: 'list a perpetual, or switch venue.funding off',
      atKey: true,
    });
  }
  if (Object.hasOwn(draft, 'capMarginMultiple')) checkMarginCaps(instruments, findings);
  return complete<FundingRules>({
    formula: compileFormula(draft.formula),
    firstAtUs,
    intervalUs,
    periodUs: valueOf('period', parseDuration, PERIOD_US),
    sampleIntervalUs,
    average: draft.average ?? 'even',
    capMarginMultiple: valueOf('capMarginMultiple', parseMultiple, null),
    cap: valueOf('cap', parseRatio, null),
    notional: draft.notional ?? 'mark',
    isPaidLate: draft.paidLate ?? false,
  });
}

/** Reads a key that may be left out. */
function partsOf(draft: object) {
  const written = draft as Readonly<Record<string, Written | undefined>>;
  return <T, Otherwise>(key: string, parse: (raw: unknown) => Parsed<T>, otherwise: Otherwise) =>
    Object.hasOwn(written, key) ? read(parse, written[key]) : otherwise;
}

function compileFormula(draft: Settings['formula']): FundingFormula | undefined {
  if (draft === undefined) return { kind: 'clampedInterest', interest: INTEREST, clamp: CLAMP };
  const valueOf = partsOf(draft);
  switch (draft.kind) {
    case undefined:
      return undefined;
    case 'clampedInterest':
      return complete<FundingFormula>({
        kind: 'clampedInterest',
        interest: valueOf('interest', parseRatio, INTEREST),
        clamp: valueOf('clamp', parseRatio, CLAMP),
      });
    case 'addedInterest':
      return complete<FundingFormula>({ kind: 'addedInterest', interest: valueOf('interest', parseRatio, INTEREST) });
    case 'damper':
      return complete<FundingFormula>({ kind: 'damper', damper: valueOf('damper', parseRatio, DAMPER) });
    case 'premium':
      return { kind: 'premium' };
  }
}

/** A cap by margin rates needs rates that lie apart. */
function checkMarginCaps({ links, tiers, symbols }: CompiledInstruments, findings: Findings): void {
  links.forEach(({ kind }, i) => {
    const bracket = tiers?.[i].brackets[0];
    if (kind !== 'perpetual' || bracket === undefined) return;
    if (bracket.initialRatePpm > bracket.maintenanceRatePpm) return;
    findings.report({
      code: 'cap-of-nothing',
      path: [...BASE, 'capMarginMultiple'],
      says: `leaves no funding in ${symbols[i] ?? 'an instrument'}, whose initial margin rate is no higher than its maintenance rate, or which has no tiers`,
      hint: 'give it tiers with room between the rates, or use cap',
    });
  });
}

/** Every interval has the same samples, and a payment is made right after one. */
function checkTimes(
  { intervalUs, sampleIntervalUs, firstAtUs }: Pick<FundingRules, 'intervalUs' | 'sampleIntervalUs' | 'firstAtUs'>,
  findings: Findings,
): void {
  const wholeSamples = `a whole number of samples of ${durationText(sampleIntervalUs)}`;
  if (intervalUs % sampleIntervalUs !== 0) {
    findings.report({
      code: 'not-whole',
      path: [...BASE, findings.isWritten([...BASE, 'interval']) ? 'interval' : 'sampleInterval'],
      says: `does not fit: an interval is not ${wholeSamples}`,
      expected: wholeSamples,
    });
  } else if (firstAtUs % sampleIntervalUs !== 0 || firstAtUs === 0) {
    findings.report({
      code: 'not-whole',
      path: [...BASE, 'first'],
      says: 'is no time of a sample',
      expected: `${wholeSamples} after the start, at least one`,
    });
  }
}
