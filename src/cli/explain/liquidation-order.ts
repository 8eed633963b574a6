/** Why a liquidation order had the size and the limit that it had, derived from the account as it was just before. */
import { PPM_PER_UNIT, type Lots, type Ticks } from '../../base/units.ts';
import { formatShare } from '../../base/format.ts';
import { bandLimitTicks } from '../../exchange/circuit-breakers.ts';
import { computeBankruptcyLimitTicks, splitEquityOverLegs } from '../../margin/bankruptcy.ts';
import { limitLiquidatedNotional } from '../../margin/bankruptcy-quote.ts';
import { capByNotional, sizeByFraction, sizeByTierStep, sizeToRestoreBuffer } from '../../margin/liquidation-size.ts';
import { bracketOf } from '../../margin/tier-table.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { FactEntry } from './account-recorder.ts';
import type { AccountState, Leg, MarginTerms } from './account-figures.ts';
import { formatAmount } from './amounts.ts';

export interface OrderReasons {
  /** What the sizing rule asks for, before any throttle; null where it was settled for all legs before the first of them went. */
  readonly wantedLots: Lots | null;
  readonly filledLots: Lots;
  readonly sizeReason: string;
  readonly limitTicks: Ticks;
  readonly limitIs: 'bankruptcyPrice' | 'priceBand' | 'policy';
}

export function explainOrder({ fact, before, indexTicks, terms }: FactEntry, scenario: Scenario): OrderReasons {
  const leg = before.legs.find(({ instrument }) => instrument === fact.instrument)!;
  const own = policyLimit(leg, before, terms, scenario);
  const { wanted, reason } = capped(
    leg,
    scenario,
    sizeOf(leg, before.equity, before.maintenance, scenario, terms, Math.abs(fact.lots)),
  );
  const direction = leg.lots > 0 ? -1 : 1;
  const band = bandLimitTicks(scenario.venue.priceBand, indexTicks, direction);
  const bandIsStricter = direction < 0 ? band > own : band < own;
  const isBankruptcy = scenario.venue.liquidationPolicy.limit.kind === 'bankruptcy';
  return {
    wantedLots: wanted,
    filledLots: Math.abs(fact.lots),
    sizeReason: reason,
    limitTicks: bandIsStricter ? band : own,
    limitIs: bandIsStricter ? 'priceBand' : isBankruptcy ? 'bankruptcyPrice' : 'policy',
  };
}

/** The limit before the band; see `exchange/liquidation/liquidation-limit.ts`. */
function policyLimit(leg: Leg, before: AccountState, terms: MarginTerms, scenario: Scenario): Ticks {
  const { limit } = scenario.venue.liquidationPolicy;
  const bankruptcy = leg.portfolio === null ? tieredLimit(leg, before, terms) : portfolioLimit(leg, terms);
  if (limit.kind === 'bankruptcy') return bankruptcy;
  if (limit.kind === 'market') return bandLimitTicks(null, 0, leg.lots > 0 ? -1 : 1);
  const rating =
    limit.kind === 'fillable'
      ? Math.min(1, Math.max(0, limit.adjustment * (1 - before.equity / before.maintenance)))
      : 0;
  const loss =
    limit.kind === 'fillable'
      ? (rating * limit.spreadPpm * leg.maintenance) / PPM_PER_UNIT
      : (leg.notional * limit.distancePpm) / PPM_PER_UNIT;
  return limitAfterLoss(leg, terms, Math.round(loss));
}

function tieredLimit(leg: Leg, before: AccountState, terms: MarginTerms): Ticks {
  const margins = Float64Array.from(before.legs, ({ maintenance }) => maintenance);
  const shares = new Float64Array(margins.length);
  splitEquityOverLegs(before.equity, margins, shares);
  return limitAfterLoss(leg, terms, shares[before.legs.indexOf(leg)]!);
}

