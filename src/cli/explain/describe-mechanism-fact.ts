/** What a venue's mechanisms beside the core loop did to the account: who tells which fact. */
import type { FactKind } from '../../exchange/fact.ts';
import type { FactEntry } from './account-recorder.ts';
import { describeFaultFact } from './describe-fault-facts.ts';
import { describeFunding } from './describe-funding.ts';
import { describeLossFact } from './describe-loss-facts.ts';
import { describeAuction, describeTaken, describeUnwind } from './describe-takeover.ts';
import type { Story, Told } from './story.ts';

const DESCRIBERS: Partial<Record<FactKind, (entry: FactEntry, story: Story) => Told | null>> = {
  funding: describeFunding,
  positionTaken: describeTaken,
  inventoryUnwind: describeUnwind,
  auctionStart: describeAuction,
  auctionEnd: describeAuction,
  lossShare: describeLossFact,
  groupFundPayment: describeLossFact,
  lossStage: describeLossFact,
  surplus: describeLossFact,
  exitHaircut: describeLossFact,
  faultStart: describeFaultFact,
  faultEnd: describeFaultFact,
  withdrawalRequest: describeFaultFact,
  withdrawal: describeFaultFact,
  commandDelayed: describeFaultFact,
  commandLost: describeFaultFact,
};

/** A fact that nobody tells is named, with `tables` below it. */
export function describeMechanismFact(entry: FactEntry, story: Story, tables: readonly string[]): Told {
  const { kind } = entry.fact;
  return DESCRIBERS[kind]?.(entry, story) ?? { headline: kind, text: [], tables };
}
