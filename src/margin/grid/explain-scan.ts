/** A scan charge written out: the whole scenario vector, the binding scenario by position, and what netting took off. */
import type { ExplanationLine, Offset, PositionColumns, ScenarioLoss } from '../margin-model.ts';
import { bindingScenario } from './binding-scenario.ts';
import type { ChargeExplanation } from './charge.ts';
import type { ScanCharge } from './scan-charge.ts';
import { computeScenarioProfit, describeScenario } from './scenario-profit.ts';
import { numberText, percentText } from '../number-text.ts';

/** One underlying (or expiry) of the book in a scan: its rows and the profit vector of each. */
interface Member {
  readonly name: string;
  readonly unit: number;
  readonly rows: readonly number[];
  readonly profits: readonly number[];
}

export function explainScan(charge: ScanCharge, book: PositionColumns): readonly ChargeExplanation[] {
  const { groups } = charge.context;
  const byGroup = new Map<number, Member[]>();
  for (const member of membersOf(charge, book)) {
    const group = groups.groupOf[member.unit];
    byGroup.set(group, [...(byGroup.get(group) ?? []), member]);
  }
  return [...byGroup].flatMap(([group, members]) =>
    charge.terms.netting === 'group'
      ? [explainNetted(charge, book, group, members)]
      : members.map((member) => explainNetted(charge, book, group, [member])),
  );
}

function membersOf(charge: ScanCharge, book: PositionColumns): readonly Member[] {
  const { buckets, columns } = charge;
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < book.count; row += 1) {
    const bucket = buckets.of[book.contracts[row]];
    if (bucket >= 0) rowsOf.set(bucket, [...(rowsOf.get(bucket) ?? []), row]);
  }
  return [...rowsOf].map(([bucket, rows]) => ({
    name: buckets.nameAt(bucket, charge.context.market.timeUs),
    unit: buckets.unitOf[bucket],
    rows,
    profits: Array.from({ length: columns }, (_, k) =>
      rows.reduce((sum, row) => sum + book.sizes[row] * charge.figureOf(book.contracts[row], k), 0),
    ),
  }));
}

function explainNetted(
  charge: ScanCharge,
  book: PositionColumns,
  group: number,
  members: readonly Member[],
): ChargeExplanation {
  const { groups } = charge.context;
  const scenarios = charge.scenariosOf(members[0].unit);
  const counted = scenarios.map((_, k) => countedProfit(charge, members, k));
  const losses = counted.map((profit, k) => 0 - profit - scenarios[k].dampener);
  const worst = Math.max(0, ...losses);
  const binding = bindingScenario(losses);
  const name = charge.terms.netting === 'group' ? groups.names[group] : members[0].name;
  const label = `${charge.name}, ${name}`;
  const standalone = members.reduce(
    (sum, { profits }) => sum + Math.max(0, ...profits.map((profit, k) => -profit - scenarios[k].dampener)),
    0,
  );
  const line: ExplanationLine =
    binding < 0
      ? { label, formula: `no loss in any of ${scenarios.length} scenarios`, amount: 0 }
      : {
          label,
          formula: `largest of ${scenarios.length} scenario losses: ${scenarios[binding].name}`,
          amount: worst,
          parts: [
            ...members.flatMap((member) => partsOf(charge, book, member, binding, members.length > 1)),
            ...dampenerPart(scenarios[binding].dampener),
            ...productPart(charge, members, binding),
          ],
        };
  return {
    group,
    line,
    scenarios: losses.map(
      (loss, k): ScenarioLoss => ({ name: `${label}: ${scenarios[k].name}`, loss, isBinding: k === binding }),
    ),
    offsets: [
      ...members.flatMap((member) => offsetWithin(charge, book, member)),
      ...(standalone - worst > 0 && members.length > 1
        ? [
            {
              between: members.map((each) => each.name).join(' and '),
              grantedBy: `portfolio group ${groups.names[group]}: gains count ${sharesText(charge, members)}`,
              amount: standalone - worst,
            },
          ]
        : []),
    ],
  };
}

