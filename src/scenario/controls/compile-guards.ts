/** Controls that stop services of the venue to rules; those that nothing can trip or end are refused. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type {
  FundModeRules,
  LiquidationPauseRules,
  OracleGuardRules,
  WithdrawalGateRules,
} from '../../exchange/controls/control-rules.ts';
import { multiplePpmOf } from '../compile-margin-changes.ts';
import { complete, read } from '../findings.ts';
import { parseCount } from '../plain-units.ts';
import { parseDuration, parseMoney, parsePpm } from '../units.ts';
import type { Written } from '../unit-result.ts';
import {
  BASE,
  instrumentsOf,
  reportBelowTick,
  tickSharePpm,
  type ControlContext,
  type FundSources,
  type On,
} from './control-context.ts';

/** Null where the key does not stand. */
function optional<T>(draft: object, key: string, value: Written | undefined, parse: Parameters<typeof read<T>>[0]) {
  return Object.hasOwn(draft, key) ? read(parse, value) : null;
}

function reportTriggers(
  key: 'liquidationPause' | 'withdrawalGate',
  hasTrigger: boolean,
  waitsForMarket: boolean | undefined,
  hasMarketWide: boolean,
  { findings }: ControlContext,
): void {
  const path = [...BASE, key];
  if (waitsForMarket === true && !hasMarketWide) {
    const says = 'waits for halts of venue.controls.marketWide, which is off';
    findings.report({ code: 'no-trigger', path: [...path, 'onMarketWideHalt'], says, hint: 'set marketWide' });
  } else if (!hasTrigger && waitsForMarket !== true) {
    const hint = 'set one of its triggers, or switch it off';
    findings.report({ code: 'no-trigger', path, says: 'has nothing that trips it', hint, atKey: true });
  }
}

export function compileLiquidationPause(
  draft: On<'liquidationPause'>,
  context: ControlContext,
  hasMarketWide: boolean,
): LiquidationPauseRules | undefined {
  const path = [...BASE, 'liquidationPause'];
  const hasFund = Object.hasOwn(draft, 'fundShare');
  reportTriggers(
    'liquidationPause',
    hasFund || Object.hasOwn(draft, 'notionalMax'),
    draft.onMarketWideHalt,
    hasMarketWide,
    context,
  );
  const hasEnd = Object.hasOwn(draft, 'extensionsMax');
  if (draft.waitForFund === true && !hasFund) {
    const says = 'waits for a share of the fund that is not given';
    context.findings.report({ code: 'no-trigger', path: [...path, 'waitForFund'], says, hint: 'set fundShare' });
  } else if (draft.waitForFund === true && !hasEnd) {
    const says = 'waits for the fund, which fills from liquidations, which wait for the pause: neither ever ends';
    const hint = 'set extensionsMax';
    context.findings.report({ code: 'cyclic-trigger', path: [...path, 'waitForFund'], says, hint });
  }
  return complete<LiquidationPauseRules>({
    fundSharePpm: optional(draft, 'fundShare', draft.fundShare, parsePpm),
    fundWindowUs: read(parseDuration, draft.fundWindow),
    notionalMax: optional(draft, 'notionalMax', draft.notionalMax, parseMoney),
    rateWindowUs: read(parseDuration, draft.window),
    onMarketWideHalt: draft.onMarketWideHalt,
    pauseUs: read(parseDuration, draft.duration),
    extensionsMax: draft.waitForFund === true && hasEnd ? read(parseCount, draft.extensionsMax) : 0,
  });
}

