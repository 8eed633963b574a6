/** The venue section to the rules of the exchange, or what stands in the way. */
import { PPM_PER_UNIT } from '../base/units.ts';
import type { WithdrawalRules } from '../exchange/faults/withdrawal-rules.ts';
import { NO_MECHANISMS } from '../exchange/mechanism-rules.ts';
import type {
  HaltRules,
  InsuranceFundRules,
  LiquidationRules,
  LiquidationSizing,
  MarkPriceRules,
  PriceBandRules,
  ThrottleRules,
  VenueRules,
} from '../exchange/venue-rules.ts';
import { log } from '../numeric/math.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { compileMarginChanges, multiplePpmOf } from './compile-margin-changes.ts';
import { compilePortfolio } from './compile-portfolio.ts';
import { compileRecalibration } from './compile-recalibration.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import type { ScenarioFiles } from './file-reader.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { TimeFrame } from './time-frame.ts';
import type { Written } from './unit-result.ts';
import { parseDuration, parseMoney, parseMultiple, parsePpm, parseRate, parseRatio } from './units.ts';

type VenueDraft = Draft<ScenarioFile['venue']>;
type Breakers = NonNullable<VenueDraft['circuitBreakers']>;

export function compileVenue(
  draft: VenueDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  files: ScenarioFiles,
  findings: Findings,
): VenueRules | undefined {
  const { autoDeleveraging, circuitBreakers } = draft;
  const waterfall = allOf(draft.waterfall);
  if (waterfall !== undefined && new Set(waterfall).size < waterfall.length) {
    findings.report({ code: 'duplicate-step', path: ['venue', 'waterfall'], says: 'names a step twice' });
  }
  return complete<VenueRules>({
    ...NO_MECHANISMS,
    instruments: instruments.contracts,
    tiers: instruments.tiers,
    marginChanges: compileMarginChanges(draft.marginChanges, instruments.symbols, frame, findings),
    portfolio: compilePortfolio(draft, instruments, files, findings),
    marginRecalibration: compileRecalibration(draft.marginRecalibration, instruments, findings),
    markPrice: compileMarkPrice(draft.markPrice),
    liquidation: compileLiquidation(draft.liquidation),
    insuranceFund: compileInsuranceFund(draft.insuranceFund),
    waterfall,
    autoDeleveraging: complete({ ranking: autoDeleveraging?.ranking, price: autoDeleveraging?.price }),
    priceBand: compilePriceBand(circuitBreakers?.priceBand),
    halt: compileHalt(circuitBreakers?.halt, findings),
    throttle: compileThrottle(circuitBreakers?.throttle),
    withdrawals: compileWithdrawals(draft.withdrawals),
  });
}

/**
 * A distance given as a share of the price, in log price: `10 %` is log(1.10) on either side, so that a limit lies
 * at x 1.10 above and at / 1.10 below.
 */
export function logDistance(raw: Written | undefined): number | undefined {
  const share = read(parseRatio, raw);
  return share === undefined ? undefined : log(1 + share);
}

function compileMarkPrice(draft: VenueDraft['markPrice']): MarkPriceRules | undefined {
  return complete<MarkPriceRules>({
    latencyUs: read(parseDuration, draft?.latency),
    intervalUs: read(parseDuration, draft?.interval),
    ownVenueWeight: read(parseRatio, draft?.ownVenueWeight),
    basisLimit: logDistance(draft?.basisLimit),
  });
}

function compileLiquidation(draft: VenueDraft['liquidation']): LiquidationRules | undefined {
  return complete<LiquidationRules>({
    sizing: compileSizing(draft?.sizing),
    wholeBelow: read(parseMoney, draft?.wholeBelow),
    feePpm: read(parsePpm, draft?.fee),
    latencyUs: read(parseDuration, draft?.latency),
    stepIntervalUs: read(parseDuration, draft?.stepInterval),
    retryIntervalUs: read(parseDuration, draft?.retryInterval),
    throughputPerSecond: read(parseRate, draft?.throughput),
    takeoverEquitySharePpm: read(parsePpm, draft?.takeoverEquityShare),
  });
}

function compileSizing(draft: NonNullable<VenueDraft['liquidation']>['sizing']): LiquidationSizing | undefined {
  if (draft === undefined || typeof draft === 'string') return draft === undefined ? undefined : { kind: draft };
  switch (draft.kind) {
    case 'fraction':
      return complete<LiquidationSizing>({ kind: 'fraction', sharePpm: read(parsePpm, draft.share) });
    case 'restoreBuffer':
      return complete<LiquidationSizing>({
        kind: 'restoreBuffer',
        bufferRatio: read(parseMultiple, draft.bufferRatio),
      });
    case undefined:
      return undefined;
    default:
      return { kind: draft.kind };
  }
}

function compileInsuranceFund(draft: VenueDraft['insuranceFund']): InsuranceFundRules | undefined {
  return complete<InsuranceFundRules>({
    initial: read(parseMoney, draft?.initial),
    inventoryMarginPpm: read(parsePpm, draft?.inventoryMargin),
    unwindIntervalUs: read(parseDuration, draft?.unwindInterval),
    unwindSharePpm: read(parsePpm, draft?.unwindShare),
  });
}

function compilePriceBand(draft: Breakers['priceBand']): PriceBandRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<PriceBandRules>({ widthLog: logDistance(draft.width) });
}

function compileHalt(draft: Breakers['halt'], findings: Findings): HaltRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<HaltRules>({
    windowUs: read(parseDuration, draft.window),
    moveLog: logDistance(draft.move),
    durationUs: read(parseDuration, draft.duration),
    liquidationsAllowed: draft.liquidationsAllowed,
    marginMultiplePpm: Object.hasOwn(draft, 'marginMultiple')
      ? multiplePpmOf(draft.marginMultiple, ['venue', 'circuitBreakers', 'halt', 'marginMultiple'], findings)
      : PPM_PER_UNIT,
  });
}

function compileWithdrawals(draft: VenueDraft['withdrawals']): WithdrawalRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<WithdrawalRules>({
    latencyUs: read(parseDuration, draft.latency),
    throughputPerSecond: read(parseRate, draft.throughput),
  });
}

function compileThrottle(draft: Breakers['throttle']): ThrottleRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<ThrottleRules>({
    notionalMax: read(parseMoney, draft.notionalMax),
    windowUs: read(parseDuration, draft.window),
  });
}