/** Profit of the members in scenario `k` as the groups count it. */
function countedProfit(charge: ScanCharge, members: readonly Member[], k: number): number {
  if (members.length === 1) return members[0].profits[k];
  const { groups } = charge.context;
  const products = new Map<number, number>();
  for (const { unit, profits } of members) {
    const product = groups.productOf[unit];
    const profit = profits[k];
    const value = profit < 0 ? profit : groups.productShares[product] * profit;
    products.set(product, (products.get(product) ?? 0) + value);
  }
  const share = groups.groupShares[groups.groupOf[members[0].unit]];
  return [...products.values()].reduce((sum, value) => sum + (value < 0 ? value : share * value), 0);
}

function partsOf(
  charge: ScanCharge,
  book: PositionColumns,
  member: Member,
  k: number,
  isOneOfMany: boolean,
): readonly ExplanationLine[] {
  const { market } = charge.context;
  const scenario = charge.scenarioOf(member.unit, k);
  const positions = member.rows.map((row): ExplanationLine => {
    const contract = book.contracts[row];
    const size = book.sizes[row];
    const weight = scenario.terms.weight * charge.timeWeightOf(contract);
    const profit = numberText(computeScenarioProfit(market, contract, scenario));
    const product =
      weight === 1 ? `${numberText(size)} x ${profit}` : `${numberText(size)} x ${profit} x ${percentText(weight)}`;
    const what = weight === 1 ? 'size x profit of one contract' : 'size x profit of one contract x weight';
    return {
      label: market.contracts[contract].symbol,
      formula: `-(${product}), ${what}: ${describeScenario(market, contract, scenario)}`,
      amount: 0 - size * charge.figureOf(contract, k),
    };
  });
  if (!isOneOfMany) return positions;
  const profit = member.profits[k];
  const share = charge.context.groups.productShares[charge.context.groups.productOf[member.unit]];
  const isCut = profit > 0 && share < 1;
  return [
    {
      label: member.name,
      formula: isCut ? `gain of ${numberText(profit)} x ${percentText(share)}` : 'sum of its positions',
      amount: isCut ? -share * profit : 0 - profit,
      parts: positions,
    },
  ];
}

function dampenerPart(dampener: number): readonly ExplanationLine[] {
  return dampener === 0 ? [] : [{ label: 'dampener', formula: 'forgiven in this scenario', amount: -dampener }];
}

/** What the share between product groups takes away from the sum of the lines above. */
function productPart(charge: ScanCharge, members: readonly Member[], k: number): readonly ExplanationLine[] {
  const { groups } = charge.context;
  const lines = members.reduce((sum, { unit, profits }) => {
    const share = profits[k] > 0 && members.length > 1 ? groups.productShares[groups.productOf[unit]] : 1;
    return sum + share * profits[k];
  }, 0);
  const amount = lines - countedProfit(charge, members, k);
  if (!(amount > 1e-9 * Math.abs(lines))) return [];
  const share = groups.groupShares[groups.groupOf[members[0].unit]];
  return [{ label: 'between product groups', formula: `gains of a product group count ${percentText(share)}`, amount }];
}

function sharesText(charge: ScanCharge, members: readonly Member[]): string {
  const { groups } = charge.context;
  const products = [...new Set(members.map(({ unit }) => groups.productOf[unit]))];
  const within = products.map((p) => `${percentText(groups.productShares[p])} in ${groups.productNames[p]}`).join(', ');
  const share = groups.groupShares[groups.groupOf[members[0].unit]];
  return products.length > 1 ? `${within}, ${percentText(share)} between product groups` : within;
}

/** Positions of one underlying net in full. */
function offsetWithin(charge: ScanCharge, book: PositionColumns, member: Member): readonly Offset[] {
  if (member.rows.length < 2) return [];
  const scenarios = charge.scenariosOf(member.unit);
  const worstOf = (profits: readonly number[]): number =>
    Math.max(0, ...profits.map((profit, k) => -profit - scenarios[k].dampener));
  const alone = member.rows.reduce((sum, row) => {
    const contract = book.contracts[row];
    return sum + worstOf(scenarios.map((_, k) => book.sizes[row] * charge.figureOf(contract, k)));
  }, 0);
  const amount = alone - worstOf(member.profits);
  if (!(amount > 0)) return [];
  const { contracts } = charge.context.market;
  return [
    {
      between: member.rows.map((row) => contracts[book.contracts[row]].symbol).join(' and '),
      grantedBy: `${charge.name}: positions of ${member.name} net in full within a scenario`,
      amount,
    },
  ];
}
