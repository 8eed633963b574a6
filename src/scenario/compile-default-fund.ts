/** The default fund of a clearing house: who its members are, and the reserves that hold the prefunded money. */
import type { AgentRules } from '../agents/agent-class.ts';
import { listClassRanges } from '../agents/population-draw.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { sumContributions } from '../exchange/loss/default-fund.ts';
import {
  DEFAULT_FUND_RESERVE,
  SKIN_RESERVE,
  SKIN_SECOND_RESERVE,
  type DefaultFundRules,
  type FundMembers,
} from '../exchange/loss/loss-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import { multiplePpmOf } from './compile-margin-changes.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { hintAmong } from './nearest.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseMoney, parsePpm } from './units.ts';

type FundDraft = Draft<ScenarioFile['venue']>['defaultFund'];
type MemberDraft = NonNullable<Exclude<FundDraft, 'off' | null | undefined>['members']>[number];

/** The venue with its default fund, if it has one; undefined when something stands in the way. */
export function addDefaultFund(
  venue: VenueRules | undefined,
  draft: FundDraft,
  agents: AgentRules | undefined,
  findings: Findings,
): VenueRules | undefined {
  if (draft === undefined || draft === null || draft === 'off') return venue;
  const powers = multiplePpmOf(draft.assessmentPowers, ['venue', 'defaultFund', 'assessmentPowers'], findings);
  const cap = read(parsePpm, draft.assessmentCap);
  const members = allOf(draft.members?.map((member, at) => compileMembers(member, at, agents, findings)));
  const names = draft.members?.map((member) => textOf(member?.class)) ?? [];
  names.forEach((name, at) => {
    const first = names.indexOf(name);
    if (name === undefined || first === at) return;
    findings.report({
      code: 'duplicate-name',
      path: ['venue', 'defaultFund', 'members', at, 'class'],
      says: `is ${name} once more, whose accounts are members[${first}] already`,
      expected: 'each class once',
      hint: 'put what they pay in into one entry',
    });
  });
  const fund = complete<DefaultFundRules>({
    members,
    assessmentPpm: powers === undefined || cap === undefined ? undefined : Math.floor((powers * cap) / PPM_PER_UNIT),
  });
  const skin = read(parseMoney, draft.skinInTheGame);
  const second = read(parseMoney, draft.skinInTheGameSecond);
  if (venue === undefined || fund === undefined || skin === undefined || second === undefined) return undefined;
  return {
    ...venue,
    reserves: [
      ...venue.reserves,
      { name: DEFAULT_FUND_RESERVE, initial: sumContributions(fund) },
      { name: SKIN_RESERVE, initial: skin },
      { name: SKIN_SECOND_RESERVE, initial: second },
    ],
    loss: { ...venue.loss, defaultFund: fund },
  };
}

function compileMembers(
  draft: MemberDraft | undefined,
  at: number,
  agents: AgentRules | undefined,
  findings: Findings,
): FundMembers | undefined {
  const name = textOf(draft?.class);
  const contribution = read(parseMoney, draft?.contribution);
  if (name === undefined || contribution === undefined || agents === undefined) return undefined;
  const names = agents.classes.map((agentClass) => agentClass.name);
  const index = names.indexOf(name);
  const path = ['venue', 'defaultFund', 'members', at, 'class'];
  if (index < 0) {
    findings.report({
      code: 'unknown-class',
      path,
      says: `names a class that there is not: ${name}`,
      hint: hintAmong(name, names),
    });
    return undefined;
  }
  if (agents.classes[index].accounts === 0) {
    findings.report({
      code: 'no-members',
      path,
      says: `names a class without accounts: ${name}`,
      hint: 'give the class accounts, or name another',
    });
    return undefined;
  }
  return { ...listClassRanges(agents.classes)[index], contribution };
}
