/** How a venue liquidates where it departs from the plain way, as names and values; nothing where it does not. */
import { PPM_PER_UNIT } from '../base/units.ts';
import type {
  AccountOrder,
  LegOrder,
  LiquidationLimit,
  LiquidationPolicy,
} from '../exchange/liquidation/liquidation-policy.ts';
import type { ReserveRules } from '../exchange/mechanism-rules.ts';
import { namesOf, type TakeoverRules, type TakerRules } from '../exchange/takeover/takeover-rules.ts';
import { money, ppm, type Entry } from './fact-text.ts';

const ACCOUNT_ORDERS: Readonly<Record<AccountOrder, string | null>> = {
  equityRatio: null,
  firstInFirstOut: 'in the order in which they fell due',
  largestShortfall: 'the largest shortfall first',
  largestNotional: 'the largest notional first',
};

const LEG_ORDERS: Readonly<Record<LegOrder, string | null>> = {
  largestMaintenance: null,
  largestLoss: 'the largest loss first',
  marginEfficient: 'most margin freed for its notional first',
  impactEfficient: 'most margin freed for its impact first',
  mostLiquid: 'the smallest against its book first',
  proRata: 'all in proportion',
};

export function policyFacts(policy: LiquidationPolicy): Entry[] {
  const { accountOrder, legOrder, limit, fee, stepCap } = policy;
  const entries: Entry[] = [];
  const add = (name: string, value: string | null): void => {
    if (value !== null) entries.push([name, value]);
  };
  add('Accounts are served', ACCOUNT_ORDERS[accountOrder]);
  add('Positions go', LEG_ORDERS[legOrder]);
  add('Price limit', limitText(limit));
  add('Fee at most', fee.cap === 'surplus' ? 'what a fill brought above bankruptcy price' : null);
  add('Part of the fee for the fund', fee.fundSharePpm === PPM_PER_UNIT ? null : ppm(fee.fundSharePpm));
  if (stepCap !== null) {
    const least = money(stepCap.notionalMin);
    add('One order closes at most', `${ppm(stepCap.portionMaxPpm)} of the position, or ${least}`);
  }
  return entries;
}

function limitText(limit: LiquidationLimit): string | null {
  switch (limit.kind) {
    case 'bankruptcy':
      return null;
    case 'market':
      return 'none but the band';
    case 'markDistance':
      return `${ppm(limit.distancePpm)} from the mark`;
    case 'fillable':
      return `mark less up to ${ppm(limit.spreadPpm)} of its margin as equity falls below margin`;
  }
}

/** Who takes positions over before the fund; nothing where nobody does. */
export function takeoverFacts({ takers, fundTakes }: TakeoverRules, reserves: readonly ReserveRules[]): Entry[] {
  if (takers.length === 0) return fundTakes ? [] : [['Positions taken over by', 'nobody; the fund only pays']];
  const capitalOf = (name: string): string => {
    const initial = reserves.find((reserve) => reserve.name === name)?.initial ?? 0;
    return `${name} with ${money(initial)}`;
  };
  const told = takers.map((taker) => `${TAKERS[taker.kind]} (${namesOf(taker).map(capitalOf).join(', ')})`);
  return [['Positions taken over by', [...told, ...(fundTakes ? ['the fund'] : [])].join(', then ')]];
}

const TAKERS: Readonly<Record<TakerRules['kind'], string>> = {
  vault: 'a vault',
  panel: 'a panel of providers',
  dutchAuction: 'bidders in an auction',
};
