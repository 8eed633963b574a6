/** One dollar of the fund's loss, and of the loss that nobody bore: where it comes from. */
import { plural } from '../../base/format.ts';
import { WATERFALL_STAGES } from '../../exchange/loss/loss-rules.ts';
import { sumOfBearers } from '../../experiment/causes/bad-debt.ts';
import type { BadDebt, BadDebtParts, CauseRecord, LossBearers } from '../../experiment/causes/cause-record.ts';
import { noBearers } from '../../experiment/causes/loss-bearers.ts';
import { STAGE_NAMES } from '../../experiment/stage-names.ts';
import { causeRows, money, ROUNDING_MAX, shareOf, symbolOf, table, titleOf, type CauseStory } from './cause-words.ts';
import { paragraph } from './tree-text.ts';

const ROWS = 8;

/** Bad debt of a path taken together; every part adds up to `total`. */
export interface BadDebtSum {
  readonly total: number;
  readonly bearers: LossBearers;
  readonly parts: Readonly<Record<Exclude<keyof BadDebtParts, 'causes' | 'instruments'>, number>>;
  /** By account, largest first. */
  readonly accounts: readonly { readonly account: number; readonly loss: number }[];
  readonly instruments: readonly { readonly instrument: number; readonly loss: number }[];
  /** What is not in them: fees, payments and the rounding of each. */
  readonly ofNoInstrument: number;
}

const PARTS: readonly (readonly [Exclude<keyof BadDebtSum['parts'], 'rest'>, string])[] = [
  ['gap', 'gap: outside move across the margin line'],
  ['latency', 'latency: outside move until it was closed'],
  ['impactOfOthers', "impact of others' orders"],
  ['impactOfOwn', 'impact of its own orders'],
  ['marks', 'marks: their rule, and whole ticks'],
  ['orders', 'own orders filled away from the mark'],
  ['fees', 'liquidation fees'],
  ['funding', 'funding on what it still held'],
  ['handedOver', 'given up to who took its positions'],
  ['shared', 'losses of others that it bore'],
];

const PART_NAMES = [...PARTS.map(([name]) => name), 'rest'] as const;

export function sumBadDebts(debts: readonly BadDebt[]): BadDebtSum {
  const parts: Record<keyof BadDebtSum['parts'], number> = {
    gap: 0,
    latency: 0,
    impactOfOthers: 0,
    impactOfOwn: 0,
    marks: 0,
    orders: 0,
    fees: 0,
    funding: 0,
    handedOver: 0,
    shared: 0,
    rest: 0,
  };
  const accounts = new Map<number, number>();
  const instruments = new Map<number, number>();
  const bearers = noBearers();
  for (const debt of debts) {
    const loss = sumOfBearers(debt.bearers);
    addBearers(bearers, debt.bearers);
    accounts.set(debt.account, (accounts.get(debt.account) ?? 0) + loss);
    for (const name of PART_NAMES) parts[name] += debt.parts[name];
    for (const one of debt.parts.instruments) {
      instruments.set(one.instrument, (instruments.get(one.instrument) ?? 0) + one.loss);
    }
  }
  const total = sumOfBearers(bearers);
  return {
    total,
    bearers,
    parts,
    accounts: [...accounts]
      .map(([account, loss]) => ({ account, loss }))
      .sort((x, y) => y.loss - x.loss || x.account - y.account),
    instruments: [...instruments]
      .map(([instrument, loss]) => ({ instrument, loss }))
      .sort((x, y) => y.loss - x.loss || x.instrument - y.instrument),
    ofNoInstrument: [...instruments.values()].reduce((left, loss) => left - loss, total),
  };
}

export function formatFund(story: CauseStory): string {
  const { causes } = story;
  const debts = sumBadDebts(causes.badDebts);
  return `${[
    titleOf('ONE DOLLAR OF LOSS', story),
    '',
    'INSURANCE FUND',
    ...table(fundRows(causes)),
    '',
    ...displacementLines(story),
    ...badDebtLines(debts, story),
  ].join('\n')}\n`;
}

/** With the signs of the fund's own table; shares are of all amounts, whichever way they went. */
function displacementLines(story: CauseStory): string[] {
  const { largest, others } = story.causes.fund.inventoryImpact;
  if (largest.length === 0) return [];
  const gains = {
    largest: largest.map(({ cause, loss }) => ({ cause, loss: -loss })),
    others: { ...others, loss: -others.loss },
  };
  const gross = largest.reduce((sum, { loss }) => sum + Math.abs(loss), Math.abs(others.loss));
  const head = ['gained, or lost (-), by', 'USD', 'of all, either way'];
  return ['WHO DISPLACED ITS INVENTORY', ...table([head, ...causeRows(gains, gross, ROWS, story)]), ''];
}

