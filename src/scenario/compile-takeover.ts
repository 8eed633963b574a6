/** `venue.takeover` to those who take positions over, and the accounts that they do it with. */
import { formatUsd } from '../base/format.ts';
import { QUANTA_PER_USD, type QuoteQuanta } from '../base/units.ts';
import type { ReserveRules } from '../exchange/mechanism-rules.ts';
import type {
  BidderRules,
  DiscountPoint,
  DutchAuctionRules,
  InventoryRules,
  PanelRules,
  ProviderRules,
  TakeoverRules,
  TakerRules,
  VaultRules,
} from '../exchange/takeover/takeover-rules.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { lotNotionalOf } from './lot-notional.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { durationText } from './time-frame.ts';
import { textOf, type Written } from './unit-result.ts';
import { parseDuration, parseMoney, parsePpm } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type TakeoverDraft = NonNullable<Draft<ScenarioFile['venue']>['takeover']> | undefined;
type TakerDraft = Exclude<NonNullable<TakeoverDraft>[number], 'fund' | undefined>;
type AuctionDraft = Extract<TakerDraft, { kind?: 'dutchAuction' | undefined }>;

const BASE: Path = ['venue', 'takeover'];

/** An account that a taker needs, with the place of its name and money in the file. */
interface Member {
  readonly path: Path;
  readonly name: Written | undefined;
  readonly capital: Written | undefined;
}

export function compileTakeover(
  draft: TakeoverDraft,
  contracts: readonly Instrument[] | undefined,
  findings: Findings,
): TakeoverRules | undefined {
  if (draft === undefined) return undefined;
  const takers: (TakerRules | undefined)[] = [];
  let fundTakes = false;
  draft.forEach((taker, place) => {
    if (taker === 'fund') {
      fundTakes = true;
      if (place < draft.length - 1) {
        findings.report({
          code: 'takeover-order',
          path: [...BASE, place],
          says: 'stands before others, who would get what the fund cannot carry and has to pay for',
          expected: 'the fund last, or left out',
        });
      }
    } else {
      const path = [...BASE, place];
      const rules = taker === undefined ? undefined : compileTaker(taker, path, findings);
      if (rules !== undefined) checkLots(rules, path, contracts ?? [], findings);
      takers.push(rules);
    }
  });
  const all = allOf(takers);
  return all === undefined ? undefined : { takers: all, fundTakes };
}

/** A limit below one lot of every instrument lets nothing be taken. */
function checkLots(taker: TakerRules, path: Path, contracts: readonly Instrument[], findings: Findings): void {
  const lots = contracts.flatMap((one) => lotNotionalOf(one) ?? []);
  const least = Math.min(...lots);
  const limits: readonly (readonly [Path, QuoteQuanta])[] =
    taker.kind === 'vault'
      ? [[path, taker.notionalMax]]
      : taker.kind === 'panel'
        ? taker.providers.map(({ notionalMax }, n) => [[...path, 'providers', n], notionalMax] as const)
        : [];
  for (const [of, notionalMax] of limits) {
    if (lots.length === 0 || notionalMax >= least) continue;
    findings.report({
      code: 'below-lot',
      path: [...of, 'notionalMax'],
      says: 'is less than one lot of any instrument: nothing could be taken',
      expected: `at least ${formatUsd(least / QUANTA_PER_USD)}, the smallest lot`,
    });
  }
}

/** The takers' accounts, in their order. A name stands for one account. */
export function compileTakerReserves(
  draft: TakeoverDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): readonly ReserveRules[] | undefined {
  const names = new Set<string>();
  const members = (draft ?? []).flatMap((taker, place) => membersOf(taker, [...BASE, place]));
  const market = allOf(instruments.openInterest)?.reduce((sum, own) => sum + own, 0);
  return allOf(
    members.map(({ path, name: written, capital }) => {
      const name = textOf(written);
      if (name !== undefined && names.has(name)) {
        const hint = 'each taker has an account of its own, and results go by its name';
        findings.report({ code: 'duplicate-name', path: [...path, 'name'], says: `is a second "${name}"`, hint });
      }
      if (name !== undefined) names.add(name);
      const initial = read(parseMoney, capital);
      if (initial !== undefined && market !== undefined && market > 0 && initial > market) {
        findings.report({
          code: 'larger-than-market',
          path: [...path, 'capital'],
          says: `is ${formatUsd(initial / QUANTA_PER_USD)} against an open interest of ${formatUsd(market / QUANTA_PER_USD)} in all instruments: it could take over the whole market`,
          expected: `at most ${formatUsd(market / QUANTA_PER_USD)}`,
          hint: 'look for a unit too many (bn for M), or raise openInterest',
        });
      }
      return complete<ReserveRules>({ name, initial });
    }),
  );
}

