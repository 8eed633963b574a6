/** The venue section to the rules of the exchange, or what stands in the way. */
import type { WithdrawalRules } from '../exchange/withdrawals/withdrawal-rules.ts';
import { NO_MECHANISMS, type ReserveRules } from '../exchange/mechanism-rules.ts';
import type { InsuranceFundRules, MarkPriceRules, VenueRules } from '../exchange/venue-rules.ts';
import { compileFunding } from './compile-funding.ts';
import { compileBreakers } from './controls/compile-breakers.ts';
import { compileControls } from './controls/compile-controls.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { compileLiquidation, compileLiquidationPolicy } from './compile-liquidation.ts';
import { compileMarginChanges } from './compile-margin-changes.ts';
import { compileIndex, compileMarkRule } from './compile-mark-rules.ts';
import { compilePortfolio } from './compile-portfolio.ts';
import { compileRecalibration } from './compile-recalibration.ts';
import { compileDeleveraging, compileFundGroups, compileLoss, compileWaterfall } from './compile-loss.ts';
import { complete, read, type Findings } from './findings.ts';
import { logDistance } from './log-distance.ts';
import { compileCollateralSales } from './compile-collateral-sales.ts';
import { compileTakeover, compileTakerReserves } from './compile-takeover.ts';
import type { ScenarioFiles } from './file-reader.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { TimeFrame } from './time-frame.ts';
import { parseDuration, parseMoney, parsePpm, parseRate, parseRatio } from './units.ts';

type VenueDraft = Draft<ScenarioFile['venue']>;

export function compileVenue(
  draft: VenueDraft,
  instruments: CompiledInstruments,
  frame: TimeFrame,
  files: ScenarioFiles,
  findings: Findings,
): VenueRules | undefined {
  const groups = compileFundGroups(draft.insuranceFunds, instruments.symbols, findings);
  return complete<VenueRules>({
    ...NO_MECHANISMS,
    markRule: compileMarkRule(draft.markPrice, logDistance(draft.markPrice?.basisLimit), findings),
    index: compileIndex(draft.markPrice, findings),
    funding: compileFunding(draft.funding, instruments, frame, findings),
    reserves: bothOf(groups?.reserves, compileTakerReserves(draft.takeover, instruments, findings)),
    loss: compileLoss(draft, groups?.rules),
    controls: compileControls(draft, instruments, frame, findings),
    instruments: instruments.contracts,
    tiers: instruments.tiers,
    marginChanges: compileMarginChanges(draft.marginChanges, instruments, frame, findings),
    portfolio: compilePortfolio(draft, instruments, files, findings),
    marginRecalibration: compileRecalibration(draft.marginRecalibration, instruments, findings),
    markPrice: compileMarkPrice(draft.markPrice),
    liquidation: compileLiquidation(draft.liquidation),
    liquidationPolicy: compileLiquidationPolicy(draft.liquidation, findings),
    takeover: compileTakeover(draft.takeover, instruments.contracts, findings),
    insuranceFund: compileInsuranceFund(draft.insuranceFund),
    waterfall: compileWaterfall(draft, findings),
    autoDeleveraging: compileDeleveraging(draft.autoDeleveraging),
    collateralSales: compileCollateralSales(draft, findings),
    ...compileBreakers(draft.circuitBreakers, instruments.contracts, findings),
    withdrawals: compileWithdrawals(draft.withdrawals),
  });
}

/** Reserves of funds, then those of takers. */
function bothOf(
  funds: readonly ReserveRules[] | undefined,
  takers: readonly ReserveRules[] | undefined,
): readonly ReserveRules[] | undefined {
  return funds === undefined || takers === undefined ? undefined : [...funds, ...takers];
}

function compileMarkPrice(draft: VenueDraft['markPrice']): MarkPriceRules | undefined {
  return complete<MarkPriceRules>({
    latencyUs: read(parseDuration, draft?.latency),
    intervalUs: read(parseDuration, draft?.interval),
    ownVenueWeight: read(parseRatio, draft?.ownVenueWeight),
    basisLimit: logDistance(draft?.basisLimit),
  });
}

function compileInsuranceFund(draft: VenueDraft['insuranceFund']): InsuranceFundRules | undefined {
  return complete<InsuranceFundRules>({
    initial: read(parseMoney, draft?.initial),
    inventoryMarginPpm: read(parsePpm, draft?.inventoryMargin),
    unwindIntervalUs: read(parseDuration, draft?.unwindInterval),
    unwindSharePpm: read(parsePpm, draft?.unwindShare),
  });
}

function compileWithdrawals(draft: VenueDraft['withdrawals']): WithdrawalRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<WithdrawalRules>({
    latencyUs: read(parseDuration, draft.latency),
    throughputPerSecond: read(parseRate, draft.throughput),
  });
}
