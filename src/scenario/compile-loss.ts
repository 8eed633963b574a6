/** How the venue shares losses, from the file to rules: the waterfall's list, funds for groups, deleveraging. */
import type { ReserveRules } from '../exchange/mechanism-rules.ts';
import {
  WATERFALL_STAGES,
  type FundGroupRules,
  type FundInflowRules,
  type FundTriggerRules,
  type LossRules,
  type WaterfallStage,
} from '../exchange/loss/loss-rules.ts';
import type { AutoDeleveragingRules } from '../exchange/venue-rules.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { indexOfSymbol } from './instrument-index.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseDuration, parseMoney, parsePpm } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type VenueDraft = Draft<ScenarioFile['venue']>;
type Symbols = readonly (string | undefined)[];

export function compileWaterfall(draft: VenueDraft, findings: Findings): readonly WaterfallStage[] | undefined {
  const written = draft.waterfall ?? [];
  written.forEach((stage, at) => {
    const first = written.indexOf(stage);
    if (stage === undefined || first === at) return;
    const says = `is ${stage} once more, which is stage ${first + 1} already`;
    const left = WATERFALL_STAGES.filter((other) => !written.includes(other));
    const hint = `drop it; stages that are not in the list: ${left.join(', ')}`;
    findings.report({
      code: 'duplicate-step',
      path: ['venue', 'waterfall', at],
      says,
      expected: 'each stage once',
      hint,
    });
  });
  return allOf(draft.waterfall);
}

export function compileDeleveraging(draft: VenueDraft['autoDeleveraging']): AutoDeleveragingRules | undefined {
  return complete<Required<AutoDeleveragingRules>>({
    ranking: draft?.ranking,
    price: draft?.price,
    allocation: draft?.allocation,
  });
}

export interface CompiledGroups {
  readonly reserves: readonly ReserveRules[];
  readonly rules: readonly FundGroupRules[];
}

/** Funds of groups and the reserves that hold their money. */
export function compileFundGroups(
  drafts: VenueDraft['insuranceFunds'],
  symbols: Symbols,
  findings: Findings,
): CompiledGroups | undefined {
  const base: Path = ['venue', 'insuranceFunds'];
  const names = drafts?.map((draft) => textOf(draft?.name));
  const taken = new Set<number>();
  const groups = allOf(
    drafts?.map((draft, at) => {
      const name = names?.[at];
      if (name !== undefined && names!.indexOf(name) < at) {
        findings.report({
          code: 'duplicate-name',
          path: [...base, at, 'name'],
          says: `is a second fund "${name}"`,
          hint: 'put the instruments of both into one, or name it otherwise',
        });
      }
      const instruments = draft?.instruments?.map((symbol, place) => {
        const path = [...base, at, 'instruments', place];
        const index = indexOfSymbol(textOf(symbol), symbols, path, findings);
        if (index === undefined) return undefined;
        if (taken.has(index)) {
          findings.report({
            code: 'duplicate-symbol',
            path,
            says: `has a fund of its own already: ${symbol}`,
            expected: 'each instrument in one fund',
          });
        }
        taken.add(index);
        return index;
      });
      const reserve = name === undefined ? undefined : `insurance fund: ${name}`;
      return complete<FundGroupRules & ReserveRules>({
        name: reserve,
        reserve,
        initial: read(parseMoney, draft?.initial),
        instruments: allOf(instruments),
      });
    }),
  );
  if (groups === undefined) return undefined;
  return {
    reserves: groups.map(({ name, initial }) => ({ name, initial })),
    rules: groups.map(({ reserve, instruments }) => ({ reserve, instruments })),
  };
}

export function compileLoss(draft: VenueDraft, groups: readonly FundGroupRules[] | undefined): LossRules | undefined {
  const period = draft.clawback?.period;
  return complete<LossRules>({
    trigger: compileTrigger(draft.insuranceFund?.drawdownTrigger),
    surplusSharePpm: read(parsePpm, draft.insuranceFund?.surplusShare),
    inflow: compileInflow(draft.insuranceFund?.inflow),
    groups,
    clawbackPeriodUs: period === null || period === 'off' ? Infinity : read(parseDuration, period),
    // Its members are agents: see `compile-default-fund.ts`.
    defaultFund: null,
  });
}

type FundDraft = NonNullable<VenueDraft['insuranceFund']>;

function compileTrigger(draft: FundDraft['drawdownTrigger']): FundTriggerRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<FundTriggerRules>({
    windowUs: read(parseDuration, draft.window),
    drawdownPpm: read(parsePpm, draft.drawdown),
  });
}

function compileInflow(draft: FundDraft['inflow']): FundInflowRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<FundInflowRules>({
    amount: read(parseMoney, draft.amount),
    intervalUs: read(parseDuration, draft.interval),
  });
}