function membersOf(taker: NonNullable<TakeoverDraft>[number], path: Path): Member[] {
  if (taker === undefined || taker === 'fund') return [];
  switch (taker.kind) {
    case 'vault':
      return [{ path, name: taker.name, capital: taker.capital }];
    case 'panel':
      return (taker.providers ?? []).map((one, n) => ({
        path: [...path, 'providers', n],
        name: one?.name,
        capital: one?.capital,
      }));
    case 'dutchAuction':
      return (taker.bidders ?? []).map((one, n) => ({
        path: [...path, 'bidders', n],
        name: one?.name,
        capital: one?.capital,
      }));
    default:
      return [];
  }
}

function compileTaker(draft: TakerDraft, path: Path, findings: Findings): TakerRules | undefined {
  const inventory = complete<InventoryRules>({
    marginPpm: read(parsePpm, draft.inventoryMargin),
    unwindIntervalUs: read(parseDuration, draft.unwindInterval),
    unwindSharePpm: read(parsePpm, draft.unwindShare),
  });
  switch (draft.kind) {
    case 'vault':
      return complete<VaultRules>({
        kind: 'vault',
        name: textOf(draft.name),
        inventory,
        notionalMax: Object.hasOwn(draft, 'notionalMax') ? read(parseMoney, draft.notionalMax) : Infinity,
        capitalShareMaxPpm: read(parsePpm, draft.capitalShareMax),
        lossLimitPpm: read(parsePpm, draft.lossLimit),
        takesDeficits: draft.takesDeficits,
      });
    case 'panel':
      return complete<PanelRules>({
        kind: 'panel',
        inventory,
        providers: allOf(
          draft.providers?.map((one) =>
            complete<ProviderRules>({
              name: textOf(one?.name),
              notionalMax: read(parseMoney, one?.notionalMax),
              windowUs: read(parseDuration, one?.window),
              discountPpm: read(parsePpm, one?.discount),
            }),
          ),
        ),
      });
    case 'dutchAuction':
      return complete<DutchAuctionRules>({
        kind: 'dutchAuction',
        inventory,
        bidders: allOf(
          draft.bidders?.map((one) =>
            complete<BidderRules>({ name: textOf(one?.name), reservationPpm: read(parsePpm, one?.reservation) }),
          ),
        ),
        discounts: compileDiscounts(draft, path, findings),
        intervalUs: read(parseDuration, draft.interval),
      });
    default:
      return undefined;
  }
}

function compileDiscounts(draft: AuctionDraft, path: Path, findings: Findings): readonly DiscountPoint[] | undefined {
  const points = allOf(
    draft.discounts?.map((point) =>
      complete<DiscountPoint>({
        afterUs: read(parseDuration, point?.after),
        discountPpm: read(parsePpm, point?.discount),
      }),
    ),
  );
  if (points === undefined) return undefined;
  const at: Path = [...path, 'discounts'];
  const report = (n: number, key: string, says: string, expected: string): void =>
    findings.report({ code: 'discount-course', path: [...at, n, key], says, expected });
  if (points[0].afterUs !== 0) report(0, 'after', 'is not 0, so that an auction would start without a discount', '0 s');
  points.slice(1).forEach((point, n) => {
    if (point.afterUs <= points[n].afterUs)
      report(n + 1, 'after', 'is not later than the point before it', `more than ${durationText(points[n].afterUs)}`);
    if (point.discountPpm < points[n].discountPpm)
      report(
        n + 1,
        'discount',
        'is less than that of the point before it',
        `at least ${points[n].discountPpm / 10_000} %`,
      );
  });
  const last = points[points.length - 1].discountPpm;
  draft.bidders?.forEach((one, n) => {
    const reservation = read(parsePpm, one?.reservation);
    if (reservation === undefined || reservation <= last) return;
    findings.report({
      code: 'never-bids',
      path: [...path, 'bidders', n, 'reservation'],
      says: 'is more than the discount ever becomes, so that it would never bid',
      expected: `at most ${last / 10_000} %`,
      hint: 'lower it, or let the discount grow further',
    });
  });
  return points;
}
