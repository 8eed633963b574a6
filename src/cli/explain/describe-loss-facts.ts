/** Facts about bearing losses, told about the account that they name. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import { formatShare } from '../../base/format.ts';
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import { WATERFALL_STAGES } from '../../exchange/loss/loss-rules.ts';
import { STAGE_NAMES } from '../../experiment/stage-names.ts';
import type { FactEntry } from './account-recorder.ts';
import { formatAmount } from './amounts.ts';
import type { Told } from './story.ts';

/** Null for a fact about something else. */
export function describeLossFact({ fact }: FactEntry): Told | null {
  const amount = formatAmount(fact.value);
  const told = (headline: string, text: string): Told => ({ headline, text: [text], tables: [] });
  const ofAccount = fact.a === INSURANCE_FUND ? 'the insurance fund' : `account ${fact.a}`;
  switch (fact.kind) {
    case 'uncoveredLoss':
      return told('UNCOVERED LOSS', `${amount} of its loss is borne by nobody.`);
    case 'lossShare': {
      const stage = STAGE_NAMES[WATERFALL_STAGES[fact.b]!];
      return told('BEARS A LOSS', `Pays ${amount} of a loss of ${ofAccount} (waterfall: ${stage}).`);
    }
    case 'lossStage': {
      const stage = STAGE_NAMES[WATERFALL_STAGES[fact.a]!];
      return told('LOSS BORNE BY OTHERS', `${amount} of its loss is borne by the next stage: ${stage}.`);
    }
    case 'groupFundPayment':
      return told(
        'FUND PAYS',
        `The fund of this instrument pays ${amount} of its deficit and has ${formatAmount(fact.b)} left.`,
      );
    case 'surplus':
      return told(
        'SURPLUS',
        `${amount} of what its liquidation left goes to ${fact.a === INSURANCE_FUND ? 'the insurance fund' : 'the fund of this instrument'}.`,
      );
    case 'exitHaircut': {
      const rate = formatShare(fact.a / PPM_PER_UNIT);
      return told(
        'EXIT HAIRCUT',
        `Leaves ${amount} behind, ${rate} of a withdrawal of ${formatAmount(fact.b)}: the venue is insolvent.`,
      );
    }
    default:
      return null;
  }
}