/** What no instrument's price is behind. */
function noneLabel(loss: number): string {
  return Math.abs(loss) < ROUNDING_MAX ? 'rounding' : 'fees and payments, of none';
}

/** The part that no other line has, named for what it is by its size. */
function restLabel(rest: number): string {
  return Math.abs(rest) < ROUNDING_MAX ? 'rounding' : 'rest: no fact tells it';
}

function fundRows({ fund }: CauseRecord): string[][] {
  const { inventoryImpact } = fund;
  const impact = inventoryImpact.largest.reduce((sum, { loss }) => sum + loss, inventoryImpact.others.loss);
  const rows: (readonly [string, number])[] = [
    ['at the start', fund.initial],
    ['liquidation fees', fund.fees],
    ['left of accounts liquidated to the end', fund.surplus],
    ['money from outside', fund.inflows],
    ['funding on what it held', fund.funding],
    ['equity that came with positions', fund.equityTakenOver],
    ['deficits that came with positions', -fund.deficitsTakenOver],
    ['deficits paid', -fund.deficitsPaid],
    ['inventory: outside moves', -fund.inventoryOutside],
    ['inventory: displacement', -impact],
    ['inventory: rule of the mark, whole ticks', -fund.inventoryMarks],
    ['inventory: own sales, against the mark', -fund.inventorySales],
    ['its own shortfall, borne by others', fund.borneByOthers],
    ['its own shortfall, borne by nobody', fund.uncovered],
    [restLabel(fund.rest), fund.rest],
    ['at the end', fund.final],
  ];
  const told = rows.filter(([name, value]) => value !== 0 || name.startsWith('at the'));
  return [['', 'USD'], ...told.map(([name, value]) => [name, money(value)])];
}

/** Fund, counterparties and nobody are always told, others where they bore something. */
function describeBearers({ fund, groupFunds, takers, stages, counterparties, uncovered }: LossBearers): string {
  const others: [number, string][] = [
    [groupFunds, 'to funds of some instruments'],
    [takers, 'to those who took positions over'],
    ...WATERFALL_STAGES.map((stage): [number, string] => [
      stages[stage] ?? 0,
      `to the waterfall (${STAGE_NAMES[stage]})`,
    ]),
  ];
  const told = others.flatMap(([amount, whom]) => (amount === 0 ? [] : [`${money(amount)} ${whom}`]));
  return [
    `${money(fund)} fell to the fund`,
    ...told,
    `${money(counterparties)} to counterparties by auto-deleveraging`,
    `${money(uncovered)} to nobody`,
  ].join(', ');
}

function addBearers(sum: LossBearers, { stages, ...others }: LossBearers): void {
  sum.fund += others.fund;
  sum.groupFunds += others.groupFunds;
  sum.takers += others.takers;
  sum.counterparties += others.counterparties;
  sum.uncovered += others.uncovered;
  for (const stage of WATERFALL_STAGES) {
    const amount = stages[stage];
    if (amount !== undefined) sum.stages[stage] = (sum.stages[stage] ?? 0) + amount;
  }
}

function badDebtLines(debts: BadDebtSum, story: CauseStory): string[] {
  if (debts.total === 0) return ['BAD DEBT', ...paragraph('No account lost more than it had.')];
  const { total } = debts;
  const borne = `${plural(debts.accounts.length, 'account')} lost ${money(total)} more than they had: ${describeBearers(debts.bearers)}.`;
  const row = (name: string, loss: number): string[] => [name, money(loss), shareOf(loss, total)];
  const shown = debts.accounts.slice(0, ROWS);
  const left = debts.accounts.slice(ROWS);
  const others = left.reduce((sum, { loss }) => sum + loss, 0);
  return [
    'BAD DEBT',
    ...paragraph(borne),
    '',
    ...table([
      ['by cause', 'USD', ''],
      ...PARTS.filter(([name]) => debts.parts[name] !== 0).map(([name, label]) => row(label, debts.parts[name])),
      ...(debts.parts.rest === 0 ? [] : [row(restLabel(debts.parts.rest), debts.parts.rest)]),
      row('total', total),
    ]),
    '',
    ...table([
      ['by instrument', 'USD', ''],
      ...debts.instruments.map(({ instrument, loss }) => row(symbolOf(story, instrument), loss)),
      ...(debts.ofNoInstrument === 0 ? [] : [row(noneLabel(debts.ofNoInstrument), debts.ofNoInstrument)]),
      row('total', total),
    ]),
    '',
    ...table([
      ['by account', 'USD', ''],
      ...shown.map(({ account, loss }) => row(`account ${account}`, loss)),
      ...(left.length === 0 ? [] : [row(plural(left.length, 'other account'), others)]),
      row('total', total),
    ]),
  ];
}
