/** The `venue.controls` section to rules, or what stands in the way. */
import { NO_CONTROLS, type ControlRules, type SessionRules } from '../../exchange/controls/control-rules.ts';
import type { CompiledInstruments } from '../compile-instruments.ts';
import { complete, read, type Findings } from '../findings.ts';
import { durationText, momentUs, type TimeFrame } from '../time-frame.ts';
import type { Written } from '../unit-result.ts';
import { parseDuration, parsePpm } from '../units.ts';
import {
  compileFundMode,
  compileLiquidationPause,
  compileOracleGuard,
  compileWithdrawalGate,
} from './compile-guards.ts';
import { compileDynamicBreaker, compileLimitUpDown, compileMarketWide, compileOrderBand } from './compile-halts.ts';
import { compileMarginSteps, compileOpenInterestMargin } from './compile-margin-controls.ts';
import { BASE, type ControlContext, type ControlsDraft, type FundSources, type VenueDraft } from './control-context.ts';

export function compileControls(
  venue: VenueDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  findings: Findings,
): ControlRules | undefined {
  const draft = venue.controls;
  if (draft === undefined) return NO_CONTROLS;
  const { contracts } = instruments;
  const session = compileSession(draft, frame, findings);
  if (contracts === undefined || session === undefined || frame.durationUs === undefined) return undefined;
  const context: ControlContext = {
    contracts,
    instruments,
    session,
    frame,
    paysOut: isOn(venue.withdrawals),
    indexIsOwnBook: venue.markPrice?.index?.venues?.length === 0,
    findings,
  };
  const hasMarketWide = isOn(draft.marketWide);
  checkReopening(draft, venue, context);
  return complete<ControlRules>({
    session,
    limitUpDown: ifOn(draft.limitUpDown, (on) => compileLimitUpDown(on, context)),
    dynamicBreaker: ifOn(draft.dynamicBreaker, (on) => compileDynamicBreaker(on, context)),
    marketWide: ifOn(draft.marketWide, (on) => compileMarketWide(on, context)),
    orderBand: ifOn(draft.orderBand, (on) => compileOrderBand(on, context)),
    reopening: ifOn(draft.reopening, (on) => complete({ callUs: read(parseDuration, on.call) })),
    liquidationPause: ifOn(draft.liquidationPause, (on) => compileLiquidationPause(on, context, hasMarketWide)),
    openInterestMargin: ifOn(draft.openInterestMargin, (on) =>
      compileOpenInterestMargin(on, context, Object.hasOwn(venue, 'margin')),
    ),
    marginSteps: ifOn(draft.marginSteps, (on) => compileMarginSteps(on, context)),
    withdrawalGate: ifOn(draft.withdrawalGate, (on) => compileWithdrawalGate(on, context, hasMarketWide)),
    oracleGuard: ifOn(draft.oracleGuard, (on) => compileOracleGuard(on, context)),
    fundMode: ifOn(draft.fundMode, (on) => compileFundMode(on, context, sourcesOf(venue))),
  });
}

function isOn<Switched>(draft: Switched): draft is Exclude<Switched, 'off' | null | undefined> {
  return draft !== undefined && draft !== null && draft !== 'off';
}

function ifOn<Switched, Rules>(
  draft: Switched,
  compile: (on: Exclude<Switched, 'off' | null | undefined>) => Rules | undefined,
): Rules | null | undefined {
  return isOn(draft) ? compile(draft) : null;
}

/** Amounts that are not sound were reported: they count as something. */
function sourcesOf({ liquidation, insuranceFund }: VenueDraft): FundSources {
  const isSome = (raw: Written | undefined): boolean => read(parsePpm, raw) !== 0;
  return {
    liquidations:
      (isSome(liquidation?.fee) && isSome(liquidation?.feeFundShare)) || isSome(insuranceFund?.surplusShare),
    inflow: isOn(insuranceFund?.inflow),
  };
}

function compileSession(draft: ControlsDraft, frame: TimeFrame, findings: Findings): SessionRules | undefined {
  const { session } = draft;
  if (session === undefined) return complete<SessionRules>({ openUs: 0, closeUs: frame.durationUs });
  const path = [...BASE, 'session'];
  const openUs = momentUs(session.open, [...path, 'open'], frame, findings);
  const closeUs = Object.hasOwn(session, 'close')
    ? momentUs(session.close, [...path, 'close'], frame, findings)
    : frame.durationUs;
  if (openUs !== undefined && closeUs !== undefined && closeUs <= openUs) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'close'],
      says: 'is not after open',
      expected: `more than ${durationText(openUs)}`,
    });
  }
  return complete<SessionRules>({ openUs, closeUs });
}

function checkReopening(draft: ControlsDraft, venue: VenueDraft, { findings }: ControlContext): void {
  const halts = [draft.limitUpDown, draft.dynamicBreaker, draft.marketWide, venue.circuitBreakers?.halt];
  if (!isOn(draft.reopening) || halts.some(isOn)) return;
  const says = 'reopens trading that nothing halts';
  const hint = 'set circuitBreakers.halt, limitUpDown, dynamicBreaker or marketWide';
  findings.report({ code: 'no-trigger', path: [...BASE, 'reopening'], says, hint, atKey: true });
}
