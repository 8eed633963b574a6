import type { QuoteQuanta } from '../../base/units.ts';
import type { VenueRules } from '../venue-rules.ts';
import { DEFAULT_FUND_RESERVE, SKIN_RESERVE, SKIN_SECOND_RESERVE, type WaterfallStage } from './loss-rules.ts';

const STAGE_OF: Readonly<Record<string, WaterfallStage>> = {
  [DEFAULT_FUND_RESERVE]: 'defaultFund',
  [SKIN_RESERVE]: 'skinInTheGame',
  [SKIN_SECOND_RESERVE]: 'skinInTheGameSecond',
};

/** Money set aside beforehand that stages of the waterfall can use: what "cover N" is measured against. */
export function sumPrefunded({ insuranceFund, reserves, waterfall, loss }: VenueRules): QuoteQuanta {
  const groups = new Set(loss.groups.map(({ reserve }) => reserve));
  let sum = waterfall.includes('insuranceFund') ? insuranceFund.initial : 0;
  for (const { name, initial } of reserves) {
    const stage = groups.has(name) ? 'insuranceFund' : STAGE_OF[name];
    if (stage !== undefined && waterfall.includes(stage)) sum += initial;
  }
  return sum;
}