export function compileWithdrawalGate(
  draft: On<'withdrawalGate'>,
  context: ControlContext,
  hasMarketWide: boolean,
): WithdrawalGateRules | undefined {
  const hasTrigger = Object.hasOwn(draft, 'fundShare') || Object.hasOwn(draft, 'fall');
  if (!context.paysOut) {
    const says = 'closes withdrawals at a venue that pays nothing out';
    const hint = 'add "withdrawals: { latency: 1 min }" to venue';
    context.findings.report({
      code: 'control-without-service',
      path: [...BASE, 'withdrawalGate'],
      says,
      hint,
      atKey: true,
    });
  }
  reportTriggers('withdrawalGate', hasTrigger, draft.onMarketWideHalt, hasMarketWide, context);
  return complete<WithdrawalGateRules>({
    fundSharePpm: optional(draft, 'fundShare', draft.fundShare, parsePpm),
    fundWindowUs: read(parseDuration, draft.fundWindow),
    onMarketWideHalt: draft.onMarketWideHalt,
    fallPpm: optional(draft, 'fall', draft.fall, parsePpm),
    fallWindowUs: read(parseDuration, draft.window),
    closedUs: read(parseDuration, draft.duration),
  });
}

export function compileOracleGuard(draft: On<'oracleGuard'>, context: ControlContext): OracleGuardRules | undefined {
  const path = [...BASE, 'oracleGuard'];
  const instruments = instrumentsOf(draft.instruments, [...path, 'instruments'], context);
  const deviationPpm = read(parsePpm, draft.deviation);
  const tooNarrow = (instruments ?? []).filter(
    (i) => deviationPpm !== undefined && context.contracts[i].priceInitialTicks * deviationPpm < PPM_PER_UNIT,
  );
  if (context.indexIsOwnBook) {
    const says = "compares the book's price with an index that is that same price: it could never trip";
    const hint = 'list a venue under markPrice.index.venues';
    context.findings.report({ code: 'cyclic-trigger', path, says, hint, atKey: true });
  }
  const expected = `at least ${tickSharePpm(tooNarrow, context)} ppm`;
  reportBelowTick([...path, 'deviation'], tooNarrow, 'rounding alone would trip it', { expected }, context);
  return complete<OracleGuardRules>({
    instruments,
    deviationPpm,
    confirmUs: read(parseDuration, draft.confirm),
    action: draft.action,
  });
}

export function compileFundMode(
  draft: On<'fundMode'>,
  context: ControlContext,
  sources: FundSources,
): FundModeRules | undefined {
  const path = [...BASE, 'fundMode'];
  const { findings } = context;
  const sharePpm = read(parsePpm, draft.fundShare);
  const recoverPpm = read(parsePpm, draft.recoverShare);
  const hasLongest = Object.hasOwn(draft, 'longest');
  const hasMultiple = Object.hasOwn(draft, 'marginMultiple');
  const hint = 'set longest';
  if (sharePpm !== undefined && recoverPpm !== undefined && recoverPpm < sharePpm) {
    const says = 'is below fundShare: the mode would end where it begins';
    findings.report({ code: 'min-above-max', path: [...path, 'recoverShare'], says, expected: 'at least fundShare' });
  }
  const marginMultiplePpm = hasMultiple
    ? multiplePpmOf(draft.marginMultiple, [...path, 'marginMultiple'], findings)
    : PPM_PER_UNIT;
  if (marginMultiplePpm === PPM_PER_UNIT && draft.pauseLiquidations === false && draft.closeOnly === false) {
    const says = 'does nothing: marginMultiple is 1x, and neither pauseLiquidations nor closeOnly is set';
    const hint = 'write "marginMultiple: 2x", or switch one of the others on';
    findings.report({ code: 'no-action', path, says, hint, atKey: true });
  }
  const rules = complete<FundModeRules>({
    sharePpm,
    windowUs: read(parseDuration, draft.fundWindow),
    recoverPpm,
    longestUs: optional(draft, 'longest', draft.longest, parseDuration),
    marginMultiplePpm,
    pausesLiquidations: draft.pauseLiquidations,
    closeOnly: draft.closeOnly,
  });
  if (hasLongest || sources.inflow) return rules;
  if (draft.pauseLiquidations === true) {
    const says = 'waits for the fund, which fills from liquidations, which wait for the mode to end: neither ever ends';
    findings.report({ code: 'cyclic-trigger', path: [...path, 'pauseLiquidations'], says, hint });
  } else if (!sources.liquidations) {
    const says = 'ends when the fund is back, and neither fees, surpluses nor an inflow fill it';
    findings.report({ code: 'never-reopens', path, says, hint, atKey: true });
  }
  return rules;
}