function limitAfterLoss(leg: Leg, terms: MarginTerms, share: number): Ticks {
  const contract = terms.instruments[leg.instrument]!;
  const markTicks = leg.notional / (Math.abs(leg.lots) * contract.quantaPerLotTick);
  return computeBankruptcyLimitTicks(markTicks, leg.lots, contract.quantaPerLotTick, share);
}

function portfolioLimit(leg: Leg, terms: MarginTerms): Ticks {
  return leg.bankruptcyPrice / terms.instruments[leg.instrument]!.tickSize;
}

interface Sizing {
  readonly wanted: Lots | null;
  readonly reason: string;
}

function sizeOf(
  leg: Leg,
  equity: number,
  maintenance: number,
  scenario: Scenario,
  terms: MarginTerms,
  filled: Lots,
): Sizing {
  const { sizing, wholeBelow, feePpm } = scenario.venue.liquidation;
  const size = Math.abs(leg.lots);
  const perLot = leg.notional / size;
  const tiers = terms.tiers[leg.instrument]!;
  const bracket = leg.tier?.bracket ?? bracketOf(tiers, leg.notional) + 1;
  if (leg.notional <= wholeBelow) {
    return { wanted: size, reason: `all of it: positions up to ${formatAmount(wholeBelow)} USD are closed whole` };
  }
  switch (sizing.kind) {
    case 'full':
      return { wanted: size, reason: 'all of it: the venue closes positions whole' };
    case 'fraction':
      return {
        wanted: sizeByFraction(size, sizing.sharePpm),
        reason: `${formatShare(sizing.sharePpm / PPM_PER_UNIT)} of it: the venue closes so much a step`,
      };
    case 'fractionCooldown': {
      const part = sizeByFraction(size, sizing.sharePpm);
      const isWhole = leg.notional <= sizing.above || filled > part;
      return isWhole
        ? { wanted: size, reason: 'all of it: it is small, or a part of it went just before' }
        : { wanted: part, reason: `${formatShare(sizing.sharePpm / PPM_PER_UNIT)} of it, as of all large positions` };
    }
    case 'tierStep':
      return {
        wanted: sizeByTierStep(size, perLot, tiers),
        reason:
          bracket === 1
            ? 'all of it: it lies in the lowest margin bracket'
            : `down into margin bracket ${bracket - 1} from bracket ${bracket}`,
      };
    case 'restoreBuffer': {
      const { bufferRatio } = sizing;
      const reason = `as little as lifts equity to ${bufferRatio}x maintenance margin`;
      if (scenario.venue.liquidationPolicy.legOrder === 'proRata') {
        return { wanted: null, reason: `the same share of every position, ${reason}` };
      }
      const rate = rateOf(leg);
      const cost = feePpm / PPM_PER_UNIT;
      const wanted = sizeToRestoreBuffer(size, perLot, equity, maintenance, bufferRatio, rate, cost);
      return { wanted, reason };
    }
  }
}

/** What one step may close at most. */
function capped(leg: Leg, scenario: Scenario, sizing: Sizing): Sizing {
  const { stepCap } = scenario.venue.liquidationPolicy;
  if (stepCap === null || sizing.wanted === null || leg.notional <= scenario.venue.liquidation.wholeBelow)
    return sizing;
  const portion = stepCap.portionMaxPpm / PPM_PER_UNIT;
  const { max } = limitLiquidatedNotional(leg.notional, portion, stepCap.notionalMin);
  const most = capByNotional(sizing.wanted, leg.notional / Math.abs(leg.lots), max);
  if (most >= sizing.wanted) return sizing;
  return { wanted: most, reason: `at most ${formatShare(portion)} of it: the venue caps every step` };
}

/** Maintenance margin that closing frees, as a share of what is closed. */
function rateOf({ tier, portfolio, notional }: Leg): number {
  return portfolio === null ? tier!.maintenanceRatePpm / PPM_PER_UNIT : portfolio.freed / notional;
}
